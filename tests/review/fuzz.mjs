// Looks for files to import for which a law of log-laws.mjs does not hold: those of fuzz/corpus/review, changed at random, and
// again those of them that reach code which none has reached.
//
//   node tests/review/fuzz.mjs [--minutes 20] [--seed 1]
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { check } from "./log-laws.mjs";
import { DAY, random, START } from "./world.mjs";

const corpus = new URL("../../fuzz/corpus/review/", import.meta.url);
const faults = new URL("../../fuzz/target/faults/", import.meta.url);

/** The longest file that is tried, in characters. */
const LONGEST = 20_000;

/** The committed files by name. */
export const kept = () => new Map(readdirSync(corpus).sort().map((name) => [name, readFileSync(new URL(name, corpus), "utf8")]));

const id = (time, count) => `${Math.floor(time).toString(36)}-w-${count}`;
const values = [
  null, true, false, 0, -0, 1, 2, 3, 4, 5, 0.5, -1, 2.5, 1e-9, 1e21, 1e308, 2 ** 31, 2 ** 53, START, START + 0.25, START + DAY, START - 9e11, START + 3650 * DAY, 946684800000,
  "", "q1", "q2", "3", "__proto__", "constructor", "toString", "\u0000", "\ud800", "\u2028", "\ufeff", "2026-12-24", "2026-02-30", "study", "x".repeat(301), id(START, 0), id(START, 1), id(0, "0"), "zzzzzzzzz-0-0", "000000-a-b",
  [], {}, [3], { polluted: 1 },
];
const keys = ["id", "kind", "at", "card", "grade", "day", "seconds", "source", "text", "hash", "of", "name", "value", "on", "from", "to", "version", "site", "entries", "reviews", "__proto__", "more"];
const kinds = ["review", "card", "undo", "setting", "suspend", "match", "apart", "later"];
const settings = ["retention", "newPerDay", "reviewsPerDay", "leechAfter", "interview", "minutes", "writeMinutes", "other"];
const words = ['{"', '":', ",", "[", "]", "}", "null", "\\u0000", "\\", '"', "1e999", "-", "[[[[", '"__proto__":'];

/** What changes a text, by numbers of `next`. */
function changes(next) {
  const below = (end) => Math.floor(next() * end);
  const one = (list) => list[below(list.length)];
  const entry = (count) => {
    const at = START + below(40) * 3_600_000 - below(3) * below(400) * DAY;
    const made = { id: id(at, count), kind: one(kinds), at, card: `q${below(4)}`, grade: 1 + below(4), of: id(START, below(9)), on: next() < 0.5, from: `q${below(4)}`, to: `q${below(4)}`, name: one(settings), value: one(values), text: `问题 ${below(5)}？`, hash: `h${below(3)}`, seconds: below(99), day: Math.floor(at / DAY) + below(3) - 1 };
    for (const key of keys) if (next() < 0.04) made[key] = one(values);
    return made;
  };

  /** Changes one place of a value, wherever it lies. */
  const inside = (value, depth = 0) => {
    const isList = Array.isArray(value);
    if (value === null || typeof value !== "object" || depth > 6 || next() < 0.1) return next() < 0.7 ? one(values) : value;
    const names = isList ? [...value.keys()] : Object.keys(value);
    const copy = isList ? [...value] : { ...value };
    const name = one(names);
    const what = next();
    if (isList && what < 0.25) copy.splice(below(copy.length + 1), 0, next() < 0.8 ? entry(below(99)) : one(values));
    else if (isList && what < 0.35 && copy.length > 0) copy.splice(name, 1);
    else if (isList && what < 0.45) copy.splice(below(copy.length + 1), 0, ...copy.slice(below(copy.length + 1)).slice(0, 5));
    else if (!isList && what < 0.2) Object.defineProperty(copy, one(keys), { value: one(values), enumerable: true, configurable: true, writable: true });
    else if (!isList && what < 0.28 && name !== undefined) delete copy[name];
    else if (name !== undefined) copy[name] = inside(copy[name], depth + 1);
    return copy;
  };

  /** Changes some characters, whatever they mean. */
  const letters = (text, other) => {
    const at = below(text.length + 1);
    const what = below(4);
    if (what === 0) return text.slice(0, at) + one(words) + text.slice(at);
    if (what === 1) return text.slice(0, at) + text.slice(at + 1 + below(8));
    if (what === 2) return text.slice(0, at) + String.fromCharCode(below(next() < 0.8 ? 128 : 65536)) + text.slice(at + 1);
    return text.slice(0, at) + other.slice(below(other.length + 1));
  };

  return (text, other) => {
    for (let count = 1 + below(5); count > 0; count--) {
      try {
        text = next() < 0.8 ? JSON.stringify(inside(JSON.parse(text))) : letters(text, other);
      } catch {
        text = letters(text, other);
      }
    }
    return text.slice(0, LONGEST);
  };
}

/** Files that are changed from those of `from`, without an end, the same for one seed. */
export function* changed(seed, from) {
  const next = random(seed);
  const change = changes(next);
  for (;;) {
    const one = () => from[Math.floor(next() * from.length)];
    yield change(one(), one());
  }
}

/** Tells after each run whether it reached a part of the engine that none has reached. */
function reached() {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const seen = new Set();
  return () => {
    const before = seen.size;
    session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      for (const script of result) {
        if (script.url !== "review.js") continue;
        for (const { ranges } of script.functions) {
          // How often is told roughly, so that going round once and many times are two things.
          for (const { startOffset, endOffset, count } of ranges) seen.add(`${startOffset}-${endOffset}-${Math.min(4, Math.ceil(Math.log2(count + 1)))}`);
        }
      }
    });
    return { isNew: seen.size > before, parts: seen.size };
  };
}

async function main() {
  const { values: options } = parseArgs({ options: { minutes: { type: "string", default: "20" }, seed: { type: "string", default: "1" } } });
  const end = Date.now() + Number(options.minutes) * 60_000;
  const look = reached();
  const from = [...kept().values()];
  for (const text of from) await check(text);
  look();
  let [runs, parts, told] = [from.length, 0, Date.now()];
  for (const text of changed(Number(options.seed), from)) {
    if (Date.now() > end) break;
    try {
      await check(text);
    } catch (error) {
      mkdirSync(faults, { recursive: true });
      const file = new URL(`review-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`, faults);
      writeFileSync(file, text);
      console.error(`${error.stack}\n${fileURLToPath(file)}\nafter ${runs} files`);
      process.exit(1);
    }
    runs += 1;
    const now = look();
    parts = now.parts;
    if (now.isNew) from.push(text);
    if (Date.now() - told > 30_000) {
      console.log(`${runs} files, ${from.length} kept, ${parts} parts reached`);
      told = Date.now();
    }
  }
  console.log(`${runs} files, ${from.length} kept, ${parts} parts reached: no fault`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
