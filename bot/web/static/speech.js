// Reading aloud with the browser's own voice. A button with data-read names what it reads by a
// selector; where the browser has no Chinese voice it says so and what to do.
"use strict";
(() => {
  const NO_SPEECH = "这个浏览器不能朗读，请换用系统自带的浏览器，或用读屏软件。";
  const NO_VOICE = "这台设备没有装中文语音，不能朗读；请在系统设置的“语音”里添加中文语音后再试。";
  const engine = window.speechSynthesis;
  let reading; // the button whose text is being read

  const chinese = () =>
    engine.getVoices().filter((voice) => /^(zh|cmn)\b/i.test(voice.lang.replace("_", "-")));

  // Voices arrive late in some browsers: wait for them once, not for ever.
  const findVoice = async () => {
    if (engine.getVoices().length === 0) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 1500);
        engine.addEventListener?.("voiceschanged", () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
    const voices = chinese();
    return voices.find((voice) => /CN|Hans/i.test(voice.lang) && voice.localService) ?? voices[0];
  };

  const mark = (button, on) => {
    if (!button) return;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "停止朗读" : button.dataset.words ?? "朗读";
  };

  const stop = () => {
    engine?.cancel();
    mark(reading, false);
    reading = undefined;
  };

  // Engines cut off after some seconds of one utterance: one sentence each.
  const sentences = (text) => text.match(/[^。；！？\n]+[。；！？]?/g)?.map((part) => part.trim()).filter(Boolean) ?? [];

  const read = async (text, button) => {
    stop();
    if (!engine) return window.zhengwen.toast(NO_SPEECH);
    const voice = await findVoice();
    if (!voice) return window.zhengwen.toast(NO_VOICE);
    const parts = sentences(text);
    reading = button;
    mark(button, true);
    parts.forEach((part, place) => {
      const utterance = new SpeechSynthesisUtterance(part);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      if (place === parts.length - 1) utterance.onend = () => button === reading && stop();
      engine.speak(utterance);
    });
  };

  // What is heard: no buttons, no line numbers, no markers; each cell with its column.
  const wordsOf = (element) => {
    const copy = element.cloneNode(true);
    const silent =
      "button, script, nav, .number, .marker, .sr-only, [aria-hidden=true], table:has(.column) thead";
    for (const part of copy.querySelectorAll(silent)) part.remove();
    for (const part of copy.querySelectorAll("td, th, dt, .column")) part.append("，");
    for (const part of copy.querySelectorAll("p, li, tr, dd, h1, h2, h3")) part.append("\n");
    return copy.textContent.replace(/[ \t]+/g, " ").replace(/，\s*\n/g, "。\n");
  };

  Object.assign(window.zhengwen, { read, stop, wordsOf });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-read]");
    if (!button) return;
    if (button === reading) return stop();
    const element = button.dataset.read ? document.querySelector(button.dataset.read) : null;
    if (element) read(wordsOf(element), button);
  });
  document.addEventListener("zhengwen:choice", (event) => {
    const { name, value } = event.detail;
    if (name === "voice" && !value) stop();
  });
  addEventListener("pagehide", () => engine?.cancel());
})();
