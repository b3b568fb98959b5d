// The chat's own behaviour on top of Gradio: questions asked by a button or a link, the finished
// answer announced once, messages named.
"use strict";
(() => {
  const here = window.zhengwen;
  const find = (selector) => document.querySelector(selector);

  const lastCard = () => [...document.querySelectorAll("#chat .card")].at(-1);

  // An answer that has been asked for is announced once; a card that was there before is no news.
  let awaited = false;
  let old;
  let pending = {}; // what has been asked last, for a second try
  const expectAnswer = (wanted) => {
    awaited = true;
    old = lastCard();
    pending = wanted;
    find("#lost")?.remove();
  };

  // -- asking ---------------------------------------------------------------------------------

  // Gradio takes a value once its box has heard of it, and acts when its button is pressed.
  const put = (box, value) => {
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The hidden box says "opening" until selectors and conversation are there.
  const isReady = () => !["opening", undefined].includes(find("#wish textarea")?.value);

  const waiting = [];
  here.wish = (wanted) => {
    if (!isReady()) return void waiting.push((pending = wanted));
    if (wanted.wish !== "forget") expectAnswer(wanted);
    put(find("#wish textarea"), JSON.stringify({ ...wanted, at: Date.now() })); // each one is new
    setTimeout(() => find("#grant").click());
  };

  // Asked as if typed: under the selectors as they stand.
  const ask = (question) => {
    if (!isReady()) return here.wish({ wish: "ask", question });
    expectAnswer({ question });
    put(find("#question textarea"), question);
    setTimeout(() => find("#send").click());
  };

  const expectTyped = () => expectAnswer({ question: find("#question textarea").value });

  // A link carries a question behind its #: ask it, then leave the address bare.
  const askLinked = () => {
    if (!location.hash.startsWith("#q=")) return;
    const linked = new URLSearchParams(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
    here.wish({
      wish: "ask",
      question: linked.get("q"),
      jurisdiction: linked.get("place") || null,
      year: Number.parseInt(linked.get("year"), 10) || null,
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-question]");
    if (button) ask(button.dataset.question);
    if (event.target.closest?.(".skip, #restart")) {
      event.preventDefault();
      find("#question textarea")?.focus();
    }
    if (event.isTrusted && event.target.closest?.("#send")) expectTyped();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("#question textarea")) expectTyped();
  });

  // -- what is on the screen ------------------------------------------------------------------

  let opened = false;
  let asked = 0; // questions on the screen
  let heard; // Gradio's complaint that has been passed on; it takes a moment to go

  const settle = () => {
    const rows = document.querySelectorAll("#chat .user-row");
    const last = lastCard();
    for (const card of document.querySelectorAll("#chat .card[data-done]")) here.dress(card);
    if (last?.getAttribute("aria-busy") === "true") awaited = true;
    if (rows.length > asked) rows[rows.length - 1].scrollIntoView({ block: "start" });
    if (rows.length < asked) here.closeBeside();
    asked = rows.length;
    const complaint = find("gradio-app .toast-body.error");
    if (complaint && complaint !== heard) passOn(complaint);
    if (!opened) open();
    else if (awaited && last && last !== old && "done" in last.dataset) tell(last);
    nameMessages();
  };

  // Gradio complains in a corner, under an English heading; said above the question instead, with a
  // way on. A Chinese sentence is the server's own (too many questions); without one the server was
  // not reached. What was asked and the conversation are kept.
  const passOn = (complaint) => {
    const said = complaint.querySelector("[data-testid=toast-text]")?.textContent ?? "";
    heard = complaint;
    complaint.querySelector("[data-testid=toast-close]")?.click(); // the next one is another
    const isOurs = /[\u4e00-\u9fff]/.test(said);
    if (isOurs && opened) tryAgain(said, "再问一次", askAgain);
    else if (isOurs) tryAgain(said, "重新打开", reconnect);
    else tryAgain("没有连上服务器，这个问题还没有答。请检查网络，再点", "重新连接", reconnect);
  };

  const tryAgain = (words, name, act) => {
    find("#lost")?.remove();
    const line = document.createElement("p");
    line.id = "lost";
    line.setAttribute("role", "alert");
    line.textContent = words;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", act);
    line.append(button);
    find("#composer").prepend(line);
  };

  const askAgain = () => (pending.wish ? here.wish(pending) : ask(pending.question));

  const reconnect = () => {
    if (pending.question) history.replaceState(null, "", here.fragmentOf(pending));
    location.reload();
  };

  // What a link or an early click has asked for is done once the page is filled; what was brought
  // back from the last visit is no news.
  const open = () => {
    if (!isReady()) return;
    opened = true;
    document.body.dataset.ready = ""; // for the stylesheet
    // On a phone it would bring up the keyboard over what can be asked.
    const atDesk = matchMedia("(min-width: 768px) and (pointer: fine)").matches;
    if (atDesk && document.activeElement === document.body) {
      find("#question textarea").focus({ preventScroll: true });
    }
    for (const wanted of waiting.splice(0)) here.wish(wanted);
  };

  const tell = (card) => {
    awaited = false;
    old = card;
    find("#lost")?.remove();
    here.remember(JSON.parse(card.dataset.ask));
    const line = find("#announce");
    line.textContent = "";
    setTimeout(() => (line.textContent = here.summary(card)), 50); // the same words are news again
    if (document.documentElement.dataset.voice) {
      here.read(here.spoken(card), card.querySelector("[data-act=read]"));
    }
  };

  // Setting an attribute wakes the observer again, so only a changed one is set.
  const set = (element, name, words) => {
    if (element.getAttribute(name) !== words) element.setAttribute(name, words);
  };

  // Gradio names a message by its whole HTML, and has every state of it read out.
  const nameMessages = () => {
    for (const [kind, words] of [["user", "您问"], ["bot", "回答"]]) {
      for (const message of document.querySelectorAll(`#chat [data-testid="${kind}"]`)) {
        set(message, "role", "group");
        set(message, "aria-label", words);
      }
    }
    for (const log of document.querySelectorAll("#chat [role=log]")) {
      set(log, "aria-label", "对话");
      set(log, "aria-live", "off");
    }
  };

  addEventListener("hashchange", askLinked);
  document.addEventListener("DOMContentLoaded", () => {
    askLinked();
    new MutationObserver(settle).observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["aria-label", "aria-live"],
    });
    const opening = setInterval(() => {
      settle(); // that the hidden box has been emptied is no mutation
      if (opened) clearInterval(opening);
    }, 100);
  });
})();
