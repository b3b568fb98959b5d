// Gradio takes its own words from the browser's language and knows Chinese only as zh-CN.
Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });
