// The figures against values worked out by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figures, ndcg, reciprocalRank, success } from "./metrics.mjs";

const answers = new Map([["a", 3], ["b", 2], ["c", 1]]);

test("the ideal order has gain 1 and the reverse less", () => {
  assert.equal(ndcg(["a", "b", "c"], answers), 1);
  // (1 / 1 + 3 / log2(3) + 7 / 2) / (7 + 3 / log2(3) + 1 / 2)
  assert.ok(Math.abs(ndcg(["c", "b", "a"], answers) - (1 + 3 / Math.log2(3) + 3.5) / (7 + 3 / Math.log2(3) + 0.5)) < 1e-12);
});

test("an answer that is not found counts against the ranking", () => {
  assert.ok(Math.abs(ndcg(["a"], answers) - 7 / (7 + 3 / Math.log2(3) + 0.5)) < 1e-12);
  assert.equal(ndcg([], answers), 0);
});

test("only ten results and ten ideal answers count", () => {
  const many = new Map(Array.from({ length: 12 }, (_, index) => [`k${index}`, 3]));
  assert.equal(ndcg([...many.keys()], many), 1);
  assert.equal(ndcg([...Array(10).fill("x"), "a"], answers), 0);
});

test("a related section is no success", () => {
  assert.equal(reciprocalRank(["c", "x", "b"], answers), 1 / 3);
  assert.equal(success(["c", "x", "y", "a"], answers), 0);
  assert.equal(success(["c", "x", "b"], answers), 1);
  assert.equal(reciprocalRank([...Array(10).fill("x"), "a"], answers), 0);
});

test("flags are right for queries without an answer and wrong for others", () => {
  const runs = [
    { category: "word", answers, ranking: ["a"], weak: false },
    { category: "word", answers, ranking: ["b"], weak: true },
    { category: "none", answers: new Map(), ranking: ["a"], weak: true },
  ];
  const found = figures(runs);
  assert.equal(found.get("all").queries, 2);
  assert.equal(found.get("all").flagged, 0.5);
  assert.equal(found.get("none").flagged, 1);
});
