// The memory of a card against the published FSRS.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmptyCard, fsrs, generatorParameters, State } from "ts-fsrs";
import { clockAt, DAY, engine, open, random, START } from "./world.mjs";

const { reviewParts: parts } = engine();
const names = { [State.New]: "new", [State.Learning]: "learning", [State.Review]: "review", [State.Relearning]: "relearning" };

/** Grades with times: some minutes, hours or days apart, now and then right when the card is due. */
function history(next) {
  const reviews = [];
  let at = START + Math.floor(next() * 300 * DAY);
  const length = 1 + Math.floor(next() * 25);
  for (let index = 0; index < length; index++) {
    const kind = next();
    const gap = kind < 0.3 ? next() * 30 * 60_000 : kind < 0.5 ? next() * DAY : kind < 0.9 ? next() * 40 * DAY : next() * 900 * DAY;
    at += Math.floor(gap);
    const grade = next() < 0.5 ? 3 : 1 + Math.floor(next() * 4);
    reviews.push({ at, grade, whenDue: next() < 0.3 });
  }
  return reviews;
}

function assertClose(own, theirs, where) {
  assert.ok(Math.abs(own.stability - theirs.stability) < 1e-6, `${where}: stability ${own.stability}, not ${theirs.stability}`);
  assert.ok(Math.abs(own.difficulty - theirs.difficulty) < 1e-6, `${where}: difficulty ${own.difficulty}, not ${theirs.difficulty}`);
  assert.equal(own.due, theirs.due.getTime(), `${where}: due`);
  assert.equal(own.state, names[theirs.state], where);
  assert.equal(own.reps, theirs.reps, where);
  assert.equal(own.lapses, theirs.lapses, where);
  assert.equal(own.interval, theirs.scheduled_days, where);
}

for (const retention of [0.9, 0.83, 0.96]) {
  test(`1,000 random histories come to the same state with a retention of ${retention}`, () => {
    const scheduler = fsrs({ request_retention: retention, enable_fuzz: false });
    const next = random(Math.round(retention * 1000));
    let sameDay = 0;
    const states = new Set();
    for (let number = 0; number < 1000; number++) {
      let memory = parts.newMemory();
      let card = createEmptyCard(new Date(START));
      let now = 0;
      for (const [index, { at, grade, whenDue }] of history(next).entries()) {
        const before = now;
        now = Math.max(now + 1, whenDue && index > 0 ? memory.due : at);
        const day = Math.floor(now / DAY);
        sameDay += index > 0 && day === Math.floor(before / DAY) ? 1 : 0;
        const where = `history ${number}, review ${index}`;
        for (const [other, preview] of Object.entries(scheduler.repeat(card, new Date(now)))) {
          if (typeof preview === "object") assertClose(parts.review(memory, Number(other), now, day, retention), preview.card, `${where}, grade ${other}`);
        }
        memory = parts.review(memory, grade, now, day, retention);
        card = scheduler.next(card, new Date(now), grade).card;
        assertClose(memory, card, where);
        states.add(memory.state);
        const later = day + 1 + Math.floor(next() * 50);
        const chance = scheduler.forgetting_curve(later - day, card.stability);
        if (memory.state !== "new") assert.ok(Math.abs(parts.chance(memory, later) - chance) < 1e-6, `${where}: chance`);
      }
    }
    assert.ok(sameDay > 1000, `only ${sameDay} reviews on the same day`);
    assert.deepEqual([...states].sort(), ["learning", "relearning", "review"]);
  });
}

test("a book comes to the same state as the published scheduler", async () => {
  const scheduler = fsrs(generatorParameters({ enable_fuzz: false }));
  const now = clockAt();
  // Days begin at four in the morning, so these are the days of UTC.
  const book = await open({ now, zone: () => 240 });
  const next = random(7);
  let card = createEmptyCard(new Date(START));
  for (let index = 0; index < 60; index++) {
    const grade = 1 + Math.floor(next() * 4);
    now.pass(Math.floor(next() * (index % 3 === 0 ? 20 * DAY : DAY / 3)));
    const preview = book.preview("q1");
    card = scheduler.next(card, new Date(now()), grade).card;
    const state = book.grade("q1", grade);
    assertClose(state, card, `review ${index}`);
    assert.equal(preview[grade - 1].due, state.due, "the preview said so");
  }
});

test("the first reviews by hand", () => {
  // S0(3) = w2; D0(3) = w4 - e^(2 w5) + 1; after "good" the second step is ten minutes.
  const first = parts.review(parts.newMemory(), 3, START, 20780, 0.9);
  assert.equal(first.stability, 2.3065);
  assert.ok(Math.abs(first.difficulty - (6.4133 - Math.exp(2 * 0.8334) + 1)) < 1e-8);
  assert.equal(first.due, START + 10 * 60_000);
  assert.equal(first.state, "learning");
  // S0(4) = w3, and at 90 % the interval is the stability.
  const easy = parts.review(parts.newMemory(), 4, START, 20780, 0.9);
  assert.equal(easy.due, START + 8 * DAY);
  assert.ok(Math.abs(parts.chance(easy, 20780) - 1) < 1e-8);
  assert.ok(Math.abs(parts.retrievability(8.2956, 8.2956) - 0.9) < 1e-8);
});
