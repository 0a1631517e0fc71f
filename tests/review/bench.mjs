// How long the engine takes with 2,000 questions and 50,000 reviews: `node tests/review/bench.mjs`.
// With `--check` it fails where that is longer than promised: 500 ms to open the log and have the queue, 5 ms for a grade.
import { cardsOf, clockAt, copyOf, DAY, open, random, START, storageOf } from "./world.mjs";

const questions = 2000;
const reviews = 50_000;
const now = clockAt(START - 400 * DAY);
const next = random(1);
const id = (at) => `q${(at * 2654435761 % 2 ** 32).toString(16).padStart(12, "0")}`;
const data = cardsOf(
  Array.from({ length: questions }, (_, at) => ({
    id: id(at), note: at % 100, topics: [at % 40, (at * 7) % 40], text: `为什么模型 M${at} 的第 ${at % 12} 层需要归一化和残差连接？`,
    hash: `h${at}`, related: [(at + 1) % questions, (at + 40) % questions], state: at % 10 === 9 ? "e" : "a",
  })),
  { notes: Array.from({ length: 100 }, (_, at) => [`n${at}.html`, `N${at}`]), topics: Array.from({ length: 40 }, (_, at) => [`t${at}`, `T${at}`, ""]) },
);

/** Milliseconds: the median of so many runs, after one to warm up unless the first is what counts. */
async function measure(name, run, { runs = 5, warm = true } = {}) {
  if (warm) await run();
  const times = [];
  const before = process.cpuUsage();
  for (let at = 0; at < runs; at++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const [median, most, busy] = [times[times.length >> 1], times.at(-1), (user + system) / 1000 / runs];
  const figure = (/** @type {number} */ time) => time.toFixed(2).padStart(9);
  process.stdout.write(`${name.padEnd(36)} ${figure(median)} ${figure(most)} ${figure(busy)}\n`);
  return busy;
}

const step = (400 * DAY) / reviews;
const entries = [];
for (let at = 0; at < reviews; at++) {
  const card = Math.floor(next() * questions * 0.9);
  const time = Math.floor(START - 400 * DAY + at * step);
  const base = { at: time, card: id(card) };
  if (at < questions) entries.push({ id: `${time.toString(36)}-w-${at.toString(36)}c`, kind: "card", ...base, text: data.cards[card][3], hash: `h${card}` });
  entries.push({ id: `${time.toString(36)}-w-${at.toString(36)}`, kind: "review", ...base, grade: 1 + Math.floor(next() ** 0.5 * 4), day: Math.floor(time / DAY), seconds: 5 + Math.floor(next() * 60), source: "study" });
}
now.time = START;
const file = JSON.stringify({ version: 2, site: "site", entries });
const storage = storageOf();
// The real storage does not look through all it holds to write one key.
storage.setItem = (key, value) => void storage.map.set(key, value);
const keys = () => [...storage.map.keys()];
let listed = null;
storage.key = (at) => (listed ??= keys())[at] ?? null;
const copy = copyOf();
const filled = await open({ now, storage, copy });
filled.import(file);
await filled.settled();
listed = null;
const size = [...storage.map].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
process.stdout.write(`${questions} questions, ${reviews} reviews: ${keys().length} chunks, ${(size / 1e6).toFixed(2)} million characters\n`);
process.stdout.write(`${"in milliseconds".padEnd(36)}    median   at most       CPU\n`);

let book;
const first = await measure("open and queue, the first time", async () => {
  book = await open({ now, storage, copy });
  book.queue(data);
}, { runs: 1, warm: false });
await measure("open", async () => {
  book = await open({ now, storage, copy });
});
await measure("queue after opening", () => book.queue(data), { runs: 1, warm: false });
await measure("queue", () => book.queue(data));
await measure("counts", () => book.counts(data));
await measure("decks", () => book.decks(data));
await measure("match", () => book.match(data));
await measure("preview", () => book.preview(id(7)));
await measure("heat", () => book.heat());
await measure("forecast", () => book.forecast(data));
await measure("retention", () => book.retention(data));
await measure("plan of 60 days", () => book.plan(data, { date: new Date(START + 60 * DAY).toISOString().slice(0, 10) }));
await measure("export", () => book.export());
const fresh = await open({ now });
await measure("import into an empty log", () => fresh.import(file), { runs: 1, warm: false });
await measure("import of what is known", () => fresh.import(file), { runs: 1, warm: false });
await measure("what other tabs wrote", () => book.refresh());
let at = 0;
const grade = await measure("grade", () => {
  now.pass(1000);
  book.grade(id(at++ % 1800), 3, { text: data.cards[at % 1800][3], hash: "h", seconds: 9 });
}, { runs: 1000 });
const undo = await measure("undo", () => book.undo(), { runs: 20 });

if (process.argv.includes("--check")) {
  // Of the processor's time, for the machine may be busy with something else.
  const slow = [["open and queue", first, 500], ["grade", grade, 5], ["undo", undo, 5]].filter(([, time, most]) => time > most);
  for (const [name, time, most] of slow) process.stderr.write(`${name} takes ${time.toFixed(1)} ms, more than ${most}\n`);
  process.exitCode = slow.length > 0 ? 1 : 0;
}
