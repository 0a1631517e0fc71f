// The queries are in order, the notes still have the answers, and readers find them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { workshop } from "../browser/sites.mjs";
import { checkAnswers, run } from "./evaluate.mjs";
import { figures } from "./metrics.mjs";
import { own } from "./own.mjs";
import { CATEGORIES, readQueries, readRejected } from "./queries.mjs";

const queries = readQueries();

test("every category has enough queries in both parts", () => {
  for (const category of CATEGORIES) {
    for (const part of ["tune", "report"]) {
      const count = queries.filter((it) => it.category === category && it.part === part).length;
      assert.ok(count >= 10, `${category} has ${count} queries in ${part}`);
    }
  }
});

test("nothing is both an answer and none", () => {
  const rejected = readRejected();
  for (const { query, answers } of queries) {
    const both = [...answers.keys()].filter((key) => rejected.get(query)?.has(key));
    assert.deepEqual(both, [], query);
  }
});

describe("the site of this repository", () => {
  const shop = workshop();
  let site;
  let found;
  before(async () => {
    site = shop.own();
    const engine = await own(site);
    assert.ok(engine, "the site has no search");
    found = figures(await run(engine, queries.filter((it) => it.part === "report")));
  });
  after(shop.remove);

  test("has every section that an answer names", () => checkAnswers(queries, site));

  test("is found in well", () => {
    const { ndcg } = found.get("all");
    assert.ok(ndcg >= 0.8, `nDCG@10 is ${ndcg}`);
  });

  for (const category of ["pinyin", "initials", "typo-latin", "typo-han", "alias"]) {
    test(`is found in by ${category}`, () => {
      const { ndcg } = found.get(category);
      assert.ok(ndcg >= 0.8, `nDCG@10 is ${ndcg}`);
    });
  }

  test("says when it has no answer", () => {
    const { flagged } = found.get("none");
    assert.ok(flagged >= 0.6, `${flagged} of the queries without an answer are flagged`);
  });

  test("does not deny what it has", () => {
    const { flagged } = found.get("all");
    assert.ok(flagged <= 0.03, `${flagged} of the queries with an answer are flagged`);
  });
});
