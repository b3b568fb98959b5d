// Keeps the conversation over page changes of one tab. Where the portal denies storage (a sandboxed
// frame, a strict browser) it lasts as long as the page.
const REMEMBERED = 10;
const memory = {
  key: `zhengwen ${BASE.href}`,
  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "{}");
      return { ...kept, turns: Array.isArray(kept.turns) ? kept.turns.filter(isTurn) : [] };
    } catch {
      return { turns: [] };
    }
  },
  write(state) {
    for (let kept = REMEMBERED; kept >= 0; kept -= 1) {
      try {
        const turns = kept ? state.turns.slice(-kept) : [];
        sessionStorage.setItem(this.key, JSON.stringify({ ...state, turns }));
        return;
      } catch {
        // full: keep fewer exchanges, or none at all
      }
    }
  },
};

const isTurn = (turn) =>
  typeof turn?.question === "string" &&
  typeof turn.answer?.text === "string" &&
  Array.isArray(turn.answer.citations);
