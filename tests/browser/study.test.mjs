// Study as a reader does it, from disk and over http under a path: sessions over days, closing and opening again, two devices,
// notes that change under it, decks, the plan, a mock interview, figures, and what other pages say of what is due.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, profile, skip, watched, withWorker } from "./browser.mjs";
import { PLACES, build, reach } from "./sites.mjs";
import { DAY, PHONE, START, UTC, download, exported, grade, imports, notes, open, settled, stage, state, title } from "./study.mjs";

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

/** The same place as before, with the service worker on: there the one flow that closes and opens the browser is enough. */
const WITH_WORKER = `${PLACES[2]}, with the worker`;

for (const place of [PLACES[0], PLACES[2], WITH_WORKER]) {
  describe(place, { skip }, () => {
    const hasWorker = place === WITH_WORKER;
    let site;
    before(async () => {
      site = await reach(hasWorker ? PLACES[2] : place, folder);
    });
    after(() => site?.close());

    const flow = (name, options, hash, run) =>
      test(name, async () => {
        const { context, faults } = await watched(browser, site.url, { ...UTC, ...options });
        const page = await context.newPage();
        await open(page, site.url, hash);
        await run(page, context);
        await context.close();
        assert.deepEqual(faults, []);
      });

    test("thirty reviews over five days survive closing, go to a fresh profile, and two devices merge", async () => {
      const one = profile(mkdtempSync(join(home, "one-")));
      const two = profile(mkdtempSync(join(home, "two-")));
      const using = async (device, at, run) => {
        const { context, faults } = await watched(device, site.url, { ...UTC, acceptDownloads: true });
        await context.clock.install({ time: at });
        if (hasWorker) await withWorker(context);
        const page = await context.newPage();
        if (hasWorker) {
          await page.goto(site.url);
          await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        }
        const result = await run(page);
        await settled(page);
        await context.close();
        assert.deepEqual(faults, []);
        return result;
      };
      let reviews = 0;
      for (let day = 0; day < 5; day += 1) {
        await using(one, START + day * DAY, async (page) => {
          await open(page, site.url, "#review");
          for (let count = 0; count < 6; count += 1) {
            await grade(page, "3412"[count % 4]);
            reviews += 1;
          }
        });
      }
      assert.equal(reviews, 30);
      const later = START + 5 * DAY;
      const [before, text] = await using(one, later, async (page) => {
        await open(page, site.url);
        assert.match(await page.locator(".study-notice.unsaved").innerText(), /30/, "a reminder of what no backup has");
        const before = await state(page);
        return [before, await exported(page, site.url)];
      });
      assert.equal(Object.values(before).reduce((sum, card) => sum + card.reps, 0), 30);
      await using(two, later, async (page) => {
        assert.match(await imports(page, site.url, text), /导入/);
        assert.deepEqual(await state(page), before, "the other device knows the same");
        await open(page, site.url, "#review");
        for (const key of ["3", "4", "1"]) await grade(page, key);
      });
      await using(one, later + DAY, async (page) => {
        await open(page, site.url, "#review");
        for (const key of ["2", "3"]) await grade(page, key);
      });
      const fromTwo = await using(two, later + DAY, (page) => exported(page, site.url));
      const [first, fromOne] = await using(one, later + DAY, async (page) => {
        await imports(page, site.url, fromTwo);
        return [await state(page), await exported(page, site.url)];
      });
      const second = await using(two, later + DAY, async (page) => {
        await imports(page, site.url, fromOne);
        assert.match(await imports(page, site.url, fromOne), /导入 0 条/, "a second time brings nothing");
        return state(page);
      });
      assert.deepEqual(second, first, "both have the reviews of both");
      assert.equal(Object.values(first).reduce((sum, card) => sum + card.reps, 0), 35);
    });
    if (hasWorker) return;

    flow("a session by keyboard: reveal, grade, undo, skip, set aside, end", {}, "", async (page) => {
      assert.match(await page.locator(".today-count").innerText(), /10/);
      await page.locator(".today-panel .primary").press("Enter");
      await stage(page).waitFor();
      assert.ok(await title(page).evaluate((it) => it === document.activeElement), "the question has the focus");
      assert.equal(await page.locator(".question-answer").evaluate((it) => it.checkVisibility({ contentVisibilityAuto: true }) && it.innerText !== ""), false, "its answer cannot be seen");
      await page.keyboard.press("3");
      assert.equal(Object.keys(await state(page)).length, 0, "no grade before the answer");
      await page.keyboard.press(" ");
      await page.locator(".grades").waitFor();
      const grades = await page.locator(".grade small").allInnerTexts();
      assert.deepEqual(grades, ["1 分钟", "6 分钟", "10 分钟", "8 天"]);
      const first = await title(page).textContent();
      await page.keyboard.press("4");
      await page.waitForFunction((first) => document.querySelector(".session-card .question-title").textContent !== first, first);
      assert.equal(Object.keys(await state(page)).length, 1);
      await page.keyboard.press("u");
      assert.equal(await title(page).textContent(), first, "what was taken back is asked again");
      assert.equal(Object.keys(await state(page)).length, 0);
      await page.keyboard.press("s");
      const second = await title(page).textContent();
      assert.notEqual(second, first);
      await page.keyboard.press("p");
      assert.notEqual(await title(page).textContent(), second);
      await page.keyboard.press("Escape");
      await page.waitForURL(/#today$/);
      await page.goto(`${site.url}study.html#decks/aside`);
      await page.locator(".deck-list button").click();
      assert.equal(await page.evaluate(async () => [...(await inkstone.studyCards()).cards.keys()].filter((id) => inkstone.review.state()[id]?.suspended).length), 0);
    });

    flow("answers come with formulas, code and tables, and lead to their note", {}, "#review/note/c.html", async (page) => {
      await stage(page).waitFor();
      assert.match(await title(page).innerText(), /公式怎么写/);
      await page.keyboard.press(" ");
      await page.locator(".grades").waitFor();
      const answer = page.locator(".question-answer");
      assert.ok((await answer.locator(".katex-html .mfrac, .katex-html .frac-line").count()) > 0);
      assert.ok((await answer.locator(".math.display").boundingBox()).height > 60, "the lengths of the formula hold");
      const family = await answer.locator(".katex-html .mathnormal").first().evaluate((it) => getComputedStyle(it).fontFamily);
      assert.match(family, /KaTeX/);
      assert.ok((await answer.locator("pre code span").count()) > 2, "code has its colours");
      assert.equal(await answer.locator("td").count(), 2);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
      assert.equal(await answer.locator("pre").getAttribute("tabindex"), "0", "what scrolls can be reached");
      await page.locator(".session-open").click();
      await page.waitForURL(/c\.html#/);
      assert.ok(await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.matches(".question")));
    });

    flow("one thumb is enough on a phone", { viewport: PHONE, hasTouch: true }, "", async (page) => {
      await page.locator(".today-panel .primary").tap();
      for (let count = 0; count < 3; count += 1) {
        const show = page.locator(".session-main .primary");
        const box = await show.boundingBox();
        assert.ok(box.height >= 44 && box.y > PHONE.height / 2 && box.y + box.height <= PHONE.height, "at the lower edge");
        await show.tap();
        await page.locator(".grades").waitFor();
        for (const target of await page.locator(".session-bar :is(button, a)").all()) {
          const { height, width, y } = await target.boundingBox();
          assert.ok(height >= 44 && width >= 44 && y > PHONE.height / 2 && y + height <= PHONE.height + 1, `${await target.innerText()}: ${height} x ${width} at ${y}`);
        }
        await page.locator(".grade").nth(2).tap();
      }
      assert.equal(Object.keys(await state(page)).length, 3);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
    });

    flow("decks by note and topic, and what is to be written", {}, "#decks", async (page) => {
      const rows = page.locator(".deck-list li");
      assert.ok((await rows.filter({ hasText: "甲篇" }).count()) === 1);
      await page.locator(".chips a", { hasText: "待写" }).click();
      const open = await page.locator(".write-list li").allInnerTexts();
      assert.equal(open.length, 2);
      assert.ok(open.some((text) => text.includes("c.md:")), String(open));
      await page.locator(".chips a", { hasText: "按标签" }).click();
      assert.match(await rows.innerText(), /基础[^]*0\/18/);
      await page.locator(".bottom-bar, .skip").first().evaluate(() => (location.hash = "#content"));
      await page.waitForTimeout(50);
      assert.match(await rows.innerText(), /基础/, "a place on the page is no view");
      await page.locator(".chips a", { hasText: "按笔记" }).click();
      await rows.filter({ hasText: "乙篇" }).locator("a").click();
      await stage(page).waitFor();
      assert.match(await page.locator(".session-source").innerText(), /乙篇/);
    });

    flow("a plan for an interview, and its calendar", {}, "#plan", async (page) => {
      // A day of study begins at four in the morning.
      const date = await page.evaluate(() => new Date(Date.now() + (9 * 24 - 4) * 3_600_000).toISOString().slice(0, 10));
      await page.locator("#plan-date").fill(date);
      await page.locator("#plan-minutes").fill("30");
      await page.locator(".study-form .primary").click();
      const days = page.locator(".plan-day");
      await days.first().waitFor();
      assert.equal(await days.count(), 9);
      assert.match(await page.locator(".plan-left").innerText(), /9/);
      assert.ok((await page.locator(".plan-days .write-list li").count()) >= 1, "what is to be written is named");
      const { name, text } = await download(page, () => page.locator(".study-actions .secondary").click());
      assert.match(name, /\.ics$/);
      assert.match(text, /^BEGIN:VCALENDAR\r\n/);
      assert.ok(text.includes(`DTSTART;VALUE=DATE:${date.replaceAll("-", "")}`));
      await page.goto(`${site.url}study.html#today`);
      assert.match(await page.locator(".countdown").innerText(), /9/);
    });

    flow("a mock interview: clock, follow-ups, result", {}, "#mock", async (page) => {
      await page.locator("#mock-count").selectOption("5");
      await page.locator(".mock-form .primary").click();
      await stage(page).waitFor();
      assert.match(await page.locator(".clock").innerText(), /^(2:00|1:5\d)$/);
      await page.waitForFunction(() => /^1:5/.test(document.querySelector(".clock").textContent));
      let asked = 0;
      while (!(await page.locator(".mock-result").count())) {
        await grade(page, String(1 + (asked % 4)));
        asked += 1;
        assert.ok(asked <= 15, "it ends");
      }
      assert.ok(asked >= 5);
      assert.equal(await page.locator(".mock-result tbody tr").count(), asked);
      const sources = await page.evaluate(async () => (await inkstone.openBook()).entries().filter((entry) => entry.kind === "review").map((entry) => entry.source));
      assert.deepEqual([...new Set(sources)], ["mock"]);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".study-nav").isVisible(), false);
      assert.ok(await page.locator(".mock-result table").isVisible());
    });

    flow("figures are drawn and told", {}, "", async (page) => {
      await page.evaluate((DAY) => {
        const due = inkstone.review.due();
        due.forEach((id, at) => {
          for (let back = 6; back > 0; back -= 1) inkstone.review.grade(id, back % 5 === 0 ? 1 : 3, Date.now() - back * DAY - at * 1000);
        });
      }, DAY);
      await page.goto(`${site.url}study.html#figures`);
      assert.ok((await page.locator("svg.heat rect").count()) > 365);
      assert.ok((await page.locator("svg.heat rect:not(.level-0)").count()) >= 6);
      assert.match(await page.locator(".figure-about").first().innerText(), /60/);
      const summary = page.locator(".figure-table summary").first();
      await summary.click();
      assert.ok((await page.locator(".figure-table tbody tr").count()) >= 6, "the numbers are there as a table");
    });

    flow("progress goes along as text too, and what is none is refused", { permissions: [] }, "#progress", async (page, context) => {
      await page.evaluate(() => inkstone.review.grade(inkstone.review.due()[0], 3));
      await page.locator(".by-text summary").click();
      await page.locator(".by-text button").first().click();
      const text = await page.locator("#progress-text").inputValue();
      assert.ok(JSON.parse(text).entries.length >= 1);
      await page.locator("#progress-text").fill("{]");
      await page.locator(".by-text button").nth(1).click();
      assert.match(await page.locator(".import-said").innerText(), /不是进度文件/);
      await page.locator("#progress-text").fill(text);
      await page.locator(".by-text button").nth(1).click();
      assert.match(await page.locator(".import-said").innerText(), /导入 0 条/);
      await page.locator("#progress-text").fill(text.replace(/"site":"[^"]*"/, '"site":"another"'));
      await page.locator(".by-text button").nth(1).click();
      assert.match(await page.locator(".import-said").innerText(), /另一个站点/);
    });

    flow("answers come step by step where the reader wants it", {}, "#progress", async (page) => {
      await page.locator("#set-steps").check();
      await page.goto(`${site.url}study.html#review/note/c.html`);
      await stage(page).waitFor();
      await page.keyboard.press(" ");
      const next = page.locator(".session-main .primary");
      await page.waitForFunction(() => /还有 2 步/.test(document.querySelector(".session-main").textContent));
      const seen = () => page.locator(".session-card mark").evaluate((it) => it.checkVisibility({ contentVisibilityAuto: true }) && !it.matches(".cloze"));
      assert.equal(await seen(), false);
      await page.keyboard.press("3");
      assert.equal(Object.keys(await state(page)).length, 0, "no grade before all of it is there");
      await page.keyboard.press(" ");
      await page.waitForFunction(() => /还有 1 步/.test(document.querySelector(".session-main").textContent));
      await next.click();
      await page.locator(".grades").waitFor();
      assert.equal(await seen(), true);
    });

    flow("a blank of an answer is filled in by pressing it", {}, "#progress", async (page) => {
      await page.locator("#set-steps").check();
      for (const press of [(blank) => blank.click(), (blank) => blank.press("Enter"), (blank) => blank.press(" ")]) {
        await open(page, site.url, "#review/note/c.html");
        await stage(page).waitFor();
        await page.keyboard.press(" ");
        await page.waitForFunction(() => /还有 2 步/.test(document.querySelector(".session-main").textContent));
        await page.keyboard.press(" ");
        await page.waitForFunction(() => /还有 1 步/.test(document.querySelector(".session-main").textContent));
        await press(page.locator(".session-card mark.cloze"));
        await page.locator(".grades").waitFor();
        assert.ok(await page.locator(".question-answer").evaluate((it) => it === document.activeElement));
      }
    });

    flow("a setting that cannot be leaves the one that is", {}, "#progress", async (page) => {
      const input = page.locator("#set-retention");
      await input.fill("80");
      await input.blur();
      await input.fill("500");
      await input.blur();
      assert.equal(await input.inputValue(), "80");
      assert.match(await page.locator(".study-toast").innerText(), /70 到 97/);
      assert.equal(await page.evaluate(async () => (await inkstone.openBook()).settings.retention), 0.8);
    });

    flow("the focus stays in the view", {}, "#review", async (page) => {
      const onHeading = () => page.evaluate(() => document.activeElement.matches(".study-view h2"));
      await stage(page).waitFor();
      await page.keyboard.press("P");
      await page.keyboard.press("Escape");
      await page.waitForURL(/#today$/);
      await page.locator(".today-panel").waitFor();
      assert.ok(await onHeading(), "after a session");
      await page.goto(`${site.url}study.html#decks/aside`);
      await page.locator(".deck-list button").press("Enter");
      assert.ok(await onHeading(), "after taking up again");
      await page.goto(`${site.url}study.html#plan`);
      await page.locator("#plan-date").fill(await page.evaluate(() => new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10)));
      await page.locator(".study-form .primary").press("Enter");
      await page.locator(".plan-day").first().waitFor();
      assert.ok(await onHeading(), "after a plan was made");
      assert.match(await page.locator(".study-toast").innerText(), /已保存/);
      const shown = await page.locator(".plan-day").count();
      await page.locator(".plan-days + button").press("Enter");
      assert.ok(await page.locator(".plan-day").nth(shown).evaluate((it) => it.contains(document.activeElement)), "at the first that was brought");
    });

    flow("an address that names no view shows today", {}, "#constructor", async (page) => {
      assert.ok(await page.locator(".today-panel").isVisible());
      await open(page, site.url, "#__proto__");
      assert.ok(await page.locator(".today-panel").isVisible());
    });

    test("keys work where the browser knows no popovers and freezes its list of sheets", async () => {
      const { context, faults } = await watched(browser, site.url, UTC);
      await context.addInitScript(() => {
        const { querySelector } = Document.prototype;
        Document.prototype.querySelector = function (selector) {
          if (selector.includes(":popover-open")) throw new SyntaxError(selector);
          return querySelector.call(this, selector);
        };
        const { supports } = CSS;
        CSS.supports = (...values) => !String(values).includes(":popover-open") && supports.apply(CSS, values);
        const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets");
        Object.defineProperty(Document.prototype, "adoptedStyleSheets", { get() { return Object.freeze([...get.call(this)]); }, set });
      });
      const page = await context.newPage();
      await open(page, site.url, "#review/note/c.html");
      await stage(page).waitFor();
      await grade(page, "3");
      assert.equal(Object.keys(await state(page)).length, 1);
      assert.ok(await page.evaluate(() => document.adoptedStyleSheets.length > 0));
      await page.goto(`${site.url}a.html`);
      await page.keyboard.press("h");
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.documentElement.dataset.recall), undefined);
      await context.close();
      assert.deepEqual(faults, []);
    });

    flow("limits are kept", {}, "#progress", async (page) => {
      await page.locator("#set-newPerDay").fill("4");
      await page.locator("#set-newPerDay").blur();
      await page.goto(`${site.url}study.html#today`);
      await page.waitForFunction(() => document.querySelector(".today-count strong")?.textContent === "4");
      await page.reload();
      await page.waitForFunction(() => document.querySelector(".today-count strong")?.textContent === "4");
    });

    flow("other pages say what is due, and only where something is", {}, "", async (page) => {
      await page.goto(`${site.url}index.html`);
      await page.waitForTimeout(300);
      assert.equal(await page.locator(".home-due").isVisible(), false, "nobody has studied here yet");
      await open(page, site.url);
      await page.evaluate((DAY) => {
        for (const id of inkstone.review.due().slice(0, 3)) inkstone.review.grade(id, 3, Date.now() - 3 * DAY);
        return inkstone.openBook().then((book) => book.set("newPerDay", 0));
      }, DAY);
      await page.goto(`${site.url}index.html`);
      await page.locator(".home-due").waitFor();
      assert.match(await page.locator(".home-due").innerText(), /3/);
      await page.keyboard.press("/");
      await page.locator(".search-filters [data-filter=due]").click();
      await page.waitForFunction(() => document.querySelectorAll(".search-hit").length === 3);
      await page.keyboard.press("Escape");
      await page.locator(".home-due a").click();
      await stage(page).waitFor();
    });

    flow("recall mode on a note writes to the same log", {}, "", async (page) => {
      await page.goto(`${site.url}a.html`);
      await page.keyboard.press("h");
      await page.keyboard.press(" ");
      await page.locator(".recall-tail .grades").waitFor();
      await page.keyboard.press("3");
      await page.locator(".recall-graded").waitFor();
      await page.keyboard.press("Escape");
      await open(page, site.url);
      const [[, card], ...rest] = Object.entries(await state(page));
      assert.equal(rest.length, 0);
      assert.equal(card.reps, 1);
    });

    flow("recall mode takes back the review that its button stands beside", {}, "", async (page) => {
      await page.goto(`${site.url}a.html`);
      await page.keyboard.press("h");
      for (const at of [0, 1]) {
        const question = page.locator(".question").nth(at);
        await question.locator(".recall-cover").click();
        await question.locator(".grade").nth(2).click();
        await question.locator(".recall-graded").waitFor();
      }
      const ids = await page.locator(".question").evaluateAll((all) => all.slice(0, 2).map((it) => it.dataset.card));
      await page.locator(".question").first().locator(".recall-undo").click();
      const reps = await page.evaluate(async (ids) => {
        const book = await inkstone.openBook();
        return ids.map((id) => book.card(id).reps);
      }, ids);
      assert.deepEqual(reps, [0, 1]);
    });

    flow("recall mode writes a review at once, whatever has not loaded yet", {}, "", async (page) => {
      await page.addInitScript(() => {
        // The list of questions never comes.
        const { append } = Element.prototype;
        Element.prototype.append = function (...nodes) {
          return append.apply(this, nodes.filter((node) => !/data\/cards\.js/.test(node?.src ?? "")));
        };
      });
      await page.goto(`${site.url}a.html`);
      await page.keyboard.press("h");
      await page.keyboard.press(" ");
      await page.locator(".recall-tail .grades").waitFor();
      await page.keyboard.press("3");
      assert.equal(await page.evaluate(async () => (await inkstone.openBook()).entries().filter((entry) => entry.kind === "review").length), 1);
      assert.ok(await page.locator(".recall-graded").isVisible());
    });

    test("without a script the page says what it needs and leads on", async () => {
      const { context } = await watched(browser, site.url, { ...UTC, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site.url}study.html`);
      assert.match(await page.locator("main").innerText(), /JavaScript/);
      assert.ok((await page.locator("main a", { hasText: "甲篇" }).count()) > 0);
      assert.ok((await page.locator("main a", { hasText: "未答清单" }).count()) > 0);
      await context.close();
    });
  });
}
