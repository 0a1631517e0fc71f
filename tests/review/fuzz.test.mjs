// Files that nobody should have made: those that were kept of fuzzing, and others made from them, the same each time.
import { describe, test } from "node:test";
import { changed, kept } from "./fuzz.mjs";
import { check } from "./log-laws.mjs";

describe("a file from fuzz/corpus/review", () => {
  for (const [name, text] of kept()) test(name, () => check(text));
});

test("files changed from them", async () => {
  let left = 300;
  for (const text of changed(7, [...kept().values()])) {
    await check(text);
    if (--left === 0) break;
  }
});
