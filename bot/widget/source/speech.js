// Reads an answer aloud with a Chinese voice of the device.
const speech = {
  button: null,
  async toggle(button, text, tell) {
    const stopping = this.button === button;
    this.stop();
    if (stopping) return;
    const voice = await chineseVoice();
    if (!voice) {
      tell(WORDS.voiceless);
      return;
    }
    this.button = button;
    button.textContent = WORDS.quiet;
    const sentences = text.match(/[^。；！？]+[。；！？]?/g) ?? [];
    // One utterance a sentence: browsers cut off long ones.
    sentences.forEach((sentence, at) => {
      const utterance = Object.assign(new SpeechSynthesisUtterance(sentence), { voice, lang: voice.lang });
      if (at === sentences.length - 1) utterance.onend = () => this.button === button && this.stop();
      speechSynthesis.speak(utterance);
    });
  },
  stop() {
    globalThis.speechSynthesis?.cancel();
    if (this.button) this.button.textContent = WORDS.read;
    this.button = null;
  },
};

const chineseVoice = async () => {
  const speaker = globalThis.speechSynthesis;
  if (!speaker) return null;
  const find = () => speaker.getVoices().find((voice) => /^(zh|cmn)/i.test(voice.lang));
  if (find()) return find();
  // Browsers load their voices late, and say so once.
  await new Promise((ready) => {
    speaker.addEventListener("voiceschanged", ready, { once: true });
    setTimeout(ready, 800);
  });
  return find() ?? null;
};
