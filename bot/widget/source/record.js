// One cited record inside the panel: its fields, its lines in the source, a way to the whole page.
const names = (record, field) => record[field]?.join("、") ?? "";

const factsOf = (record) => {
  if (record.record !== "item") return [];
  const units = names(record, "units");
  const roles = record.merged_roles
    ? [[WORDS.merged, names(record, "lead_units") + record.units_note]]
    : [
        [WORDS.lead_units, names(record, "lead_units")],
        [WORDS.units, units && units + record.units_note],
      ];
  const extra = ["support_units", "implementing_units"]
    .filter((field) => record[field]?.length)
    .map((field) => [WORDS[field], names(record, field)]);
  return [[WORDS.task, record.text], ...roles, ...extra, [WORDS.deadline, deadlineOf(record)]];
};

const deadlineOf = ({ deadline, deadline_in_text: printed }) => {
  if (deadline.source === "text") return deadline.raw + WORDS.elsewhere;
  const other = printed.filter((date) => date !== deadline.raw);
  const note = other.length ? `${WORDS.differs}${other.join("、")}` : "";
  return [deadline.raw || (note && WORDS.blank), note].filter(Boolean).join("；");
};

const sourceLine = ({ text, marked }) => {
  const words = text.replaceAll("\t", "　｜　");
  if (!marked) return make("p", { class: "line" }, words);
  return make("p", { class: "line marked" }, make("mark", {}, words));
};

const endOf = ({ withdrawn }) => {
  if (!withdrawn) return null;
  const [year, month, day] = withdrawn.on.split("-").map(Number);
  const why = withdrawn.reason?.replace(/。+$/, "");
  return make("p", { class: "ended" }, WORDS.ended(`${year}年${month}月${day}日`, why));
};

const renderRecord = (record) => {
  const heading = (record.heading ?? [record.chapter, record.section]).filter(Boolean);
  const facts = factsOf(record).map(([name, value]) => {
    const told = make("dd", { class: value ? null : "blank" }, value || WORDS.blank);
    return make("div", {}, make("dt", {}, name), told);
  });
  const notes = record.notes.map((note) => make("p", {}, note));
  const whole = { href: pageOf(record.url), target: "_blank", rel: "noopener" };
  return [
    make("p", { class: "quiet" }, record.title),
    make("h3", { tabindex: "-1" }, record.label),
    endOf(record),
    heading.length ? make("p", { class: "quiet" }, heading.join(" › ")) : null,
    facts.length ? make("dl", { class: "facts" }, ...facts) : null,
    make("h4", {}, WORDS.source),
    make("div", { class: "source" }, ...record.source.map(sourceLine)),
    ...(notes.length ? [make("h4", {}, WORDS.note), ...notes] : []),
    make("p", {}, make("a", whole, WORDS.whole)),
    make("p", { class: "notice" }, record.notice),
  ].filter(Boolean);
};
