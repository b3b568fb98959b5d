// The parts of the panel; what they do is told by the handlers they are given.
const buildPanel = (options, on) => {
  const title = make("h2", { id: "title" }, options.title);
  const place = make("p", { class: "place" });
  const large = make("button", { type: "button", class: "tool", "aria-pressed": "false", on: { click: on.large } }, WORDS.large);
  const restart = make("button", { type: "button", class: "tool", on: { click: on.restart } }, WORDS.restart);
  const close = make("button", { type: "button", class: "tool", on: { click: on.close } }, WORDS.close);
  const header = make("header", {}, make("div", { class: "name" }, title, place), large, restart, close);
  const log = make("div", { class: "log", tabindex: "0", role: "region", "aria-label": WORDS.talk });
  const record = make("div", { class: "record", tabindex: "0", role: "region", "aria-label": WORDS.source, hidden: true });
  const input = make("textarea", {
    id: "question",
    rows: "1",
    maxlength: "500",
    placeholder: WORDS.placeholder,
    on: { keydown: on.key, input: on.type },
  });
  const send = make("button", { class: "send" }, WORDS.send);
  const form = make("form", { on: { submit: on.submit } }, make("label", { class: "unseen", for: "question" }, WORDS.question), input, send);
  const panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, on: { keydown: on.trap } }, header, log, record, form);
  const launcher = make("button", { type: "button", class: "launcher", title: WORDS.open, "aria-haspopup": "dialog", "aria-expanded": "false", on: { click: on.open } }, make("span", {}, WORDS.launch));
  const voice = make("div", { class: "unseen", role: "status" });
  const root = make("div", { class: "root", lang: "zh-CN" }, launcher, panel, voice);
  return { root, launcher, panel, title, place, large, log, record, input, send, voice };
};

// The stops of the Tab key inside the panel, in order.
const stopsOf = (panel) =>
  [...panel.querySelectorAll("a[href], button, textarea, summary, [tabindex='0']")].filter(
    (node) => !node.disabled && node.checkVisibility?.() !== false && node.getClientRects().length > 0,
  );

// A rule of the portal cannot reach into the shadow root; a style sheet object needs no inline style.
const dress = (shadow) => {
  if ("adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } else {
    shadow.append(make("style", {}, STYLE));
  }
};
