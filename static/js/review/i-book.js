// @ts-check
/// <reference path="types.d.ts" />
// Review: the book: the log of one reader on one site, and all that can be asked of it. It touches neither page nor network.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.reviewParts;

  const dayLength = 86_400_000;
  /** What is dated later than this from now is of no clock at all. */
  const farthest = 3653 * dayLength;
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
    let saved = 0;
    /** How many reviews are in a file, of this tab's or another's. */
    const countSaved = () => Math.max(saved, Number(local("saved")) || 0);
    /** @param {number} count */
    const setSaved = (count) => {
      saved = Math.max(countSaved(), count);
      try {
        storage?.setItem(`${prefix}:saved`, String(saved));
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

    /**
     * An entry of this session. What could not be read again is never written.
     * @type {(kind: string, fields: object, at?: number) => ReviewEntry}
     */
    const entry = (kind, fields, at = clock()) => {
      const made = parts.checked({ id: newId(clock()), kind, at, ...fields }, Infinity);
      if (typeof made === "string") {
        throw new RangeError(`a ${kind} with a wrong ${made}: ${JSON.stringify(fields)}`);
      }
      return made;
    };

    /** A time for what must take effect after `last`, also if the clock was ahead then. @param {ReviewEntry | undefined} last */
    const after = (last) => Math.max(clock(), (last?.at ?? 0) + 1);

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
      if (typeof text !== "string") {
        return refuse("not-json");
      }
      if (text.length > longestFile) {
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
      const latest = clock() + farthest;
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
      setSaved(countSaved() + added.filter((each) => each.kind === "review").length);
      return { added: added.length, known: entries.length - added.length, refused, reasons, reason: null };
    };

    readLines(chunks.read());
    readLines(await chunks.mend(clock()));
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
    const graded = (card, grade, at) => {
      const memory = ledger.memory(card);
      return parts.review(memory, grade, Math.max(at, memory.last), dayAt(at).today, Number(ledger.setting("retention")));
    };

    /** @type {(from: string, to: string) => ReviewEntry} */
    const matched = (from, to) => entry("match", { from, to }, after(ledger.lastMatch(from)));

    /** The last step of this session that still counts. */
    const lastStep = () => {
      let id = done.pop();
      while (id !== undefined && ledger.isUndone(id)) {
        id = done.pop();
      }
      return id;
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
        return Math.max(0, ledger.countReviews() - countSaved());
      },
      get settings() {
        return ledger.settings();
      },
      settled: chunks.settled,
      refresh: () => readLines(chunks.fresh()).length,
      entries: () => ledger.entries(),

      grade(card, grade, { at = clock(), text, hash = "", seconds, source = "study" } = {}) {
        const review = entry("review", { card, grade, day: dayAt(at).today, seconds, source }, at);
        const short = text?.slice(0, parts.longestText);
        const face = ledger.face(card);
        const isKnown = short === undefined || (face?.card === card && face.text === short && face.hash === hash);
        append(isKnown ? [review] : [entry("card", { card, text: short, hash }, at), review]);
        done.push(review.id);
        return { ...state(card, hash), review: review.id };
      },
      undo(chosen) {
        const id = chosen ?? lastStep() ?? ledger.reviews().reduce((/** @type {ReviewEntry | null} */ a, b) => (a && a.id > b.id ? a : b), null)?.id;
        const undone = id === undefined || ledger.isUndone(id) ? null : ledger.entry(id);
        if (!undone) {
          return null;
        }
        append([entry("undo", { of: id })]);
        return undone;
      },
      card: state,
      history: (card) => ledger.reviewsOf(card),
      preview(card, at = clock()) {
        const { today } = dayAt(at);
        return [1, 2, 3, 4].map((grade) => {
          const memory = graded(card, grade, at);
          return { grade, due: cappedDue(memory, today), state: memory.state, interval: memory.interval };
        });
      },
      retrievability: (card, at = clock()) => {
        const memory = ledger.memory(card);
        return memory.state === "new" ? null : parts.chance(memory, dayAt(at).today);
      },
      suspend(card, on = true) {
        const suspension = entry("suspend", { card, on }, after(ledger.suspension(card)));
        append([suspension]);
        done.push(suspension.id);
      },
      set(name, value) {
        if (!ledger.allows(name, value)) {
          return false;
        }
        append([entry("setting", { name, value }, after(ledger.settingEntry(name)))]);
        return true;
      },

      match(data) {
        const cards = parts.cards(data);
        // A question that came back takes its history back.
        const back = ledger.reviewed().filter((id) => cards.byId.has(id) && ledger.isMatched(id));
        append(back.map((id) => matched(id, id)));
        const faceOf = (/** @type {string} */ id) => ledger.face(id);
        const orphans = ledger.orphans(cards.byId).flatMap((id) => {
          const face = faceOf(id);
          return face ? [{ id, text: face.text, hash: face.hash }] : [];
        });
        const fresh = orphans.length === 0 ? [] : cards.list.filter((card) => ledger.memory(card.id).state === "new");
        const found = parts.rematch(orphans, fresh, ledger.isApart);
        append(found.sure.map(([from, to]) => matched(from, to)));
        return found;
      },
      confirm(from, to) {
        const match = matched(from, to);
        append([match]);
        done.push(match.id);
      },
      reject(from, to) {
        const isOne = ledger.root(from) === ledger.root(to);
        append([entry("apart", { from, to }), ...(isOne ? [matched(from, from)] : [])]);
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
