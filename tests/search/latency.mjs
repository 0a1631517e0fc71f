// How long a reader waits for search in Chromium, opened from disk: from a key to the list of results, laid out, once all that a query
// needs is loaded; and for the first query in pinyin of a page that has just loaded the engine.
//
//   node tests/search/latency.mjs SITE [--queries FILE] [--runs 5]
//
// Queries are those of `queries.tsv`, or the lines of FILE, typed character by character. A machine that does other work too interrupts now
// this keystroke, now that one: so the last line takes of each keystroke its shortest time in all runs.
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launch, skip } from "../browser/browser.mjs";
import { readQueries } from "./queries.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { queries: { type: "string" }, runs: { type: "string", default: "5" } },
});
const [site] = positionals;
if (!site) {
  console.error("usage: latency.mjs SITE [--queries FILE] [--runs 5]");
  process.exit(2);
}
if (skip) {
  console.error(`skipped: ${skip}`);
  process.exit(0);
}
const queries = values.queries ? readFileSync(values.queries, "utf8").split("\n").filter(Boolean) : readQueries().map((it) => it.query);
const strokes = queries.flatMap((query) => [...query].map((_, at) => [...query].slice(0, at + 1).join("")));
const home = pathToFileURL(resolve(site, readdirSync(site).includes("index.html") ? "index.html" : "all.html")).href;
const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const show = (numbers) => `p50 ${quantile(numbers, 0.5).toFixed(1)}, p95 ${quantile(numbers, 0.95).toFixed(1)}, most ${Math.max(...numbers).toFixed(1)}`;

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
await page.goto(home);
await page.keyboard.press("/");
await page.locator(".search-input").waitFor();
await page.evaluate(async (queries) => {
  await (await inkstone.prepareSearch()).warm();
  for (const query of queries) await inkstone.find(query);
}, strokes);

const least = strokes.map(() => Infinity);
for (let run = 0; run < Number(values.runs); run++) {
  const times = await page.evaluate(async (strokes) => {
    const input = document.querySelector(".search-input");
    const list = document.querySelector(".search-results");
    const times = [];
    for (const stroke of strokes) {
      const shown = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          // What is measured ends when the list has its place on the page.
          list.getBoundingClientRect();
          resolve(performance.now());
        });
        observer.observe(list, { childList: true });
        // A list that was empty and stays so does not change.
        setTimeout(() => resolve(null), 400);
      });
      const start = performance.now();
      input.value = stroke;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      const end = await shown;
      times.push(end === null ? null : end - start);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return times;
  }, strokes);
  times.forEach((time, at) => (least[at] = Math.min(least[at], time ?? Infinity)));
  const measured = times.filter((time) => time !== null);
  console.log(`keystroke to list ms, run ${run + 1}: ${show(measured)} (${measured.length} keystrokes)`);
}
console.log(`keystroke to list ms, the shortest of each: ${show(least.filter(Number.isFinite))}`);

const pinyin = [];
for (let run = 0; run < Number(values.runs); run++) {
  await page.goto(home);
  await page.reload();
  pinyin.push(
    await page.evaluate(async () => {
      await inkstone.find("batch");
      const start = performance.now();
      await inkstone.find("piguiyihua");
      return performance.now() - start;
    }),
  );
}
console.log(`first pinyin query ms, with its files: ${show(pinyin)}, least ${Math.min(...pinyin).toFixed(1)}`);
await browser.close();
