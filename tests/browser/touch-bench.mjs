// How long it takes from saving a note until the browser shows the new text, while `inkstone serve` runs:
// `node tests/browser/touch-bench.mjs [NUMBER ...]`, 1,000 and 10,000 generated notes if nothing is said. INKSTONE names the
// program, which should be that of a release.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { serve } from "./serving.mjs";
import { root } from "./sites.mjs";

const EDITS = 21;
/** Between two edits the build of the last one ends, with what all pages have. */
const PAUSE = { 1000: 1500, 10000: 6000 };

const numbers = process.argv.slice(2).filter((it) => /^\d+$/.test(it)).map(Number);
const browser = await launch();
for (const number of numbers.length ? numbers : [1000, 10_000]) {
  const folder = mkdtempSync(join(tmpdir(), "inkstone-touch-"));
  execFileSync("cargo", ["run", "--quiet", "--locked", "--example", "make_notes", "--", String(number), folder, "--dictionary"], { cwd: root });
  const server = await serve(folder);
  const [place] = readdirSync(join(folder, "content")).sort();
  const [name] = readdirSync(join(folder, "content", place)).filter((it) => it.endsWith(".md")).sort();
  const path = join(folder, "content", place, name);
  const text = readFileSync(path, "utf8");
  const page = await browser.newPage();
  const listening = page.waitForRequest(/\.inkstone\/events/);
  await page.goto(`${server.url}${encodeURI(`${place}/${name.replace(/\.md$/, ".html")}`)}`);
  await listening;
  const times = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE[number] ?? 3000));
    const mark = `第${edit}次改动`;
    // The time is the page's own: it knows when its text changed, whatever the way to this script takes.
    const shown = page.evaluate((mark) => new Promise((resolve) => {
      const look = () => document.querySelector("main").textContent.includes(mark) && (observer.disconnect(), resolve(Date.now()));
      const observer = new MutationObserver(look);
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    }), mark);
    await page.evaluate(() => 0);
    const saved = Date.now();
    writeFileSync(path, `${text}\n\n${mark}。\n`);
    times.push((await shown) - saved);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  console.log(`${number} notes, from saving to the page: median ${sorted[sorted.length >> 1]} ms, nine in ten ${sorted[Math.floor(sorted.length * 0.9)]} ms, most ${sorted.at(-1)} ms (${sorted.length} edits)`);
  await page.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
await browser.close();
