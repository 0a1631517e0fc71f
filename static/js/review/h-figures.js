// @ts-check
/// <reference path="types.d.ts" />
// Review: what the log says about the reader, and questions drawn for a mock interview.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  const mostFollowUps = 2;

  /**
   * Reviews of each day, the oldest first.
   * @param {ReviewLedger} ledger
   * @param {number} today
   * @param {number} days
   * @returns {ReviewHeat[]}
   */
  parts.heat = (ledger, today, days) => {
    const rows = Array.from({ length: days }, (_, at) => ({
      day: parts.date(today - days + 1 + at),
      reviews: 0,
      again: 0,
      seconds: 0,
    }));
    for (const entry of ledger.reviews()) {
      const row = rows[parts.dayOf(entry) - today + days - 1];
      if (row) {
        row.reviews++;
        row.again += entry.grade === 1 ? 1 : 0;
        row.seconds += entry.seconds ?? 0;
      }
    }
    return rows;
  };

  /**
   * How many cards become due on each of the days to come, today first with all that is overdue. New cards are not in it.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {number} days
   * @returns {ReviewForecast[]}
   */
  parts.forecast = (cards, ledger, day, days) => {
    const { review } = parts.speed(ledger);
    const counts = new Array(days).fill(0);
    const asked = parts.askable(cards, ledger);
    const memoryOf = (/** @type {ReviewCard} */ card) => ledger.memory(card.id);
    const final = parts.finalRound(asked, memoryOf, day.today, day.interview);
    for (const card of asked) {
      const memory = memoryOf(card);
      if (memory.state === "new") {
        continue;
      }
      const due = Math.max(0, Math.floor((memory.due - day.end) / 86_400_000) + 1);
      const at = Math.min(due, (final.get(card) ?? Infinity) - day.today);
      if (at < days) {
        counts[at]++;
      }
    }
    return counts.map((count, at) => ({
      day: parts.date(day.today + at),
      reviews: count,
      minutes: Math.ceil((count * review) / 60),
    }));
  };

  /**
   * How well the cards of each topic or note are known: how many of the reviews a day or more after the one before were
   * recalled, and the chance to recall them now. Topics and notes without answered questions are left out.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {"topic" | "note"} by
   * @param {number} days only reviews of so many days count
   * @returns {ReviewRetention[]}
   */
  parts.retention = (cards, ledger, day, by, days) => {
    const { topics, notes } = cards.data;
    const rows = (by === "topic" ? topics : notes).map(([id, name]) => ({
      id, name, questions: 0, cards: 0, seen: 0, reviews: 0, recalled: 0, chances: 0, weakness: 0,
    }));
    for (const card of cards.list) {
      const of = (by === "topic" ? card.topics : [card.note]).map((index) => rows[index]).filter(Boolean);
      const { memory, trials } = ledger.history(card.id);
      const since = trials.filter(([at]) => at > day.today - days);
      for (const row of of) {
        row.questions++;
        if (!card.isAnswered) {
          continue;
        }
        row.cards++;
        row.weakness += parts.weakness(memory, day.today);
        if (memory.state !== "new") {
          row.seen++;
          row.chances += parts.chance(memory, day.today);
        }
        row.reviews += since.length;
        row.recalled += since.filter(([, grade]) => grade > 1).length;
      }
    }
    return rows
      .filter((row) => row.cards > 0)
      .map(({ chances, recalled, weakness, ...row }) => ({
        ...row,
        recalled,
        rate: row.reviews > 0 ? recalled / row.reviews : null,
        retrievability: row.seen > 0 ? chances / row.seen : null,
        weakness: weakness / row.cards,
      }));
  };

  /**
   * Draws questions for a mock interview, weak ones more often. Each one that is drawn halves the weight of the others of its
   * topics and of its note, so that an interview wanders. Each comes with questions that are related and were not drawn.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {{ count: number, topics: string[], random: () => number }} options no topics are all
   * @returns {ReviewDrawn[]}
   */
  parts.mock = (cards, ledger, day, { count, topics, random }) => {
    const wanted = new Set(topics.map((id) => cards.data.topics.findIndex(([each]) => each === id)));
    const pool = parts
      .askable(cards, ledger)
      .filter((card) => wanted.size === 0 || card.topics.some((topic) => wanted.has(topic)))
      .map((card) => ({ card, weight: 0.1 + parts.weakness(ledger.memory(card.id), day.today) }));
    /** @type {ReviewCard[]} */
    const drawn = [];
    while (drawn.length < count && pool.length > 0) {
      let left = random() * pool.reduce((sum, each) => sum + each.weight, 0);
      let at = pool.findIndex((each) => (left -= each.weight) < 0);
      at = at < 0 ? pool.length - 1 : at;
      const [{ card }] = pool.splice(at, 1);
      drawn.push(card);
      for (const each of pool) {
        const isNear = each.card.note === card.note || each.card.topics.some((topic) => card.topics.includes(topic));
        each.weight *= isNear ? 0.5 : 1;
      }
    }
    const taken = new Set(drawn);
    return drawn.map((card) => {
      const followUps = card.related.map((at) => cards.list[at]).filter((each) => each?.isAnswered && !taken.has(each));
      const chosen = followUps.filter((each) => !ledger.isSuspended(each.id)).slice(0, mostFollowUps);
      chosen.forEach((each) => taken.add(each));
      return { card: card.id, followUps: chosen.map((each) => each.id) };
    });
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
