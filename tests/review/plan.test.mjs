// The days until an interview.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cardsOf, clockAt, DAY, engine, ids, open, plain, random, START } from "./world.mjs";

const date = (days) => new Date(START + days * DAY).toISOString().slice(0, 10);

/** The day of the last review, counted from the start. */
const dayOf = (book, card) => Math.round((book.card(card).last - START) / DAY);

/** Follows the queue on every day until the interview; returns how many cards that were on each. */
async function follow(book, now, data, days, gradeOf) {
  const perDay = [];
  for (let day = 0; day < days; day++) {
    now.time = START + day * DAY;
    const count = new Set();
    for (let steps = 0; ; steps++) {
      const [card] = book.queue(data).cards;
      if (card === undefined) break;
      assert.ok(steps < 5000, "the queue of a day ends");
      book.grade(card, gradeOf(card), { seconds: 20 });
      count.add(card);
      now.pass(30_000);
    }
    perDay.push(count.size);
  }
  return perDay;
}

describe("who follows the queue", () => {
  test("has seen every answered question in the last three days, whatever was known and however it went", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 60 }), fc.nat(), async (days, count, seed) => {
        const next = random(seed);
        const now = clockAt(START - 40 * DAY);
        const book = await open({ now });
        const data = cardsOf([...ids(count), { id: "empty", state: "e" }]);
        for (const id of ids(count)) {
          for (let reviews = Math.floor(next() * 4); reviews > 0; reviews--) {
            book.grade(id, 1 + Math.floor(next() * 4), { at: START - Math.floor(next() * 40) * DAY - DAY });
          }
        }
        now.time = START;
        book.set("interview", date(days));
        book.set("newPerDay", 3);
        book.set("reviewsPerDay", 4);
        await follow(book, now, data, days, () => (next() < 0.2 ? 1 : 3));
        for (const id of ids(count)) assert.ok(dayOf(book, id) >= days - 3, `${id} was last seen on day ${dayOf(book, id)} of ${days}`);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test("has about as much to do on each of the last three days", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(90));
    for (const id of ids(90)) book.grade(id, 4), book.grade(id, 4);
    book.set("interview", date(10));
    const perDay = await follow(book, now, data, 10, () => 4);
    assert.deepEqual(perDay.slice(7), [30, 30, 30], String(perDay));
  });

  test("learns the new cards before these days, as many a day as it takes", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(40));
    book.set("newPerDay", 1);
    book.set("interview", date(13));
    for (let day = 0; day < 10; day++) {
      now.time = START + day * DAY;
      assert.equal(book.queue(data).counts.new, 4, `day ${day}`);
      const fresh = plain(book.queue(data).cards).filter((id) => book.card(id).state === "new");
      book.grade(fresh[0], 4);
      assert.equal(book.queue(data).counts.new, 3, "what was learned today counts");
      fresh.slice(1).forEach((id) => book.grade(id, 4));
      assert.equal(book.queue(data).counts.new, 0);
    }
  });

  test("keeps the round of a day as it was in the morning", () => {
    const { reviewParts: parts } = engine();
    const seen = (...days) => days.reduce((memory, day) => parts.review(memory, 4, day * DAY, day, 0.9), parts.newMemory());
    // The interview is on day 100, this is the second of the last three days.
    const memories = [seen(90), seen(90, 98), seen(90, 97), seen(90, 97, 98), seen(90), seen(90), seen(90)];
    const cards = memories.map((_, at) => ({ at }));
    const round = parts.finalRound(cards, (card) => memories[card.at], 98, 100);
    // The second is done for today, and so its neighbours stay where they were.
    assert.deepEqual([...round].map(([card, day]) => [card.at, day]), [[0, 98], [4, 98], [5, 99], [6, 98]]);
  });

  test("who begins on the day before sees all on that day", async () => {
    const book = await open();
    book.set("interview", date(1));
    assert.equal(book.queue(cardsOf(ids(40))).cards.length, 40);
  });

  test("is left alone after the interview", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(30));
    book.set("interview", date(0));
    assert.equal(book.queue(data).cards.length, 10);
    book.set("interview", date(-5));
    assert.equal(book.queue(data).cards.length, 10);
  });

  test("and grades is not told of a day after the interview", async () => {
    const now = clockAt();
    const book = await open({ now });
    book.set("interview", date(10));
    for (const grade of [4, 4, 4]) book.grade("q0", grade), now.pass(1000);
    const latest = START + 10 * DAY - 8 * 3_600_000;
    for (const { due } of book.preview("q0")) assert.ok(due < latest, new Date(due).toISOString());
    book.set("interview", "");
    assert.ok(book.preview("q0")[3].due > latest);
  });
});

describe("the plan", () => {
  const writing = [
    { id: "w1", state: "e", related: [] },
    { id: "w2", state: "s", related: ["w1"] },
    { id: "w3", state: "l", related: ["w1", "w2"] },
  ];

  test("is null without a date, and empty when it has passed", async () => {
    const book = await open();
    const data = cardsOf(["q0"]);
    assert.equal(book.plan(data), null);
    assert.equal(book.plan(data, { date: "soon" }), null);
    const passed = plain(book.plan(data, { date: date(-3) }));
    assert.equal(passed.daysLeft, -3);
    assert.deepEqual(passed.days, []);
  });

  test("writes first what most depends on, and learns it afterwards", async () => {
    const book = await open();
    const data = cardsOf([...writing.slice().reverse(), "q0"]);
    const plan = plain(book.plan(data, { date: date(6) }));
    assert.equal(plan.daysLeft, 6);
    assert.equal(plan.days.length, 6);
    assert.deepEqual(plan.days.map((day) => day.day), [0, 1, 2, 3, 4, 5].map(date));
    assert.deepEqual(plan.days.map((day) => day.write), [["w1"], ["w2"], ["w3"], [], [], []]);
    assert.deepEqual(plan.days.map((day) => day.learn), [["q0"], ["w1"], ["w2"], ["w3"], [], []]);
    assert.deepEqual(plan.unplaced, []);
    assert.equal(plan.days[0].minutes, Math.ceil(20 + 90 / 60));
  });

  test("sees every answered question in its last three days, and what is written before them too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 }), fc.nat(), fc.constantFrom(0, 30, 120), async (days, answered, open_, seed, minutes) => {
        const next = random(seed);
        const book = await open();
        const cards = [...ids(answered), ...Array.from({ length: open_ }, (_, at) => ({ id: `w${at}`, state: "e" }))];
        for (const id of ids(answered)) if (next() < 0.6) book.grade(id, 1 + Math.floor(next() * 4), { at: START - (1 + Math.floor(next() * 9)) * DAY });
        const plan = plain(book.plan(cardsOf(cards), { date: date(days), minutes }));
        const last = new Set(plan.days.slice(-3).flatMap((day) => [...day.review, ...day.learn]));
        const written = plan.days.flatMap((day) => day.write);
        for (const id of ids(answered)) assert.ok(last.has(id) || dayOf(book, id) >= days - 3, id);
        for (const id of plan.days.slice(0, -1).flatMap((day) => day.write)) assert.ok(last.has(id), `${id} was written and not learned`);
        assert.equal(new Set(written).size, written.length);
        assert.equal(written.length + plan.unplaced.length, open_);
        if (minutes === 0) assert.deepEqual(plan.unplaced, []);
        for (const day of plan.days) {
          const each = [...day.review, ...day.learn];
          assert.equal(new Set(each).size, each.length, "a card once a day");
          if (minutes > 0 && day.minutes > minutes) assert.ok(day.isOver && day.write.length === 0, "writing never makes a day too long");
        }
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  test("of today is what the queue has", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf([...ids(30), ...writing]);
    for (const id of ids(12)) book.grade(id, 4, { at: START - 20 * DAY });
    book.set("interview", date(12));
    const [today] = plain(book.plan(data).days);
    assert.deepEqual([...today.review, ...today.learn].sort(), plain(book.queue(data).cards).sort());
  });

  test("keeps to the minutes of a day with what is written", async () => {
    const book = await open();
    book.set("minutes", 45);
    book.set("writeMinutes", 15);
    const plan = plain(book.plan(cardsOf(writing), { date: date(3) }));
    assert.deepEqual(plan.days.map((day) => day.write.length), [3, 0, 0]);
    assert.equal(plan.days[0].minutes, 45);
    const short = plain(book.plan(cardsOf(writing), { date: date(3), minutes: 10 }));
    assert.deepEqual(short.unplaced, ["w1", "w2", "w3"]);
  });

  test("knows the reader's own speed from the tenth review on", async () => {
    const now = clockAt();
    const book = await open({ now });
    const data = cardsOf(ids(3));
    for (let at = 0; at < 9; at++) book.grade("q0", 3, { seconds: 10 });
    assert.deepEqual(plain(book.plan(data, { date: date(2) }).speed), { review: 45, learn: 90, isMeasured: false });
    book.grade("q0", 3, { seconds: 3000 });
    assert.deepEqual(plain(book.plan(data, { date: date(2) }).speed), { review: 10, learn: 20, isMeasured: true });
  });
});

describe("the calendar file", () => {
  const words = {
    day: (day) => ({ summary: `复习 ${day.review.length}; 学 ${day.learn.length}, 写\\${day.write.length}`, description: `第一行\r\n第二行\n${"归一化与残差🎉连接。".repeat(12)}` }),
    interview: () => ({ summary: "面试" }),
  };

  async function calendar(site = "site") {
    const book = await open({ site });
    return book.calendar(book.plan(cardsOf([...ids(3), { id: "w", state: "e" }]), { date: date(5) }), words);
  }

  /** Lines put together again, as a calendar reads them. */
  const unfold = (text) => text.replace(/\r\n[ \t]/g, "").split("\r\n").slice(0, -1);

  test("is folded at 75 bytes between characters, with CRLF", async () => {
    const text = await calendar();
    assert.ok(text.endsWith("END:VCALENDAR\r\n"));
    assert.doesNotMatch(text.replaceAll("\r\n", ""), /[\r\n]/);
    const lines = text.split("\r\n");
    for (const line of lines) {
      assert.ok(Buffer.byteLength(line) <= 75, line);
      assert.equal(Buffer.from(line).toString(), line, "no character is cut in two");
    }
    assert.ok(lines.some((line) => Buffer.byteLength(line) > 72), "lines are used");
    assert.ok(unfold(text).some((line) => line.includes("归一化与残差🎉连接。归一化与残差🎉连接。")));
  });

  test("escapes what has a meaning", async () => {
    const lines = unfold(await calendar());
    assert.ok(lines.includes("SUMMARY:复习 0\\; 学 3\\, 写\\\\1"));
    assert.ok(lines.some((line) => line.startsWith("DESCRIPTION:第一行\\n第二行\\n归")));
  });

  test("has an event for each day with something to do and one for the interview, under lasting ids", async () => {
    const lines = unfold(await calendar("a b/注"));
    const of = (name) => lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length + 1));
    assert.equal(of("BEGIN:VEVENT").length, of("END:VEVENT").length);
    assert.deepEqual(lines.slice(0, 3), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Inkstone//Review plan//EN"]);
    assert.equal(of("DTSTART;VALUE=DATE").at(-1), "20261128");
    assert.equal(of("DTEND;VALUE=DATE").at(-1), "20261129");
    assert.equal(of("DTSTAMP")[0], "20261123T040000Z");
    const uids = of("UID");
    assert.equal(new Set(uids).size, uids.length);
    for (const uid of uids) assert.match(uid, /^[a-z0-9-]+@[A-Za-z0-9.-]+$/);
    assert.deepEqual(unfold(await calendar("a b/注")).filter((line) => line.startsWith("UID")), uids.map((uid) => `UID:${uid}`));
  });
});
