// Lists what engines put among their first five and nobody has judged: to be read and graded in `queries.tsv`, or else to be noted in
// `rejected.tsv`, which `--reject` does for all that is listed.
//
//   node tests/search/pool.mjs SITE [--depth N] [--reject]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { run } from "./evaluate.mjs";
import { own } from "./own.mjs";
import { miniSearch, noBrowser, pagefind } from "./peers.mjs";
import { noteOf, readQueries, readRejected, REJECTED } from "./queries.mjs";
import { sectionsOf } from "./site.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { depth: { type: "string", default: "5" }, reject: { type: "boolean", default: false } },
});
const [site] = positionals;
const sections = await sectionsOf(site);
const engines = [await own(site), await miniSearch(sections), noBrowser ? null : await pagefind(sections)].filter(Boolean);
const queries = readQueries();
const rejected = readRejected();
const pool = new Map(queries.map((it) => [it.query, new Set()]));
for (const engine of engines) {
  for (const { query, answers, ranking } of await run(engine, queries)) {
    for (const key of ranking.slice(0, Number(values.depth))) {
      if (!answers.has(key) && !rejected.get(query)?.has(key)) pool.get(query).add(key);
    }
  }
  await engine.close();
}
const inNotes = (key) => key.replace(/^[^#]*/, noteOf);
// In the order of the notes, so that nothing tells who found what, nor how high.
for (const { query, category } of queries) {
  const keys = [...pool.get(query)].sort();
  if (keys.length > 0) console.log([`${category}\t${query}`, ...keys.map((key) => `\t${inNotes(key)}`)].join("\n"));
}
if (values.reject) {
  const lines = queries.flatMap(({ query }) => {
    const keys = [...(rejected.get(query) ?? []), ...pool.get(query)].sort();
    return keys.length > 0 ? [`${query}\t${keys.map(inNotes).join(" ")}`] : [];
  });
  writeFileSync(REJECTED, `${["query\tread and no answer", ...lines].join("\n")}\n`);
}
