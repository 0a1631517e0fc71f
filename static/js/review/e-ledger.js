// @ts-check
/// <reference path="types.d.ts" />
// Review: what the entries of a log come to. The result depends on the set of entries alone, not on the order they came in.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  /** @type {(low: number, high: number) => (value: unknown) => boolean} */
  const number = (low, high) => (value) => typeof value === "number" && value >= low && value <= high;

  /** The settings that the engine itself reads: what they are at first, and what they may be. */
  const known = new Map(
    Object.entries({
      /** New cards a day. */
      newPerDay: { first: 10, allows: number(0, 9999) },
      /** Reviews a day, new cards and those that are being learned apart. */
      reviewsPerDay: { first: 200, allows: number(0, 9999) },
      /** The chance to recall at which a card is due. */
      retention: { first: 0.9, allows: number(0.7, 0.97) },
      /** A card that was forgotten so often is a leech. */
      leechAfter: { first: 6, allows: number(2, 99) },
      /** The day of the interview, as `2026-12-24`, or nothing. */
      interview: { first: "", allows: (/** @type {unknown} */ value) => value === "" || parts.dayNumber(value) !== null },
      /** Minutes a day for the plan; 0 for as many as it takes. */
      minutes: { first: 0, allows: number(0, 1440) },
      /** Minutes that an answer takes to write. */
      writeMinutes: { first: 20, allows: number(1, 600) },
    }),
  );

  /**
   * The number of a day since 1970 that is written as `2026-12-24`; `null` if it is none.
   * @param {unknown} date
   */
  parts.dayNumber = (date) => {
    if (typeof date !== "string" || !/^\d{4}-\d\d-\d\d$/.test(date)) {
      return null;
    }
    const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    return Number.isInteger(day) && parts.date(day) === date ? day : null;
  };

  /** A day's number as `2026-12-24`. @param {number} day */
  parts.date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

  /** @returns {ReviewLedger} */
  parts.ledger = () => {
    /** @type {Map<string, ReviewEntry>} */
    const entries = new Map();
    /** @type {Set<string>} */
    const undone = new Set();
    /** Reviews by the card they were made under. @type {Map<string, ReviewGraded[]>} */
    const reviews = new Map();
    /** All reviews, as they came in. @type {ReviewGraded[]} */
    const graded = [];
    /** What a card said, by card. @type {Map<string, ReviewFace[]>} */
    const faces = new Map();
    /** By name. @type {Map<string, ReviewSetting[]>} */
    const settings = new Map();
    /** @type {Map<string, ReviewSuspension[]>} */
    const suspensions = new Map();
    /** @type {Map<string, ReviewMatch[]>} */
    const matches = new Map();
    /** By both cards. @type {Map<string, ReviewMatch[]>} */
    const apart = new Map();
    /** Which cards are one with which, and under which id. @type {Map<string, string[]> | null} */
    let groups = null;
    /** @type {Map<string, ReviewHistory>} */
    const histories = new Map();

    /** @type {<T>(map: Map<string, T[]>, key: string, value: T) => void} */
    const file = (map, key, value) => {
      const list = map.get(key);
      if (list) {
        list.push(value);
      } else {
        map.set(key, [value]);
      }
    };

    /** The last that was not taken back. @type {<T extends ReviewEntry>(list: T[]) => T | undefined} */
    const lastOf = (list) => {
      let last;
      for (const each of list) {
        if (!undone.has(each.id) && (!last || parts.inOrder(last, each) < 0)) {
          last = each;
        }
      }
      return last;
    };

    /** Where the history of a card is kept: what it was matched to, and so on. @param {string} card */
    const root = (card) => {
      if (matches.size === 0) {
        return card;
      }
      const path = [card];
      for (;;) {
        const next = matchOf(path[path.length - 1]);
        if (next === null) {
          return path[path.length - 1];
        }
        const again = path.indexOf(next);
        if (again >= 0) {
          // Two devices matched in opposite directions; any one will do, if it is always the same.
          return path.slice(again).sort()[0];
        }
        path.push(next);
      }
    };

    /** What a card was last matched to. @param {string} card */
    const matchOf = (card) => {
      const match = lastOf(matches.get(card) ?? []);
      return match && match.to !== card ? match.to : null;
    };

    /** The cards whose histories are one. @param {string} card */
    const members = (card) => {
      if (matches.size === 0) {
        return [card];
      }
      if (!groups) {
        groups = new Map();
        const all = new Set([...matches].flatMap(([from, list]) => [from, ...list.map((each) => each.to)]));
        for (const each of all) {
          file(groups, root(each), each);
        }
      }
      const of = groups.get(root(card));
      return of?.includes(card) ? of : [card];
    };

    const retention = () => /** @type {number} */ (setting("retention"));

    /** @type {(history: ReviewHistory, entry: ReviewGraded, retention: number) => void} */
    const advance = (history, entry, retention) => {
      const day = parts.dayOf(entry);
      const { memory } = history;
      if (memory.state === "review" && day > memory.day) {
        history.trials.push([day, entry.grade]);
      }
      history.memory = parts.review(memory, entry.grade, entry.at, day, retention);
      history.lastId = entry.id;
    };

    /** @param {string} name */
    const settingEntry = (name) => lastOf(settings.get(name) ?? []);

    /** @param {string} name */
    const setting = (name) => {
      const value = settingEntry(name)?.value;
      const rule = known.get(name);
      return rule && !(value !== undefined && rule.allows(value)) ? rule.first : value;
    };

    /** @param {string} card @returns {ReviewHistory} */
    const history = (card) => {
      const key = root(card);
      const found = histories.get(key);
      if (found) {
        return found;
      }
      const made = { memory: parts.newMemory(), lastId: "", trials: [] };
      const of = members(card);
      const list = of.length === 1 ? reviews.get(of[0]) : of.flatMap((each) => reviews.get(each) ?? []);
      const wanted = retention();
      for (const entry of (list ?? []).filter((each) => !undone.has(each.id)).sort(parts.inOrder)) {
        advance(made, entry, wanted);
      }
      histories.set(key, made);
      return made;
    };

    /** @param {string} card */
    const forget = (card) => histories.delete(root(card));

    /** @param {ReviewEntry} entry */
    const takeIn = (entry) => {
      switch (entry.kind) {
        case "review": {
          const review = /** @type {ReviewGraded} */ (entry);
          graded.push(review);
          file(reviews, review.card, review);
          const made = histories.get(root(review.card));
          if (made) {
            const { memory, lastId } = made;
            const isLast = review.at > memory.last || (review.at === memory.last && review.id > lastId);
            if (isLast && !undone.has(review.id)) {
              advance(made, review, retention());
            } else {
              forget(review.card);
            }
          }
          break;
        }
        case "card":
          file(faces, /** @type {ReviewFace} */ (entry).card, /** @type {ReviewFace} */ (entry));
          break;
        case "undo": {
          const { of } = /** @type {ReviewUndo} */ (entry);
          undone.add(of);
          const target = /** @type {any} */ (entries.get(of));
          if (target?.kind === "review") {
            forget(target.card);
          } else if (target?.kind === "match") {
            groups = null;
            histories.clear();
          } else if (target?.kind === "setting") {
            histories.clear();
          }
          break;
        }
        case "setting": {
          const it = /** @type {ReviewSetting} */ (entry);
          file(settings, it.name, it);
          if (it.name === "retention") {
            histories.clear();
          }
          break;
        }
        case "suspend":
          file(suspensions, /** @type {ReviewSuspension} */ (entry).card, /** @type {ReviewSuspension} */ (entry));
          break;
        case "match":
          file(matches, /** @type {ReviewMatch} */ (entry).from, /** @type {ReviewMatch} */ (entry));
          groups = null;
          histories.clear();
          break;
        case "apart": {
          const it = /** @type {ReviewMatch} */ (entry);
          file(apart, `${it.from}\n${it.to}`, it);
          break;
        }
      }
    };

    /** Takes an entry back out of the indexes, for another of its id. */
    const rebuild = () => {
      const all = [...entries.values()];
      graded.length = 0;
      for (const each of [entries, undone, reviews, faces, settings, suspensions, matches, apart, histories]) {
        each.clear();
      }
      groups = null;
      add(all);
    };

    /** @param {ReviewEntry[]} list */
    const add = (list) => {
      const added = [];
      let replaced = false;
      for (const entry of list) {
        const other = entries.get(entry.id);
        if (!other) {
          entries.set(entry.id, entry);
          takeIn(entry);
          added.push(entry);
        } else if (other !== entry && parts.line(entry) < parts.line(other)) {
          // Two entries of one id that differ: which one counts must not depend on the order they came in.
          entries.set(entry.id, entry);
          added.push(entry);
          replaced = true;
        }
      }
      if (replaced) {
        rebuild();
      }
      return added;
    };

    const activeIds = () =>
      [...reviews].filter(([, list]) => list.some((each) => !undone.has(each.id))).map(([card]) => card);

    /** @param {string} card */
    const face = (card) => lastOf(members(card).flatMap((each) => faces.get(each) ?? []));

    /** @param {string} card */
    const suspension = (card) => lastOf(members(card).flatMap((each) => suspensions.get(each) ?? []));

    return {
      add,
      entries: () => [...entries.values()],
      setting,
      settingEntry,
      settings: () =>
        Object.fromEntries([...new Set([...known.keys(), ...settings.keys()])].map((name) => [name, setting(name) ?? null])),
      allows: (name, value) => known.get(name)?.allows(value) ?? true,
      root,
      isMatched: (card) => matchOf(card) !== null,
      lastMatch: (card) => lastOf(matches.get(card) ?? []),
      isApart: (from, to) => lastOf(apart.get(`${from}\n${to}`) ?? []) !== undefined,
      isUndone: (id) => undone.has(id),
      history,
      memory: (card) => history(card).memory,
      face,
      /** The hash of the answer when the card was last reviewed, or nothing. */
      seenHash(card) {
        const { last } = history(card).memory;
        const list = members(card).flatMap((each) => faces.get(each) ?? []);
        return lastOf(list.filter((each) => each.at <= last))?.hash ?? "";
      },
      suspension,
      isSuspended: (card) => suspensions.size > 0 && suspension(card)?.on === true,
      entry: (id) => entries.get(id) ?? null,
      /** The reviews of a card, the oldest first. */
      reviewsOf: (card) =>
        members(card)
          .flatMap((each) => reviews.get(each) ?? [])
          .filter((each) => !undone.has(each.id))
          .sort(parts.inOrder),
      /** Ids with reviews whose history no card of the notes has. */
      orphans: (cards) => {
        const held = new Set([...cards.keys()].map(root));
        return [...new Set(activeIds().map(root))].filter((id) => !held.has(id));
      },
      /** The ids under which there are reviews. */
      reviewed: () => activeIds(),
      reviews: () => graded.filter((each) => !undone.has(each.id)),
      countReviews: () => graded.length,
    };
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
