// The conversation on the screen: questions, their cards, what may be asked next.
class Talk {
  #log;
  #options;
  #on;

  // on.ask(question) asks, on.show(entry, chip) opens a record, on.tell(words) says a word.
  constructor(log, options, on) {
    this.#log = log;
    this.#options = options;
    this.#on = on;
  }

  showAll(turns) {
    this.#log.replaceChildren();
    if (!turns.length) {
      const examples = this.#offer(WORDS.tryThese, this.#options.examples);
      this.#log.append(make("p", { class: "lead" }, WORDS.lead), examples);
    }
    for (const { question, answer } of turns) this.#fill(this.#add(question), answer);
    this.#offerNext(turns.at(-1)?.answer);
  }

  // Adds a question; returns its card, which says what is being done.
  begin(question) {
    const card = this.#add(question);
    card.replaceChildren(make("p", { class: "quiet" }, WORDS.searching));
    return card;
  }

  // Returns what shows a text as it grows, at most once a frame, while isAwaited() holds.
  grower(card, isAwaited) {
    let latest = "";
    let waiting = false;
    return (text) => {
      latest = text;
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        if (!isAwaited() || card.dataset.done) return;
        const nodes = renderMarkdown(latest, () => null);
        card.replaceChildren(make("div", { class: "body" }, ...nodes));
      });
    };
  }

  finish(card, answer) {
    card.dataset.done = "yes";
    this.#fill(card, answer);
    this.#offerNext(answer);
  }

  fail(card, question, sentence) {
    card.dataset.done = "yes";
    const again = button("small", WORDS.retry, () => this.#on.ask(question));
    card.replaceChildren(make("p", { class: "wrong" }, sentence), again);
  }

  scrollToLast() {
    [...this.#log.querySelectorAll(".asked")].at(-1)?.scrollIntoView({ block: "start" });
  }

  #add(question) {
    if (!this.#log.querySelector(".card")) this.#log.replaceChildren();
    this.#log.querySelector(".next")?.remove();
    const asked = make("p", { class: "asked" }, make("span", { class: "unseen" }, WORDS.asked), question);
    const card = make("article", { class: "card" });
    this.#log.append(asked, card);
    this.scrollToLast();
    return card;
  }

  #fill(card, answer) {
    card.replaceChildren(...renderAnswer(answer, this.#on.show, this.#on.tell));
  }

  #offer(legend, questions) {
    const buttons = questions.map((question) =>
      button("offer", question, () => this.#on.ask(question)),
    );
    return make("div", { class: "next" }, make("p", { class: "legend" }, legend), ...buttons);
  }

  #offerNext(answer) {
    const questions = answer?.suggestions?.slice(0, 3) ?? [];
    if (questions.length) this.#log.append(this.#offer(WORDS.next, questions));
  }
}
