// What has been asked, remembered in this browser only: a list to ask from again, and a way to
// forget it all, the conversation on the screen included.
"use strict";
(() => {
  const KEY = "zhengwen.history";
  const REMEMBERED = 50;
  const here = window.zhengwen;

  const recall = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.question === "string") : [];
    } catch {
      return [];
    }
  };

  const remember = (asked) => {
    const others = recall().filter((one) => one.question !== asked.question);
    const all = [{ ...asked, at: Date.now() }, ...others].slice(0, REMEMBERED);
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // no storage here: the list stays empty and says so
    }
  };

  const forget = () => {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // nothing was kept
    }
    here.wish({ wish: "forget", question: "" });
    here.closeBeside();
    here.toast("记录已清除，这台设备上不再有问过的问题和回答。");
  };

  const make = (tag, words, attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = words;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  const rowOf = (one) => {
    const row = make("li", "");
    const button = make("button", one.question, { type: "button", class: "example" });
    button.addEventListener("click", () => {
      here.closeBeside();
      here.wish({ wish: "ask", question: one.question, jurisdiction: one.jurisdiction, year: one.year });
    });
    const when = new Date(one.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
    const under = [one.jurisdiction, one.year && `${one.year}年`, when].filter(Boolean).join(" · ");
    row.append(button, make("span", under, { class: "hint" }));
    return row;
  };

  const show = (opener) => {
    const kept = recall();
    const page = make("section", "", { class: "asked-before" });
    const note = kept.length
      ? `只存在这台设备的浏览器里，最近 ${REMEMBERED} 个；点一个就再问一次。`
      : "这个浏览器里还没有记录。问过的问题会列在这里，只存在这台设备上。";
    const list = make("ul", "", { class: "asks" });
    list.append(...kept.map(rowOf));
    page.append(make("h1", "问过的问题", { tabindex: "-1" }), make("p", note, { class: "hint" }), list);
    if (kept.length || document.querySelector("#chat .card")) {
      const clear = make("button", "清除记录", { type: "button", class: "button" });
      clear.addEventListener("click", forget);
      page.append(clear);
    }
    here.showBeside("记录", page, opener);
  };

  here.remember = remember;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#history");
    if (button) show(button);
  });
})();
