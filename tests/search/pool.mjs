// Lists what engines put among their first five and nobody has judged: to be read and graded, or left ungraded as no answer.
//
//   node tests/search/pool.mjs SITE [--depth N]
import { parseArgs } from "node:util";
import { run } from "./evaluate.mjs";
import { own } from "./own.mjs";
import { miniSearch, noBrowser, pagefind } from "./peers.mjs";
import { noteOf, readQueries } from "./queries.mjs";
import { sectionsOf } from "./site.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { depth: { type: "string", default: "5" } } });
const [site] = positionals;
const sections = await sectionsOf(site);
const engines = [await own(site), await miniSearch(sections), noBrowser ? null : await pagefind(sections)].filter(Boolean);
const queries = readQueries();
const pool = new Map(queries.map((it) => [it.query, new Map()]));
for (const engine of engines) {
  for (const { query, answers, ranking } of await run(engine, queries)) {
    for (const key of ranking.slice(0, Number(values.depth))) {
      if (!answers.has(key)) pool.get(query).set(key, (pool.get(query).get(key) ?? 0) + 1);
    }
  }
  await engine.close();
}
// In the order of the notes, so that nothing tells who found what, nor how high.
for (const { query, category } of queries) {
  const keys = [...pool.get(query).keys()].sort();
  if (keys.length === 0) continue;
  console.log(`${category}\t${query}`);
  for (const key of keys) console.log(`\t${noteOf(key.split("#")[0])}#${key.split("#")[1]}`);
}
