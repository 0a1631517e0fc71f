// @ts-check
/// <reference path="types.d.ts" />
// Review: the book: the log of one reader on one site, and all that can be asked of it. It touches neither page nor network.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.reviewParts;

  const dayLength = 86_400_000;
  /** Clocks of devices differ, and so do time zones that were set by hand. */
  const clockSlack = 1.5 * dayLength;
  /** Characters of a file to import; some 500,000 reviews. */
  const longestFile = 100_000_000;

  /**
   * Opens the log of a site.
   * @param {ReviewOptions} options
   * @returns {Promise<ReviewBook>}
   */
  const open = async ({ site, storage = null, indexedDB = null, copy = null, ...rest }) => {
    const clock = rest.now ?? Date.now;
    const random = rest.random ?? Math.random;
    const zoneAt = rest.zone ?? ((/** @type {number} */ at) => -new Date(at).getTimezoneOffset());
    const writer = Math.floor(random() * 36 ** 6).toString(36).padStart(6, "0");
    const newId = parts.ids(writer);
    // Encoded, so that no site's keys begin with those of another.
    const prefix = `inkstone:${encodeURIComponent(site)}:review`;
    const ledger = parts.ledger();
    const chunks = parts.chunks({
      storage,
      copy: copy ?? (indexedDB ? parts.indexedCopy(indexedDB, prefix) : null),
      prefix,
      writer,
    });
    /** What this session did and can undo. @type {string[]} */
    const done = [];

    /** A value that is no part of the log. @param {string} key */
    const local = (key) => {
      try {
        return storage?.getItem(`${prefix}:${key}`) ?? null;
      } catch {
        return null;
      }
    };
    let saved = Number(local("saved")) || 0;
    /** @param {number} count */
    const setSaved = (count) => {
      saved = count;
      try {
        storage?.setItem(`${prefix}:saved`, String(count));
      } catch {
        // Then the reader is reminded once more.
      }
    };

    /** @param {string[]} lines */
    const readLines = (lines) => {
      const read = [];
      for (const line of lines) {
        const entry = parts.unline(line);
        if (entry) {
          read.push(entry);
        }
      }
      return ledger.add(read);
    };

    /** @param {ReviewEntry[]} entries */
    const append = (entries) => {
      const added = ledger.add(entries);
      if (added.length > 0) {
        chunks.append(added.map(parts.line));
      }
      return added;
    };

    /** @type {(kind: string, fields: object, at?: number) => ReviewEntry} */
    const entry = (kind, fields, at = clock()) => /** @type {ReviewEntry} */ ({ id: newId(clock()), kind, at, ...fields });

    /** @type {(at: number) => { today: number, end: number }} */
    const dayAt = (at) => {
      const zone = zoneAt(at);
      const today = parts.calendarDay(at, zone);
      return { today, end: parts.dayStart(today + 1, zone) };
    };

    /** @param {ReviewLimits} [limits] @param {number} [now] @returns {ReviewDay} */
    const day = (limits = {}, now = clock()) => ({
      now,
      ...dayAt(now),
      interview: parts.dayNumber(ledger.setting("interview")),
      newPerDay: limits.newPerDay ?? Number(ledger.setting("newPerDay")),
      reviewsPerDay: limits.reviewsPerDay ?? Number(ledger.setting("reviewsPerDay")),
    });

    /** What was kept before there were chunks. */
    const migrate = () => {
      const old = local("reviews");
      if (old === null) {
        return;
      }
      const { reason } = takeFile(old, true);
      if (reason === null && chunks.status() === "kept") {
        try {
          storage?.removeItem(`${prefix}:reviews`);
        } catch {
          // It is read again next time, and adds nothing.
        }
      }
    };

    /** @type {(text: string, force: boolean) => ReviewImport} */
    const takeFile = (text, force) => {
      const refuse = (/** @type {ReviewImport["reason"]} */ reason) => ({ added: 0, known: 0, refused: 0, reasons: {}, reason });
      if (typeof text !== "string" || text.length > longestFile) {
        return refuse("too-large");
      }
      let file;
      try {
        file = JSON.parse(text);
      } catch {
        return refuse("not-json");
      }
      const upgraded = parts.upgraded(file);
      if (typeof upgraded === "string") {
        return refuse(upgraded);
      }
      if (upgraded.site !== null && upgraded.site !== site && !force) {
        return refuse("other-site");
      }
      const latest = clock() + clockSlack;
      /** @type {ReviewEntry[]} */
      const entries = [];
      /** @type {Record<string, number>} */
      const reasons = {};
      for (const value of upgraded.entries) {
        const checked = parts.checked(value, latest);
        if (typeof checked === "string") {
          reasons[checked] = (reasons[checked] ?? 0) + 1;
        } else {
          entries.push(checked);
        }
      }
      const added = append(entries);
      const refused = upgraded.entries.length - entries.length;
      // They are in the file that they came from.
      setSaved(saved + added.filter((each) => each.kind === "review").length);
      return { added: added.length, known: entries.length - added.length, refused, reasons, reason: null };
    };

    readLines(await chunks.open(clock()));
    migrate();

    /** @type {(id: string, hash?: string) => ReviewCardState} */
    const state = (id, hash) => {
      const memory = ledger.memory(id);
      const seen = hash ? ledger.seenHash(id) : "";
      return {
        state: memory.state,
        stability: memory.stability,
        difficulty: memory.difficulty,
        due: memory.due,
        last: memory.last,
        reps: memory.reps,
        lapses: memory.lapses,
        interval: memory.interval,
        leech: memory.lapses >= Number(ledger.setting("leechAfter")),
        suspended: ledger.isSuspended(id),
        changed: seen !== "" && seen !== hash,
      };
    };

    /** Nothing is put off past the last days before an interview. @type {(memory: ReviewMemory, today: number) => number} */
    const cappedDue = (memory, today) => {
      const interview = parts.dayNumber(ledger.setting("interview"));
      const open = interview === null ? 0 : interview - parts.finalDays;
      return interview === null || today >= open ? memory.due : Math.min(memory.due, memory.last + (interview - 1 - today) * dayLength);
    };

    /** @type {(card: string, grade: number, at: number) => ReviewMemory} */
    const after = (card, grade, at) => {
      const memory = ledger.memory(card);
      return parts.review(memory, grade, Math.max(at, memory.last), dayAt(at).today, Number(ledger.setting("retention")));
    };

    /** @type {ReviewBook} */
    const book = {
      site,
      get status() {
        return chunks.status();
      },
      get damaged() {
        return chunks.damaged();
      },
      get copied() {
        return chunks.copied();
      },
      get unsaved() {
        return Math.max(0, ledger.countReviews() - saved);
      },
      get settings() {
        return ledger.settings();
      },
      settled: chunks.settled,
      refresh: () => readLines(chunks.fresh()).length,
      entries: () => ledger.entries(),

      grade(card, grade, { at = clock(), text, hash = "", seconds, source = "study" } = {}) {
        if (![1, 2, 3, 4].includes(grade)) {
          throw new RangeError(`a grade is 1, 2, 3 or 4, not ${grade}`);
        }
        const entries = [];
        const face = ledger.face(card);
        if (text !== undefined && (face?.card !== card || face.text !== text || face.hash !== hash)) {
          entries.push(entry("card", { card, text: text.slice(0, 4000), hash }, at));
        }
        const isTimed = seconds !== undefined && seconds > 0 && seconds <= 86_400;
        const review = entry(
          "review",
          { card, grade, day: dayAt(at).today, ...(isTimed && { seconds: Math.max(0.1, Math.round(seconds * 10) / 10) }), source },
          at,
        );
        append([...entries, review]);
        done.push(review.id);
        return state(card, hash);
      },
      undo() {
        let id = done.pop();
        while (id !== undefined && ledger.isUndone(id)) {
          id = done.pop();
        }
        id ??= ledger.reviews().reduce((/** @type {ReviewEntry | null} */ a, b) => (a && a.id > b.id ? a : b), null)?.id;
        if (id === undefined) {
          return null;
        }
        const undone = ledger.entry(id);
        append([entry("undo", { of: id })]);
        return undone;
      },
      card: state,
      history: (card) => ledger.reviewsOf(card),
      preview(card, at = clock()) {
        const { today } = dayAt(at);
        return [1, 2, 3, 4].map((grade) => {
          const memory = after(card, grade, at);
          return { grade, due: cappedDue(memory, today), state: memory.state, interval: memory.interval };
        });
      },
      retrievability: (card, at = clock()) => {
        const memory = ledger.memory(card);
        return memory.state === "new" ? null : parts.chance(memory, dayAt(at).today);
      },
      suspend(card, on = true) {
        const suspension = entry("suspend", { card, on });
        append([suspension]);
        done.push(suspension.id);
      },
      set(name, value) {
        if (!ledger.allows(name, value)) {
          return false;
        }
        append([entry("setting", { name, value })]);
        return true;
      },

      match(data) {
        const cards = parts.cards(data);
        // A question that came back takes its history back.
        const back = ledger.reviewed().filter((id) => cards.byId.has(id) && ledger.isMatched(id));
        append(back.map((id) => entry("match", { from: id, to: id })));
        const faceOf = (/** @type {string} */ id) => ledger.face(id);
        const orphans = ledger.orphans(cards.byId).flatMap((id) => {
          const face = faceOf(id);
          return face ? [{ id, text: face.text, hash: face.hash }] : [];
        });
        const fresh = orphans.length === 0 ? [] : cards.list.filter((card) => ledger.memory(card.id).state === "new");
        const found = parts.rematch(orphans, fresh, ledger.isApart);
        append(found.sure.map(([from, to]) => entry("match", { from, to })));
        return found;
      },
      confirm(from, to) {
        const match = entry("match", { from, to });
        append([match]);
        done.push(match.id);
      },
      reject(from, to) {
        const isOne = ledger.root(from) === ledger.root(to);
        append([entry("apart", { from, to }), ...(isOne ? [entry("match", { from, to: from })] : [])]);
      },

      queue: (data, { deck, limits, now, ahead } = {}) => parts.queue(parts.cards(data), ledger, day(limits, now), deck, ahead),
      counts: (data, { deck, limits, now } = {}) => parts.counts(parts.cards(data), ledger, day(limits, now), deck),
      decks: (data, { limits, now } = {}) => parts.decks(parts.cards(data), ledger, day(limits, now)),
      plan(data, { date, minutes, now } = {}) {
        const interview = parts.dayNumber(date ?? ledger.setting("interview"));
        const budget = minutes ?? Number(ledger.setting("minutes"));
        return interview === null ? null : parts.plan(parts.cards(data), ledger, day({}, now), interview, budget);
      },
      calendar: (plan, words) => parts.calendar(plan, site, clock(), words),
      mock: (data, { count = 8, topics = [], now } = {}) =>
        parts.mock(parts.cards(data), ledger, day({}, now), { count, topics, random }),
      heat: ({ days = 365, now = clock() } = {}) => parts.heat(ledger, dayAt(now).today, days),
      forecast: (data, { days = 30, now } = {}) => parts.forecast(parts.cards(data), ledger, day({}, now), days),
      retention: (data, { by = "topic", days = 365, now } = {}) =>
        parts.retention(parts.cards(data), ledger, day({}, now), by, days),
      weakness: (card, now = clock()) => parts.weakness(ledger.memory(card), dayAt(now).today),

      export() {
        setSaved(ledger.countReviews());
        const file = { inkstone: "review-log", version: parts.version, site, exported: new Date(clock()).toISOString() };
        const entries = ledger.entries().sort(parts.inOrder).map((each) => JSON.stringify(each));
        return `${JSON.stringify(file).slice(0, -1)},"entries":[\n${entries.join(",\n")}\n]}\n`;
      },
      import: (text, { force = false } = {}) => takeFile(text, force),
    };
    return book;
  };

  inkstone.reviewEngine = { open };
  if (typeof module === "object" && module) {
    module.exports = { open };
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
