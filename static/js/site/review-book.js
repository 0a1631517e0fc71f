// @ts-check
/// <reference path="../types.d.ts" />
// Brings the review log to the page, when it is first needed and not before.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  /** @type {Promise<ReviewBook> | null} */
  let book = null;

  /** @template T @param {() => T} get @returns {T | null} what the browser may refuse */
  const allowed = (get) => {
    try {
      return get() ?? null;
    } catch {
      return null;
    }
  };
  const fetchEngine = (/** @type {string} */ source) =>
    new Promise((resolve, reject) => {
      if (inkstone.reviewEngine) return resolve(null);
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${source}`));
      document.head.append(script);
    });

  /** @type {Promise<Map<string, StudyCard>> | null} */
  let cards = null;
  inkstone.studyCards = () => {
    if (!cards) {
      cards = (async () => {
        if (!page.cards) throw new Error("this site has no cards");
        const data = await inkstone.load("cards", page.cards);
        const states = /** @type {Record<string, AnswerState>} */ ({ a: "answered", s: "stub", l: "link-only", e: "empty" });
        const all = data.cards.map(([id, note, anchor, text, state, topics, line, hash, related, source]) => {
          const [route, title] = data.notes[note] ?? ["", ""];
          const address = `${route.split("/").map(encodeURIComponent).join("/")}#${encodeURIComponent(anchor)}`;
          /** @type {StudyCard} */
          const card = { id, note, route, title, anchor, address, text, state: states[state] ?? "empty", topics, line, hash, related, source };
          return card;
        });
        return new Map(all.map((card) => [card.id, card]));
      })();
      cards.catch(() => (cards = null));
    }
    return cards;
  };

  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  // The largest unit of which there is at least one; months and years with a half where it matters.
  const UNITS = [[365 * DAY, 4], [30 * DAY, 3], [DAY, 2], [HOUR, 1], [MINUTE, 0]];
  inkstone.interval = (span, { intervals = "" }) => {
    const [unit, at] = UNITS.find(([length]) => span >= length * 0.95) ?? [MINUTE, 0];
    const count = Math.max(span / unit, 1);
    const text = at >= 3 && count < 10 ? String(Math.round(count * 2) / 2) : String(Math.round(count));
    return (intervals.split("|")[at] ?? "").replace("{}", text);
  };

  inkstone.openBook = () => {
    if (!book) {
      book = (async () => {
        if (!page.review) throw new Error("this page has no review log");
        await fetchEngine(page.review);
        return inkstone.reviewEngine.open({
          site: page.site ?? "",
          storage: allowed(() => localStorage),
          indexedDB: allowed(() => indexedDB),
          now: () => Date.now(),
          random: () => Math.random(),
        });
      })();
      book.catch(() => (book = null));
    }
    return book;
  };
})();
