// An answer as a card: its text, its citations as chips, what is close, the notice, what to do next.
const FOLD_CHIPS = 8;

const chips = (entries, show) => {
  const one = (entry) =>
    make("li", {}, make("button", { type: "button", class: "chip", on: { click: (event) => show(entry, event.currentTarget) } }, entry.label));
  const list = (some) => make("ul", { class: "chips" }, ...some.map(one));
  if (entries.length <= FOLD_CHIPS) return [list(entries)];
  const rest = entries.slice(FOLD_CHIPS);
  return [list(entries.slice(0, FOLD_CHIPS)), make("details", {}, make("summary", {}, WORDS.more(rest.length)), list(rest))];
};

const markers = (answer, show) => (number) => {
  const cited = answer.citations.find(({ marker }) => marker === number);
  if (!cited) return null;
  const label = `${WORDS.sources}：${cited.label}`;
  return make("button", { type: "button", class: "marker", "aria-label": label, title: cited.label, on: { click: (event) => show(cited, event.currentTarget) } }, String(number));
};

const relatedOf = (answer, show) => {
  const groups = new Map();
  for (const entry of answer.related ?? []) groups.set(entry.reason, [...(groups.get(entry.reason) ?? []), entry]);
  return [...groups].flatMap(([reason, entries]) => [make("p", { class: "legend" }, `${WORDS.related} · ${reason}`), ...chips(entries, show)]);
};

// What is copied keeps its sources and the notice.
const copyable = (answer) =>
  [answer.text, ...answer.citations.map(({ marker, label, url }) => `[${marker}] ${label} ${pageOf(url) ?? ""}`.trim()), answer.notice].join("\n");

const renderAnswer = (answer, show, tell) => {
  const read = make("button", { type: "button", class: "small", on: { click: () => speech.toggle(read, speakable(answer.text), tell) } }, WORDS.read);
  const copy = make("button", { type: "button", class: "small", on: { click: async () => {
    await navigator.clipboard.writeText(copyable(answer));
    tell(WORDS.copied);
  } } }, WORDS.copy);
  const status = WORDS.status[answer.status];
  return [
    status ? make("p", { class: "status" }, status) : null,
    make("div", { class: "body" }, ...renderMarkdown(answer.text, markers(answer, show))),
    ...(answer.citations.length ? [make("p", { class: "legend" }, WORDS.sources), ...chips(answer.citations, show)] : []),
    ...relatedOf(answer, show),
    make("p", { class: "notice" }, answer.notice),
    make("div", { class: "tools" }, read, navigator.clipboard ? copy : null),
  ].filter(Boolean);
};
