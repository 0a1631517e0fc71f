// @ts-check
/// <reference path="types.d.ts" />
// Review: the memory of a card by FSRS-6, the Free Spaced Repetition Scheduler, with its default weights.
//
// The formulas are those of "The Algorithm" by Jarrett Ye in the wiki of github.com/open-spaced-repetition/fsrs4anki, section
// FSRS-6; the weights are its defaults. `tests/review/parity.test.mjs` holds this file to the published `ts-fsrs`.
// D is difficulty (1 to 10), S stability (days until the chance to recall has fallen to 90 %), R that chance, G the grade.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  const weights = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ];
  const decay = -weights[20];
  const leastStability = 0.001;
  const mostStability = 36_500;
  const mostDays = 36_500;
  const minute = 60_000;
  const dayLength = 86_400_000;
  /** Minutes until a card is shown again while it is learned, and after it was forgotten. */
  const learningSteps = [1, 10];
  const relearningSteps = [10];

  const { exp, max, min, pow, round } = Math;
  /** Eight decimals: so browsers whose `pow` differs in the last digit, and other programs, come to the same state. */
  const rounded = (/** @type {number} */ number) => round(number * 1e8) / 1e8;
  const within = (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ number) =>
    min(max(number, low), high);

  const factor = rounded(pow(0.9, 1 / decay) - 1);

  /**
   * The chance to recall after `days`: R = (1 + FACTOR t / S)^DECAY.
   * @param {number} days
   * @param {number} stability
   */
  parts.retrievability = (days, stability) => rounded(pow(1 + (factor * days) / stability, decay));

  let knownRetention = 0;
  let knownModifier = 0;
  /**
   * Days until the chance to recall has fallen to `retention`, at least one.
   * @param {number} stability
   * @param {number} retention
   */
  const interval = (stability, retention) => {
    if (retention !== knownRetention) {
      knownRetention = retention;
      knownModifier = rounded((pow(retention, 1 / decay) - 1) / factor);
    }
    return within(1, mostDays, round(stability * knownModifier));
  };

  /** D0(G) = w4 - e^((G - 1) w5) + 1, not yet held between 1 and 10. @param {number} grade */
  const firstDifficulty = (grade) => rounded(weights[4] - exp((grade - 1) * weights[5]) + 1);

  /**
   * A step by grade, damped towards 10, then drawn towards D0(4).
   * @param {number} difficulty
   * @param {number} grade
   */
  const nextDifficulty = (difficulty, grade) => {
    const step = rounded((-weights[6] * (grade - 3) * (10 - difficulty)) / 9);
    return within(1, 10, rounded(weights[7] * firstDifficulty(4) + (1 - weights[7]) * (difficulty + step)));
  };

  const limited = (/** @type {number} */ stability) => rounded(within(leastStability, mostStability, stability));

  /**
   * On the same day: S' = S S^(-w19) e^(w17 (G - 3 + w18)), which lowers stability only if the card was forgotten.
   * @param {number} stability
   * @param {number} grade
   */
  const sameDayStability = (stability, grade) => {
    const growth = pow(stability, -weights[19]) * exp(weights[17] * (grade - 3 + weights[18]));
    return limited(stability * (grade >= 2 ? max(growth, 1) : growth));
  };

  /**
   * After a lapse: S' = w11 D^(-w12) ((S + 1)^w13 - 1) e^(w14 (1 - R)), and no more than a lapse on the same day would leave.
   * @param {ReviewMemory} memory
   * @param {number} forgetting 1 - R
   */
  const lapsedStability = ({ difficulty, stability }, forgetting) => {
    const left = weights[11] * pow(difficulty, -weights[12]) * (pow(stability + 1, weights[13]) - 1);
    const most = max(leastStability, rounded(stability / exp(weights[17] * weights[18])));
    return min(limited(left * exp(weights[14] * forgetting)), most);
  };

  /**
   * After it was recalled, as a function of the grade: S' = S (1 + e^w8 (11 - D) S^(-w9) (e^(w10 (1 - R)) - 1)), less if it was
   * hard, more if it was easy.
   * @param {ReviewMemory} memory
   * @param {number} forgetting 1 - R
   */
  const recalledStability = ({ difficulty, stability }, forgetting) => {
    const growth = exp(weights[8]) * (11 - difficulty) * pow(stability, -weights[9]) * (exp(weights[10] * forgetting) - 1);
    return (/** @type {number} */ grade) =>
      limited(stability * (1 + growth * (grade === 2 ? weights[15] : grade === 4 ? weights[16] : 1)));
  };

  /** A card before its first review. @returns {ReviewMemory} */
  parts.newMemory = () => ({
    state: "new",
    stability: 0,
    difficulty: 0,
    due: 0,
    last: 0,
    day: 0,
    dayBefore: -1,
    firstDay: 0,
    interval: 0,
    step: 0,
    reps: 0,
    lapses: 0,
    grade: 0,
  });

  /**
   * Minutes until the next step and the number of that step, or `null` if the card leaves the steps. After "again" the steps
   * begin anew; "hard" stays, between the first two steps (or half as long again, if there is one only); "good" goes on;
   * "easy" leaves.
   * @param {ReviewMemory} memory
   * @param {number} grade
   * @returns {[minutes: number, step: number] | null}
   */
  const nextStep = (memory, grade) => {
    const forgotten = memory.state === "review" || memory.state === "relearning";
    const steps = forgotten ? relearningSteps : learningSteps;
    if (grade === 1) {
      return [steps[0], 0];
    }
    if (memory.state === "review" || grade === 4 || memory.step >= steps.length) {
      return null;
    }
    if (grade === 2) {
      return [round(steps.length > 1 ? (steps[0] + steps[1]) / 2 : steps[0] * 1.5), memory.step];
    }
    return memory.step + 1 < steps.length ? [steps[memory.step + 1], memory.step + 1] : null;
  };

  /**
   * The memory after a review. Days are counted by the reader's calendar, so that an evening and the morning after are a day
   * apart; what is due in days is due to the minute of the review, which a day's queue does not look at.
   * @param {ReviewMemory} memory
   * @param {number} grade 1 again, 2 hard, 3 good, 4 easy
   * @param {number} at milliseconds since 1970
   * @param {number} day of the reader's calendar
   * @param {number} retention the chance to recall at which a card is due
   * @returns {ReviewMemory}
   */
  parts.review = (memory, grade, at, day, retention) => {
    const isNew = memory.state === "new";
    const wasReviewed = memory.state === "review";
    const days = isNew ? 0 : max(0, day - memory.day);
    const next = { ...memory, last: at, day, reps: memory.reps + 1, grade };
    /** @param {number} other */
    let stabilityAfter = (other) => sameDayStability(memory.stability, other);
    if (isNew) {
      next.firstDay = day;
      next.difficulty = within(1, 10, firstDifficulty(grade));
      next.stability = max(weights[grade - 1], 0.1);
    } else {
      next.dayBefore = day > memory.day ? memory.day : memory.dayBefore;
      next.difficulty = nextDifficulty(memory.difficulty, grade);
      const forgetting = days === 0 ? 0 : 1 - parts.retrievability(days, memory.stability);
      if (days > 0) {
        stabilityAfter = recalledStability(memory, forgetting);
      }
      next.stability = days > 0 && grade === 1 ? lapsedStability(memory, forgetting) : stabilityAfter(grade);
    }
    if (wasReviewed && grade === 1) {
      next.lapses++;
    }
    const step = nextStep(memory, grade);
    if (step) {
      next.state = wasReviewed || memory.state === "relearning" ? "relearning" : "learning";
      next.interval = 0;
      next.step = step[1];
      next.due = at + step[0] * minute;
      return next;
    }
    next.state = "review";
    next.step = 0;
    next.interval = wasReviewed ? spread(stabilityAfter, grade, retention) : interval(next.stability, retention);
    next.due = at + next.interval * dayLength;
    return next;
  };

  /**
   * The interval after a review that was no lapse: a better grade never comes back earlier, and good and easy at least a day
   * later than the grade below.
   * @param {(grade: number) => number} stabilityAfter
   * @param {number} grade
   * @param {number} retention
   */
  function spread(stabilityAfter, grade, retention) {
    const good = interval(stabilityAfter(3), retention);
    const hard = min(interval(stabilityAfter(2), retention), good);
    if (grade === 2) {
      return hard;
    }
    const later = max(good, hard + 1);
    return grade === 3 ? later : max(interval(stabilityAfter(4), retention), later + 1);
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
