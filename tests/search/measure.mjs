// What the search of a built site costs: sizes of its files, bytes that a first query loads, and times in Node.
//
//   node tests/search/measure.mjs SITE [--queries FILE]
//
// Queries are those of `queries.tsv`, or the lines of FILE. Sizes are those of gzip at level 9.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { engineFile } from "./own.mjs";
import { readQueries } from "./queries.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { queries: { type: "string" } } });
const [site] = positionals;
if (!site) {
  console.error("usage: measure.mjs SITE [--queries FILE]");
  process.exit(2);
}

const files = new Map(
  readdirSync(join(site, "search")).map((file) => {
    const text = readFileSync(join(site, "search", file), "utf8");
    return [file.replace(/\.js$/, ""), { text, zipped: gzipSync(text, { level: 9 }).length }];
  }),
);
const sum = (start) => [...files].filter(([name]) => name.startsWith(start)).reduce((total, [, file]) => total + file.zipped, 0);
const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const show = (numbers, digits = 1) => `p50 ${quantile(numbers, 0.5).toFixed(digits)}, p95 ${quantile(numbers, 0.95).toFixed(digits)}, most ${Math.max(...numbers).toFixed(digits)}`;

const module = { exports: {} };
const received = new Map();
const context = createContext({ module, inkstone: { receive: (name, data) => received.set(name, data) }, setTimeout, TextEncoder });
runInContext(readFileSync(engineFile(site), "utf8"), context);

/** An engine that has loaded nothing, and what it loads. */
async function fresh() {
  const loaded = [];
  const load = async (name) => {
    const file = files.get(name);
    if (!file) throw new Error(`no search/${name}.js`);
    loaded.push(name);
    runInContext(file.text, context);
    const data = received.get(`search/${name}`);
    received.clear();
    return data;
  };
  const start = performance.now();
  const engine = await module.exports.create(load);
  return { engine, loaded, time: performance.now() - start };
}

const queries = values.queries ? readFileSync(values.queries, "utf8").split("\n").filter(Boolean) : readQueries().map((it) => it.query);
const first = await fresh();
const { rows } = first.engine.size;
console.log(`sections ${rows}`);
console.log(`core ${sum("core")} B, ${(sum("core") / rows).toFixed(1)} B a section`);
console.log(`places ${sum("s-")} B in ${[...files.keys()].filter((name) => name.startsWith("s-")).length} files; texts ${sum("t-")} B`);
console.log(`largest file ${Math.max(...[...files.values()].map((file) => file.zipped))} B`);

const places = [];
const texts = [];
for (const query of queries) {
  const { engine, loaded } = await fresh();
  await engine.search(query);
  await engine.warm();
  const bytes = (start) => loaded.filter((name) => name.startsWith(start)).reduce((total, name) => total + files.get(name).zipped, 0) / 1000;
  places.push(bytes("s-"));
  texts.push(bytes("t-"));
}
const both = places.map((bytes, at) => bytes + texts[at]);
console.log(`first query loads KB: ${show(both)}; of it places ${show(places)}; texts of its results ${show(texts)}`);

const starts = [];
const pinyin = [];
for (let turn = 0; turn < 5; turn++) {
  const { engine, time } = await fresh();
  starts.push(time);
  await engine.search("batch");
  const start = performance.now();
  await engine.search("piguiyihua");
  pinyin.push(performance.now() - start);
}
console.log(`start ms: ${show(starts)}; first pinyin query ms: ${show(pinyin)}`);

const warm = first.engine;
for (const query of queries) await warm.search(query);
const strokes = [];
for (const query of queries) {
  const chars = [...query];
  for (let end = 1; end <= chars.length; end++) {
    const typed = chars.slice(0, end).join("");
    await warm.search(typed);
    const start = performance.now();
    await warm.search(typed);
    strokes.push(performance.now() - start);
  }
}
console.log(`keystroke to results ms, loaded: ${show(strokes)} (${strokes.length} keystrokes)`);
