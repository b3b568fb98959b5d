// What the portal chose, read from the script tag; a wrong value is as good as none.
const readOptions = (data) => {
  const year = /^\d{4}$/.test(data.year ?? "") ? Number(data.year) : undefined;
  const examples = (data.examples ?? "").split("|").map((one) => one.trim()).filter(Boolean);
  return {
    title: data.title?.trim() || WORDS.name,
    place: { jurisdiction: data.jurisdiction?.trim() || undefined, year },
    color: readColor(data.color ?? ""),
    left: data.position?.trim() === "left",
    open: isOn(data.open),
    large: isOn(data.large),
    examples: examples.length ? examples.slice(0, 4) : WORDS.examples,
  };
};

const isOn = (value) => value !== undefined && value !== "false";

// A colour as #rgb or #rrggbb, with the one of black and white that can be read on it.
const readColor = (text) => {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!digits) return null;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const [red, green, blue] = [0, 2, 4].map((at) => linear(parseInt(full.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return { accent: `#${full}`, on: luminance > 0.179 ? "#000000" : "#ffffff" };
};

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
