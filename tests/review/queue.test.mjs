// What is asked today, of which deck, and what becomes of a card when its note changes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cardsOf, clockAt, DAY, ids, open, plain, START, statesOf, storageOf } from "./world.mjs";

const MINUTE = 60_000;
/** Grades a card until it is no longer being learned. */
function learn(book, now, card, options) {
  while (book.card(card).state !== "review") {
    book.grade(card, 3, options);
    now.pass(11 * MINUTE);
  }
}

describe("the queue", () => {
  test("has answered questions only, new ones in reading order up to the limit", async () => {
    const data = cardsOf([...ids(12), { id: "stub", state: "s" }, { id: "links", state: "l" }, { id: "empty", state: "e" }, "last"]);
    const book = await open();
    const queue = plain(book.queue(data));
    assert.deepEqual(queue, { cards: ids(10), counts: { learning: 0, review: 0, new: 10 }, held: { review: 0, new: 3 }, next: null });
    assert.deepEqual(plain(book.queue(data, { limits: { newPerDay: 100 } }).cards), [...ids(12), "last"]);
    book.set("newPerDay", 2);
    assert.deepEqual(plain(book.queue(data).cards), ids(2));
  });

  test("counts what was done today, and begins anew at four in the morning", async () => {
    const data = cardsOf(ids(20));
    const now = clockAt();
    const book = await open({ now });
    for (const id of ids(10)) book.grade(id, 4);
    assert.deepEqual(plain(book.queue(data).cards), []);
    // One in the morning in Shanghai is still the same day.
    now.time = Date.UTC(2026, 10, 23, 17);
    assert.deepEqual(plain(book.queue(data).cards), []);
    now.time = Date.UTC(2026, 10, 23, 20, 0, 1);
    assert.deepEqual(plain(book.queue(data).cards), ids(20).slice(10));
  });

  test("shows a card again after its steps, sooner if nothing else is left", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(["q0", "q1"]);
    book.grade("q0", 1);
    assert.equal(book.card("q0").due, now() + MINUTE);
    assert.deepEqual(plain(book.queue(data).cards), ["q1", "q0"]);
    assert.equal(book.queue(data).next, now() + MINUTE);
    now.pass(2 * MINUTE);
    assert.deepEqual(plain(book.queue(data).cards), ["q0", "q1"], "what is due comes first");
    book.grade("q0", 3);
    assert.equal(book.card("q0").due, now() + 10 * MINUTE);
    now.pass(10 * MINUTE);
    assert.equal(book.grade("q0", 3).state, "review");
    assert.deepEqual(plain(book.queue(data).cards), ["q1"]);
  });

  test("has everything that becomes due in the course of the day, the least sure first", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(3));
    book.grade("q0", 4);
    book.grade("q1", 4);
    learn(book, now, "q2");
    now.time = START + 8 * DAY - 6 * 3_600_000;
    assert.deepEqual(plain(book.queue(data).cards), ["q2", "q0", "q1"], "due in the evening, asked in the morning");
    assert.deepEqual(plain(book.queue(data, { limits: { reviewsPerDay: 1 } })), {
      cards: ["q2"], counts: { learning: 0, review: 1, new: 0 }, held: { review: 2, new: 0 }, next: null,
    });
  });

  test("puts new cards among the reviews", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(8));
    for (const id of ids(6)) book.grade(id, 4);
    now.pass(30 * DAY);
    const { cards } = plain(book.queue(data));
    assert.equal(new Set(cards).size, 8);
    const places = ["q6", "q7"].map((id) => cards.indexOf(id));
    assert.ok(places[0] > 0 && places[0] < 4 && places[1] > 3, String(cards));
  });

  test("leaves out what is suspended until it no longer is", async () => {
    const book = await open();
    const data = cardsOf(ids(2));
    book.suspend("q0");
    assert.deepEqual(plain(book.queue(data).cards), ["q1"]);
    assert.equal(book.counts(data).suspended, 1);
    book.suspend("q0", false);
    assert.deepEqual(plain(book.queue(data).cards), ["q0", "q1"]);
  });

  test("with a higher retention comes sooner, for all cards at once", async () => {
    const now = clockAt();
    const book = await open({ now });
    book.grade("q0", 4);
    const due = book.card("q0").due;
    book.set("retention", 0.95);
    assert.ok(book.card("q0").due < due);
    book.set("retention", 0.8);
    assert.ok(book.card("q0").due > due);
  });
});

describe("decks", () => {
  const data = cardsOf(
    [
      { id: "a", note: 0, topics: [0] },
      { id: "b", note: 0, topics: [0, 1] },
      { id: "c", note: 1, topics: [1] },
      { id: "d", note: 2, topics: [] },
      { id: "e", note: 1, topics: [1], state: "e" },
    ],
    {
      notes: [["CNN/bn.html", "BN", "key", "build", ["考点", "cnn"]], ["CNN/pool.html", "池化", "", ""], ["CNNs.html", "其他", "", "", ["考点"]]],
      topics: [["bn", "批归一化", ""], ["pool", "池化", ""]],
    },
  );
  const cases = [
    [undefined, "abcd"],
    [{ kind: "all" }, "abcd"],
    [{ kind: "note", key: "CNN/bn.html" }, "ab"],
    [{ kind: "folder", key: "CNN" }, "abc"],
    [{ kind: "folder", key: "CNN/" }, "abc"],
    [{ kind: "topic", key: "pool" }, "bc"],
    [{ kind: "topic", key: "nothing" }, ""],
    [{ kind: "tag", key: "考点" }, "abd"],
    [{ kind: "cards", ids: ["d", "a", "none"] }, "ad"],
    [{ kind: "weak" }, ""],
    [{ kind: "leech" }, ""],
    [{ kind: "changed" }, ""],
  ];
  for (const [deck, expected] of cases) {
    test(`${JSON.stringify(deck)}`, async () => {
      const book = await open();
      assert.equal(plain(book.queue(data, { deck }).cards).join(""), expected);
    });
  }

  test("are listed with what is due", async () => {
    const now = clockAt();
    const book = await open({ now });
    book.grade("a", 4);
    const rows = plain(book.decks(data));
    assert.deepEqual(rows.find((row) => row.key === "CNN/bn.html"), { kind: "note", key: "CNN/bn.html", name: "BN", cards: 2, due: 1, seen: 1 });
    assert.deepEqual(rows.find((row) => row.key === "pool"), { kind: "topic", key: "pool", name: "池化", cards: 2, due: 2, seen: 0 });
    assert.deepEqual(rows.filter((row) => row.kind === "tag").map((row) => [row.key, row.cards]), [["考点", 3], ["cnn", 2]]);
  });

  test("of weak cards have those that were forgotten, and can be gone through before they are due", async () => {
    const now = clockAt();
    const book = await open({ now });
    for (const grade of [4, 4]) book.grade("a", grade), now.pass(20 * DAY);
    for (const grade of [3, 3, 1, 3, 1, 1, 3, 2]) book.grade("b", grade), now.pass(DAY);
    assert.ok(book.weakness("b") > 0.5 && book.weakness("a") < 0.3, `${book.weakness("a")} ${book.weakness("b")}`);
    assert.equal(book.weakness("c"), 0.5);
    const deck = { kind: "weak" };
    book.grade("b", 3);
    now.pass(DAY);
    const queue = book.queue(data, { deck, ahead: true });
    assert.deepEqual(plain(queue.cards), ["b"]);
  });

  test("share the limits: a card learned in one is not learned again in another", async () => {
    const book = await open();
    book.set("newPerDay", 2);
    book.grade("a", 4);
    assert.equal(book.queue(data, { deck: { kind: "topic", key: "pool" } }).cards.length, 1);
  });
});

describe("a card that was forgotten again and again", () => {
  test("is a leech, and is counted", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(["q0"]);
    for (let lapse = 1; lapse <= 6; lapse++) {
      learn(book, now, "q0");
      assert.equal(book.card("q0").leech, false);
      now.pass(5 * DAY);
      assert.equal(book.grade("q0", 1).lapses, lapse);
    }
    assert.equal(book.card("q0").leech, true);
    assert.equal(book.counts(data).leeches, 1);
    assert.deepEqual(plain(book.queue(data, { deck: { kind: "leech" } }).cards), ["q0"]);
    book.set("leechAfter", 9);
    assert.equal(book.card("q0").leech, false);
  });
});

describe("undo", () => {
  test("takes back step by step, and nothing that was not done", async () => {
    const now = clockAt();
    const storage = storageOf();
    const book = await open({ now, storage });
    const states = [];
    for (const [card, grade] of [["q0", 3], ["q1", 1], ["q0", 4], ["q0", 1]]) {
      states.push(statesOf(book, ["q0", "q1"]));
      book.grade(card, grade);
      now.pass(DAY);
    }
    for (const state of states.reverse()) {
      assert.equal(book.undo().kind, "review");
      assert.deepEqual(statesOf(book, ["q0", "q1"]), state);
    }
    assert.equal(book.undo(), null);
    assert.deepEqual(statesOf(await open({ now, storage }), ["q0", "q1"]), states.at(-1));
  });

  test("of a review of another session takes the newest", async () => {
    const now = clockAt();
    const storage = storageOf();
    const first = await open({ now, storage });
    first.grade("q0", 3);
    now.pass(1000);
    first.grade("q1", 3);
    const book = await open({ now, storage });
    assert.equal(book.undo().card, "q1");
    assert.equal(book.undo().card, "q0");
    assert.equal(book.undo(), null);
  });

  test("and another grade come to what that grade alone comes to", async () => {
    const now = clockAt();
    const [one, other] = [await open({ now }), await open({ now })];
    one.grade("q0", 1);
    one.undo();
    one.grade("q0", 4);
    other.grade("q0", 4);
    assert.deepEqual(statesOf(one, ["q0"]), statesOf(other, ["q0"]));
  });
});

describe("the preview", () => {
  test("says what each grade does, and changes nothing", async () => {
    const now = clockAt();
    const book = await open({ now });
    for (const day of [0, 1, 5, 9]) {
      now.time = START + day * DAY;
      const before = book.entries().length;
      const preview = plain(book.preview("q0"));
      assert.equal(book.entries().length, before);
      for (const { grade, due, state, interval } of preview) {
        const twin = await open({ now });
        twin.import(book.export());
        const after = twin.grade("q0", grade);
        assert.deepEqual([after.due, after.state, after.interval], [due, state, interval]);
      }
      book.grade("q0", 3);
    }
  });
});

describe("a question in notes that change", () => {
  const before = cardsOf([
    { id: "q1", text: "1. 什么是批归一化？", hash: "h1" },
    { id: "q2", text: "2. 残差连接为什么有效？", hash: "h2", note: 0 },
    { id: "q3", text: "3. 什么是过拟合？", hash: "h3" },
    { id: "q4", text: "4. 注意力怎么算？", hash: "h4" },
  ]);

  async function reviewed() {
    const now = clockAt();
    const storage = storageOf();
    const book = await open({ now, storage });
    for (const [id, , , text, , , , hash] of before.cards) {
      for (const grade of [3, 3, 2, 3]) {
        book.grade(id, grade, { text, hash });
        now.pass(2 * DAY);
      }
    }
    return { book, now, storage };
  }

  test("keeps its history when its answer is edited, and says that it was", async () => {
    const { book, now } = await reviewed();
    const state = plain(book.card("q1", "h1"));
    assert.equal(state.changed, false);
    const edited = cardsOf(before.cards.map(([id, , , text]) => ({ id, text, hash: id === "q1" ? "new" : `h${id[1]}` })));
    assert.deepEqual(plain(book.card("q1", "new")), { ...state, changed: true });
    assert.equal(book.counts(edited).changed, 1);
    assert.deepEqual(plain(book.queue(edited, { deck: { kind: "changed" }, ahead: true }).cards), ["q1"]);
    book.grade("q1", 3, { text: "1. 什么是批归一化？", hash: "new" });
    assert.equal(book.card("q1", "new").changed, false);
    assert.equal(book.card("q1", "newer").changed, true);
    book.undo();
    now.pass(1);
    assert.equal(book.card("q1", "new").changed, true, "what was taken back was not seen");
  });

  test("keeps its history when it gets another number, place or note", async () => {
    const { book } = await reviewed();
    const moved = cardsOf(
      before.cards.map(([id, , , text, , , , hash], at) => ({ id, text: text.replace(/^\d/, String(9 - at)), hash, note: 1 })).reverse(),
      { notes: [["a.html", "A"], ["b.html", "B"]] },
    );
    const states = statesOf(book, ["q1", "q2", "q3", "q4"]);
    assert.deepEqual(plain(book.match(moved)), { sure: [], perhaps: [] });
    assert.deepEqual(statesOf(book, ["q1", "q2", "q3", "q4"]), states);
    assert.equal(book.queue(moved).counts.new, 0);
  });

  test("keeps its history when it is worded otherwise: surely at once, perhaps when the reader says so", async () => {
    const { book, storage, now } = await reviewed();
    const reworded = cardsOf([
      { id: "q1b", text: "1. 批归一化是什么？", hash: "new" },
      { id: "q2b", text: "2. ResNet 的残差连接解决了什么问题？", hash: "h2" },
      { id: "q3b", text: "3. 过拟合和欠拟合是什么？", hash: "new" },
      { id: "q4", text: "4. 注意力怎么算？", hash: "h4" },
    ]);
    const old = ["q1", "q2", "q3", "q4"].map((id) => plain(book.card(id)));
    const found = plain(book.match(reworded));
    assert.deepEqual(found.sure, [["q1", "q1b"], ["q2", "q2b"]]);
    assert.deepEqual(found.perhaps.map(([from, to]) => [from, to]), [["q3", "q3b"]]);
    assert.deepEqual(plain(book.card("q1b")), old[0]);
    assert.deepEqual(plain(book.card("q2b")), old[1]);
    assert.equal(book.card("q3b").state, "new");
    book.confirm("q3", "q3b");
    assert.deepEqual(plain(book.card("q3b")), old[2]);
    assert.deepEqual(plain(book.match(reworded)), { sure: [], perhaps: [] });
    const again = await open({ storage, now });
    assert.deepEqual(["q1b", "q2b", "q3b", "q4"].map((id) => plain(again.card(id))), old);
    assert.equal(again.grade("q1b", 3).reps, 5);
  });

  test("is not asked about again after the reader said that it is another", async () => {
    const { book } = await reviewed();
    const data = cardsOf([{ id: "q3b", text: "3. 过拟合和欠拟合是什么？" }]);
    const pairs = plain(book.match(data).perhaps);
    book.reject(pairs[0][0], pairs[0][1]);
    assert.deepEqual(plain(book.match(data)), { sure: [], perhaps: [] });
    assert.equal(book.card("q3b").state, "new");
    book.confirm("q3", "q3b");
    book.reject("q3", "q3b");
    assert.equal(book.card("q3b").state, "new", "also what was taken for sure can be taken back");
    assert.equal(book.card("q3").reps, 4);
  });

  test("that the reader matched by mistake is apart again after undo", async () => {
    const { book } = await reviewed();
    book.confirm("q1", "new");
    assert.equal(book.card("new").reps, 4);
    assert.equal(book.undo().kind, "match");
    assert.equal(book.card("new").reps, 0);
    assert.equal(book.card("q1").reps, 4);
    book.match(cardsOf(["q1", "q2", "q3", "q4"]));
    assert.equal(book.card("q1").reps, 4);
  });

  test("that comes back has its history back", async () => {
    const { book } = await reviewed();
    const state = plain(book.card("q1"));
    book.match(cardsOf([{ id: "q1b", text: "批归一化是什么" }, ...before.cards.slice(1).map(([id]) => id)]));
    assert.equal(book.card("q1b").reps, 4);
    const both = cardsOf([{ id: "q1", text: "1. 什么是批归一化？", hash: "h1" }, { id: "q1b", text: "批归一化是什么" }, ...before.cards.slice(1).map(([id]) => id)]);
    book.match(both);
    assert.deepEqual(plain(book.card("q1")), state);
    assert.equal(book.card("q1b").state, "new");
  });

  test("reworded twice has the history of both", async () => {
    const { book, now } = await reviewed();
    const rest = before.cards.slice(1).map(([id]) => id);
    book.match(cardsOf([{ id: "q1b", text: "批归一化是什么" }, ...rest]));
    book.grade("q1b", 3, { text: "批归一化是什么", hash: "x" });
    now.pass(DAY);
    book.match(cardsOf([{ id: "q1c", text: "请解释批归一化" }, ...rest]));
    assert.equal(book.card("q1c").reps, 5);
    assert.equal(book.history("q1c").length, 5);
  });
});
