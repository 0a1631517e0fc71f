// Recall mode: answers fold and come back by key, by finger, by a search in the page; steps and blanks; paper; no script.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, build, reach } from "./sites.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NOTE = `# 遮答案

正文里也有==标记的词==。

## 1. 普通的答案是什么？

藏起来的第一句。这里有==挖空的词==和别的字。

## 2. 怎么一步步推导？

先说一句引子。

1. 步骤甲
2. 步骤乙，$a+b$
   后面还有一行
3. 步骤丙

收尾的一句。

## 3. 两行公式怎么来？

$$
\\begin{aligned}
x &= 1\\\\
y &= 2\\\\
z &= 3
\\end{aligned}
$$

公式后面的话。

## 4. 没有答案的题？

## 5. 最后一题？

最后的答案${"，很长的一段".repeat(60)}。
`;

let browser;
let folder;
let home;
before(async () => {
  if (skip) return;
  home = mkdtempSync(join(tmpdir(), "inkstone-recall-"));
  const notes = join(home, "notes");
  mkdirSync(notes);
  writeFileSync(join(notes, "a.md"), NOTE);
  writeFileSync(join(notes, "b.md"), "# 第二篇\n\n## 1. 另一题？\n\n另一个答案在这里。\n");
  writeFileSync(join(notes, "c.md"), "# 没有题\n\n只有正文。\n");
  folder = build(notes, join(home, "site"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

const question = (page, number) => page.locator(".question").nth(number - 1);
const answer = (page, number) => question(page, number).locator(".question-answer");
/** Whether a reader sees the words. */
const sees = (page, words) => page.evaluate((words) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (data.includes(words) && parentElement.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && getComputedStyle(parentElement).contentVisibility !== "hidden") return true;
  }
  return false;
}, words);
/** Whether they are seen once the next frame is drawn: what has come into view counts only then. */
const seesSoon = async (page, words) => {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return sees(page, words);
};
const folds = async (page) => {
  for (const words of ["藏起来的第一句", "先说一句引子", "步骤甲", "公式后面的话", "最后的答案"]) assert.equal(await sees(page, words), false, `${words} is folded`);
};
const rows = (page) => page.evaluate(() => [...document.querySelectorAll(".katex-mathml mtr")].map((row) => getComputedStyle(row).visibility === "visible"));
const drawnRows = (page) => page.evaluate(() => [...document.querySelectorAll(".mtable > .col-align-r .vlist > span")].map((row) => getComputedStyle(row).visibility === "visible"));

for (const place of [PLACES[0], PLACES[2]]) {
  describe(place, { skip }, () => {
    let site;
    before(async () => {
      site = await reach(place, folder);
    });
    after(() => site?.close());

    const flow = (name, options, path, run) =>
      test(name, async () => {
        const { context, faults } = await watched(browser, site.url, options);
        const page = await context.newPage();
        await page.goto(site.url + path);
        await run(page, context);
        await context.close();
        assert.deepEqual(faults, []);
      });

    flow("h folds all answers, space brings them back in turn, Escape opens all", { viewport: DESK }, "a.html", async (page) => {
      assert.equal(await sees(page, "藏起来的第一句"), true);
      const before = await page.locator(".prose").evaluate((it) => it.outerHTML);
      await page.keyboard.press("h");
      await folds(page);
      assert.equal(await page.locator(".note-tool").getAttribute("aria-pressed"), "true");
      assert.equal(await page.locator(".recall-cover").count(), 4, "a question without an answer has nothing to cover");
      await page.keyboard.press(" ");
      assert.equal(await sees(page, "藏起来的第一句"), true);
      assert.equal(await sees(page, "挖空的词"), false, "a blank in it is still a blank");
      assert.ok(await answer(page, 1).evaluate((it) => it === document.activeElement), "the answer has the focus");
      await page.keyboard.press(" ");
      assert.equal(await sees(page, "挖空的词"), true);
      await page.keyboard.press(" ");
      assert.equal(await sees(page, "先说一句引子"), false, "first the next question, then its answer");
      assert.ok(await question(page, 2).locator(".recall-cover").evaluate((it) => it === document.activeElement));
      await page.keyboard.press(" ");
      assert.equal(await sees(page, "先说一句引子"), true);
      await page.keyboard.press("Escape");
      for (const words of ["藏起来的第一句", "步骤丙", "收尾的一句", "公式后面的话", "最后的答案", "标记的词"]) assert.equal(await sees(page, words), true, words);
      assert.ok(await question(page, 2).locator(".question-title").evaluate((it) => it === document.activeElement), "the focus stays at the question");
      await page.evaluate(() => document.activeElement.blur());
      assert.equal(await page.locator(".prose").evaluate((it) => it.outerHTML.replaceAll(' class=""', "").replaceAll('question revealed', 'question').replaceAll('question current', 'question')), before, "it leaves no trace");
    });

    flow("derivations come line by line", { viewport: DESK }, "a.html", async (page) => {
      await page.keyboard.press("h");
      await question(page, 2).locator(".recall-cover").click();
      const seen = async () => Promise.all(["步骤甲", "步骤乙", "步骤丙", "收尾的一句"].map((words) => sees(page, words)));
      assert.deepEqual(await seen(), [true, false, false, false]);
      await page.keyboard.press(" ");
      assert.deepEqual(await seen(), [true, true, false, false]);
      await question(page, 2).locator(".recall-next").click();
      assert.deepEqual(await seen(), [true, true, true, true]);
      await question(page, 3).locator(".recall-cover").click();
      assert.deepEqual(await rows(page), [true, false, false]);
      assert.deepEqual((await drawnRows(page)).slice(0, 3), [true, false, false]);
      assert.equal(await sees(page, "公式后面的话"), false);
      await page.keyboard.press(" ");
      assert.deepEqual(await rows(page), [true, true, false]);
      await question(page, 3).locator(".recall-rest").click();
      assert.deepEqual(await rows(page), [true, true, true]);
      assert.deepEqual((await drawnRows(page)).slice(0, 3), [true, true, true]);
      assert.equal(await sees(page, "公式后面的话"), true);
    });

    flow("marked words are blanks that Enter fills in", { viewport: DESK }, "a.html", async (page) => {
      await page.keyboard.press("h");
      const blank = page.locator("main mark").first();
      assert.equal(await sees(page, "标记的词"), false);
      assert.equal(await blank.getAttribute("role"), "button");
      await blank.focus();
      await page.keyboard.press("Enter");
      assert.equal(await sees(page, "标记的词"), true);
      assert.equal(await blank.getAttribute("role"), null);
    });

    flow("a search in the page finds what is folded", { viewport: DESK }, "a.html", async (page) => {
      await page.keyboard.press("h");
      assert.equal(await answer(page, 2).getAttribute("hidden"), "until-found");
      // What browsers do when they have found something there.
      await page.evaluate(() => {
        const folded = document.querySelectorAll(".question-answer")[1];
        folded.dispatchEvent(new Event("beforematch", { bubbles: true }));
        folded.removeAttribute("hidden");
      });
      for (const words of ["步骤甲", "步骤丙", "收尾的一句"]) assert.equal(await seesSoon(page, words), true, words);
      assert.equal(await sees(page, "藏起来的第一句"), false);
      await page.evaluate(() => inkstone.showMarks("1-普通的答案是什么", ["藏起来"]));
      assert.equal(await sees(page, "藏起来的第一句"), true, "and so does the site's own search");
    });

    flow("Escape takes the marks of a search away first, then leaves the mode", { viewport: DESK }, "a.html", async (page) => {
      await page.keyboard.press("h");
      await page.evaluate(() => inkstone.showMarks("1-普通的答案是什么", ["藏起来"]));
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => CSS.highlights.size), 0);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.recall), "on");
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.documentElement.dataset.recall), undefined);
    });

    flow("the focus stays at the question whose cover had it", { viewport: DESK }, "a.html", async (page) => {
      await page.keyboard.press("h");
      await question(page, 3).locator(".recall-cover").focus();
      await page.keyboard.press("Escape");
      assert.ok(await question(page, 3).locator(".question-title").evaluate((it) => it === document.activeElement));
    });

    flow("the mode is kept from page to page, and answers are folded before they are seen", { viewport: DESK }, "a.html", async (page, context) => {
      await page.keyboard.press("h");
      await context.addInitScript(() => {
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.recallAtBody = document.documentElement.dataset.recall;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      });
      await page.goto(`${site.url}b.html`);
      assert.equal(await page.evaluate(() => window.recallAtBody), "soon");
      assert.equal(await sees(page, "另一个答案"), false);
      await page.goto(`${site.url}c.html`);
      assert.equal(await page.locator(".note-tool").isVisible(), false, "no button where there is nothing to fold");
      assert.equal(await sees(page, "只有正文"), true);
      await page.goto(`${site.url}b.html`);
      await page.keyboard.press("Escape");
      await page.reload();
      assert.equal(await sees(page, "另一个答案"), true);
    });

    flow("one thumb is enough on a phone", { viewport: PHONE, hasTouch: true }, "a.html", async (page) => {
      const tool = page.locator(".bottom-bar .recall-button");
      const box = await tool.boundingBox();
      assert.ok(box.height >= 44 && box.width >= 44);
      await tool.tap();
      await folds(page);
      for (const cover of await page.locator(".recall-cover").all()) assert.ok((await cover.boundingBox()).height >= 44);
      await question(page, 5).locator(".recall-cover").tap();
      assert.equal(await sees(page, "最后的答案"), true);
      for (const target of await page.locator(".recall-tail button").all()) assert.ok((await target.boundingBox()).height >= 44);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
      await tool.tap();
      assert.equal(await sees(page, "藏起来的第一句"), true);
    });

    flow("readers hear what happens", { viewport: DESK }, "a.html", async (page) => {
      const said = () => page.evaluate(() => [...document.querySelectorAll("body > [role=status]")].map((it) => it.textContent).join(" "));
      await page.keyboard.press("h");
      assert.match(await said(), /已遮住，共 5 处/);
      await page.keyboard.press(" ");
      assert.match(await said(), /还有 1 步/);
      await page.keyboard.press(" ");
      assert.match(await said(), /答案已显示/);
    });

    test("without a script all answers are open", async () => {
      const { context } = await watched(browser, site.url, { viewport: DESK, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site.url}a.html`);
      for (const words of ["藏起来的第一句", "挖空的词", "步骤丙", "最后的答案"]) assert.ok((await page.locator("main").innerText()).includes(words), words);
      assert.equal(await page.locator(".recall-button:visible").count(), 0, "no button that does nothing");
      await context.close();
    });
  });
}

describe("recall mode", { skip }, () => {
  const reader = spawnSync("pdftotext", ["-v"]).error ? "no pdftotext" : false;
  if (reader && process.env.CI) throw new Error(reader);
  test("paper shows all of it", { skip: reader }, async () => {
    const site = await reach(PLACES[0], folder);
    const { context } = await watched(browser, site.url, { viewport: DESK });
    const page = await context.newPage();
    await page.goto(`${site.url}a.html`);
    await page.keyboard.press("h");
    await question(page, 2).locator(".recall-cover").click();
    const file = join(home, "a.pdf");
    writeFileSync(file, await page.pdf({ format: "A4" }));
    await context.close();
    const text = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replaceAll(/\s/g, "");
    for (const words of ["标记的词", "藏起来的第一句", "挖空的词", "步骤甲", "步骤丙", "收尾的一句", "公式后面的话", "最后的答案"]) assert.ok(text.includes(words), `${words} is printed`);
    for (const words of ["看答案", "下一步", "遮答案H"]) assert.ok(!text.includes(words), `${words} is not printed`);
  });

  test("browsers that cannot find what is folded fold all the same", async () => {
    const site = await reach(PLACES[0], folder);
    const { context, faults } = await watched(browser, site.url, { viewport: DESK });
    await context.addInitScript(() => delete HTMLElement.prototype.onbeforematch);
    const page = await context.newPage();
    await page.goto(`${site.url}a.html`);
    await page.keyboard.press("h");
    await folds(page);
    assert.equal(await answer(page, 1).getAttribute("hidden"), null);
    await page.keyboard.press(" ");
    assert.equal(await sees(page, "藏起来的第一句"), true);
    await context.close();
    assert.deepEqual(faults, []);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const site = await reach(PLACES[0], folder);
      const { context } = await watched(browser, site.url, { colorScheme });
      const page = await context.newPage();
      await page.goto(`${site.url}a.html`);
      await page.keyboard.press("h");
      await question(page, 1).locator(".recall-cover").click();
      await question(page, 2).locator(".recall-cover").click();
      await page.evaluate(axe);
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        await page.waitForTimeout(300);
        const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
        assert.ok(passes.length > 5, "axe has looked");
        assert.deepEqual(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((node) => node.html.slice(0, 200)).join(" | ")}`), []);
      }
      await context.close();
    });
  }
});
