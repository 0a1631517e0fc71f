// Export, import, and files that nobody should have made.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { clockAt, DAY, engine, open, plain, START, statesOf, storageOf } from "./world.mjs";

const id = (count) => `${START.toString(36)}-w-${count}`;
const review = { id: id(0), kind: "review", at: START, card: "q1", grade: 3 };
const fileOf = (entries, more = {}) => JSON.stringify({ inkstone: "review-log", version: 2, site: "site", entries, ...more });
const later = () => clockAt(START + DAY);

describe("a file", () => {
  test("brings everything to a fresh profile", async () => {
    const now = clockAt();
    const book = await open({ now, storage: storageOf() });
    for (let at = 0; at < 300; at++) {
      now.pass(3_600_000);
      book.grade(`q${at % 30}`, 1 + (at % 4), { text: `问题 ${at % 30}`, hash: `h${at % 7}`, seconds: at / 7, source: ["study", "recall", "mock"][at % 3] });
    }
    book.set("interview", "2027-01-15");
    book.undo();
    const text = book.export();
    const file = JSON.parse(text);
    assert.deepEqual([file.inkstone, file.version, file.site], ["review-log", 2, "site"]);
    const fresh = await open({ now, storage: storageOf() });
    const result = fresh.import(text);
    assert.deepEqual(plain(result), { added: file.entries.length, known: 0, refused: 0, reasons: {}, reason: null });
    const cards = Array.from({ length: 30 }, (_, at) => `q${at}`);
    assert.deepEqual(statesOf(fresh, cards), statesOf(book, cards));
    assert.deepEqual(plain(fresh.import(text)), { added: 0, known: file.entries.length, refused: 0, reasons: {}, reason: null });
    assert.deepEqual(JSON.parse(fresh.export()).entries, file.entries, "every field is in it");
  });

  test("counts what is not in one", async () => {
    const storage = storageOf();
    const now = clockAt();
    const book = await open({ storage, now });
    for (let at = 0; at < 21; at++) book.grade("q1", 3);
    assert.equal(book.unsaved, 21);
    const text = book.export();
    assert.equal(book.unsaved, 0);
    book.grade("q1", 3);
    assert.equal((await open({ storage, now })).unsaved, 1);
    const other = await open({ now, storage: storageOf() });
    other.grade("q2", 3);
    other.import(text);
    assert.equal(other.unsaved, 1, "what came from a file is in one");
  });

  test("is known to other tabs", async () => {
    const storage = storageOf();
    const now = clockAt();
    const [one, two] = [await open({ storage, now }), await open({ storage, now })];
    for (let at = 0; at < 3; at++) one.grade("q1", 3);
    two.refresh();
    one.export();
    assert.equal(two.unsaved, 0);
    two.import(JSON.stringify({ version: 1, site: "site", reviews: [{ card: "q2", grade: 3, at: START }] }));
    one.refresh();
    assert.equal(one.unsaved, 0);
  });

  test("of another site is refused unless it is forced", async () => {
    const book = await open({ now: later() });
    const text = fileOf([review], { site: "other" });
    assert.deepEqual(plain(book.import(text)), { added: 0, known: 0, refused: 0, reasons: {}, reason: "other-site" });
    assert.equal(book.card("q1").reps, 0);
    assert.equal(book.import(text, { force: true }).added, 1);
    assert.equal(book.card("q1").reps, 1);
  });

  const refused = {
    "not-json": [{}, "", "{", "undefined", "\ufeff[", `${"[".repeat(200_000)}`, "{}{}"],
    "not-a-log": ["null", "1", '"text"', "true", "{}", '{"version":2}', '{"version":2,"entries":{}}', '{"version":"2","entries":[]}', '{"entries":[]}', '{"version":1,"entries":[]}', '{"version":-1,"reviews":[]}'],
    newer: ['{"version":3,"entries":[]}', '{"version":99}'],
  };
  for (const [reason, texts] of Object.entries(refused)) {
    test(`is refused as ${reason}`, async () => {
      const book = await open({ now: later() });
      for (const text of texts) assert.equal(book.import(text).reason, reason, String(text).slice(0, 40));
      for (const value of [undefined, null, 1, {}, []]) assert.notEqual(book.import(value).reason, null);
      assert.equal(book.entries().length, 0);
    });
  }
});

describe("an entry", () => {
  const bad = {
    shape: [null, 1, "x", [], [review], {}, { ...review, kind: undefined }, { ...review, kind: 1 }, { ...review, kind: "k".repeat(41) }],
    id: [{ ...review, id: undefined }, { ...review, id: "" }, { ...review, id: "a b-c-d" }, { ...review, id: `${"z".repeat(50)}-a-b` }, { ...review, id: "../../x" }, { ...review, id: { toString: "x" } }],
    time: [{ ...review, at: undefined }, { ...review, at: "1" }, { ...review, at: -1 }, { ...review, at: 0 }, { ...review, at: 1e300 }, { ...review, at: START + 20 * 365 * DAY }, { ...review, id: "zzzzzzzz-a-b" }],
    content: [{ ...review, card: 1 }, { ...review, card: "" }, { ...review, card: "x".repeat(301) }, { ...review, grade: 0 }, { ...review, grade: 5 }, { ...review, grade: 2.5 }, { ...review, grade: "3" }, { ...review, grade: [3] }, { ...review, kind: "setting" }, { ...review, kind: "setting", name: "x", value: {} }, { ...review, kind: "undo", of: 3 }, { ...review, kind: "suspend", on: "yes" }, { ...review, kind: "match", from: "a" }, { ...review, kind: "card", text: 3 }, { ...review, kind: "new", blob: "x".repeat(20_001) }],
  };
  for (const [reason, values] of Object.entries(bad)) {
    test(`is refused for its ${reason}, and the others are taken`, async () => {
      const good = { ...review, id: id(1), card: "good" };
      const book = await open({ now: later() });
      const result = plain(book.import(fileOf([...values, good])));
      assert.deepEqual(result, { added: 1, known: 0, refused: values.length, reasons: { [reason]: values.length }, reason: null });
      assert.equal(book.card("good").reps, 1);
    });
  }

  test("keeps only the fields of its kind, and these only if they may be", async () => {
    const book = await open({ now: later() });
    book.import(fileOf([{ ...review, seconds: -5, day: 1, source: "<img>", evil: "x" }]));
    assert.deepEqual(plain(book.entries()), [review]);
  });

  test("cannot reach a prototype", async () => {
    const { reviewEngine, run } = engine();
    const storage = storageOf();
    const book = await reviewEngine.open({ site: "site", storage, now: later(), zone: () => 480 });
    const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
    const entries = names.flatMap((name, at) => [
      `{"id":"${id(`a${at}`)}","kind":"setting","at":${START},"name":"${name}","value":"polluted"}`,
      `{"id":"${id(`b${at}`)}","kind":"review","at":${START},"card":"${name}","grade":3}`,
      `{"id":"${id(`c${at}`)}","kind":"${name}","at":${START},"${name}":{"polluted":1,"__proto__":{"polluted":1}}}`,
      `{"id":"${id(`d${at}`)}","kind":"suspend","at":${START},"card":"${name}","on":true}`,
      `{"id":"${id(`e${at}`)}","kind":"match","at":${START},"from":"${name}","to":"x"}`,
    ]);
    const text = `{"__proto__":{"polluted":1},"version":2,"site":"site","entries":[${entries}]}`;
    book.import(text);
    book.import(`[{"__proto__":{"card":"q1","grade":3},"at":${START}}]`, { force: true });
    for (const entry of JSON.parse(book.export()).entries.filter((each) => each.kind.startsWith("__"))) {
      assert.deepEqual(Object.keys(entry).sort(), ["at", "id", "kind"]);
    }
    assert.equal(run("({}).polluted"), undefined);
    assert.equal(run("Object.keys(Object.prototype).length"), 0);
    assert.equal({}.polluted, undefined);
    assert.equal(Object.getPrototypeOf(book.settings).polluted, undefined);
    assert.equal(book.settings.newPerDay, 10);
    assert.equal(book.card("__proto__").suspended, true);
    const again = await reviewEngine.open({ site: "site", storage, now: later(), zone: () => 480 });
    assert.equal(again.entries().length, book.entries().length);
    assert.equal(run("({}).polluted"), undefined);
  });

  test("of a clock that was years ahead does not have the last word", async () => {
    const book = await open({ now: later() });
    const at = START + 900 * DAY;
    book.import(fileOf([
      { id: id(1), kind: "setting", at, name: "newPerDay", value: 1 },
      { id: id(2), kind: "suspend", at, card: "q1", on: true },
      { id: id(3), kind: "match", at, from: "q1", to: "q2" },
    ]));
    book.set("newPerDay", 5);
    book.suspend("q1", false);
    book.reject("q1", "q2");
    book.grade("q1", 3);
    assert.deepEqual([book.settings.newPerDay, book.card("q1").suspended, book.card("q1").reps, book.card("q2").reps], [5, false, 1, 0]);
  });

  test("that could not be read again is not written", async () => {
    const book = await open({ now: later() });
    const wrong = [["", 3], ["x".repeat(301), 3], [undefined, 3], ["q", 0], ["q", "3"], ["q", 3, { at: NaN }], ["q", 3, { at: 5 }], ["q", 3, { text: "q", hash: 7 }]];
    for (const [card, grade, options] of wrong) assert.throws(() => book.grade(card, grade, options), /a (review|card) with a wrong/);
    assert.throws(() => book.confirm("a"), /a match with a wrong/);
    assert.throws(() => book.set("other", {}), /a setting with a wrong/);
    assert.equal(book.entries().length, 0);
    book.grade("q", 3, { text: "很长".repeat(9000), hash: "h", seconds: -1, source: "elsewhere" });
    assert.equal((await open({ now: later() })).import(book.export()).refused, 0);
  });

  test("of a setting that cannot be changes nothing", async () => {
    const book = await open({ now: later() });
    const values = { retention: 5, newPerDay: -1, reviewsPerDay: "all", interview: "soon", leechAfter: null, minutes: 1e9, writeMinutes: false };
    const before = plain(book.settings);
    book.import(fileOf(Object.entries(values).map(([name, value], at) => ({ id: id(at), kind: "setting", at: START, name, value }))));
    assert.deepEqual(plain(book.settings), before);
    for (const [name, value] of Object.entries(values)) assert.equal(book.set(name, value), false, name);
    for (const value of ["2026-02-30", "2026-13-01", "2026-1-1", 20260101]) assert.equal(book.set("interview", value), false);
  });
});

test("no file makes the import throw, or the log unreadable", async () => {
  const storage = storageOf();
  const now = later();
  const book = await open({ now, storage });
  const value = fc.oneof(fc.constantFrom(START, 3, "q1", id(7), true, null, "review", "undo"), fc.jsonValue({ maxDepth: 3 }));
  const entry = fc.oneof(
    fc.record({ id: fc.oneof(fc.nat(50).map(id), value), kind: fc.constantFrom("review", "card", "undo", "setting", "suspend", "match", "apart", "x"), at: fc.oneof(fc.constant(START), value), card: value, grade: value, of: value, name: value, value, on: value, from: value, to: value, text: value, hash: value, day: value, seconds: value }, { requiredKeys: ["kind"] }),
    value,
  );
  const file = fc.oneof(
    fc.record({ version: fc.constantFrom(0, 1, 2, 3), site: fc.constantFrom("site", null, 1), entries: fc.array(entry), reviews: fc.array(entry) }, { requiredKeys: [] }),
    fc.array(entry),
    value,
  );
  fc.assert(
    fc.property(file, (content) => {
      const result = book.import(JSON.stringify(content));
      assert.ok(result.added >= 0 && result.refused >= 0);
    }),
    { numRuns: 3000, seed: 4 },
  );
  const cards = [...new Set(book.entries().flatMap((each) => [each.card, each.from, each.to]).filter((each) => typeof each === "string"))];
  assert.ok(cards.length > 3);
  const again = await open({ now, storage });
  assert.deepEqual(statesOf(again, cards), statesOf(book, cards));
  for (const card of cards) for (const number of Object.values(plain(book.card(card)))) assert.notEqual(number, null, card);
  assert.equal(again.import(book.export()).added, 0);
  assert.equal(book.import(again.export()).added, 0);
});
