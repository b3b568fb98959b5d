// Makes elements. Strings become text nodes, never markup: nothing of an answer can be code.
const make = (tag, options = {}, ...children) => {
  const node = document.createElement(tag);
  const { on = {}, ...attributes } = options;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
};

// Only the pages of known documents are ever linked or fetched.
const RECORD = /^\/(?:items|passages)\/[^?#\\]+$/;
const PAGE = /^\/(?:items|passages|documents)(?:\/[^?#\\]*)?$/;
const pageOf = (url) => (PAGE.test(url) && !url.includes("..") ? new URL(`.${url}`, BASE).href : null);
