// Talks to the service. A Refusal carries a sentence for the reader.
class Refusal extends Error {}

const HISTORY = 6;
const SILENCE_MS = 60_000;

const request = async (path, options, signal) => {
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      mode: "cors",
      credentials: "omit",
      referrerPolicy: "same-origin",
      signal,
      ...options,
    });
  } catch (error) {
    throw signal?.aborted ? error : new Refusal(WORDS.unreachable);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(typeof problem.detail === "string" ? problem.detail : WORDS.unreachable);
};

const fetchRecord = async (url) => {
  if (!RECORD.test(url) || url.includes("..")) throw new Refusal(WORDS.unreachable);
  return (await request(`api${url}`, {})).json();
};

// Asks with the conversation so far; calls grow(text) as the answer arrives, returns the Answer.
const fetchAnswer = async ({ question, turns, place }, grow, stop) => {
  const history = turns.slice(-HISTORY).flatMap(({ question, answer }) => [
    { role: "user", content: question },
    { role: "assistant", content: answer.text },
  ]);
  const silence = setTimeout(() => stop.abort(), SILENCE_MS);
  try {
    const response = await request(
      "api/ask/stream",
      {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        body: JSON.stringify({ question, history, ...place }),
      },
      stop.signal,
    );
    return await readEvents(response, grow);
  } finally {
    clearTimeout(silence);
  }
};

const readEvents = async (response, grow) => {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Refusal(WORDS.broken);
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const [name, data] of blocks.map(readEvent)) {
      if (name === "done") return data;
      if (name === "reset") text = "";
      if (name === "delta") grow((text += data.text));
    }
  }
};

const readEvent = (block) => {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return [fields.event, JSON.parse(fields.data ?? "null")];
};
