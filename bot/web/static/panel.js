// A record's source beside the page: a link to an item or a passage inside [data-beside] opens its
// fragment in a panel, on a narrow window from below. Without this script the link is a link.
"use strict";
(() => {
  const wide = matchMedia("(min-width: 1100px)");
  let panel;
  let opener;

  const build = () => {
    panel = document.createElement("div");
    panel.id = "panel";
    panel.hidden = true;
    panel.setAttribute("aria-label", "原文");
    panel.innerHTML =
      '<div class="panel-bar"><span>原文</span><span class="panel-links"><a class="whole-page">单独打开</a>' +
      '<button type="button" class="button close">关闭</button></span></div>' +
      '<div class="panel-body" tabindex="0" role="region" aria-label="原文内容"></div>';
    document.body.append(panel);
    panel.querySelector(".close").addEventListener("click", close);
    panel.addEventListener("keydown", keepFocus);
  };

  const close = () => {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    opener?.removeAttribute("aria-current");
    if (opener?.isConnected) opener.focus();
  };

  // On a narrow window the panel covers the page: Tab stays inside it.
  const keepFocus = (event) => {
    if (event.key !== "Tab" || wide.matches) return;
    const stops = [...panel.querySelectorAll("a[href], button:not([hidden]), [tabindex='0']")];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0]).focus();
    }
  };

  const show = (title, by) => {
    if (!panel) build();
    opener?.removeAttribute("aria-current");
    opener = by;
    opener?.setAttribute("aria-current", "true");
    panel.setAttribute("aria-label", title);
    panel.querySelector(".panel-bar span").textContent = title;
    panel.querySelector(".panel-body").setAttribute("aria-label", `${title}内容`);
    panel.querySelector(".whole-page").hidden = !by?.href;
    panel.hidden = false;
    panel.setAttribute("role", wide.matches ? "complementary" : "dialog");
    if (wide.matches) panel.removeAttribute("aria-modal");
    else panel.setAttribute("aria-modal", "true");
    document.body.classList.add("with-panel");
    return panel.querySelector(".panel-body");
  };

  const fill = (body, ...content) => {
    body.replaceChildren(...content);
    body.scrollTop = 0;
    body.dispatchEvent(new CustomEvent("zhengwen:shown", { bubbles: true }));
    (body.querySelector("h1") ?? body).focus();
  };

  const open = async (link) => {
    const body = show("原文", link);
    panel.querySelector(".whole-page").href = link.href;
    body.innerHTML = '<p class="waiting" role="status">正在打开原文…</p>';
    let text = "<p>没有连上服务器，请检查网络后再点一次。</p>";
    try {
      const answer = await fetch(`${link.pathname}?fragment=1`, { headers: { Accept: "text/html" } });
      text = await answer.text(); // rendered and escaped by our own server
    } catch {
      // the sentence above says it
    }
    if (opener !== link) return; // another one was opened meanwhile
    const page = document.createRange().createContextualFragment(text);
    fill(body, page);
  };

  // Other scripts show what they have made in the same place.
  Object.assign(window.zhengwen, {
    showBeside: (title, content, by) => fill(show(title, by), content),
    closeBeside: () => close(),
  });

  const isPlain = (event) =>
    event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  document.addEventListener("click", (event) => {
    if (panel && !panel.hidden && !wide.matches && !panel.contains(event.target)) {
      event.preventDefault();
      close();
      return;
    }
    const link = linkAt(event.target);
    if (!link || !isPlain(event) || !getSelection().isCollapsed) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  // A click anywhere in a row is one on its link.
  const linkAt = (target) => {
    const near = target.closest?.("[data-beside] :is(a[href], button, input, summary)");
    const link = near ?? target.closest?.("[data-beside] [data-row]")?.querySelector("a[href]");
    const isOurs = link?.matches("a") && link.origin === location.origin;
    return isOurs && /\/(items|passages)\/[^?]*$/.test(link.pathname) ? link : null;
  };
})();
