// What the log says about the reader, and what is drawn for a mock interview.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cardsOf, clockAt, DAY, ids, open, plain, START } from "./world.mjs";

const date = (days) => new Date(START + days * DAY).toISOString().slice(0, 10);

describe("figures", () => {
  test("of each day count what stands", async () => {
    const now = clockAt(START - 3 * DAY);
    const book = await open({ now });
    book.grade("q0", 3, { seconds: 10 });
    book.grade("q1", 1, { seconds: 5.5 });
    now.time = START;
    book.grade("q0", 1, { seconds: 7 });
    book.grade("q0", 4, { seconds: 100 });
    book.undo();
    assert.deepEqual(plain(book.heat({ days: 4 })), [
      { day: date(-3), reviews: 2, again: 1, seconds: 15.5 },
      { day: date(-2), reviews: 0, again: 0, seconds: 0 },
      { day: date(-1), reviews: 0, again: 0, seconds: 0 },
      { day: date(0), reviews: 1, again: 1, seconds: 7 },
    ]);
    assert.equal(book.heat().length, 365);
    assert.equal(book.heat({ days: 2 })[0].day, date(-1));
  });

  test("of the days to come have what is overdue today, and the last round of an interview", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(6));
    for (const id of ids(3)) book.grade(id, 4, { at: START - 30 * DAY });
    book.grade("q3", 4);
    const of = (rows) => plain(rows).map((row) => row.reviews);
    assert.deepEqual(of(book.forecast(data, { days: 10 })), [3, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    assert.equal(book.forecast(data, { days: 1 })[0].minutes, Math.ceil((3 * 45) / 60));
    book.set("interview", date(5));
    assert.equal(of(book.forecast(data, { days: 5 })).reduce((a, b) => a + b), 4);
    book.suspend("q0");
    assert.deepEqual(of(book.forecast(data, { days: 1 })), [2]);
  });

  test("of topics count reviews a day or more apart", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(
      [{ id: "a", topics: [0] }, { id: "b", topics: [0, 1] }, { id: "c", topics: [1] }, { id: "e", topics: [1], state: "e" }, { id: "f", topics: [2], state: "e" }],
      { topics: [["bn", "BN", ""], ["pool", "池化", ""], ["open", "空", ""]] },
    );
    book.grade("a", 4);
    book.grade("b", 4);
    book.grade("b", 3);
    now.pass(8 * DAY);
    book.grade("a", 3);
    book.grade("b", 1);
    book.grade("b", 3);
    now.pass(DAY);
    const rows = plain(book.retention(data));
    assert.deepEqual(rows.map(({ id, questions, cards, seen, reviews, recalled, rate }) => ({ id, questions, cards, seen, reviews, recalled, rate })), [
      { id: "bn", questions: 2, cards: 2, seen: 2, reviews: 2, recalled: 1, rate: 0.5 },
      { id: "pool", questions: 3, cards: 2, seen: 1, reviews: 1, recalled: 0, rate: 0 },
    ]);
    const mean = (book.retrievability("a") + book.retrievability("b")) / 2;
    assert.ok(Math.abs(rows[0].retrievability - mean) < 1e-9 && mean > 0 && mean < 1);
    assert.equal(book.retrievability("c"), null);
    const [note] = plain(book.retention(data, { by: "note" }));
    assert.deepEqual([note.id, note.questions, note.reviews], ["note.html", 5, 2]);
    assert.equal(plain(book.retention(data, { days: 1 }))[0].rate, null);
  });
});

describe("a mock interview", () => {
  const topics = [["a", "A", ""], ["b", "B", ""]];
  const notes = [["a.html", "A"], ["b.html", "B"]];
  const card = (id, topic, more = {}) => ({ id, note: topic, topics: [topic], ...more });
  const data = cardsOf(
    [...ids(20).map((id) => card(id, 0)), ...ids(20).map((id) => card(`b${id}`, 1)), card("empty", 0, { state: "e" }), card("gone", 0)],
    { notes, topics },
  );

  test("draws so many different questions that have an answer, of the topics that were asked for", async () => {
    const book = await open();
    book.suspend("gone");
    for (let round = 0; round < 50; round++) {
      const drawn = plain(book.mock(data, { count: 7, topics: ["a"] })).map((each) => each.card);
      assert.equal(new Set(drawn).size, 7);
      for (const id of drawn) assert.match(id, /^q\d+$/);
    }
    assert.equal(book.mock(data, { count: 100 }).length, 40);
    assert.equal(book.mock(cardsOf([])).length, 0);
    assert.equal(book.mock(data).length, 8);
    assert.deepEqual(plain(book.mock(data, { topics: ["none"] })), []);
  });

  test("draws weak questions more often", async () => {
    const now = clockAt();
    const book = await open({ now });
    for (let round = 0; round < 6; round++) {
      for (const id of ids(20)) book.grade(id, Number(id.slice(1)) < 10 ? 1 : 4);
      now.pass(DAY);
    }
    let weak = 0;
    for (let round = 0; round < 300; round++) {
      weak += plain(book.mock(data, { count: 5, topics: ["a"] })).filter(({ card }) => Number(card.slice(1)) < 10).length;
    }
    assert.ok(weak > 900, `${weak} of 1500 are weak`);
  });

  test("wanders from topic to topic", async () => {
    const book = await open();
    let even = 0;
    for (let round = 0; round < 200; round++) {
      const ofB = plain(book.mock(data, { count: 6 })).filter(({ card }) => card.startsWith("b")).length;
      even += ofB >= 2 && ofB <= 4 ? 1 : 0;
    }
    assert.ok(even > 185, `${even} of 200 are even`);
  });

  test("asks on with related questions that were not drawn, each once", async () => {
    const book = await open();
    const related = cardsOf([
      { id: "a", related: ["b", "c", "d", "e"] }, { id: "b", state: "e" }, { id: "c", related: [] }, { id: "d" }, { id: "e" }, { id: "f", related: [2, 3] },
    ]);
    for (let round = 0; round < 30; round++) {
      const drawn = plain(book.mock(related, { count: 2 }));
      const all = drawn.flatMap(({ card, followUps }) => [card, ...followUps]);
      assert.equal(new Set(all).size, all.length);
      assert.ok(!all.includes("b"));
      for (const { card, followUps } of drawn) {
        assert.ok(followUps.length <= 2);
        if (card === "a") assert.ok(followUps.length > 0);
        if (card === "c") assert.deepEqual(followUps, []);
      }
    }
  });
});
