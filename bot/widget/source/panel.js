// The parts of the panel; what they do is told by the handlers they are given.
const buildPanel = (options, on) => {
  const title = make("h2", { id: "title" }, options.title);
  const place = make("p", { class: "place" });
  const large = button("tool", WORDS.large, on.large, { "aria-pressed": "false" });
  const header = make(
    "header",
    {},
    make("div", { class: "name" }, title, place),
    large,
    button("tool", WORDS.restart, on.restart),
    button("tool", WORDS.close, on.close),
  );
  const log = make("div", { class: "log", tabindex: "0", role: "region", "aria-label": WORDS.talk });
  const named = { role: "region", "aria-label": WORDS.source, hidden: true };
  const record = make("div", { class: "record", tabindex: "0", ...named });
  const { input, send, form } = buildForm(on);
  const dialog = { role: "dialog", "aria-labelledby": "title", hidden: true };
  const heard = { on: { keydown: on.trap } };
  const panel = make("section", { class: "panel", ...dialog, ...heard }, header, log, record, form);
  const launcher = button("launcher", make("span", {}, WORDS.launch), on.open, {
    title: WORDS.open,
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
  });
  const voice = make("div", { class: "unseen", role: "status" });
  // Seen for a moment by those who do not hear the voice: copied, no voice ...
  const hint = make("p", { class: "hint", "aria-hidden": "true", hidden: true });
  panel.append(hint);
  const root = make("div", { class: "root", lang: "zh-CN" }, launcher, panel, voice);
  return { root, launcher, panel, title, place, large, log, record, input, send, voice, hint };
};

const buildForm = (on) => {
  const input = make("textarea", {
    id: "question",
    rows: "1",
    maxlength: "500",
    placeholder: WORDS.placeholder,
    on: { keydown: on.key, input: on.type },
  });
  const send = make("button", { class: "send" }, WORDS.send);
  const label = make("label", { class: "unseen", for: "question" }, WORDS.question);
  return { input, send, form: make("form", { on: { submit: on.submit } }, label, input, send) };
};

// The stops of the Tab key inside the panel, in order.
const stopsOf = (panel) =>
  [...panel.querySelectorAll("a[href], button, textarea, summary, [tabindex='0']")].filter(
    (node) => !node.disabled && node.checkVisibility?.() !== false && node.getClientRects().length,
  );

// A style sheet object needs no inline style, which a portal's policy may forbid.
const dress = (shadow) => {
  if ("adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } else {
    shadow.append(make("style", {}, STYLE));
  }
};
