// What a reader has chosen (large text, high contrast, reading aloud), on every page: attributes of
// <html>, set before anything is drawn, remembered in this browser.
"use strict";
(() => {
  const KEY = "zhengwen.choices";
  const STEPS = { large: ["", "large", "huge"], contrast: ["", "high"], voice: ["", "on"] };
  const root = document.documentElement;
  let chosen = {};

  const recall = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      for (const [name, steps] of Object.entries(STEPS)) {
        if (steps.indexOf(kept?.[name]) > 0) chosen[name] = kept[name];
        else delete chosen[name];
      }
    } catch {
      chosen = {}; // no storage here (a private window, a foreign frame), or nonsense in it
    }
  };

  const remember = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
      return true;
    } catch {
      return false;
    }
  };

  const apply = () => {
    for (const name of Object.keys(STEPS)) {
      if (chosen[name]) root.dataset[name] = chosen[name];
      else delete root.dataset[name];
    }
    for (const button of document.querySelectorAll("[data-choice]")) show(button);
  };

  // The words of each step stand in the page: data-words="大字版|大字版：大|大字版：特大".
  const show = (button) => {
    const name = button.dataset.choice;
    const step = STEPS[name].indexOf(chosen[name] ?? "");
    button.textContent = button.dataset.words.split("|")[step];
    button.setAttribute("aria-pressed", String(step > 0));
    button.hidden = false; // without this script the button would do nothing
  };

  const choose = (button) => {
    const name = button.dataset.choice;
    const steps = STEPS[name];
    chosen[name] = steps[(steps.indexOf(chosen[name] ?? "") + 1) % steps.length];
    const kept = remember();
    apply();
    if (!kept) toast("这个浏览器不让网页记住选择，打开别的网页要再选一次。");
    document.dispatchEvent(new CustomEvent("zhengwen:choice", { detail: { name, value: chosen[name] } }));
  };

  // One line that says what has just happened; screen readers hear it, it goes by itself.
  let line;
  let fading;
  const toast = (words) => {
    if (!line) {
      line = document.createElement("p");
      line.className = "toast";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    clearTimeout(fading);
    line.textContent = "";
    setTimeout(() => (line.textContent = words), 50); // the same words again are news as well
    fading = setTimeout(() => (line.textContent = ""), 6000);
  };

  recall();
  apply();
  window.zhengwen = { toast };
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-choice]");
    if (button) choose(button);
  });
  // Another tab has chosen.
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    recall();
    apply();
  });
})();
