// What an answer's card can do: copy itself with its sources and notice, be shared, be read aloud,
// page through a long table.
"use strict";
(() => {
  const { toast, copy, read, wordsOf } = window.zhengwen;
  const REFUSED = "浏览器不让网页复制，请选中文字后自己复制。";
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();

  // -- as text --------------------------------------------------------------------------------

  const cellText = (cell) => {
    const copied = cell.cloneNode(true);
    for (const part of copied.querySelectorAll(".column, .sr-only")) part.remove();
    for (const marker of copied.querySelectorAll(".marker")) marker.prepend("["), marker.append("]");
    return squeeze(copied.textContent);
  };

  const blockText = (block) => {
    if (block.matches(".pager")) return "";
    if (!block.matches("table")) {
      const lines = block.matches("ul, ol") ? [...block.children] : [block];
      return lines.map((line) => (block === line ? "" : "- ") + cellText(line)).join("\n");
    }
    const rows = [...block.querySelectorAll("tr")];
    return rows.map((row) => [...row.cells].map(cellText).join("\t")).join("\n");
  };

  const noticeOf = (card) => `${card.querySelector(".notice").textContent}（${location.origin}${location.pathname}）`;

  const textOf = (card) => {
    const body = [...card.querySelectorAll(".body > *")].map(blockText).filter(Boolean);
    const sources = [...card.querySelectorAll(".sources .chip")].map((chip) => {
      const marker = chip.querySelector(".ordinal").textContent;
      return `[${marker}] ${squeeze(chip.lastChild.textContent)} ${chip.href}`;
    });
    const parts = [...body, sources.length ? `出处：\n${sources.join("\n")}` : "", noticeOf(card)];
    return parts.filter(Boolean).join("\n\n");
  };

  // Part of an answer that is selected and copied takes its notice along.
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    const start = selection.anchorNode?.parentElement?.closest(".card[data-done]");
    const end = selection.focusNode?.parentElement?.closest(".card[data-done]");
    const card = start ?? end;
    if (!card?.querySelector(".notice") || selection.isCollapsed) return;
    if (document.activeElement?.matches("textarea, input")) return;
    event.clipboardData.setData("text/plain", `${selection}\n\n${noticeOf(card)}`);
    event.preventDefault();
  });

  // -- share ----------------------------------------------------------------------------------

  // The question stands behind the #: a browser never sends that part to a server.
  const fragmentOf = ({ question, jurisdiction, year }) => {
    const known = [["q", question], ["place", jurisdiction], ["year", year]].filter(([, value]) => value);
    return `#${known.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
  };

  const linkOf = (card) =>
    `${location.origin}${location.pathname}${fragmentOf(JSON.parse(card.dataset.ask))}`;

  const share = async (card) => {
    const url = linkOf(card);
    const onPhone = matchMedia("(pointer: coarse)").matches && navigator.share;
    if (onPhone) {
      try {
        await navigator.share({ title: document.title, url });
        return;
      } catch (error) {
        if (error.name === "AbortError") return;
      }
    }
    toast((await copy(url)) ? "链接已复制，打开它就会问这个问题。" : `${REFUSED}链接是 ${url}`);
  };

  const act = {
    copy: async (card) => toast((await copy(textOf(card))) ? "回答已复制，带出处和声明。" : REFUSED),
    share,
    read: (card, button) => {
      const isReading = button.getAttribute("aria-pressed") === "true";
      return isReading ? window.zhengwen.stop() : read(spoken(card), button);
    },
    again: (card) => window.zhengwen.wish({ wish: "again", ...JSON.parse(card.dataset.ask) }),
  };

  const spoken = (card) => wordsOf(card.querySelector(".body"));

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#chat [data-act]");
    if (button) act[button.dataset.act](button.closest(".card"), button);
  });

  // -- long tables ----------------------------------------------------------------------------

  const addPager = (table, size) => {
    const rows = [...table.tBodies[0].rows];
    const last = Math.ceil(rows.length / size) - 1;
    let page = 0;
    const bar = document.createElement("div");
    bar.className = "pager";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "翻页");
    const where = document.createElement("span");
    where.setAttribute("role", "status");
    const [back, on, all] = ["上一页", "下一页", "全部显示"].map((words) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = words;
      return button;
    });
    const show = (first, end) => {
      rows.forEach((row, place) => (row.hidden = place < first || place >= end));
      where.textContent = `第 ${first + 1}–${end} 行，共 ${rows.length} 行`;
    };
    const turn = (to) => {
      page = to;
      show(page * size, Math.min(rows.length, (page + 1) * size));
      [back.disabled, on.disabled] = [page === 0, page === last];
    };
    back.addEventListener("click", () => turn(page - 1));
    on.addEventListener("click", () => turn(page + 1));
    all.addEventListener("click", () => {
      show(0, rows.length);
      for (const button of [back, on, all]) button.remove();
    });
    bar.append(back, where, on, all);
    table.after(bar);
    turn(0);
  };

  // Called for each finished card, as often as it is drawn.
  const dress = (card) => {
    const size = Number(card.dataset.rows);
    for (const table of card.querySelectorAll(".body > table")) {
      const isPaged = table.nextElementSibling?.matches(".pager");
      if (size && !isPaged && table.tBodies[0]?.rows.length > size) addPager(table, size);
    }
  };

  // What a screen reader is told of a finished answer: its sentences, how long its table is.
  const summary = (card) => {
    const blocks = [...card.querySelectorAll(".body > :not(.pager)")].map((block) =>
      block.matches("table") ? `表格，${block.tBodies[0].rows.length} 行。` : wordsOf(block),
    );
    const sources = card.querySelectorAll(".sources .chip").length;
    if (sources) blocks.push(`出处 ${sources} 条。`);
    return squeeze(`回答：${blocks.join(" ")}`);
  };

  Object.assign(window.zhengwen, { dress, summary, spoken, fragmentOf });
})();
