// The element itself: opens and closes, asks, shows answers and their sources, and remembers.
class ZhengwenWidget extends HTMLElement {
  #options;
  #parts;
  #turns;
  #opener = null;
  #asking = null;
  #chip = null;
  #hinting = 0;

  constructor(options = readOptions({})) {
    super();
    this.#options = options;
    const kept = memory.read();
    this.#turns = kept.turns;
    const shadow = this.attachShadow({ mode: "open" });
    dress(shadow);
    this.#parts = buildPanel(options, this.#handlers());
    shadow.append(this.#parts.root);
    this.#look(kept.large ?? options.large);
    this.#showTurns();
    this.#parts.input.value = kept.draft ?? "";
    if (kept.open ?? options.open) this.#reveal(true);
  }

  // In the top layer no portal's transform, overflow or z-index can hide the widget.
  connectedCallback() {
    if (!this.showPopover) return;
    this.popover = "manual";
    this.showPopover();
  }

  disconnectedCallback() {
    this.#asking?.abort();
    speech.stop();
  }

  open() {
    if (this.isOpen) return;
    this.#opener = document.activeElement === this ? this.#parts.launcher : document.activeElement;
    this.#reveal(true);
    this.#parts.input.focus();
    this.#tell("open", {});
  }

  close() {
    if (!this.isOpen) return;
    this.#reveal(false);
    speech.stop();
    const known = this.#opener?.isConnected && this.#opener !== document.body;
    (known ? this.#opener : this.#parts.launcher).focus();
    this.#tell("close", {});
  }

  get isOpen() {
    return !this.#parts.panel.hidden;
  }

  // Opens the panel, asks, and resolves to the Answer; null where it was stopped or refused.
  async ask(asked) {
    const question = String(asked ?? "").trim();
    if (!question) return null;
    this.open();
    this.#hideRecord();
    this.#asking?.abort();
    const stop = (this.#asking = new AbortController());
    const card = this.#addTurn(question);
    card.replaceChildren(make("p", { class: "quiet" }, WORDS.searching));
    this.#settle(true);
    this.#tell("ask", { question });
    try {
      const asking = { question, turns: this.#turns, place: this.#options.place };
      const answer = await fetchAnswer(asking, this.#grower(card, stop), stop);
      this.#finish(card, question, answer);
      return answer;
    } catch (error) {
      this.#fail(card, question, stop.signal.aborted ? WORDS.stopped : sentenceOf(error));
      return null;
    } finally {
      if (this.#asking === stop) {
        this.#asking = null;
        this.#settle(false);
      }
    }
  }

  // Forgets the conversation.
  reset() {
    this.#asking?.abort();
    speech.stop();
    this.#turns = [];
    this.#hideRecord();
    this.#showTurns();
    this.#save();
  }

  // Changes jurisdiction and year, for portals that change their page without loading it anew.
  configure({ jurisdiction, year } = {}) {
    this.#options.place = { jurisdiction: jurisdiction || undefined, year: year || undefined };
    this.#look(this.#parts.root.classList.contains("large"));
  }

  #handlers() {
    return {
      open: () => this.open(),
      close: () => this.close(),
      large: () => {
        this.#look(!this.#parts.root.classList.contains("large"));
        this.#save();
      },
      restart: () => {
        this.reset();
        this.#parts.input.focus();
      },
      submit: (event) => {
        event.preventDefault();
        if (this.#asking) this.#asking.abort();
        else this.#askTyped();
      },
      key: (event) => {
        // Enter that ends the choice of a Chinese character asks nothing.
        const composing = event.isComposing || event.keyCode === 229;
        if (event.key !== "Enter" || event.shiftKey || composing) return;
        event.preventDefault();
        this.#askTyped();
      },
      type: () => this.#save(),
      trap: (event) => this.#keepKeys(event),
    };
  }

  #askTyped() {
    const { input } = this.#parts;
    const question = input.value;
    if (!question.trim()) return;
    input.value = "";
    this.ask(question);
  }

  #keepKeys(event) {
    event.stopPropagation(); // the portal's own shortcuts stay silent while someone types here
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
    if (event.key !== "Tab") return;
    const stops = stopsOf(this.#parts.panel);
    const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.shadowRoot.activeElement !== edge) return;
    event.preventDefault();
    other.focus();
  }

  #look(large) {
    const { root, large: button, place } = this.#parts;
    const { color, left, place: chosen } = this.#options;
    root.classList.toggle("large", Boolean(large));
    root.classList.toggle("left", left);
    button.setAttribute("aria-pressed", String(Boolean(large)));
    const year = chosen.year && `${chosen.year} 年`;
    place.textContent = [chosen.jurisdiction, year].filter(Boolean).join(" · ");
    if (!color) return;
    root.style.setProperty("--fill", color.accent);
    root.style.setProperty("--on-fill", color.on);
  }

  #reveal(shown) {
    const { panel, launcher } = this.#parts;
    panel.hidden = !shown;
    launcher.hidden = shown;
    launcher.setAttribute("aria-expanded", String(shown));
    this.#save();
    if (shown) this.#scrollToLast();
  }

  #showTurns() {
    const { log } = this.#parts;
    log.replaceChildren();
    if (!this.#turns.length) {
      const examples = this.#offer(WORDS.tryThese, this.#options.examples);
      log.append(make("p", { class: "lead" }, WORDS.lead), examples);
    }
    for (const { question, answer } of this.#turns) {
      const card = this.#addTurn(question);
      card.replaceChildren(...this.#render(answer));
    }
    this.#offerNext(this.#turns.at(-1)?.answer);
  }

  #addTurn(question) {
    const { log } = this.#parts;
    if (!log.querySelector(".card")) log.replaceChildren();
    log.querySelector(".next")?.remove();
    const asked = make("p", { class: "asked" }, make("span", { class: "unseen" }, WORDS.asked), question);
    const card = make("article", { class: "card" });
    log.append(asked, card);
    this.#scrollToLast();
    return card;
  }

  // Shows the text as it grows, at most once a frame.
  #grower(card, stop) {
    let latest = "";
    let waiting = false;
    return (text) => {
      latest = text;
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        if (this.#asking !== stop || card.dataset.done) return;
        const nodes = renderMarkdown(latest, () => null);
        card.replaceChildren(make("div", { class: "body" }, ...nodes));
      });
    };
  }

  #finish(card, question, answer) {
    card.dataset.done = "yes";
    card.replaceChildren(...this.#render(answer));
    this.#turns = [...this.#turns, { question, answer }].slice(-REMEMBERED);
    this.#offerNext(answer);
    this.#save();
    this.#announce(`${speakable(answer.text)} ${answer.notice}`);
    this.#tell("answer", { question, answer });
  }

  #fail(card, question, sentence) {
    card.dataset.done = "yes";
    const again = button("small", WORDS.retry, () => this.ask(question));
    card.replaceChildren(make("p", { class: "wrong" }, sentence), again);
    this.#announce(sentence);
    this.#tell("error", { question, detail: sentence });
  }

  #render(answer) {
    const show = (entry, chip) => this.#showRecord(entry, chip);
    return renderAnswer(answer, show, (words) => this.#hint(words));
  }

  #offer(legend, questions) {
    const buttons = questions.map((question) =>
      button("offer", question, () => this.ask(question)),
    );
    return make("div", { class: "next" }, make("p", { class: "legend" }, legend), ...buttons);
  }

  #offerNext(answer) {
    const questions = answer?.suggestions?.slice(0, 3) ?? [];
    if (questions.length) this.#parts.log.append(this.#offer(WORDS.next, questions));
  }

  async #showRecord(entry, chip) {
    const { log, record } = this.#parts;
    this.#chip = chip;
    const back = button("small", WORDS.back, () => this.#hideRecord());
    const place = make("div", {}, make("p", { class: "quiet", role: "status" }, WORDS.opening));
    record.replaceChildren(back, place);
    log.hidden = true;
    record.hidden = false;
    back.focus();
    try {
      place.replaceChildren(...renderRecord(await fetchRecord(entry.url)));
      if (!record.hidden) place.querySelector("h3").focus();
    } catch (error) {
      place.replaceChildren(make("p", { class: "wrong" }, sentenceOf(error)));
      this.#announce(sentenceOf(error));
    }
  }

  #hideRecord() {
    const { log, record } = this.#parts;
    if (record.hidden) return;
    record.hidden = true;
    log.hidden = false;
    if (this.#chip?.isConnected) this.#chip.focus();
  }

  #settle(asking) {
    this.#parts.send.textContent = asking ? WORDS.stop : WORDS.send;
    this.#parts.log.setAttribute("aria-busy", String(asking));
  }

  #scrollToLast() {
    [...this.#parts.log.querySelectorAll(".asked")].at(-1)?.scrollIntoView({ block: "start" });
  }

  // Shows and says a word about what was just done.
  #hint(words) {
    const { hint } = this.#parts;
    hint.textContent = words;
    hint.hidden = false;
    clearTimeout(this.#hinting);
    this.#hinting = setTimeout(() => (hint.hidden = true), 4000);
    this.#announce(words);
  }

  // The same words twice are announced twice.
  #announce(words) {
    this.#parts.voice.replaceChildren(make("p", {}, words));
  }

  #save() {
    const { input, root } = this.#parts;
    const state = { turns: this.#turns, open: this.isOpen, draft: input.value };
    memory.write({ ...state, large: root.classList.contains("large") });
  }

  #tell(name, detail) {
    const told = { detail, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent(`zhengwen:${name}`, told));
  }
}

const sentenceOf = (error) => (error instanceof Refusal ? error.message : WORDS.unreachable);
