// The copy button next to a citation: shown only where it works.
"use strict";
(() => {
  const reveal = (root) => {
    if (navigator.clipboard) {
      for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const section = button.closest("section");
    const citation = section.querySelector(".citation");
    const address = new URL(citation.dataset.url, location.origin);
    await navigator.clipboard.writeText(`${citation.textContent} ${address}`);
    section.querySelector("[role=status]").textContent = "已复制";
  });
  document.addEventListener("DOMContentLoaded", () => reveal(document));
  document.addEventListener("zhengwen:shown", (event) => reveal(event.target));
})();
