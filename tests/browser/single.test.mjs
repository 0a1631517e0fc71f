// The whole site in one file, opened from disk in a folder with nothing else in it, as a phone gets it: reading, search, study,
// going back and forth, paper; no request, no violation of its policy. And what is there without scripts.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { launch, profile, skip, watched } from "./browser.mjs";
import { evidence, exportTo, mixedNotes, root } from "./sites.mjs";

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };

let browser;
let home;
let own;
let mixed;
before(() => {
  if (skip) return;
  home = mkdtempSync(join(tmpdir(), "inkstone-single-"));
  const alone = (name) => {
    mkdirSync(join(home, name));
    return join(home, name, "notes.html");
  };
  own = exportTo("single-html", root, alone("own"));
  mixed = exportTo("single-html", mixedNotes(home), alone("mixed"));
});
before(async () => {
  if (!skip) browser = await launch();
});
after(async () => {
  await browser?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

/** Opens a file and hands over a page that has shown its home page; nothing may be asked for or complained of meanwhile. */
async function using(of, file, options, run, { isOpened = true, remote = [] } = {}) {
  const url = pathToFileURL(file).href;
  const { context, faults, foreign } = await watched(of, url, options);
  const requests = [];
  context.on("request", (request) => {
    if (!request.url().startsWith("data:") && !remote.includes(request.url())) requests.push(request.url());
  });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    await page.goto(url);
    if (isOpened) await shown(page);
    await run(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(faults, [], "nothing on the console");
  assert.deepEqual([...new Set(foreign.map((request) => request.url))], remote, "no other host is asked but for pictures that a note links");
  assert.deepEqual([...new Set(requests)], [url], "no other file is asked for");
}

const shown = (page) => page.waitForFunction(() => document.documentElement.dataset.root === "#/" && window.inkstone?.find);
const titled = (page, title) => page.waitForFunction((title) => document.title.split(" · ")[0] === title && window.inkstone?.find, title);
const address = (page) => decodeURIComponent(new URL(page.url()).hash);
/** The distance of an element from the upper edge of what can be seen. */
const top = (page, id) => page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);

describe("a site in one file", { skip }, () => {
  test("is small", () => {
    const { size } = statSync(own);
    assert.ok(size < 6e6, `${size} bytes`);
  });

  test("three notes are read, with places on them, back and forth, and a reload stays", () =>
    using(browser, own, { viewport: DESK }, async (page) => {
      assert.equal(address(page), "#/index.html");
      await page.locator("main a", { hasText: /^池化/ }).first().click();
      await titled(page, "池化");
      assert.equal(await page.evaluate(() => document.compatMode), "CSS1Compat");
      assert.ok(await page.evaluate(() => [...document.images].every((image) => image.src.startsWith("data:"))));

      // A place on the page, as the browser itself goes there.
      await page.locator("#toc li a", { hasText: "平均池化的前向" }).click();
      const id = "4-平均池化的前向和反向怎么算";
      await page.waitForFunction((id) => document.querySelector(":target")?.id === id, id);
      await page.waitForFunction(() => location.hash.startsWith("#/"));
      assert.equal(address(page), `#/CNN/池化.html#${id}`);
      assert.ok((await page.evaluate(() => scrollY)) > 500);

      // A link to a place in another note.
      const link = page.locator('main .prose a[href*="#/"][href*="html#"]:not(.topic)').first();
      const href = decodeURIComponent(await link.getAttribute("href"));
      await link.scrollIntoViewIfNeeded();
      const left = await page.evaluate(() => scrollY);
      await link.click();
      const [, there, place] = /^#(\/[^#]*)#(.*)$/.exec(href);
      await page.waitForFunction((place) => document.querySelector(":target")?.id === place, place);
      assert.notEqual(there, "/CNN/池化.html");
      assert.ok(Math.abs(await top(page, place)) < 150);
      await page.waitForFunction(() => location.hash.startsWith("#/"));
      assert.equal(address(page), href);

      await page.goBack();
      await titled(page, "池化");
      await page.waitForFunction((left) => Math.abs(scrollY - left) < 3, left);
      await page.goBack();
      await page.waitForFunction(() => scrollY === 0);
      assert.equal(address(page), "#/CNN/池化.html");
      await page.goBack();
      await page.waitForFunction(() => document.body.classList.contains("home-page"));
      await page.goForward();
      await titled(page, "池化");
      await page.goForward();
      await page.waitForFunction((left) => Math.abs(scrollY - left) < 3, left);

      await page.reload();
      await titled(page, "池化");
      assert.equal(address(page), `#/CNN/池化.html#${id}`);
      await page.locator("#tree a", { hasText: "感受野" }).click();
      await titled(page, "感受野");
      assert.equal(await page.evaluate(() => scrollY), 0);
      assert.deepEqual(await page.evaluate(() => JSON.parse(inkstone.recall("last")).title), "池化");
    }));

  test("search finds and opens, from another page and on the same", () =>
    using(browser, own, { viewport: DESK }, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("池化");
      await page.locator(".search-results[aria-busy=false] .search-hit").first().waitFor();
      const [first] = await page.evaluate(() => inkstone.search("池化", { limit: 1 }));
      assert.equal(decodeURIComponent(first.url).split("#")[1], "/CNN/池化.html");
      await page.keyboard.press("Enter");
      await titled(page, "池化");
      await page.waitForFunction(() => CSS.highlights.size > 0);
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => CSS.highlights.size), 0);
      await page.evaluate(() => { location.hash = "#q=反池化"; });
      await page.locator(".search-results[aria-busy=false] .search-hit", { hasText: "反池化怎么做" }).first().click();
      await page.waitForFunction(() => document.querySelector(":target")?.id.startsWith("15-反池化"));
      await page.waitForFunction(() => location.hash.startsWith("#/"));
      assert.match(address(page), /^#\/CNN\/池化\.html#15-反池化/);
    }));

  test("two cards are reviewed, and the browser that is opened again knows it", async () => {
    const folder = mkdtempSync(join(home, "profile-"));
    const open = async (page) => {
      await page.evaluate(() => { location.hash = "#/study.html"; });
      await page.locator(".study-nav").waitFor();
    };
    await using(profile(folder), own, { viewport: DESK }, async (page) => {
      await open(page);
      await page.locator('.study-nav a[href="#plan"]').click();
      await page.waitForFunction(() => location.hash === "#/study.html#plan");
      await page.evaluate(() => { location.href = "#/study.html#review"; });
      for (let card = 0; card < 2; card += 1) {
        const title = page.locator(".session-card .question-title");
        const before = await title.innerText();
        await page.keyboard.press(" ");
        await page.locator(".session-card .question-answer:not(.folded)").waitFor();
        for (let step = 0; step < 40 && !(await page.locator("button.grade").count()); step += 1) await page.keyboard.press(" ");
        await page.keyboard.press("3");
        await page.waitForFunction((before) => document.querySelector(".session-card .question-title")?.innerText !== before, before);
      }
      await page.reload();
      await page.locator(".session-card").waitFor();
      assert.equal(await page.evaluate(() => Object.keys(inkstone.review.state()).length), 2);
    });
    await using(profile(folder), own, { viewport: DESK }, async (page) => {
      await open(page);
      assert.equal(await page.evaluate(() => Object.keys(inkstone.review.state()).length), 2);
    });
  });

  test("cards of topics, recall, the theme, maps and paper work as they do elsewhere", () =>
    using(browser, own, { viewport: DESK, colorScheme: "light" }, async (page, context) => {
      await page.evaluate(() => { location.href = "#/CNN/池化.html"; });
      await titled(page, "池化");
      await page.locator("main a.topic").first().hover();
      await page.locator(".topic-card .card-title a").waitFor();
      await page.locator(".topic-card .card-title a").click();
      await page.waitForFunction(() => document.body.classList.contains("topic-page"));
      await page.locator(".topic-map a").nth(2).click();
      await page.waitForFunction(() => location.hash.startsWith("#/topics/"));

      await page.evaluate(() => { location.href = "#/CNN/池化.html"; });
      await titled(page, "池化");
      await page.keyboard.press("h");
      await page.locator(".recall-cover").first().waitFor();
      await page.keyboard.press("h");

      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      await page.locator("button.theme-button").click();
      await page.locator("button.theme-button").click();
      const dark = await ground();
      assert.notEqual(dark, light);
      await page.evaluate(() => { location.href = "#/CNN/感受野.html"; });
      await titled(page, "感受野");
      assert.equal(await ground(), dark, "the next page has the same");

      // What is printed is the note, over several sheets.
      const paper = await page.pdf({ format: "A4" });
      const sheets = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      assert.ok(sheets >= 3, `${sheets} sheets`);

      // An address that is opened in a tab of its own.
      const other = await context.newPage();
      await other.goto(page.url().replace(/#.*/, "#/topics/index.html"));
      await other.waitForFunction(() => document.body.classList.contains("topics-page"));
      await other.close();
    }));

  test("on a phone nothing is too wide, and tree and search open", () =>
    using(browser, own, { viewport: PHONE, hasTouch: true, isMobile: true }, async (page) => {
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(await wide(), 0);
      await page.locator('.bottom-bar [popovertarget="tree"]').tap();
      await page.locator("#tree:popover-open a", { hasText: "基础" }).first().tap();
      await page.waitForFunction(() => document.body.classList.contains("folder-page"));
      await page.locator("main a", { hasText: "反向传播" }).first().tap();
      await titled(page, "反向传播");
      assert.equal(await wide(), 0);
      await page.screenshot({ path: join(evidence("single"), "phone.png") });
      await page.locator(".bottom-bar .search-open").tap();
      await page.locator("dialog.search[open]").waitFor();
    }));

  test("every page of notes with all ways of writing comes without a complaint, and every link leads somewhere", () =>
    using(browser, mixed, { viewport: DESK }, async (page) => {
      const seen = new Set();
      const waiting = ["#/index.html", "#/all.html"];
      while (waiting.length > 0) {
        const next = waiting.shift();
        await page.evaluate((next) => { location.href = next; }, next);
        const path = decodeURIComponent(next.slice(2));
        await page.waitForFunction((path) => decodeURIComponent(document.documentElement.dataset.page ?? "") === path && window.inkstone?.find, path);
        const found = await page.evaluate(async () => {
          for (const image of document.images) image.loading = "eager";
          await Promise.all([...document.images].filter((image) => image.src.startsWith("data:")).map((image) => image.decode().catch(() => {})));
          await document.fonts.ready;
          return {
            links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")),
            broken: [...document.images].filter((image) => image.src.startsWith("data:") && !image.naturalWidth).map((image) => image.alt),
            relative: [...document.querySelectorAll("[src], [href]")].map((each) => each.getAttribute("src") ?? each.getAttribute("href")).filter((address) => !/^(#|[a-z][a-z0-9+.-]*:)/i.test(address)),
            unset: [...document.fonts].filter((face) => face.status === "error").map((face) => face.family),
          };
        });
        assert.deepEqual(found.relative, [], `${path} has no address that needs another file`);
        assert.deepEqual(found.broken, [], `the pictures of ${path} are there`);
        assert.deepEqual(found.unset, [], `every face of ${path} loads`);
        for (const link of found.links) {
          const page = link.split("#").slice(0, 2).join("#");
          if (!page.startsWith("#/") || !page.endsWith(".html") || seen.has(decodeURIComponent(page))) continue;
          seen.add(decodeURIComponent(page));
          waiting.push(page);
        }
      }
      assert.ok(seen.size > 20, `${seen.size} pages`);
    }, { remote: ["https://images.example/remote.png"] }));

  test("without scripts it says what it is and lists what it has", () =>
    using(browser, own, { viewport: PHONE, javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator("h1").innerText(), "砚 · 深度学习面试笔记");
      assert.match(await page.locator("noscript").innerText(), /JavaScript/);
      assert.ok(await page.getByText("池化", { exact: true }).isVisible());
      assert.equal(await page.locator("#single-old").isVisible(), false);
      await page.screenshot({ path: join(evidence("single"), "no-script.png") });
    }, { isOpened: false }));

  test("a file that was cut off says so", async () => {
    const { readFileSync, writeFileSync } = await import("node:fs");
    mkdirSync(join(home, "cut"));
    const file = join(home, "cut", "notes.html");
    const text = readFileSync(own, "utf8");
    // The packets are there, but one of them was damaged.
    writeFileSync(file, text.replace(/data-packet>[^<]{40}/, "data-packet>"));
    const { context } = await watched(browser, pathToFileURL(file).href, {});
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.locator("#single-broken").waitFor({ state: "visible" });
    await context.close();
  });
});
