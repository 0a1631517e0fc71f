// Two devices: whatever was exported and imported in whatever order, all come to the same.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { clockAt, DAY, open, plain, random, START, statesOf } from "./world.mjs";

const cards = ["q0", "q1", "q2", "q3", "q4"];
const settings = ["retention", "newPerDay", "interview", "sound"];

/** What a reader may do, on one of three devices. */
const action = fc.record({
  device: fc.nat(2),
  pass: fc.oneof(fc.constant(0), fc.nat(600_000), fc.nat(20 * DAY)),
  what: fc.constantFrom("grade", "grade", "grade", "grade", "undo", "set", "suspend", "confirm", "reject", "sync"),
  card: fc.nat(cards.length - 1),
  other: fc.nat(cards.length - 1),
  number: fc.nat(3),
});

async function act(actions) {
  const now = clockAt();
  const devices = await Promise.all([480, 0, -420].map((zone, at) => open({ now, zone: () => zone, random: random(at + 1) })));
  for (const { device, pass, what, card, other, number } of actions) {
    now.pass(pass);
    const book = devices[device];
    if (what === "grade") book.grade(cards[card], number + 1, { text: `${cards[card]} ${number}`, hash: `h${number}`, seconds: number });
    if (what === "undo") book.undo();
    if (what === "set") book.set(settings[other % 4], [0.8 + number / 20, number, number ? `2027-01-0${number}` : "", number > 1][other % 4]);
    if (what === "suspend") book.suspend(cards[card], number > 1);
    if (what === "confirm") book.confirm(cards[card], cards[other]);
    if (what === "reject") book.reject(cards[card], cards[other]);
    if (what === "sync") book.import(devices[other % 3].export());
  }
  return { devices, now };
}

const total = (book) => plain({ states: statesOf(book, cards), entries: book.entries().map((each) => JSON.stringify(each)).sort() });

describe("merging", () => {
  test("any order, any direction, the same result", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 6 }), async (actions, syncs) => {
        const { devices } = await act(actions);
        for (const [from, to] of syncs) devices[to].import(devices[from].export());
        const files = devices.map((device) => device.export());
        for (const device of devices) for (const file of files) assert.equal(device.import(file).refused, 0);
        const [first, ...others] = devices.map(total);
        for (const other of others) assert.deepEqual(other, first);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("any split of the log, in any order, some parts twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 60 }), fc.infiniteStream(fc.nat()), async (actions, numbers) => {
        const { devices, now } = await act(actions);
        const all = devices[0];
        for (const device of devices) all.import(device.export());
        const file = JSON.parse(all.export());
        const parts = Array.from({ length: 4 }, () => []);
        for (const entry of file.entries) {
          const at = numbers.next().value;
          parts[at % 4].push(entry);
          if (at % 3 === 0) parts[(at >> 2) % 4].unshift(entry);
        }
        const merged = await open({ now });
        for (const entries of parts) merged.import(JSON.stringify({ ...file, entries }));
        assert.deepEqual(total(merged), total(all));
        const alone = await open({ now });
        for (const entry of file.entries.reverse()) alone.import(JSON.stringify({ ...file, entries: [entry] }));
        assert.deepEqual(total(alone), total(all));
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test("a log that grew one by one is what it is when it is opened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 80 }), async (actions) => {
        const { devices, now } = await act(actions);
        for (const device of devices) {
          const again = await open({ now });
          again.import(device.export());
          assert.deepEqual(total(again), total(device));
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test("two entries of one id that differ come to one, whichever is first", async () => {
    const now = clockAt(START + DAY);
    const entry = (grade) => ({ id: `${START.toString(36)}-w-0`, kind: "review", at: START, card: "q0", grade });
    const file = (...entries) => JSON.stringify({ version: 2, site: "site", entries });
    const [one, other] = [await open({ now }), await open({ now })];
    one.import(file(entry(1)));
    one.import(file(entry(4)));
    other.import(file(entry(4), entry(1)));
    assert.deepEqual(total(one), total(other));
    assert.equal(one.card("q0").reps, 1);
  });

  test("reviews of two devices are counted once each, in the order they were made", async () => {
    const now = clockAt();
    const [phone, laptop, one] = await Promise.all([open({ now }), open({ now }), open({ now })]);
    for (let at = 0; at < 40; at++) {
      now.pass(at % 5 === 0 ? DAY : 60_000);
      const grade = 1 + ((at * 7) % 4);
      (at % 2 ? phone : laptop).grade("q1", grade);
      one.grade("q1", grade);
    }
    phone.import(laptop.export());
    laptop.import(phone.export());
    assert.deepEqual(statesOf(phone, cards), statesOf(one, cards));
    assert.deepEqual(statesOf(laptop, cards), statesOf(one, cards));
    assert.equal(phone.card("q1").reps, 40);
  });

  test("a reader who flies west has no day twice", async () => {
    let zone = 480;
    const now = clockAt();
    const book = await open({ now, zone: () => zone });
    book.grade("q1", 4);
    now.pass(DAY / 8);
    zone = -600;
    assert.equal(book.grade("q1", 3).reps, 2);
    assert.ok(Number.isFinite(book.card("q1").stability));
  });
});
