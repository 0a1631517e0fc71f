// How fast study is with 2,000 questions and 50,000 reviews: `node tests/browser/study-bench.mjs`, or with `--assert` to fail
// where it is slower than it may be.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, watched } from "./browser.mjs";
import { PLACES, build, reach } from "./sites.mjs";

const NOTES = 100;
const EACH = 20;
const REVIEWS = 50_000;
const DAYS = 400;
const DAY = 86_400_000;
/** The most milliseconds that each may take. */
const MOST = { "study.html can be used": 1000, "a grade, to the next question": 16 };

const home = mkdtempSync(join(tmpdir(), "inkstone-bench-"));
const notes = join(home, "notes");
mkdirSync(notes);
const words = "卷积 池化 归一化 注意力 梯度 损失 正则化 残差 词向量 优化器 学习率 激活函数".split(" ");
for (let note = 0; note < NOTES; note += 1) {
  const questions = Array.from({ length: EACH }, (_, at) => {
    const [a, b] = [words[(note + at) % words.length], words[(note * 5 + at * 7 + 1) % words.length]];
    return `## ${at + 1}. 第${note}篇里${a}和${b}的第${at}个关系是什么？\n\n${a}与${b}的关系写在这里，$x_{${at}}=\\frac{a}{b}$，要写得足够长才算答案。\n`;
  });
  writeFileSync(join(notes, `n${note}.md`), `# 第${note}篇\n\n${questions.join("\n")}`);
}
const folder = build(notes, join(home, "site"));
const browser = await launch();
const worst = new Map();
const say = (name, times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  console.log(`${name}: median ${at(0.5)} ms, nine in ten ${at(0.9)} ms, most ${at(1)} ms (${times.length})`);
  worst.set(name, Math.max(worst.get(name) ?? 0, Number(at(0.5))));
};

for (const place of [PLACES[0], PLACES[2]]) {
  console.log(place);
  const site = await reach(place, folder);
  const { context, faults } = await watched(browser, site.url, { viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${site.url}study.html`);
  await page.locator(".study-view > *").first().waitFor();
  const imported = await page.evaluate(async ({ REVIEWS, DAYS, DAY }) => {
    const ids = [...(await inkstone.studyCards()).cards.keys()];
    const start = Date.now() - DAYS * DAY;
    let seed = 1;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const entries = Array.from({ length: REVIEWS }, (_, at) => {
      const time = Math.floor(start + (at / REVIEWS) * (DAYS - 1) * DAY);
      const draw = random();
      return { id: `${time.toString(36).padStart(8, "0")}-bench-${at.toString(36)}`, kind: "review", at: time, card: ids[Math.floor(random() * ids.length)], grade: draw < 0.1 ? 1 : draw < 0.2 ? 2 : draw < 0.9 ? 3 : 4, seconds: 20, source: "study" };
    });
    const result = inkstone.review.import(JSON.stringify({ inkstone: "review-log", version: 2, site: document.documentElement.dataset.site, entries }));
    await (await inkstone.openBook()).settled();
    return result;
  }, { REVIEWS, DAYS, DAY });
  if (imported.added !== REVIEWS) throw new Error(`imported ${JSON.stringify(imported)}`);

  const ready = [];
  for (let count = 0; count < 7; count += 1) {
    await page.goto("about:blank");
    await page.goto(`${site.url}study.html`);
    await page.locator(".study-view > *").first().waitFor();
    ready.push(await page.evaluate(() => performance.getEntriesByName("inkstone-study")[0].startTime));
  }
  say("study.html can be used", ready);

  await page.evaluate(() => inkstone.openBook().then((book) => book.set("newPerDay", 200)));
  await page.goto(`${site.url}study.html#review`);
  await page.locator(".session-card").waitFor();
  const grades = [];
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
    grades.push(await page.evaluate((grade) => {
      const button = document.querySelectorAll(".grade")[grade];
      const begin = performance.now();
      button.click();
      return performance.now() - begin;
    }, 1 + (count % 3)));
  }
  say("a grade, to the next question", grades);
  for (const view of ["decks", "plan", "figures", "progress", "today"]) {
    const times = await page.evaluate(async (view) => {
      const times = [];
      for (let count = 0; count < 5; count += 1) {
        location.hash = "#mock";
        await new Promise((resolve) => setTimeout(resolve, 50));
        const begin = performance.now();
        history.replaceState(null, "", `#${view}`);
        inkstone.study.show();
        times.push(performance.now() - begin);
      }
      return times;
    }, view);
    say(`the view of ${view}`, times);
  }
  if (faults.length > 0) console.log(faults);
  await context.close();
  await site.close();
}
await browser.close();
rmSync(home, { recursive: true, force: true });
if (process.argv.includes("--assert")) {
  for (const [name, most] of Object.entries(MOST)) {
    if (worst.get(name) > most) {
      console.error(`${name}: ${worst.get(name)} ms, and may take ${most} ms`);
      process.exitCode = 1;
    }
  }
}
