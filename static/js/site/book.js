// @ts-check
/// <reference path="../types.d.ts" />
// Brings the review log and the list of questions to the page, when they are first needed and not before.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const { site } = inkstone;
  const STATES = /** @type {Record<string, AnswerState>} */ ({ a: "answered", s: "stub", l: "link-only", e: "empty" });

  /** @template T @param {() => Promise<T>} make @param {boolean} [isData] @returns {() => Promise<T>} made once, and again after a failure, or when data files are new */
  const once = (make, isData) => {
    /** @type {Promise<T> | null} */
    let made = null;
    if (isData) inkstone.feature({ forget: () => (made = null) });
    return () => {
      if (!made) {
        made = make();
        made.catch(() => (made = null));
      }
      return made;
    };
  };
  /** @template T @param {() => T} get @returns {T | null} what the browser may refuse */
  const allowed = (get) => {
    try {
      return get() ?? null;
    } catch {
      return null;
    }
  };
  inkstone.openBook = once(async () => {
    if (!site.review) throw new Error("this page has no review log");
    if (!inkstone.reviewEngine) await inkstone.loadScript(inkstone.root + site.review);
    return inkstone.reviewEngine.open({
      site: page.site ?? "",
      storage: allowed(() => localStorage),
      indexedDB: allowed(() => indexedDB),
    });
  });

  inkstone.studyCards = once(async () => {
    if (!site.cards) throw new Error("this site has no questions");
    const data = await inkstone.load("cards", inkstone.root + site.cards);
    /** @type {Map<string, StudyCard>} */
    const cards = new Map();
    for (const [id, note, anchor, text, state, topics, line, hash, related, source] of data.cards) {
      const [route, title] = data.notes[note];
      const address = `${route.split("/").map(encodeURIComponent).join("/")}#${encodeURIComponent(anchor)}`;
      cards.set(id, { id, note, route, title, address, text, state: STATES[state] ?? "empty", topics, hash, related, place: `${source}:${line}` });
    }
    return { data, cards };
  }, true);

  /** Whether somebody has reviewed anything here; to look costs nothing. */
  inkstone.hasBook = () => {
    const prefix = `inkstone:${encodeURIComponent(page.site ?? "")}:review`;
    return !!site.review && !!allowed(() => Object.keys(localStorage).some((key) => key.startsWith(prefix)));
  };

  inkstone.dueToday = async () => {
    const [book, { data }] = await Promise.all([inkstone.openBook(), inkstone.studyCards()]);
    book.match(data);
    return { cards: book.queue(data).cards, counts: book.counts(data), book };
  };

  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;
  /** The largest unit of which there is about one: its length, and its place in the words. */
  const UNITS = [[365 * DAY, 4], [30 * DAY, 3], [DAY, 2], [60 * MINUTE, 1], [MINUTE, 0]];
  inkstone.interval = (span, words) => {
    const [unit, at] = UNITS.find(([length]) => span >= length * 0.95) ?? UNITS[4];
    const count = Math.max(span / unit, 1);
    // Half a month and half a year still matter.
    const text = at >= 3 && count < 10 ? String(Math.round(count * 2) / 2) : String(Math.round(count));
    return ((words ?? "").split("|")[at] ?? "").replace("{}", text);
  };
})();
