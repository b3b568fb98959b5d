// The element itself: opens and closes, asks, remembers, and says what has happened.
class ZhengwenWidget extends HTMLElement {
  #options;
  #parts;
  #talk;
  #sheet;
  #turns;
  #opener = null;
  #asking = null;
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
    this.#sheet = new Sheet(this.#parts, (words) => this.#announce(words));
    this.#talk = new Talk(this.#parts.log, options, {
      ask: (question) => this.ask(question),
      show: (entry, chip) => this.#sheet.show(entry, chip),
      tell: (words) => this.#hint(words),
    });
    this.#look(kept.large ?? options.large);
    this.#talk.showAll(this.#turns);
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
    this.#sheet.hide();
    this.#asking?.abort();
    const stop = (this.#asking = new AbortController());
    const card = this.#talk.begin(question);
    this.#settle(true);
    this.#tell("ask", { question });
    try {
      const asking = { question, turns: this.#turns, place: this.#options.place };
      const grow = this.#talk.grower(card, () => this.#asking === stop);
      const answer = await fetchAnswer(asking, grow, stop);
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
    this.#sheet.hide();
    this.#talk.showAll(this.#turns);
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
    if (shown) this.#talk.scrollToLast();
  }

  #finish(card, question, answer) {
    this.#talk.finish(card, answer);
    this.#turns = [...this.#turns, { question, answer }].slice(-REMEMBERED);
    this.#save();
    this.#announce(`${speakable(answer.text)} ${answer.notice}`);
    this.#tell("answer", { question, answer });
  }

  #fail(card, question, sentence) {
    this.#talk.fail(card, question, sentence);
    this.#announce(sentence);
    this.#tell("error", { question, detail: sentence });
  }

  #settle(asking) {
    this.#parts.send.textContent = asking ? WORDS.stop : WORDS.send;
    this.#parts.log.setAttribute("aria-busy", String(asking));
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
