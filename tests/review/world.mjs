// The engine in a world of its own, which has neither document nor network, and what a test gives it.
import { readdirSync, readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const folder = new URL("../../static/js/review/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".js")).sort();
const scripts = names.map((name) => readFileSync(new URL(name, folder), "utf8")).join("");

export const DAY = 86_400_000;
/** Noon in Shanghai. */
export const START = Date.UTC(2026, 10, 23, 4);

/** The engine and its parts. */
export function engine() {
  const context = createContext({ setTimeout, clearTimeout });
  // Under this name coverage is told.
  runInContext(scripts, context, { filename: "review.js" });
  return { ...context.inkstone, run: (text) => runInContext(text, context) };
}

/** What one of the engine's objects is outside its world, where `deepEqual` compares prototypes too. */
export const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A storage that holds so many characters. */
export function storageOf(quota = Infinity) {
  const map = new Map();
  return {
    map,
    quota,
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) {
      let size = key.length + value.length;
      for (const [other, text] of map) size += other === key ? 0 : other.length + text.length;
      if (size > this.quota) throw new Error("QuotaExceededError");
      map.set(key, value);
    },
    removeItem: (key) => void map.delete(key),
    key: (at) => [...map.keys()][at] ?? null,
    get length() {
      return map.size;
    },
  };
}

/** A copy in memory. */
export function copyOf() {
  const map = new Map();
  return {
    map,
    all: async () => new Map(map),
    put: async (name, text) => void map.set(name, text),
    remove: async (name) => void map.delete(name),
  };
}

/** A clock that is set by hand. */
export function clockAt(time = START) {
  const clock = () => clock.time;
  clock.time = time;
  clock.pass = (milliseconds) => (clock.time += milliseconds);
  return clock;
}

let seeds = 0;
const shared = engine();

/** Opens a book of the site `site` on Chinese time. */
export const open = (options = {}) =>
  shared.reviewEngine.open({ site: "site", now: clockAt(), random: random(++seeds), zone: () => 480, ...options });

/**
 * The data of `data/cards.js`. A card is named by its id; what is not said is made up.
 * @param {({ id: string, note?: number, text?: string, state?: string, topics?: number[], hash?: string, related?: number[] } | string)[]} cards
 */
export function cardsOf(cards, { notes, topics } = {}) {
  const rows = cards.map((card, at) => {
    const { id, note = 0, text = `问题 ${id}？`, state = "a", topics = [], hash = `h-${id}`, related = [] } =
      typeof card === "string" ? { id: card } : card;
    return [id, note, `anchor-${id}`, text, state, topics, at + 1, hash, related, "note.md"];
  });
  return {
    version: 1,
    build: "build",
    notes: notes ?? [["note.html", "Note"]],
    topics: topics ?? [["topic", "Topic", "topics/topic.html"]],
    cards: rows,
  };
}

/** The ids `q0`, `q1` and so on. */
export const ids = (count) => Array.from({ length: count }, (_, at) => `q${at}`);

/** What the log comes to: the state of each card and the settings. */
export const statesOf = (book, cards) => plain({ cards: cards.map((id) => [id, book.card(id)]), settings: book.settings });
