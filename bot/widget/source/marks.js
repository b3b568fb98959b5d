// The markdown of an answer as nodes: paragraphs, quotations, lists, tables, emphasis, markers and
// links to our own pages; everything else stays the text it is. A table becomes a list of rows that
// name their columns, since a panel of 380 pixels has no room for one.
const FOLD_ROWS = 8;
const INLINE =
  /\\([!-/:-@[-`{-~])|\*\*([^*]+)\*\*|(\S?)[ ]*\[(\d+)\]|\[([^\]]+)\]\((\/[^)\s]*)\)/g;

const inline = (text, cite) => {
  const nodes = [];
  let last = 0;
  const plain = (piece) => piece && nodes.push(piece);
  for (const match of text.matchAll(INLINE)) {
    const [whole, escaped, strong, before, marker, words, url] = match;
    const made =
      escaped ? escaped
      : strong ? make("strong", {}, ...inline(strong, cite))
      : marker ? tail(before, cite(Number(marker)))
      : words ? link(words, url)
      : null;
    if (made == null) continue;
    plain(text.slice(last, match.index));
    nodes.push(made);
    last = match.index + whole.length;
  }
  plain(text.slice(last));
  return nodes;
};

// A marker holds on to the character before it: it never starts a line.
const tail = (before, chip) => chip && make("span", { class: "tail" }, before, chip);

const link = (words, url) => {
  const href = pageOf(url);
  return href && make("a", { href, target: "_blank", rel: "noopener" }, words);
};

const cellsOf = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const table = (lines, cite) => {
  const columns = cellsOf(lines[0]);
  const rows = lines.slice(2).map((line) => {
    const [first, ...rest] = cellsOf(line);
    const facts = rest.flatMap((cell, at) => [
      make("dt", {}, columns[at + 1] ?? ""),
      make("dd", {}, ...inline(cell, cite)),
    ]);
    return make("li", {}, make("strong", {}, ...inline(first ?? "", cite)), make("dl", {}, ...facts));
  });
  const shown = make("ul", { class: "rows" }, ...rows.slice(0, FOLD_ROWS));
  if (rows.length <= FOLD_ROWS) return [shown];
  const rest = make("ul", { class: "rows" }, ...rows.slice(FOLD_ROWS));
  return [shown, make("details", {}, make("summary", {}, WORDS.moreRows(rows.length - FOLD_ROWS)), rest)];
};

const BULLET = /^\s*(?:[-*]|(\d+)[.)])\s+/;
const isRule = (line) => /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(line ?? "");
const KINDS = [
  ["table", (line, next) => line.includes("|") && isRule(next), (line) => line.includes("|")],
  ["quote", (line) => line.startsWith(">"), (line) => line.startsWith(">")],
  ["list", (line) => BULLET.test(line), (line) => line.trim() !== ""],
  ["text", () => true, (line, next) => !startsBlock(line, next)],
];
const startsBlock = (line, next) => KINDS.slice(0, 3).some(([, starts]) => starts(line, next));

// Cuts the text into blocks of one kind each: [kind, lines].
const blocksOf = (text) => {
  const lines = text.split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [kind, , goesOn] = KINDS.find(([, starts]) => starts(lines[at], lines[at + 1]));
    const start = at;
    at += kind === "table" ? 2 : 1;
    while (at < lines.length && lines[at].trim() && goesOn(lines[at], lines[at + 1])) at += 1;
    blocks.push([kind, lines.slice(start, at)]);
  }
  return blocks;
};

const paragraph = (lines, cite) => {
  const broken = lines.flatMap((line, at) => [at ? make("br") : null, ...inline(line.trim(), cite)]);
  return make("p", {}, ...broken);
};

const list = (lines, cite) => {
  const entries = [];
  for (const line of lines) {
    if (BULLET.test(line)) entries.push(line.replace(BULLET, ""));
    else entries[entries.length - 1] += ` ${line.trim()}`;
  }
  const tag = BULLET.exec(lines[0])[1] ? "ol" : "ul";
  return make(tag, {}, ...entries.map((entry) => make("li", {}, ...inline(entry, cite))));
};

// Returns nodes; cite(number) gives the chip of a citation, or null where there is none.
const renderMarkdown = (text, cite) =>
  blocksOf(text).flatMap(([kind, lines]) => {
    if (kind === "table") return table(lines, cite);
    if (kind === "list") return [list(lines, cite)];
    if (kind === "text") return [paragraph(lines, cite)];
    const inner = lines.map((line) => line.replace(/^>\s?/, ""));
    return [make("blockquote", {}, ...renderMarkdown(inner.join("\n"), cite))];
  });

// The words of an answer as they are read aloud and announced.
const speakable = (text) =>
  text
    .replace(/^\s*\|?[\s:|-]*-[\s:|-]*$/gm, "")
    .replace(/ *\[\d+\]/g, "")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/^[>\s]+|^\s*[-*]\s+|\*\*/gm, "")
    .replace(/[ \t]*(?<!\\)\|[ \t]*/g, "，")
    .replace(/\\(?=[!-/:-@[-`{-~])/g, "")
    .replace(/^，|，$/gm, "")
    .replace(/：?\n+/g, "。")
    .replace(/([。；！？])。/g, "$1");
