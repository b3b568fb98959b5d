// Copying: a citation by the button next to it, and for other scripts any text.
"use strict";
(() => {
  // Plain http on an office network has no clipboard interface: the old way works there.
  const copyByHand = (text) => {
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "sr-only";
    box.setAttribute("aria-hidden", "true");
    const before = document.activeElement;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    before?.focus();
    return done;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyByHand(text);
    }
  };
  Object.assign(window.zhengwen, { copy });

  const reveal = (root) => {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const section = button.closest("section");
    const citation = section.querySelector(".citation");
    const address = new URL(citation.dataset.url, location.origin);
    const done = await copy(`${citation.textContent} ${address}`);
    section.querySelector("[role=status]").textContent = done
      ? "已复制"
      : "浏览器不让网页复制，请选中上面的文字后自己复制";
  });
  document.addEventListener("DOMContentLoaded", () => reveal(document));
  document.addEventListener("zhengwen:shown", (event) => reveal(event.target));
})();
