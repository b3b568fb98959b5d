// The chat's own behaviour on top of Gradio: a citation opens its source beside the chat, a new
// question scrolls to the top of the view, messages are named for screen readers.
"use strict";
(() => {
  const wide = matchMedia("(min-width: 1100px)");
  let panel;
  let opener;

  const build = () => {
    panel = document.createElement("aside");
    panel.id = "panel";
    panel.hidden = true;
    panel.setAttribute("aria-label", "原文");
    panel.innerHTML =
      '<div class="panel-bar"><span>原文</span><button type="button" class="close">关闭</button></div>' +
      '<div class="panel-body" tabindex="0" role="region" aria-label="原文内容"></div>';
    document.body.append(panel);
    panel.querySelector(".close").addEventListener("click", close);
    panel.addEventListener("keydown", keepFocus);
  };

  const close = () => {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    for (const link of document.querySelectorAll("[aria-current=true]")) {
      link.removeAttribute("aria-current");
    }
    if (opener?.isConnected) opener.focus();
    else document.querySelector("#question textarea")?.focus();
  };

  // On a phone the panel covers the chat: Tab stays inside it.
  const keepFocus = (event) => {
    if (event.key !== "Tab" || wide.matches) return;
    const stops = [...panel.querySelectorAll("a[href], button:not([hidden]), [tabindex='0']")];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0]).focus();
    }
  };

  const open = async (link) => {
    if (!panel) build();
    opener = link;
    for (const other of document.querySelectorAll("#chat [aria-current=true]")) {
      other.removeAttribute("aria-current");
    }
    link.setAttribute("aria-current", "true");
    const body = panel.querySelector(".panel-body");
    body.innerHTML = '<p class="waiting" role="status">正在打开原文…</p>';
    panel.hidden = false;
    panel.setAttribute("role", wide.matches ? "complementary" : "dialog");
    if (wide.matches) panel.removeAttribute("aria-modal");
    else panel.setAttribute("aria-modal", "true");
    document.body.classList.add("with-panel");
    try {
      const answer = await fetch(`${link.pathname}?fragment=1`, { headers: { Accept: "text/html" } });
      body.innerHTML = await answer.text(); // rendered and escaped by our own server
    } catch {
      body.innerHTML = "<p>没有连上服务器，请检查网络后再点一次。</p>";
    }
    body.scrollTop = 0;
    body.dispatchEvent(new CustomEvent("zhengwen:shown", { bubbles: true }));
    (body.querySelector("h1") ?? body).focus();
  };

  const isPlainClick = (event) =>
    event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  document.addEventListener(
    "click",
    (event) => {
      if (panel && !panel.hidden && !wide.matches && !panel.contains(event.target)) {
        event.preventDefault();
        event.stopPropagation();
        close();
        return;
      }
      const link = event.target.closest?.("#chat a[href]");
      if (!link || !isPlainClick(event)) return;
      const inside = link.origin === location.origin;
      if (!inside || !/^\/(items|passages)\//.test(link.pathname)) return;
      event.preventDefault();
      event.stopPropagation();
      open(link);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  // Setting an attribute wakes the observer again, so only a changed one is set.
  const name = (element, words) => {
    if (element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
  };

  let asked = 0;
  const settle = () => {
    const rows = document.querySelectorAll("#chat .user-row");
    if (rows.length > asked) rows[rows.length - 1].scrollIntoView({ block: "start" });
    if (rows.length < asked) close();
    asked = rows.length;
    // Gradio names a message by its whole HTML, which nobody wants to hear.
    for (const [kind, words] of [["user", "您问"], ["bot", "回答"]]) {
      for (const message of document.querySelectorAll(`#chat [data-testid="${kind}"]`)) {
        message.setAttribute("role", "group");
        name(message, words);
      }
    }
    for (const log of document.querySelectorAll("#chat [role=log]")) name(log, "对话");
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(settle).observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["aria-label"],
    });
  });
})();
