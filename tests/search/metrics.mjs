// Figures of one ranking. `ranking` holds keys, best first, each once; `answers` maps keys to grades.

/** One over the rank of the first answer of grade 2 or 3 among the first `depth`, or 0. */
export function reciprocalRank(ranking, answers, depth = 10) {
  const at = ranking.slice(0, depth).findIndex((key) => (answers.get(key) ?? 0) >= 2);
  return at < 0 ? 0 : 1 / (at + 1);
}

/**
 * Normalised discounted cumulative gain with the gain 2^grade - 1 and the discount log2(rank + 1). The ideal ranking is that of all graded
 * answers, so an answer that no engine finds counts against every one.
 */
export function ndcg(ranking, answers, depth = 10) {
  const sum = (grades) => grades.slice(0, depth).reduce((total, grade, index) => total + (2 ** grade - 1) / Math.log2(index + 2), 0);
  const ideal = sum([...answers.values()].sort((a, b) => b - a));
  return sum(ranking.map((key) => answers.get(key) ?? 0)) / ideal;
}

/** Whether an answer of grade 2 or 3 is among the first three. */
export function success(ranking, answers, depth = 3) {
  return ranking.slice(0, depth).some((key) => (answers.get(key) ?? 0) >= 2) ? 1 : 0;
}

export function mean(values) {
  return values.length === 0 ? NaN : values.reduce((total, value) => total + value, 0) / values.length;
}

/**
 * Figures of `runs`, each `{category, query, answers, ranking, weak}`, by category and under `all`.
 * `all` is the mean over the answerable queries; `flagged` is the share said to have no exact answer, which is right for `none` and wrong
 * for the rest.
 */
export function figures(runs) {
  const answerable = runs.filter((run) => run.category !== "none");
  const result = new Map();
  for (const category of [...new Set(answerable.map((run) => run.category))]) {
    result.set(category, of(answerable.filter((run) => run.category === category)));
  }
  result.set("all", of(answerable));
  const hopeless = runs.filter((run) => run.category === "none");
  if (hopeless.length > 0) result.set("none", { queries: hopeless.length, flagged: mean(hopeless.map((run) => Number(run.weak))) });
  return result;
}

function of(runs) {
  return {
    queries: runs.length,
    mrr: mean(runs.map((run) => reciprocalRank(run.ranking, run.answers))),
    ndcg: mean(runs.map((run) => ndcg(run.ranking, run.answers))),
    success: mean(runs.map((run) => success(run.ranking, run.answers))),
    flagged: mean(runs.map((run) => Number(run.weak))),
  };
}
