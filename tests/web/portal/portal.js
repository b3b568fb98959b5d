// What a portal's own script does with the widget: hears its events, reacts to its own shortcuts.
"use strict";
const told = document.getElementById("told");
const tell = (words) => told.append(`${words};`);
for (const name of ["open", "close", "ask", "answer", "error"]) {
  document.addEventListener(`zhengwen:${name}`, (event) => {
    tell(`${name} ${event.detail.question ?? ""} ${event.detail.answer?.status ?? ""}`.trim());
  });
}
document.addEventListener("keydown", (event) => tell(`shortcut ${event.key}`));
