// What holds whatever stands in a file that someone imports.
import assert from "node:assert/strict";
import { cardsOf, clockAt, DAY, engine, plain, random, START, storageOf } from "./world.mjs";

/** No file of a few thousand characters takes longer, in milliseconds. */
const LONGEST = 5000;

const { reviewEngine, run } = engine();
const open = (options) => reviewEngine.open({ site: "site", now: clockAt(START + DAY), random: random(1), zone: () => 480, ...options });

/** Ids of cards that the log names, and two that it may not. */
const named = (book) => {
  const all = book.entries().flatMap((entry) => [entry.card, entry.from, entry.to]);
  return [...new Set(["q1", "q2", ...all.filter((each) => typeof each === "string" && each !== "")])].sort().slice(0, 40);
};

/** What the log comes to. */
const total = (book) => plain({ cards: named(book).map((id) => [id, book.card(id)]), settings: book.settings, entries: book.entries().map((each) => JSON.stringify(each)).sort() });

/** Whether what is shown of a card are numbers that can be. */
function sound(id, card) {
  const { state, stability, difficulty, due, last, reps, lapses, interval } = card;
  const what = `${id}: ${JSON.stringify(card)}`;
  for (const number of [stability, difficulty, due, last, reps, lapses, interval]) assert.ok(Number.isFinite(number), what);
  assert.ok(lapses >= 0 && reps >= lapses && interval >= 0, what);
  if (state === "new") return assert.equal(reps, 0, what);
  assert.ok(stability > 0 && difficulty >= 1 && difficulty <= 10 && due >= last, what);
}

/** Whatever a page asks of the log has an answer. */
function asked(book) {
  const ids = named(book);
  const data = cardsOf(ids.map((id, at) => ({ id, topics: at % 2 ? [0] : [], related: ids.slice(at + 1, at + 2).map((_, next) => at + 1 + next) })));
  book.match(data);
  book.queue(data);
  book.counts(data);
  book.decks(data);
  book.plan(data, { date: "2026-12-24", minutes: 30 });
  book.plan(data);
  book.mock(data);
  book.heat();
  book.forecast(data);
  for (const by of ["topic", "note"]) book.retention(data, { by });
  for (const id of ids) {
    sound(id, book.card(id));
    const chance = book.retrievability(id);
    assert.ok(chance === null || (chance >= 0 && chance <= 1), `${id}: ${chance}`);
    for (const next of book.preview(id)) assert.ok(Number.isFinite(next.due) && Number.isFinite(next.interval), `${id}: ${JSON.stringify(next)}`);
    assert.ok(Number.isFinite(book.weakness(id)), id);
  }
  book.grade("q1", 3);
  sound("q1", book.card("q1"));
}

/**
 * A file is taken or refused, never thrown at; taken twice it adds nothing; what it adds is there again after closing, after
 * an export, and in whatever order it came; nothing in it reaches a prototype.
 * @param {string} text
 */
export async function check(text) {
  const start = Date.now();
  const storage = storageOf();
  const book = await open({ storage });
  const result = plain(book.import(text, { force: true }));
  for (const key of ["added", "known", "refused"]) assert.ok(Number.isInteger(result[key]) && result[key] >= 0, `${key}: ${result[key]}`);
  assert.equal(Object.values(result.reasons).reduce((sum, each) => sum + each, 0), result.refused);
  assert.ok(book.entries().length <= result.added, "of two that have one id, one is kept");
  const first = total(book);

  const twice = plain(book.import(text, { force: true }));
  assert.deepEqual([twice.added, twice.refused, twice.reason], [0, result.refused, result.reason]);
  assert.deepEqual(total(book), first, "taken twice");

  assert.deepEqual(total(await open({ storage })), first, "opened again");

  const exported = book.export();
  const fresh = await open({ storage: storageOf() });
  assert.equal(plain(fresh.import(exported)).refused, 0, "of an export");
  assert.deepEqual(total(fresh), first, "imported again");

  const file = JSON.parse(exported);
  const turned = await open({});
  turned.import(JSON.stringify({ ...file, entries: file.entries.toReversed() }));
  assert.deepEqual(total(turned), first, "in the other order");

  // As it may lie in a storage that someone else wrote to.
  for (const key of ["reviews", "log:zz-0", "saved"]) {
    const foreign = storageOf();
    foreign.setItem(`inkstone:site:review:${key}`, text);
    asked(await open({ storage: foreign }));
  }
  asked(book);
  assert.equal(run("Object.keys(Object.prototype).length + Object.keys(Array.prototype).length"), 0, "a prototype");
  assert.equal(Object.keys(Object.prototype).length, 0, "a prototype");
  const took = Date.now() - start;
  assert.ok(took < LONGEST, `takes ${took} ms`);
}
