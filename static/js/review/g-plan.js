// @ts-check
/// <reference path="types.d.ts" />
// Review: the days until an interview, and the same as a calendar file.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  /** In so many days before the interview every answered question is seen once more. */
  parts.finalDays = 3;

  /** Seconds for a card until the reader's own speed is known; a new one takes twice as long. */
  const usualSeconds = 45;
  const newCardFactor = 2;
  /** The last reviews that speed is measured by, and how many it takes. */
  const measured = 200;
  const leastMeasured = 10;
  /** A plan looks no further ahead. */
  const mostDays = 366;

  /**
   * The last round: the day for each card that was not seen in the days before the interview. It is the same all day long,
   * whatever is reviewed meanwhile, and what is left is divided anew each day; so the last day never has it all. Neighbours in
   * the notes fall on different days.
   * @param {ReviewCard[]} cards
   * @param {(card: ReviewCard) => ReviewMemory} memoryOf
   * @param {number} today
   * @param {number | null} interview
   * @returns {Map<ReviewCard, number>}
   */
  parts.finalRound = (cards, memoryOf, today, interview) => {
    /** @type {Map<ReviewCard, number>} */
    const days = new Map();
    if (interview === null || interview <= today) {
      return days;
    }
    const opens = interview - parts.finalDays;
    const first = Math.max(opens, today);
    let count = 0;
    for (const card of cards) {
      const memory = memoryOf(card);
      const before = memory.day === today ? memory.dayBefore : memory.day;
      if (memory.state !== "new" && before >= opens) {
        continue;
      }
      const day = first + (count++ % (interview - first));
      if (memory.state === "new" || memory.day < opens) {
        days.set(card, day);
      }
    }
    return days;
  };

  /** The reader's own speed: the median of the last reviews, in seconds. @param {ReviewLedger} ledger */
  parts.speed = (ledger) => {
    /** @type {ReviewGraded[]} */
    let last = [];
    let since = 0;
    // The last ones mostly came in last, so hardly any has to be sorted in.
    for (const entry of ledger.reviews().reverse()) {
      if (entry.seconds !== undefined && entry.at >= since) {
        last.push(entry);
        if (last.length >= 2 * measured) {
          last = last.sort(parts.inOrder).slice(-measured);
          since = last[0].at;
        }
      }
    }
    const seconds = last.sort(parts.inOrder).slice(-measured).map((each) => each.seconds ?? 0).sort((a, b) => a - b);
    const isMeasured = seconds.length >= leastMeasured;
    const review = isMeasured ? seconds[seconds.length >> 1] : usualSeconds;
    return { review, learn: review * newCardFactor, isMeasured };
  };

  /**
   * The order in which unanswered questions are worth writing: first those that most others lead to.
   * @param {ReviewCards} cards
   */
  parts.toWrite = (cards) =>
    cards.list
      .filter((card) => !card.isAnswered)
      .sort((a, b) => b.dependents - a.dependents || b.related.length - a.related.length || a.at - b.at);

  /**
   * What to review, to learn and to write on each day until the interview, as if every review went well. What is written on
   * one day is learned from the next on. Writing takes what is left of the minutes of a day, or is spread evenly over the
   * days before the last round.
   * @param {ReviewCards} cards
   * @param {ReviewLedger} ledger
   * @param {ReviewDay} day
   * @param {number} interview the day of it
   * @param {number} minutes of a day; 0 for as many as it takes
   * @returns {ReviewPlan}
   */
  parts.plan = (cards, ledger, day, interview, minutes) => {
    const speed = parts.speed(ledger);
    const writeMinutes = Number(ledger.setting("writeMinutes"));
    const retention = Number(ledger.setting("retention"));
    const toWrite = parts.toWrite(cards);
    const asked = parts.askable(cards, ledger);
    /** @type {Map<ReviewCard, ReviewMemory>} */
    const memories = new Map();
    const memoryOf = (/** @type {ReviewCard} */ card) => memories.get(card) ?? ledger.memory(card.id);
    const length = Math.min(mostDays, Math.max(0, interview - day.today));
    const writingDays = Math.max(1, length - parts.finalDays);
    /** @type {ReviewPlan["days"]} */
    const days = [];
    /** @type {ReviewCard[]} */
    let written = [];
    for (let offset = 0; offset < length; offset++) {
      const today = day.today + offset;
      const end = day.end + offset * 86_400_000;
      const now = offset === 0 ? day.now : end - 86_400_000;
      asked.push(...written);
      asked.sort((a, b) => a.at - b.at);
      const sorted = parts.sorted(asked, memoryOf, { ...day, now, today, end, interview }, () => true);
      const review = [...sorted.learning, ...sorted.review];
      const learn = sorted.fresh;
      const needed = (review.length * speed.review + learn.length * speed.learn) / 60;
      const room = minutes > 0 ? Math.floor((minutes - needed) / writeMinutes) : Math.ceil(toWrite.length / Math.max(1, writingDays - offset));
      // What is written on the last day would not be learned any more.
      written = offset < Math.max(1, length - 1) ? toWrite.splice(0, Math.max(0, room)) : [];
      for (const card of [...review, ...learn]) {
        memories.set(card, wellReviewed(memoryOf(card), now, today, retention));
      }
      const total = needed + written.length * writeMinutes;
      days.push({
        day: parts.date(today),
        review: review.map((card) => card.id),
        learn: learn.map((card) => card.id),
        write: written.map((card) => card.id),
        minutes: Math.ceil(total),
        isOver: minutes > 0 && total > minutes,
      });
    }
    return {
      date: parts.date(interview),
      daysLeft: interview - day.today,
      days,
      unplaced: toWrite.map((card) => card.id),
      speed,
    };
  };

  /** Graded "good" until the card is no longer being learned. @type {(memory: ReviewMemory, at: number, day: number, retention: number) => ReviewMemory} */
  const wellReviewed = (memory, at, day, retention) => {
    let next = memory;
    do {
      next = parts.review(next, 3, at, day, retention);
    } while (next.state !== "review");
    return next;
  };

  /** @param {string} text */
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");

  /** Lines of at most 75 bytes in UTF-8; the next begin with a space. @param {string} line */
  const folded = (line) => {
    let out = "";
    let bytes = 0;
    for (const char of line) {
      const code = /** @type {number} */ (char.codePointAt(0));
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (bytes + size > 75) {
        out += "\r\n ";
        bytes = 1;
      }
      out += char;
      bytes += size;
    }
    return out;
  };

  /**
   * A plan as a calendar file (RFC 5545): an event of a whole day for each day with something to do, and one for the interview.
   * The ids stay the same from plan to plan, so that a calendar that reads a new one replaces the old events.
   * @param {ReviewPlan} plan
   * @param {string} site
   * @param {number} now
   * @param {ReviewCalendarWords} words
   */
  parts.calendar = (plan, site, now, words) => {
    const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
    const host = site.replace(/[^A-Za-z0-9.-]/g, (char) => `-${/** @type {number} */ (char.codePointAt(0)).toString(16)}-`);
    const basic = (/** @type {string} */ date) => date.replace(/-/g, "");
    const dayAfter = (/** @type {string} */ date) => basic(parts.date(/** @type {number} */ (parts.dayNumber(date)) + 1));
    const event = (/** @type {string} */ name, /** @type {string} */ date, /** @type {ReviewCalendarText} */ text) => [
      "BEGIN:VEVENT",
      `UID:${name}@${host}.inkstone`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${basic(date)}`,
      `DTEND;VALUE=DATE:${dayAfter(date)}`,
      `SUMMARY:${escaped(text.summary)}`,
      ...(text.description ? [`DESCRIPTION:${escaped(text.description)}`] : []),
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ];
    const busy = plan.days.filter((day) => day.review.length + day.learn.length + day.write.length > 0);
    const lines = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Inkstone//Review plan//EN",
      "CALSCALE:GREGORIAN",
      ...busy.flatMap((day) => event(`plan-${day.day}`, day.day, words.day(day))),
      ...event("interview", plan.date, words.interview(plan)),
      "END:VCALENDAR",
    ];
    return lines.map((line) => `${folded(line)}\r\n`).join("");
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
