// A cited record in the place of the conversation, with a way back to the chip that opened it.
class Sheet {
  #log;
  #record;
  #announce;
  #chip = null;

  constructor({ log, record }, announce) {
    this.#log = log;
    this.#record = record;
    this.#announce = announce;
  }

  async show(entry, chip) {
    this.#chip = chip;
    const back = button("small", WORDS.back, () => this.hide());
    const place = make("div", {}, make("p", { class: "quiet", role: "status" }, WORDS.opening));
    this.#record.replaceChildren(back, place);
    this.#log.hidden = true;
    this.#record.hidden = false;
    back.focus();
    try {
      place.replaceChildren(...renderRecord(await fetchRecord(entry.url)));
      if (!this.#record.hidden) place.querySelector("h3").focus();
    } catch (error) {
      place.replaceChildren(make("p", { class: "wrong" }, sentenceOf(error)));
      this.#announce(sentenceOf(error));
    }
  }

  hide() {
    if (this.#record.hidden) return;
    this.#record.hidden = true;
    this.#log.hidden = false;
    if (this.#chip?.isConnected) this.#chip.focus();
  }
}

const sentenceOf = (error) => (error instanceof Refusal ? error.message : WORDS.unreachable);
