// Puts one widget on the page, however often the script is there, and gives the portal its handle.
if (!customElements.get("zhengwen-widget")) {
  customElements.define("zhengwen-widget", ZhengwenWidget);
  const element = new ZhengwenWidget(readOptions(SCRIPT.dataset));
  const attach = () => document.body.append(element);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach, { once: true });
  globalThis.zhengwen = Object.freeze({
    version: VERSION,
    element,
    open: () => element.open(),
    close: () => element.close(),
    ask: (question) => element.ask(question),
    reset: () => element.reset(),
    configure: (place) => element.configure(place),
    on(name, listener) {
      const heard = (event) => listener(event.detail);
      element.addEventListener(`zhengwen:${name}`, heard);
      return () => element.removeEventListener(`zhengwen:${name}`, heard);
    },
  });
  document.dispatchEvent(new CustomEvent("zhengwen:ready"));
}
