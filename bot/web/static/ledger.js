// The ledger without reloading: each change of a filter is sent by POST and the page's own answer is
// put in place. The address follows; the words of the text filter stand in its fragment only, which
// no server sees.
"use strict";
(() => {
  const form = () => document.getElementById("ledger");
  const whole = () => document.getElementById("whole");
  let asking;
  let waiting;

  const send = async (data, focus) => {
    asking?.abort();
    const mine = (asking = new AbortController());
    document.getElementById("rows").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form().action, { method: "POST", body: data, signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("whole")) throw new Error("not the ledger");
      show(page, focus);
    } catch (error) {
      if (error.name === "AbortError") return;
      document.getElementById("rows").removeAttribute("aria-busy");
      window.zhengwen.toast("没有连上服务器，请检查网络后再试一次。");
    }
  };

  // What is being typed stays as it is; the rest of the page is the new one.
  const show = (page, focus) => {
    const active = document.activeElement;
    const typed = active?.matches?.("#ledger input:not([type=checkbox])") ? active : null;
    const fresh = page.getElementById("ledger");
    fresh.classList.toggle("open", form().classList.contains("open"));
    if (typed) {
      const same = fresh.querySelector(`#${typed.id}`);
      const place = [typed.selectionStart, typed.selectionEnd];
      same.value = typed.value;
      swap(form(), fresh);
      same.focus();
      if (place[0] !== null && same.type !== "date") same.setSelectionRange(...place);
    } else {
      const again = describe(active);
      swap(form(), fresh);
      swap(document.getElementById("rows"), page.getElementById("rows"));
      if (again) (document.querySelector(again) ?? document.getElementById("rows")).focus();
    }
    if (typed) swap(document.getElementById("rows"), page.getElementById("rows"));
    whole().dataset.address = page.getElementById("whole").dataset.address;
    whole().dataset.q = page.getElementById("whole").dataset.q;
    history.replaceState(null, "", address());
    ready();
    if (focus) {
      document.getElementById("rows").focus({ preventScroll: true });
      document.getElementById("rows").scrollIntoView({ block: "start" });
    }
  };

  const swap = (old, fresh) => old.replaceWith(document.adoptNode(fresh));

  // The same control in the new page.
  const describe = (element) => {
    if (element?.id && element.closest("#ledger")) return `#${CSS.escape(element.id)}`;
    if (!element?.name || !element.closest("#whole")) return "";
    const value = element.name === "arrange" ? element.value.split(" ")[0] + " " : element.value;
    const how = element.name === "arrange" ? "^=" : "=";
    return `[name="${element.name}"][value${how}"${CSS.escape(value)}"]`;
  };

  const address = () => {
    const { address, q } = whole().dataset;
    const root = new URL(form().action).pathname.replace(/\/ledger$/, "");
    return root + address + (q ? `#q=${encodeURIComponent(q)}` : "");
  };

  const ready = () => {
    for (const button of document.querySelectorAll("[data-share]")) {
      button.hidden = !navigator.clipboard;
    }
    const fold = document.querySelector(".unfold");
    fold?.setAttribute("aria-expanded", String(form().classList.contains("open")));
  };

  document.addEventListener("change", (event) => {
    if (!event.target.closest("#ledger") || event.target.type === "search") return;
    clearTimeout(waiting);
    send(new FormData(form()), false);
  });
  document.addEventListener("input", (event) => {
    if (event.target.type !== "search" || !event.target.closest("#ledger")) return;
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(() => send(new FormData(form()), false), 350);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.type === "search") event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form() || event.submitter?.formAction?.endsWith("/export")) return;
    event.preventDefault();
    clearTimeout(waiting);
    send(new FormData(form(), event.submitter), event.submitter?.name === "page");
  });
  document.addEventListener("click", async (event) => {
    const fold = event.target.closest?.(".unfold");
    if (fold) {
      form().classList.toggle("open");
      ready();
    }
    const share = event.target.closest?.("[data-share]");
    if (share) {
      await navigator.clipboard.writeText(new URL(address(), location.origin).href);
      window.zhengwen.toast(share.dataset.done);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    ready();
    const words = new URLSearchParams(location.hash.slice(1)).get("q");
    if (words && words !== whole().dataset.q) {
      form().elements.q.value = words;
      send(new FormData(form()), false);
    }
  });
})();
