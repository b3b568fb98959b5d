// An answer as a card: its text, its citations as chips, what is close, the notice, what to do next.
const FOLD_CHIPS = 8;

const button = (kind, words, click, more = {}) =>
  make("button", { type: "button", class: kind, on: { click }, ...more }, words);

// A chip shows its record in place; show(entry, chip) is told where to give the focus back.
const chip = (entry, show) =>
  make("li", {}, button("chip", entry.label, (event) => show(entry, event.currentTarget)));

const chips = (entries, show) => {
  const list = (some) => make("ul", { class: "chips" }, ...some.map((entry) => chip(entry, show)));
  const rest = entries.slice(FOLD_CHIPS);
  if (!rest.length) return [list(entries)];
  const folded = make("details", {}, make("summary", {}, WORDS.more(rest.length)), list(rest));
  return [list(entries.slice(0, FOLD_CHIPS)), folded];
};

const markers = (answer, show) => (number) => {
  const cited = answer.citations.find(({ marker }) => marker === number);
  if (!cited) return null;
  const named = { "aria-label": `${WORDS.sources}：${cited.label}`, title: cited.label };
  return button("marker", String(number), (event) => show(cited, event.currentTarget), named);
};

const relatedOf = (answer, show) => {
  const groups = new Map();
  for (const entry of answer.related ?? []) {
    groups.set(entry.reason, [...(groups.get(entry.reason) ?? []), entry]);
  }
  return [...groups].flatMap(([reason, entries]) => [
    make("p", { class: "legend" }, `${WORDS.related} · ${reason}`),
    ...chips(entries, show),
  ]);
};

// What is copied keeps its sources and the notice.
const copyable = (answer) => {
  const sources = answer.citations.map(({ marker, label, url }) =>
    `[${marker}] ${label} ${pageOf(url) ?? ""}`.trim(),
  );
  return [answer.text, ...sources, answer.notice].join("\n");
};

const toolsOf = (answer, tell) => {
  const read = button("small", WORDS.read, () => speech.toggle(read, speakable(answer.text), tell));
  const copy = button("small", WORDS.copy, async () => {
    try {
      await navigator.clipboard.writeText(copyable(answer));
      tell(WORDS.copied);
    } catch {
      tell(WORDS.uncopied);
    }
  });
  return make("div", { class: "tools" }, read, navigator.clipboard ? copy : null);
};

const renderAnswer = (answer, show, tell) => {
  const status = WORDS.status[answer.status];
  const { citations } = answer;
  return [
    status ? make("p", { class: "status" }, status) : null,
    make("div", { class: "body" }, ...renderMarkdown(answer.text, markers(answer, show))),
    citations.length ? make("p", { class: "legend" }, WORDS.sources) : null,
    ...(citations.length ? chips(citations, show) : []),
    ...relatedOf(answer, show),
    make("p", { class: "notice" }, answer.notice),
    toolsOf(answer, tell),
  ].filter(Boolean);
};
