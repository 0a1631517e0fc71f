// Runs Lighthouse on the kinds of pages of the repository's own site, as GitHub Pages serves them: under a path, text in gzip.
//
//   npm ci --prefix tests/lighthouse && node tests/lighthouse/lighthouse.mjs [--rounds N] [--only NAME]
//
// Each page is measured N times (3 if nothing is said) for a phone and for a desk, by Lighthouse's own settings; the table has the
// medians, and below it is what cost a point. `INKSTONE` names a program other than that of this work tree.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { serveAll } from "../browser/server.mjs";
import { workshop } from "../browser/sites.mjs";

const address = (...names) => names.map(encodeURIComponent).join("/");
const PAGES = {
  home: "index.html",
  "a note of text": address("使用说明.html"),
  "a note with pictures": address("CNN", "池化.html"),
  "a note of formulas": address("归一化", "批归一化.html"),
  "a topic": "topics/batch-normalization.html",
  study: "study.html",
};
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" }, only: { type: "string" } } });

const chromePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const shop = workshop();
const server = await serveAll({ "/notes/": shop.own() }, 0, { compressed: true });
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"] });

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const lost = new Map();

/** Scores of one page, medians over all rounds. */
async function measure(name, form) {
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const { lhr } = await lighthouse(`${server.origin}/notes/${PAGES[name]}`, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: CATEGORIES }, form === "desk" ? desktopConfig : undefined);
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    rounds.push(lhr);
    for (const category of CATEGORIES) {
      for (const { id, weight } of lhr.categories[category].auditRefs) {
        const { score, title, displayValue, details } = lhr.audits[id];
        if (weight === 0 || score === null || score >= 1) continue;
        const items = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.description ?? item.url ?? "").filter(Boolean);
        lost.set(`${name}, ${form}: ${id}`, `${category}, ${score.toFixed(2)} of ${weight}: ${title} ${displayValue ?? ""} ${items.join(" | ")}`);
      }
    }
  }
  const of = (read) => median(rounds.map(read));
  return {
    scores: CATEGORIES.map((category) => Math.round(100 * of((lhr) => lhr.categories[category].score))),
    paint: of((lhr) => lhr.audits["largest-contentful-paint"].numericValue),
    blocking: of((lhr) => lhr.audits["total-blocking-time"].numericValue),
    shift: of((lhr) => lhr.audits["cumulative-layout-shift"].numericValue),
    version: `Lighthouse ${rounds[0].lighthouseVersion}, ${/(?:Headless)?Chrome\/[\d.]+/.exec(rounds[0].environment.hostUserAgent)[0]}`,
  };
}

try {
  let version = "";
  console.log("| page | for | performance | accessibility | best practices | SEO | largest paint | blocked | shift |\n|---|---|---|---|---|---|---|---|---|");
  for (const name of Object.keys(PAGES).filter((name) => !values.only || name === values.only)) {
    for (const form of ["a phone", "desk"]) {
      const result = await measure(name, form);
      version = result.version;
      console.log(`| ${name} | ${form === "desk" ? "a desk" : form} | ${result.scores.join(" | ")} | ${(result.paint / 1000).toFixed(1)} s | ${Math.round(result.blocking)} ms | ${Number(result.shift.toFixed(3))} |`);
    }
  }
  console.log(`\n${version}, ${values.rounds} rounds each.`);
  for (const [where, what] of lost) console.log(`lost: ${where}: ${what}`);
} finally {
  await chrome.kill();
  await server.close();
  shop.remove();
}
