// The same in Firefox: reading, the theme, search, topics, recall, study and its storage, from disk and under a path; and reading
// without a network. What only draws differently is not looked for: the tests in Chromium do that.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launchFirefox, skip } from "./firefox.mjs";
import { serveAll } from "./server.mjs";
import { PLACES, build, pagesOf, reach, workshop } from "./sites.mjs";
import { notes } from "./study.mjs";

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 500, height: 800 };
const address = (...names) => names.map(encodeURIComponent).join("/");
const NORM = address("归一化", "批归一化.html");
const POOL = address("CNN", "池化.html");

const shop = workshop();
const folders = {};
let firefox;
before(async () => {
  if (skip) return;
  folders.own = shop.own();
  folders.mixed = shop.mixed();
  folders.study = build(notes(join(shop.folder, "study notes")), join(shop.folder, "study"));
  firefox = await launchFirefox();
});
after(async () => {
  await firefox?.close();
  shop.remove();
});

/** Whether the page's own faces are there, and which were asked for and did not come. */
const faces = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const all = [...document.fonts];
    return { loaded: all.filter((face) => face.status === "loaded").length, failed: all.filter((face) => face.status === "error").map((face) => face.family) };
  });
const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const isOpen = (page, selector) => page.$eval(selector, (it) => it.matches("dialog") ? it.open : it.matches(":popover-open"));
const text = (page, selector) => page.$eval(selector, (it) => it.textContent.trim());

for (const place of [PLACES[0], PLACES[2]]) {
  describe(`Firefox ${place}`, { skip }, () => {
    const sites = {};
    before(async () => {
      for (const [name, folder] of Object.entries(folders)) sites[name] = await reach(place, folder);
    });
    after(() => Promise.all(Object.values(sites).map((site) => site.close())));

    /** Runs `flow` on a fresh page of a site; nothing may be said on the console meanwhile. */
    const flow = (name, site, path, run, viewport = DESK) =>
      test(name, async () => {
        const { page, faults, close } = await firefox.page(viewport);
        await page.goto(sites[site].url + path);
        await run(page, sites[site].url);
        await close();
        assert.deepEqual(faults, []);
      });

    flow("every way of writing is quiet, has its faces and never scrolls sideways", "mixed", "index.html", async (page, base) => {
      let withFormulas = 0;
      for (const path of pagesOf(folders.mixed)) {
        await page.goto(base + path);
        const { loaded, failed } = await faces(page);
        assert.deepEqual(failed, [], `every face of ${path} loads`);
        const isSet = await page.evaluate(() => document.querySelector(".katex") !== null);
        withFormulas += Number(isSet);
        assert.ok(!isSet || loaded > 0, `formulas of ${path} have their faces`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${path} is ${over} px too wide`);
      }
      assert.ok(withFormulas > 0);
    }, PHONE);

    flow("a note is read: outline, topics, pictures, drawers", "own", NORM, async (page, base) => {
      await page.evaluate(() => document.querySelectorAll(".question")[3].scrollIntoView());
      await page.waitForFunction(() => document.querySelector("#toc [aria-current=location]") !== null);
      await page.focus("main a.topic");
      await page.waitForSelector(".topic-card .card-title a");
      await page.keyboard.press("Escape");
      assert.equal(await page.$(".topic-card"), null);
      await page.goto(base + POOL);
      await page.focus("main a.enlarge");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog.lightbox[open] img");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector("dialog.lightbox") === null);
      await page.setViewport(PHONE);
      for (const panel of ["tree", "toc"]) {
        await page.click(`.bottom-bar [popovertarget=${panel}]`);
        assert.equal(await isOpen(page, `#${panel}`), true, `${panel} opens`);
        await page.keyboard.press("Escape");
        assert.equal(await isOpen(page, `#${panel}`), false, `Escape closes ${panel}`);
      }
    });

    flow("the chosen theme holds on every page", "own", NORM, async (page, base) => {
      const light = await ground(page);
      await page.click("button.theme-button");
      await page.click("button.theme-button");
      const dark = await ground(page);
      assert.notEqual(dark, light);
      for (const path of ["index.html", "study.html", POOL]) {
        await page.goto(base + path);
        assert.equal(await ground(page), dark, `${path} is dark`);
      }
      await page.click("button.theme-button");
      assert.equal(await ground(page), light, "as the system again");
    });

    flow("search finds while it is typed, opens what is chosen, and marks it", "own", "index.html", async (page) => {
      await page.keyboard.press("/");
      await page.waitForFunction(() => document.activeElement?.matches(".search-input"));
      await page.keyboard.type("chihua");
      await page.waitForFunction(() => document.querySelector(".search-results[aria-busy=false] .search-hit")?.textContent.includes("池化"));
      assert.ok(await page.$(".search-hit mark"));
      await page.waitForFunction(() => /\d/.test(document.querySelector(".search [role=status]").textContent));
      await page.keyboard.press("ArrowDown");
      const target = await page.$eval(".search-hit[aria-selected=true]", (it) => it.href);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(page.url(), target);
      await page.waitForFunction(() => (CSS.highlights ? CSS.highlights.get("inkstone-hit")?.size > 0 : document.querySelector("main mark") !== null));
      const [first] = await page.evaluate(() => inkstone.search("BN", { limit: 3 }));
      assert.match(first.heading + first.title, /归一化/);
    });

    flow("recall folds answers and brings them back", "study", "a.html", async (page) => {
      const seen = () => page.$eval(".question-answer", (it) => it.checkVisibility({ contentVisibilityAuto: true }) && getComputedStyle(it).contentVisibility !== "hidden");
      await page.keyboard.press("h");
      await page.waitForSelector(".recall-cover");
      assert.equal(await seen(), false);
      await page.keyboard.press(" ");
      assert.equal(await seen(), true);
      await page.keyboard.press("Escape");
      await page.reload();
      assert.equal(await page.$(".recall-cover"), null, "and what was opened stays open");
    });

    flow("study asks, grades, remembers, and other pages know of it", "study", "study.html#review", async (page, base) => {
      for (const key of ["3", "4", "1"]) {
        await page.waitForSelector(".session-card");
        const before = await text(page, ".session-card .question-title");
        await page.keyboard.press(" ");
        await page.waitForSelector(".grades");
        await page.keyboard.press(key);
        await page.waitForFunction((before) => document.querySelector(".session-card .question-title")?.textContent.trim() !== before, {}, before);
      }
      await page.evaluate(async () => (await inkstone.openBook()).settled());
      const known = await page.evaluate(() => Object.values(inkstone.review.state()).map((card) => card.reps));
      assert.deepEqual(known, [1, 1, 1]);
      await page.goto("about:blank");
      await page.goto(`${base}study.html#figures`);
      await page.waitForSelector(".study-view > *");
      assert.equal(await page.evaluate(() => Object.keys(inkstone.review.state()).length), 3, "the log outlives the page");
      await page.goto(`${base}index.html`);
      await page.waitForSelector(".home-due:not([hidden])");
      for (const view of ["today", "decks", "plan", "mock", "progress"]) {
        await page.goto("about:blank");
        await page.goto(`${base}study.html#${view}`);
        await page.waitForSelector(".study-view > *");
      }
    });
  });
}

describe("Firefox without a network", { skip }, () => {
  test("what was read opens, search finds the same, and cards are reviewed", async () => {
    const home = mkdtempSync(join(tmpdir(), "inkstone-firefox-offline-"));
    const source = join(home, "notes");
    mkdirSync(source);
    const write = (name, body) => writeFileSync(join(source, name), body);
    write("README.md", "# 离线的笔记\n\n从[甲](a.md)读起。\n");
    write("a.md", "# 甲\n\n## 1. 批归一化的公式怎么写？\n\n先求均值 $\\mu=\\frac1m\\sum_i x_i$，再求方差，然后相减相除。\n");
    write("b.md", "# 乙\n\n## 1. 残差连接为什么有用？\n\n恒等映射让网络变深，梯度可以直接传到前面的层。\n");
    const live = join(home, "live");
    cpSync(build(source, join(home, "site")), live, { recursive: true });
    const server = await serveAll({ "/repo/": live });
    const { page, faults, close } = await firefox.page(DESK);
    try {
      await page.evaluateOnNewDocument(() => location.protocol === "http:" && localStorage.setItem("inkstone:worker", "on"));
      await page.goto(server.url);
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await page.goto(`${server.url}a.html`);
      assert.ok((await faces(page)).loaded > 0);
      const found = await page.evaluate(() => inkstone.search("残差"));
      assert.ok(found.length > 0);
      await page.goto(`${server.url}study.html#review`);
      await page.waitForSelector(".session-card");
      assert.deepEqual(faults, []);
      await server.close();

      await page.goto(`${server.url}a.html`);
      assert.match(await text(page, "article"), /均值/);
      const { loaded, failed } = await faces(page);
      assert.ok(loaded > 0 && failed.length === 0, "with its formulas");
      assert.deepEqual(await page.evaluate(() => inkstone.search("残差")), found);
      await page.goto(`${server.url}b.html`);
      assert.equal(page.url(), `${server.url}offline.html#from=b.html`);
      assert.equal(await text(page, "h1"), "现在没有网络");
      await page.goto(`${server.url}study.html#review`);
      await page.waitForSelector(".session-card");
      await page.keyboard.press(" ");
      await page.waitForSelector(".grades");
      await page.keyboard.press("3");
      await page.waitForFunction(() => Object.keys(inkstone.review.state()).length === 1);
    } finally {
      await close();
      await server.close().catch(() => {});
      rmSync(home, { recursive: true, force: true });
    }
  });
});
