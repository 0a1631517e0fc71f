// @ts-check
/// <reference path="types.d.ts" />
// Review: the cards of the notes, decks of them, and what is to be asked today.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  const dayLength = 86_400_000;
  /** Cards that are being learned are asked so much earlier if nothing else is left. */
  const lookAhead = 20 * 60_000;

  /** The tags of a note: the one list in its row. @param {CardsData["notes"][0] | undefined} note */
  const tagsOf = (note) => note?.find((/** @type {unknown} */ each) => Array.isArray(each)) ?? [];

  /** @type {WeakMap<CardsData, ReviewCards>} */
  const read = new WeakMap();

  /**
   * The cards of `data/cards.js`.
   * @param {CardsData} data
   * @returns {ReviewCards}
   */
  parts.cards = (data) => {
    const known = read.get(data);
    if (known) {
      return known;
    }
    const numbers = new Map(data.cards.map(([id], at) => [id, at]));
    /** @type {ReviewCard[]} */
    const list = data.cards.map(([id, note, anchor, text, state, topics, line, hash, related, path], at) => ({
      id, at, note, anchor, text, state, topics, line, hash, path,
      related: related.flatMap((other) => (typeof other === "number" ? other : (numbers.get(other) ?? []))),
      isAnswered: state === "a",
      dependents: 0,
    }));
    for (const card of list) {
      for (const other of card.related) {
        if (list[other] && other !== card.at) {
          list[other].dependents++;
        }
      }
    }
    const made = { data, list, byId: new Map(list.map((card) => [card.id, card])) };
    read.set(data, made);
    return made;
  };

  /**
   * How badly a card is known, from 0 to 1: half by the chance to have lost it a week from now, the rest by how hard it has
   * proved and how often it was forgotten. Of a card that was never asked nothing is known; it stands in the middle.
   * @param {ReviewMemory} memory
   * @param {number} today
   */
  parts.weakness = (memory, today) => {
    if (memory.state === "new") {
      return 0.5;
    }
    const lost = 1 - parts.chance(memory, today + 7);
    return 0.5 * Math.min(1, lost * 2) + (0.3 * (memory.difficulty - 1)) / 9 + 0.2 * Math.min(1, memory.lapses / 4);
  };

  /** From here on a card is in the deck of weak ones. */
  const weak = 0.5;

  /**
   * Whether a card is in a deck.
   * @param {ReviewCards} cards
   * @param {ReviewDeck | undefined} deck
   * @param {ReviewLedger} ledger
   * @param {number} today
   * @returns {(card: ReviewCard) => boolean}
   */
  parts.inDeck = (cards, deck, ledger, today) => {
    const { notes, topics } = cards.data;
    switch (deck?.kind) {
      case "note":
        return (card) => notes[card.note]?.[0] === deck.key;
      case "folder":
        return (card) => notes[card.note]?.[0].startsWith(`${deck.key.replace(/\/$/, "")}/`) ?? false;
      case "tag":
        return (card) => tagsOf(notes[card.note]).includes(deck.key);
      case "topic": {
        const index = topics.findIndex(([id]) => id === deck.key);
        return (card) => card.topics.includes(index);
      }
      case "weak":
        return (card) => {
          const memory = ledger.memory(card.id);
          return memory.state !== "new" && parts.weakness(memory, today) >= weak;
        };
      case "leech":
        return (card) => ledger.memory(card.id).lapses >= Number(ledger.setting("leechAfter"));
      case "changed":
        return (card) => parts.isChanged(card, ledger);
      case "cards": {
        const ids = new Set(deck.ids);
        return (card) => ids.has(card.id);
      }
      default:
        return () => true;
    }
  };

  /** Whether the answer is another one than at the last review. @type {(card: ReviewCard, ledger: ReviewLedger) => boolean} */
  parts.isChanged = (card, ledger) => {
    const seen = ledger.seenHash(card.id);
    return seen !== "" && card.hash !== "" && seen !== card.hash;
  };

  /**
   * Sorts the cards of a day into what is being learned, what is to be reviewed, and what is new. Limits and the last round are
   * counted over all cards, also where only those of a deck are asked for. `memoryOf` need not be the present: the plan asks
   * for days to come.
   * @param {ReviewCard[]} cards answered and not suspended
   * @param {(card: ReviewCard) => ReviewMemory} memoryOf
   * @param {ReviewDay} day
   * @param {(card: ReviewCard) => boolean} belongs
   * @returns {ReviewSorted}
   */
  parts.sorted = (cards, memoryOf, day, belongs) => {
    const final = parts.finalRound(cards, memoryOf, day.today, day.interview);
    /** @type {ReviewSorted} */
    const sorted = { learning: [], review: [], fresh: [], ahead: [], held: { review: 0, fresh: 0 } };
    /** @type {ReviewCard[]} */
    const due = [];
    /** @type {ReviewCard[]} */
    const fresh = [];
    let reviewedToday = 0;
    let learnedToday = 0;
    let notLearned = 0;
    for (const card of cards) {
      const memory = memoryOf(card);
      const isNew = memory.state === "new";
      if (isNew) {
        notLearned++;
      } else if (memory.day === day.today) {
        if (memory.firstDay === day.today) {
          learnedToday++;
        } else {
          reviewedToday++;
        }
      }
      if (!belongs(card)) {
        continue;
      }
      const isFinal = (final.get(card) ?? Infinity) <= day.today;
      if (isNew) {
        (isFinal ? sorted.fresh : fresh).push(card);
      } else if (memory.state !== "review") {
        sorted.learning.push(card);
      } else if (isFinal) {
        sorted.review.push(card);
      } else if (memory.due < day.end) {
        due.push(card);
      } else if (memory.day < day.today) {
        sorted.ahead.push(card);
      }
    }
    const reviewRoom = Math.max(0, day.reviewsPerDay - reviewedToday);
    const asked = leastSure(due, memoryOf, day.today).slice(0, reviewRoom);
    sorted.review = leastSure(sorted.review.concat(asked), memoryOf, day.today);
    sorted.held.review = due.length - asked.length;
    // An interview leaves so many days for the new cards; they are spread over these, whatever the limit says.
    const days = day.interview === null ? 0 : day.interview - parts.finalDays - day.today;
    const needed = days > 0 ? Math.ceil((notLearned + learnedToday) / days) : 0;
    const freshRoom = Math.max(0, Math.max(day.newPerDay, needed) - learnedToday);
    sorted.fresh = sorted.fresh.concat(fresh.slice(0, freshRoom));
    sorted.held.fresh = Math.max(0, fresh.length - freshRoom);
    sorted.learning.sort((a, b) => memoryOf(a).due - memoryOf(b).due || a.at - b.at);
    return sorted;
  };

  /** @type {(cards: ReviewCard[], memoryOf: (card: ReviewCard) => ReviewMemory, today: number) => ReviewCard[]} */
  const leastSure = (cards, memoryOf, today) => {
    const chances = new Map(cards.map((card) => [card, parts.chance(memoryOf(card), today)]));
    return cards.sort((a, b) => (chances.get(a) ?? 0) - (chances.get(b) ?? 0) || a.at - b.at);
  };

  /** The chance to recall a card on a day. @type {(memory: ReviewMemory, day: number) => number} */
  parts.chance = (memory, day) =>
    memory.state === "new" ? 0 : parts.retrievability(Math.max(0, day - memory.day), memory.stability);

  /**
   * New cards between the reviews, evenly.
   * @param {ReviewCard[]} review
   * @param {ReviewCard[]} fresh
   */
  const mixed = (review, fresh) => {
    /** @type {ReviewCard[]} */
    const all = [];
    let next = 0;
    review.forEach((card, at) => {
      all.push(card);
      for (; next < fresh.length && (next + 1) * (review.length + 1) <= (at + 1) * (fresh.length + 1); next++) {
        all.push(fresh[next]);
      }
    });
    return all.concat(fresh.slice(next));
  };

  /**
   * What is to be asked now, in this order: what is being learned and due, reviews with the least sure first, new cards among
   * them; what is being learned but not yet due comes last. With `ahead` all other cards of the deck follow that were not
   * seen today, the least sure first.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {ReviewDeck} [deck]
   * @param {boolean} [ahead]
   * @returns {ReviewQueue}
   */
  parts.queue = (cards, ledger, day, deck, ahead = false) => {
    const memoryOf = (/** @type {ReviewCard} */ card) => ledger.memory(card.id);
    const sorted = parts.sorted(parts.askable(cards, ledger), memoryOf, day, parts.inDeck(cards, deck, ledger, day.today));
    const isDue = (/** @type {ReviewCard} */ card) => memoryOf(card).due <= day.now;
    const now = sorted.learning.filter(isDue);
    const later = sorted.learning.filter((card) => !isDue(card));
    const soon = later.filter((card) => memoryOf(card).due <= day.now + lookAhead);
    const all = [...now, ...mixed(sorted.review, sorted.fresh), ...soon, ...(ahead ? leastSure(sorted.ahead, memoryOf, day.today) : [])];
    return {
      cards: all.map((card) => card.id),
      counts: { learning: sorted.learning.length, review: sorted.review.length, new: sorted.fresh.length },
      held: { review: sorted.held.review, new: sorted.held.fresh },
      next: later.length > 0 ? memoryOf(later[0]).due : null,
    };
  };

  /**
   * The figures of a deck.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {ReviewDeck} [deck]
   * @returns {ReviewCounts}
   */
  parts.counts = (cards, ledger, day, deck) => {
    const belongs = parts.inDeck(cards, deck, ledger, day.today);
    const { counts } = parts.queue(cards, ledger, day, deck);
    const list = cards.list.filter(belongs);
    const leechAfter = Number(ledger.setting("leechAfter"));
    const count = (/** @type {(card: ReviewCard) => boolean} */ which) => list.filter(which).length;
    return {
      ...counts,
      due: counts.learning + counts.review + counts.new,
      questions: list.length,
      answered: count((card) => card.isAnswered),
      seen: count((card) => ledger.memory(card.id).state !== "new"),
      doneToday: count((card) => ledger.memory(card.id).reps > 0 && ledger.memory(card.id).day === day.today),
      suspended: count((card) => ledger.isSuspended(card.id)),
      leeches: count((card) => ledger.memory(card.id).lapses >= leechAfter),
      changed: count((card) => parts.isChanged(card, ledger)),
    };
  };

  /**
   * The decks of a site, each with how many of its cards are to be asked today; those without answered questions are left out.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @returns {ReviewDeckRow[]}
   */
  parts.decks = (cards, ledger, day) => {
    const due = new Set(parts.queue(cards, ledger, day).cards);
    /** @type {Map<string, ReviewDeckRow>} */
    const rows = new Map();
    const file = (/** @type {ReviewDeckRow["kind"]} */ kind, /** @type {string} */ key, /** @type {string} */ name, /** @type {ReviewCard} */ card) => {
      const row = rows.get(`${kind}
${key}`) ?? { kind, key, name, cards: 0, due: 0, seen: 0 };
      row.cards++;
      row.due += due.has(card.id) ? 1 : 0;
      row.seen += ledger.memory(card.id).state === "new" ? 0 : 1;
      rows.set(`${kind}
${key}`, row);
    };
    const { notes, topics } = cards.data;
    const isWeak = parts.inDeck(cards, { kind: "weak" }, ledger, day.today);
    for (const card of parts.askable(cards, ledger)) {
      const [route, title] = notes[card.note];
      file("note", route, title, card);
      card.topics.forEach((at) => topics[at] && file("topic", topics[at][0], topics[at][1], card));
      tagsOf(notes[card.note]).forEach((tag) => file("tag", tag, tag, card));
      if (isWeak(card)) {
        file("weak", "", "", card);
      }
    }
    return [...rows.values()];
  };

  /** The cards that have an answer and are not suspended. @type {(cards: ReviewCards, ledger: ReviewLedger) => ReviewCard[]} */
  parts.askable = (cards, ledger) => cards.list.filter((card) => card.isAnswered && !ledger.isSuspended(card.id));

  /** A day of the reader's calendar. It begins at four in the morning: who studies past midnight is still at it. @type {(at: number, zone: number) => number} */
  parts.calendarDay = (at, zone) => Math.floor((at + (zone - 240) * 60_000) / dayLength);

  /** When a day of the reader's calendar begins, in milliseconds since 1970. @type {(day: number, zone: number) => number} */
  parts.dayStart = (day, zone) => day * dayLength - (zone - 240) * 60_000;
})(/** @type {any} */ (globalThis).inkstone ??= {});
