// How well readers find what they search for: prints figures for Inkstone's engine over a built site and, on request, for others.
//
//   node tests/search/evaluate.mjs SITE [--part tune|report|all] [--queries FILE] [--peers] [--failures] [--json]
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { figures, success } from "./metrics.mjs";
import { own } from "./own.mjs";
import { CATEGORIES, noteOf, readQueries } from "./queries.mjs";
import { anchorsOf, sectionsOf } from "./site.mjs";

/** Runs every one of `queries` through `engine`. */
export async function run(engine, queries) {
  const runs = [];
  for (const query of queries) runs.push({ ...query, ...(await engine.search(query.query)) });
  return runs;
}

/** Throws and names the answers that the site does not have: the notes have moved on, and the answers must follow. */
export function checkAnswers(queries, site) {
  const anchors = anchorsOf(site);
  const missing = queries.flatMap((it) => [...it.answers.keys()].filter((key) => !anchors.has(key)).map((key) => `${it.query}: ${key}`));
  if (missing.length > 0) throw new Error(`answers that the site does not have:\n${missing.join("\n")}`);
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      part: { type: "string", default: "tune" },
      queries: { type: "string" },
      peers: { type: "boolean", default: false },
      failures: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [site] = positionals;
  if (!site || !["tune", "report", "all"].includes(values.part)) {
    console.error("usage: evaluate.mjs SITE [--part tune|report|all] [--queries FILE] [--peers] [--failures] [--json]");
    process.exit(2);
  }
  const all = values.queries ? readQueries(pathToFileURL(resolve(values.queries))) : readQueries();
  checkAnswers(all, site);
  const ours = await own(site);
  if (!ours) console.error("skipped: Inkstone, because the site has no search");
  const engines = [ours, ...(values.peers ? await peers(site) : [])].filter(Boolean);
  for (const part of values.part === "all" ? ["tune", "report"] : [values.part]) {
    const queries = all.filter((it) => it.part === part);
    const results = [];
    for (const engine of engines) results.push({ engine, runs: await run(engine, queries) });
    if (values.json) console.log(JSON.stringify(json(part, results)));
    else console.log(table(part, results));
    if (values.failures && ours) failures(results[0].runs);
  }
  for (const engine of engines) await engine.close();
}

async function peers(site) {
  const { miniSearch, noBrowser, pagefind } = await import("./peers.mjs");
  const sections = await sectionsOf(site);
  if (noBrowser) console.error(`skipped: Pagefind, ${noBrowser}`);
  return [await miniSearch(sections), noBrowser ? null : await pagefind(sections)];
}

const number = (value) => (Number.isNaN(value) ? "-" : value.toFixed(3)).padStart(8);

function table(part, results) {
  const found = results.map(({ runs }) => figures(runs));
  const columns = ["MRR@10", "nDCG@10", "succ@3"].map((it) => it.padStart(8)).join("");
  const lines = [`${`part: ${part}`.padEnd(20)}${results.map(({ engine }) => ` | ${engine.name.padEnd(24)}`).join("")}`, `${"category".padEnd(13)}${"queries".padStart(7)}${results.map(() => ` | ${columns}`).join("")}`];
  for (const category of [...CATEGORIES.filter((it) => it !== "none"), "all"]) {
    const of = found.map((it) => it.get(category));
    if (!of[0]) continue;
    lines.push(`${category.padEnd(13)}${String(of[0].queries).padStart(7)}${of.map((it) => ` | ${number(it.mrr)}${number(it.ndcg)}${number(it.success)}`).join("")}`);
  }
  const flags = (name, of) => `${name}${found.map((it) => ` | ${number(of(it) ?? NaN)}${" ".repeat(16)}`).join("")}`;
  lines.push(flags("none: said so".padEnd(20), (it) => it.get("none")?.flagged));
  lines.push(flags("answer: denied".padEnd(20), (it) => it.get("all").flagged));
  return `${lines.join("\n")}\n`;
}

function json(part, results) {
  return { part, engines: results.map(({ engine, runs }) => ({ name: engine.name, figures: Object.fromEntries(figures(runs)) })) };
}

/** What a reader would be cross about: nothing good among the first three, an answer denied, a wrong answer not flagged. */
function failures(runs) {
  for (const it of runs) {
    const missed = it.category !== "none" && !success(it.ranking, it.answers);
    const wrongFlag = it.weak !== (it.category === "none");
    if (!missed && !wrongFlag) continue;
    const why = [missed && "missed", wrongFlag && (it.weak ? "denied" : "not flagged")].filter(Boolean).join(", ");
    console.log(`${it.category}: ${it.query} (${why}) ${JSON.stringify(it.corrected ?? [])}`);
    const best = [...it.answers].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([key, grade]) => `${grade} ${key}`);
    for (const line of best) console.log(`    wanted ${line}`);
    for (const key of it.ranking.slice(0, 3)) console.log(`    got    ${it.answers.get(key) ?? "-"} ${noteOf(key.split("#")[0])}#${key.split("#")[1]}`);
  }
}

if (process.argv[1] === (await import("node:url")).fileURLToPath(import.meta.url)) await main();
