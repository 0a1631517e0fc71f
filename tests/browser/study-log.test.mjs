// The log of reviews as readers meet it: notes that change, two sites, two tabs, storage that is refused.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, build, reach } from "./sites.mjs";
import { DAY, DESK, PHONE, START, UTC, grade, notes, open, settled, stage, state, title } from "./study.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let home;
let folder;
before(async () => {
  if (skip) return;
  home = mkdtempSync(join(tmpdir(), "inkstone-study-"));
  folder = build(notes(join(home, "notes")), join(home, "site"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

describe("study", { skip }, () => {
  test("notes that change lose no review", async () => {
    const source = join(home, "changing");
    const output = join(home, "changing site");
    mkdirSync(source);
    const question = (text, answer) => `## ${text}\n\n${answer}\n`;
    const write = (name, ...questions) => writeFileSync(join(source, name), `# ${name}\n\n${questions.join("\n")}`);
    const EDITED = ["1. 动量为什么能加快收敛？", "它把过去的梯度累积起来，抵消来回震荡。"];
    const SURE = ["2. 什么是感受野？", "输出的一个位置能看到的输入区域的大小。"];
    const PERHAPS = ["3. 注意力机制的时间复杂度是多少？", "序列长度的平方乘以维度，显存也是平方。"];
    const MOVED = ["4. 残差连接解决了什么问题？", "让恒等映射容易学到，深层网络可以训练。"];
    const STAYS = ["5. 权重衰减和正则化一样吗？", "在自适应优化器里并不一样，要解耦才行。"];
    write("a.md", ...[EDITED, SURE, PERHAPS, MOVED, STAYS].map((each) => question(...each)));
    write("b.md", question("1. 另一道题是什么？", "这一篇里原来就有的答案，足够长。"));
    build(source, output);
    for (const place of [PLACES[0], PLACES[2]]) {
      const site = await reach(place, output);
      const { context, faults } = await watched(browser, site.url, UTC);
      const page = await context.newPage();
      await open(page, site.url);
      const reviewed = await page.evaluate(async () => {
        const { cards } = await inkstone.studyCards();
        for (const card of cards.values()) inkstone.review.grade(card.id, 4, Date.now() - 86_400_000);
        return Object.fromEntries([...cards.values()].map((card) => [card.text, inkstone.review.state()[card.id].due]));
      });
      await settled(page);
      write("a.md", ...[[STAYS[0].replace("5", "1"), STAYS[1]], ["2. 感受野是什么？", `${SURE[1]}也可以逐层算。`], ["3. 注意力机制的计算复杂度有多高？", "和序列长度的平方成正比，长文本时要想别的办法。"], [EDITED[0].replace("1", "4"), "答案重新写过了：速度是梯度的滑动平均。"]].map((each) => question(...each)));
      write("b.md", question("1. 另一道题是什么？", "这一篇里原来就有的答案，足够长。"), question(MOVED[0].replace("4", "2"), MOVED[1]));
      build(source, output);
      await open(page, site.url);
      const asked = page.locator(".reworded li");
      assert.equal(await asked.count(), 1, "only what is not sure is asked");
      assert.match(await asked.innerText(), /时间复杂度是多少[^]*计算复杂度有多高/);
      await asked.locator("button").first().click();
      assert.equal(await asked.count(), 0);
      const now = await page.evaluate(async () => {
        const { cards } = await inkstone.studyCards();
        const state = inkstone.review.state();
        return Object.fromEntries([...cards.values()].map((card) => [card.text, { due: state[card.id]?.due, changed: state[card.id]?.changed }]));
      });
      const plain = (text) => text.replace(/^\d+\.\s*/, "");
      for (const [old, text] of [[EDITED[0], EDITED[0]], [STAYS[0], STAYS[0]], [MOVED[0], MOVED[0]], [SURE[0], "感受野是什么？"], [PERHAPS[0], "注意力机制的计算复杂度有多高？"]]) {
        assert.equal(now[plain(text)]?.due, reviewed[plain(old)], `${text} keeps its review`);
      }
      assert.equal(now[plain(EDITED[0])].changed, true, "an answer that was rewritten is told");
      assert.equal(now[plain(MOVED[0])].changed, false);
      assert.equal(now[plain(STAYS[0])].changed, false);
      await page.goto(`${site.url}study.html#review/changed`);
      await page.locator(".badge.changed").first().waitFor();
      await context.close();
      await site.close();
      assert.deepEqual(faults, []);
      write("a.md", ...[EDITED, SURE, PERHAPS, MOVED, STAYS].map((each) => question(...each)));
      write("b.md", question("1. 另一道题是什么？", "这一篇里原来就有的答案，足够长。"));
      build(source, output);
    }
  });

  test("two sites on one origin never mix", async () => {
    const both = join(home, "both");
    for (const name of ["one", "other"]) {
      const source = join(home, `source ${name}`);
      mkdirSync(source);
      writeFileSync(join(source, "a.md"), "# 同名\n\n## 1. 同一个问题是什么？\n\n同一个答案，足够长的一句话。\n");
      build(source, join(both, name));
    }
    for (const place of [PLACES[0], PLACES[2]]) {
      const site = await reach(place, both);
      const { context, faults } = await watched(browser, site.url, UTC);
      const page = await context.newPage();
      await open(page, `${site.url}one/`);
      await page.evaluate(() => inkstone.review.grade(inkstone.review.due()[0], 3));
      await settled(page);
      await open(page, `${site.url}other/`);
      assert.deepEqual(await state(page), {});
      await open(page, `${site.url}one/`);
      assert.equal(Object.keys(await state(page)).length, 1);
      await context.close();
      await site.close();
      assert.deepEqual(faults, []);
    }
  });

  test("two tabs write to one log", async () => {
    const site = await reach(PLACES[2], folder);
    const { context, faults } = await watched(browser, site.url, UTC);
    const [one, two] = [await context.newPage(), await context.newPage()];
    await open(one, site.url);
    await open(two, site.url);
    await one.evaluate(() => inkstone.review.grade(inkstone.review.due()[0], 3));
    await two.waitForFunction(() => Object.keys(inkstone.review.state()).length === 1);
    await two.evaluate(() => inkstone.review.grade(inkstone.review.due()[0], 3));
    await open(one, site.url);
    assert.equal(Object.keys(await state(one)).length, 2);
    await context.close();
    await site.close();
    assert.deepEqual(faults, []);
  });

  test("a question that two tabs show is graded once", async () => {
    const site = await reach(PLACES[2], folder);
    const { context, faults } = await watched(browser, site.url, UTC);
    const [one, two] = [await context.newPage(), await context.newPage()];
    await open(one, site.url, "#review");
    await open(two, site.url, "#review");
    // The number of a question comes with its page, a moment after its text.
    const asked = async (page) => (await title(page).textContent()).replace(/^\d+\.\s*/, "");
    const first = await asked(one);
    assert.equal(await asked(two), first);
    await two.keyboard.press(" ");
    await two.locator(".grades").waitFor();
    await grade(one, "3");
    await two.waitForFunction((first) => !document.querySelector(".session-card .question-title").textContent.endsWith(first), first);
    assert.equal(await asked(two), await asked(one), "it goes on to what is next");
    assert.match(await two.locator(".study-toast").innerText(), /标签页/);
    await two.keyboard.press("3");
    assert.equal(Object.keys(await state(two)).length, 1);
    await context.close();
    await site.close();
    assert.deepEqual(faults, []);
  });

  test("what another tab writes is shown, and wipes out nothing that is being written", async () => {
    const site = await reach(PLACES[2], folder);
    const { context, faults } = await watched(browser, site.url, UTC);
    const [one, two, three] = [await context.newPage(), await context.newPage(), await context.newPage()];
    await open(one, site.url);
    await open(two, site.url, "#progress");
    await two.locator(".by-text summary").click();
    await two.locator("#progress-text").fill("pasted");
    await two.evaluate(() => document.activeElement.blur());
    await open(three, site.url);
    await three.locator(".today-panel .primary").focus();
    await one.evaluate(() => inkstone.review.grade(inkstone.review.due()[0], 3));
    await two.waitForFunction(() => Object.keys(inkstone.review.state()).length === 1);
    await three.waitForFunction(() => Object.keys(inkstone.review.state()).length === 1);
    assert.equal(await two.locator("#progress-text").inputValue(), "pasted");
    assert.equal(await three.locator(".done-today").count(), 0, "not while somebody is at it");
    await three.evaluate(() => document.activeElement.blur());
    await three.locator(".done-today").waitFor();
    await context.close();
    await site.close();
    assert.deepEqual(faults, []);
  });

  test("a page that is left open over night counts the new day", async () => {
    const site = await reach(PLACES[0], folder);
    const { context, faults } = await watched(browser, site.url, UTC);
    await context.clock.install({ time: START });
    const page = await context.newPage();
    await open(page, site.url);
    await page.evaluate(() => inkstone.review.due().forEach((id) => inkstone.review.grade(id, 4)));
    await open(page, site.url);
    assert.equal(await page.locator(".today-count").count(), 0);
    await context.clock.setSystemTime(START + DAY);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    assert.match(await page.locator(".today-count").innerText(), /10/);
    await context.close();
    assert.deepEqual(faults, []);
  });

  test("where storage is refused it says so and works all the same", async () => {
    const site = await reach(PLACES[0], folder);
    const { context, faults } = await watched(browser, site.url, UTC);
    await context.addInitScript(() => {
      for (const name of ["localStorage", "indexedDB"]) Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });
    });
    const page = await context.newPage();
    await open(page, site.url);
    assert.match(await page.locator(".study-notice.warning").innerText(), /导出/);
    await page.goto(`${site.url}study.html#review`);
    await stage(page).waitFor();
    await grade(page, "3");
    assert.equal(Object.keys(await state(page)).length, 1);
    await context.close();
    assert.deepEqual(faults, []);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const site = await reach(PLACES[0], folder);
      const { context } = await watched(browser, site.url, { ...UTC, colorScheme });
      const page = await context.newPage();
      await open(page, site.url);
      await page.evaluate((DAY) => {
        for (let back = 8; back > 0; back -= 1) for (const id of inkstone.review.due().slice(0, 9)) inkstone.review.grade(id, 1 + (back % 4), Date.now() - back * DAY);
        return inkstone.openBook().then((book) => book.set("interview", new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10)));
      }, DAY);
      const views = ["today", "decks", "decks/write", "plan", "mock", "figures", "progress", "review/note/c.html/ahead"];
      for (const view of views) {
        await page.setViewportSize(DESK);
        await open(page, site.url, `#${view}`);
        if (view.startsWith("review")) {
          await page.keyboard.press(" ");
          await page.locator(".grades").waitFor();
        }
        await page.evaluate(axe);
        for (const viewport of [PHONE, DESK]) {
          await page.setViewportSize(viewport);
          await page.waitForTimeout(250);
          const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
          assert.ok(passes.length > 5, "axe has looked");
          const found = violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((node) => `${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
          assert.deepEqual(found, [], `${view} at ${viewport.width} px`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${view} at ${viewport.width} px is no wider than the screen`);
        }
      }
      await context.close();
    });
  }
});
