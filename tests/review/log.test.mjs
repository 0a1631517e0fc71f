// The log: what is written stays, whatever happens to the places it is kept in.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { cardsOf, clockAt, copyOf, DAY, engine, ids, open, plain, random, START, statesOf, storageOf } from "./world.mjs";

const chunkKeys = (storage) => [...storage.map.keys()].filter((key) => key.includes(":log:"));

/** A book with so many reviews of ten cards, an hour apart. */
async function written(reviews, options) {
  const now = clockAt();
  const book = await open({ now, ...options });
  const next = random(3);
  for (let at = 0; at < reviews; at++) {
    now.pass(3_600_000);
    book.grade(`q${at % 10}`, 1 + Math.floor(next() * 4), { text: `问题 ${at % 10}`, hash: "h", seconds: 5 + (at % 50) });
  }
  await book.settled();
  return { book, now };
}

describe("a log", () => {
  test("is there again after it was closed", async () => {
    const storage = storageOf();
    const { book, now } = await written(700, { storage });
    book.set("newPerDay", 7);
    book.suspend("q3");
    book.undo();
    book.suspend("q4");
    const again = await open({ storage, now });
    assert.equal(again.status, "kept");
    assert.equal(again.entries().length, book.entries().length);
    assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
    assert.equal(again.card("q3").suspended, false);
    assert.equal(again.card("q4").suspended, true);
    assert.equal(again.settings.newPerDay, 7);
  });

  test("only grows", async () => {
    const { book } = await written(30);
    const before = plain(book.entries());
    book.undo();
    book.undo();
    book.set("newPerDay", 1);
    book.confirm("q1", "other");
    const after = plain(book.entries());
    assert.deepEqual(after.slice(0, before.length), before);
    assert.deepEqual(after.slice(before.length).map((each) => each.kind), ["undo", "undo", "setting", "match"]);
    assert.equal(new Set(after.map((each) => each.id)).size, after.length);
  });

  test("keeps entries of kinds that it does not know", async () => {
    const storage = storageOf();
    const now = clockAt();
    const book = await open({ storage, now });
    const later = { id: `${START.toString(36)}-zz-0`, kind: "voice", at: START, card: "q1", tone: { pitch: [1, 2] } };
    const file = JSON.stringify({ version: 2, site: "site", entries: [later] });
    assert.equal(book.import(file).added, 1);
    const again = await open({ storage, now });
    assert.deepEqual(plain(again.entries()), [later]);
    assert.deepEqual(JSON.parse(again.export()).entries, [later]);
  });

  test("without storage says so and works", async () => {
    const { book } = await written(20, { storage: null });
    assert.equal(book.status, "memory");
    assert.equal(book.card("q1").reps, 2);
    assert.equal(book.import(book.export()).known, book.entries().length);
  });

  test("in a storage that refuses every access works too", async () => {
    const refuse = () => {
      throw new Error("SecurityError");
    };
    const storage = { getItem: refuse, setItem: refuse, removeItem: refuse, key: refuse, get length() { return refuse(); } };
    const { book } = await written(5, { storage });
    assert.equal(book.status, "memory");
    assert.equal(book.entries().filter((each) => each.kind === "review").length, 5);
  });

  test("of one site does not mix with that of another", async () => {
    const storage = storageOf();
    const copies = new IDBFactory();
    const sites = ["a", "a:review", "a:review:log", "A", "注", "a%3Areview", ""];
    for (const [at, site] of sites.entries()) {
      const book = await open({ storage, indexedDB: copies, site });
      assert.equal(book.entries().length, 0, site);
      for (let count = 0; count <= at; count++) book.grade(`card-${at}`, 3);
      await book.settled();
    }
    for (const [at, site] of sites.entries()) {
      const book = await open({ storage, indexedDB: copies, site });
      assert.deepEqual(plain(book.entries().map((each) => each.card)), Array(at + 1).fill(`card-${at}`), site);
    }
  });
});

describe("taking back", () => {
  test("one review by its id leaves those after it", async () => {
    const { book } = await written(0);
    const first = book.grade("q1", 3).review;
    const second = book.grade("q2", 3).review;
    assert.equal(book.undo(first).id, first);
    assert.deepEqual([book.card("q1").reps, book.card("q2").reps], [0, 1]);
    assert.equal(book.undo(first), null, "once is enough");
    assert.equal(book.undo("nobody-wrote-0"), null);
    assert.equal(book.undo().id, second, "the last step is the one that still counts");
    assert.equal(book.card("q2").reps, 0);
  });

  test("a setting leaves the one before it", async () => {
    const { book } = await written(0);
    book.set("newPerDay", 5);
    book.set("newPerDay", 7);
    const [, last] = book.entries();
    const file = { version: 2, entries: [{ id: `${START.toString(36)}-zz-0`, kind: "undo", at: START, of: last.id }] };
    assert.equal(book.import(JSON.stringify(file)).added, 1);
    assert.equal(book.settings.newPerDay, 5);
  });
});

describe("two tabs", () => {
  test("that write at once lose nothing, and see each other", async () => {
    const storage = storageOf();
    const copy = copyOf();
    const now = clockAt();
    const tabs = await Promise.all([1, 2, 3].map(() => open({ storage, copy, now })));
    const next = random(5);
    for (let at = 0; at < 900; at++) {
      now.pass(Math.floor(next() * 3) * 1000);
      tabs[Math.floor(next() * 3)].grade(`q${at % 20}`, 1 + Math.floor(next() * 4), { text: `问题 ${at}` });
    }
    const again = await open({ storage, copy: null, now });
    assert.equal(again.entries().filter((each) => each.kind === "review").length, 900);
    for (const tab of tabs) {
      assert.ok(tab.refresh() > 0);
      assert.equal(tab.refresh(), 0);
      assert.deepEqual(statesOf(tab, ids(20)), statesOf(again, ids(20)));
    }
    await Promise.all(tabs.map((tab) => tab.settled()));
    const ofCopy = await open({ storage: null, copy, now });
    assert.deepEqual(statesOf(ofCopy, ids(20)), statesOf(again, ids(20)));
  });

  test("one of which puts small chunks together while the other still writes", async () => {
    const storage = storageOf();
    const now = clockAt();
    const old = await open({ storage, now });
    old.grade("old", 3);
    for (let at = 0; at < 40; at++) {
      const visit = await open({ storage, now });
      visit.grade(`q${at}`, 3);
      now.pass(3_600_000);
    }
    now.pass(3 * DAY);
    const tidy = await open({ storage, now });
    assert.ok(chunkKeys(storage).length < 20, `${chunkKeys(storage).length} chunks`);
    old.grade("old", 4);
    const again = await open({ storage, now });
    assert.equal(again.card("old").reps, 2);
    for (let at = 0; at < 40; at++) assert.equal(again.card(`q${at}`).reps, 1);
    assert.equal(tidy.entries().length, 41);
  });
});

test("a chunk that its tab writes to while others put it away stays", async () => {
  const storage = storageOf();
  const now = clockAt();
  const old = await open({ storage, now });
  old.grade("old", 3);
  for (let at = 0; at < 30; at++) (await open({ storage, now })).grade(`q${at}`, 3);
  now.pass(3 * DAY);
  const { setItem } = storage;
  storage.setItem = (key, value) => {
    storage.setItem = setItem;
    setItem.call(storage, key, value);
    old.grade("old", 4);
  };
  const tidy = await open({ storage, now });
  assert.equal(tidy.card("old").reps, 1);
  assert.ok(chunkKeys(storage).length < 5, `${chunkKeys(storage).length} chunks`);
  assert.equal((await open({ storage, now })).card("old").reps, 2);
});

test("a chunk that its tab writes to while it is mended from the copy stays", async () => {
  const storage = storageOf();
  const copy = copyOf();
  const now = clockAt();
  const old = await open({ storage, copy, now });
  old.grade("old", 3);
  const [key] = chunkKeys(storage);
  const early = storage.getItem(key);
  old.grade("old", 3);
  await old.settled();
  storage.setItem(key, early);
  const all = async () => {
    const texts = new Map(copy.map);
    await null;
    old.grade("old", 4);
    return texts;
  };
  const other = await open({ storage, copy: { ...copy, all }, now });
  assert.equal(other.card("old").reps, 2);
  assert.equal((await open({ storage, now })).card("old").reps, 3);
});

describe("tidying", () => {
  /** Thirty visits of a review each, long ago. */
  const visits = async (options) => {
    const now = clockAt();
    for (let at = 0; at < 30; at++) {
      const visit = await open({ now, ...options });
      visit.grade(`q${at}`, 3);
      await visit.settled();
    }
    now.pass(3 * DAY);
    return now;
  };
  const reviewed = (book) => ids(30).filter((id) => book.card(id).reps === 1).length;

  test("removes nothing where its chunk could not be written", async () => {
    const copy = copyOf();
    const now = await visits({ copy });
    const put = async () => {
      throw new Error("QuotaExceededError");
    };
    await (await open({ copy: { ...copy, put }, now })).settled();
    assert.equal(reviewed(await open({ copy, now })), 30);
  });

  test("removes nothing where its chunk was written and the transaction failed", async () => {
    const indexedDB = new IDBFactory();
    const now = await visits({ indexedDB });
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...values) {
      const request = put.apply(this, values);
      request.addEventListener("success", () => this.transaction.abort());
      return request;
    };
    try {
      await (await open({ indexedDB, now })).settled();
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    assert.equal(reviewed(await open({ indexedDB, now })), 30);
  });

  test("leaves all as it is where the storage has no room, however often it is opened", async () => {
    const storage = storageOf();
    const copy = copyOf();
    const now = await visits({ storage, copy });
    storage.quota = [...storage.map].reduce((sum, [key, text]) => sum + key.length + text.length, 0) + 40;
    for (let visit = 0; visit < 5; visit++) {
      const book = await open({ storage, copy, now });
      await book.settled();
      assert.equal(book.status, "kept");
      assert.equal(reviewed(book), 30);
    }
    assert.equal(copy.map.size, 30);
    assert.equal(chunkKeys(storage).length, 30);
    storage.quota = Infinity;
    await (await open({ storage, copy, now })).settled();
    assert.equal(copy.map.size, 1);
    assert.equal(chunkKeys(storage).length, 1);
    assert.equal(reviewed(await open({ storage, now })), 30);
  });
});

describe("a full storage", () => {
  test("is told, and nothing is lost while there is a copy", async () => {
    const storage = storageOf(4000);
    const copy = copyOf();
    const { book, now } = await written(400, { storage, copy });
    assert.equal(book.status, "full");
    assert.equal(book.card("q1").reps, 40);
    await book.settled();
    const again = await open({ storage, copy, now });
    assert.equal(again.status, "full");
    assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
  });

  test("takes what waited as soon as it has room", async () => {
    const storage = storageOf(4000);
    const { book, now } = await written(400, { storage });
    storage.quota = Infinity;
    book.grade("q1", 3);
    assert.equal(book.status, "kept");
    const again = await open({ storage, now });
    assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
  });

  test("by other pages at the first review is told", async () => {
    const storage = storageOf(10);
    const { book } = await written(1, { storage });
    assert.equal(book.status, "full");
    assert.equal(book.card("q0").reps, 1);
  });
});

describe("a damaged chunk", () => {
  const damages = {
    "cut short": (text) => text.slice(0, text.length >> 1),
    "overwritten in the middle": (text) => `${text.slice(0, 500)}\u0000garbage\n[[[[${text.slice(560)}`,
    "with a grade that is another": (text) => text.replace(/","q5",\d/, (row) => `${row.slice(0, -1)}${5 - Number(row.at(-1))}`),
    empty: () => "",
    "of nothing but noise": () => "\ud800\u{1f4a9}{}[]\n\n\n\"",
  };
  for (const [name, damage] of Object.entries(damages)) {
    test(`${name} is healed from the copy`, async () => {
      const storage = storageOf();
      const copy = copyOf();
      const { book, now } = await written(700, { storage, copy });
      const [, second] = chunkKeys(storage);
      const whole = storage.getItem(second);
      storage.setItem(second, damage(whole));
      assert.notEqual(storage.getItem(second), whole);
      const again = await open({ storage, copy, now });
      assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
      assert.equal(again.damaged, 0);
      const withoutCopy = await open({ storage, now });
      assert.deepEqual(statesOf(withoutCopy, ids(10)), statesOf(book, ids(10)));
      assert.equal(withoutCopy.damaged, 0, "the storage was mended");
    });

    test(`${name} costs no other chunk where there is no copy, and is left as it is`, async () => {
      const storage = storageOf();
      const { book, now } = await written(700, { storage });
      const [, second] = chunkKeys(storage);
      storage.setItem(second, damage(storage.getItem(second)));
      const left = storage.getItem(second);
      const again = await open({ storage, now });
      assert.equal(again.damaged, 1);
      const all = new Set(book.entries().map((each) => each.id));
      const lost = all.size - again.entries().filter((each) => all.has(each.id)).length;
      assert.ok(lost <= 250, `${lost} entries lost`);
      assert.equal(storage.getItem(second), left);
      again.grade("q1", 3);
      assert.equal((await open({ storage, now })).entries().length, again.entries().length);
    });
  }

  test("of the copy is healed from the storage", async () => {
    const storage = storageOf();
    const copy = copyOf();
    const { book, now } = await written(300, { storage, copy });
    for (const name of copy.map.keys()) copy.map.set(name, "noise");
    const again = await open({ storage, copy, now });
    await again.settled();
    const ofCopy = await open({ storage: null, copy, now });
    assert.deepEqual(statesOf(ofCopy, ids(10)), statesOf(book, ids(10)));
  });
});

describe("a copy", () => {
  test("brings a log back that the browser has removed", async () => {
    const storage = storageOf();
    const factory = new IDBFactory();
    const { book, now } = await written(300, { storage, indexedDB: factory });
    storage.map.clear();
    const again = await open({ storage, indexedDB: factory, now });
    assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
    assert.equal(again.status, "kept");
    assert.equal((await open({ storage, now })).entries().length, book.entries().length);
  });

  test("in IndexedDB is enough", async () => {
    const factory = new IDBFactory();
    const { book, now } = await written(30, { storage: null, indexedDB: factory });
    assert.equal(book.status, "kept");
    const again = await open({ storage: null, indexedDB: factory, now });
    assert.deepEqual(statesOf(again, ids(10)), statesOf(book, ids(10)));
  });

  test("that fails, or never answers, holds nothing up for long", async () => {
    const refuse = async () => {
      throw new Error("no");
    };
    const broken = await written(5, { storage: storageOf(), copy: { all: refuse, put: refuse, remove: refuse } });
    assert.equal(broken.book.status, "kept");
    assert.equal(broken.book.copied, false);
    const late = await written(5, { storage: storageOf(), copy: { ...copyOf(), put: refuse } });
    assert.equal(late.book.status, "kept");
    assert.equal(late.book.copied, false);
    const start = Date.now();
    const silent = await open({ storage: storageOf(), copy: { all: () => new Promise(() => {}), put: refuse, remove: refuse } });
    assert.ok(Date.now() - start < 5000);
    assert.equal(silent.copied, false);
  });
});

describe("older versions", () => {
  const v0 = [{ card: "q1", grade: 3, at: START }, { card: "q1", grade: 4, at: START + DAY }, { card: "q2", grade: 1, at: START }];
  const v1 = { version: 1, site: "site", reviews: v0.map((each) => ({ ...each, text: `问题 ${each.card}`, hash: "h", seconds: 9 })) };
  for (const [name, file] of [["0", v0], ["1", v1]]) {
    test(`version ${name} is read where it was kept, once`, async () => {
      const storage = storageOf();
      storage.setItem("inkstone:site:review:reviews", JSON.stringify(file));
      const now = clockAt(START + 2 * DAY);
      const book = await open({ storage, now });
      assert.equal(book.card("q1").reps, 2);
      assert.equal(book.card("q2").reps, 1);
      assert.equal(storage.getItem("inkstone:site:review:reviews"), null);
      const again = await open({ storage, now });
      assert.deepEqual(statesOf(again, ["q1", "q2"]), statesOf(book, ["q1", "q2"]));
      assert.equal(again.import(JSON.stringify(file)).added, 0, "the same file adds nothing");
    });

    test(`version ${name} comes to the same as reviews made now`, async () => {
      const now = clockAt(START + 2 * DAY);
      const imported = await open({ now, zone: () => 240 });
      assert.equal(imported.import(JSON.stringify(file)).refused, 0);
      const made = await open({ now, zone: () => 240 });
      for (const { card, grade, at } of v0) made.grade(card, grade, { at });
      assert.deepEqual(statesOf(imported, ["q1", "q2"]), statesOf(made, ["q1", "q2"]));
    });
  }

  test("two devices that migrate the same log merge into one", async () => {
    const now = clockAt(START + 2 * DAY);
    const [one, other] = [await open({ now }), await open({ now })];
    one.import(JSON.stringify(v1));
    other.import(JSON.stringify(v1));
    assert.equal(one.import(other.export()).added, 0);
  });

  test("a chunk of a later version is left alone", async () => {
    const storage = storageOf();
    storage.setItem("inkstone:site:review:log:zz-0", "inkstone-review 3 abc\nnobody knows");
    const copy = copyOf();
    const book = await open({ storage, copy });
    book.grade("q1", 3);
    await book.settled();
    assert.equal(storage.getItem("inkstone:site:review:log:zz-0"), "inkstone-review 3 abc\nnobody knows");
    assert.equal((await open({ storage, copy })).card("q1").reps, 1);
  });
});

test("it runs in a world that has nothing at all", async () => {
  const { reviewEngine, run } = engine();
  assert.equal(run("typeof document + typeof window + typeof fetch + typeof require"), "undefined".repeat(4));
  const book = await reviewEngine.open({ site: "bare" });
  book.grade("q1", 3);
  assert.equal(book.queue(cardsOf(["q1", "q2"])).cards.length, 2);
});
