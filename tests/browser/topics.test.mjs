// Topics as a reader meets them, from disk and over http under a path: the card beside a word under the pointer, with the
// focus and by a long press; the pages of topics, their index and the maps.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, evidence, reach, workshop } from "./sites.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NORM = ["归一化", "批归一化.html"].map(encodeURIComponent).join("/");
const POOL = ["CNN", "池化.html"].map(encodeURIComponent).join("/");
const BN = "topics/batch-normalization.html";
const INDEX = "topics/index.html";

const shop = workshop();
let browser;
let folder;
before(async () => {
  if (skip) return;
  folder = shop.own();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
});

const card = (page) => page.locator(".topic-card");

/** Where the card stands to its word and to the window. */
function standing(page, link) {
  return link.evaluate((word) => {
    const box = document.querySelector(".topic-card").getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const covers = [...word.getClientRects()].some((line) =>
      box.left < line.right && line.left < box.right && box.top < line.bottom && line.top < box.bottom);
    const inside = box.left >= 0 && box.right <= clientWidth && box.top >= 0 && box.bottom <= clientHeight;
    return { covers, inside, word: word.textContent };
  });
}

for (const place of [PLACES[0], PLACES[2]]) {
  describe(place, { skip }, () => {
    let site;
    before(async () => {
      site = await reach(place, folder);
    });
    after(() => site?.close());

    /** Runs `flow` on a fresh page of the site; nothing may be said on the console meanwhile. */
    const flow = (name, options, path, run) =>
      test(name, async () => {
        const { context, faults } = await watched(browser, site.url, options);
        const page = await context.newPage();
        await page.goto(site.url + path);
        await run(page, context);
        await context.close();
        assert.deepEqual(faults, []);
      });

    flow("a card opens under the pointer after a moment, and stays while the pointer is on it", { viewport: DESK }, NORM, async (page) => {
      const link = page.locator("main a.topic").nth(2);
      await link.scrollIntoViewIfNeeded();
      await link.hover();
      await page.waitForTimeout(100);
      assert.equal(await card(page).count(), 0, "not at once");
      await card(page).waitFor();
      assert.deepEqual(await standing(page, link), { covers: false, inside: true, word: await link.textContent() });
      const first = card(page).locator("a").first();
      assert.equal(await first.evaluate((a) => a.href), await link.evaluate((a) => a.href));
      await first.hover();
      await page.waitForTimeout(500);
      assert.equal(await card(page).count(), 1, "it stays");
      await page.mouse.move(3, 400);
      await card(page).waitFor({ state: "detached" });
    });

    flow("a pointer that only passes opens nothing", { viewport: DESK }, NORM, async (page) => {
      let loads = 0;
      // However busy the machine is, the pointer stays for 60 ms by the clock of the page.
      await page.clock.install();
      await page.reload();
      await page.clock.pauseAt(Date.now() + 10_000);
      page.on("request", (request) => (loads += Number(request.url().endsWith("data/topics.js"))));
      for (let at = 0; at < 3; at += 1) {
        await page.locator("main a.topic").nth(at).hover();
        await page.clock.runFor(60);
        await page.mouse.move(3, 400);
        await page.clock.runFor(60);
      }
      await page.clock.runFor(400);
      assert.equal(await card(page).count(), 0);
      assert.equal(loads, 0, "the data are not even loaded");
    });

    flow("by keyboard the card opens, leads on, and closes", { viewport: DESK }, NORM, async (page) => {
      const link = page.locator("main a.topic").first();
      const has = (locator) => locator.evaluate((element) => element === document.activeElement);
      await page.keyboard.press("Tab");
      await link.focus();
      await card(page).waitFor();
      const said = await page.locator("body > [role=status].visually-hidden", { hasText: /./ }).textContent();
      assert.ok(said.includes(await card(page).locator(".card-title a").innerText()), `${said} is announced`);
      await page.keyboard.press("Tab");
      assert.ok(await has(card(page).locator("a").first()), "Tab leads into the card");
      await page.keyboard.press("Escape");
      assert.equal(await card(page).count(), 0);
      assert.ok(await has(link), "the focus is back");
      await page.waitForTimeout(400);
      assert.equal(await card(page).count(), 0, "and the card stays closed");
      // From the last link of a card the text goes on.
      await page.keyboard.press("Tab");
      const next = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
      await link.focus();
      await card(page).waitFor();
      await page.keyboard.press("Tab");
      await card(page).locator("a").last().focus();
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)), next);
    });

    flow("a mouse click goes to the page of the topic", { viewport: DESK }, NORM, async (page) => {
      const link = page.locator("main a.topic").first();
      const id = await link.getAttribute("data-topic");
      await link.click();
      await page.waitForURL(new RegExp(`topics/${id}\\.html$`));
      assert.ok(await page.locator("h1").innerText());
    });

    flow("a long press opens the card and does not follow the link; a tap does", { viewport: PHONE, hasTouch: true, isMobile: true }, NORM, async (page, context) => {
      const link = page.locator("main a.topic").first();
      await link.evaluate((element) => element.scrollIntoView({ block: "center" }));
      const box = await link.boundingBox();
      const here = page.url();
      const touchPoints = [{ x: box.x + 4, y: box.y + box.height / 2 }];
      const session = await context.newCDPSession(page);
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
      await page.waitForTimeout(750);
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await card(page).waitFor();
      await page.waitForTimeout(300);
      assert.equal(page.url(), here);
      assert.deepEqual(await standing(page, link), { covers: false, inside: true, word: await link.textContent() });
      await page.touchscreen.tap(20, box.y > 370 ? 100 : 600);
      await card(page).waitFor({ state: "detached" });
      await page.goto(site.url + NORM);
      await link.tap();
      await page.waitForURL(/topics\/[^/]+\.html$/);
    });

    for (const viewport of [PHONE, DESK]) {
      flow(`at ${viewport.width} px no card covers its word or leaves the window`, { viewport }, POOL, async (page) => {
        const links = page.locator("main a.topic");
        const count = Math.min(await links.count(), 24);
        assert.ok(count > 8, "there are topics");
        const wrong = [];
        for (let at = 0; at < count; at += 1) {
          const link = links.nth(at);
          // High and low in the window by turns.
          await link.evaluate((element, block) => element.scrollIntoView({ block }), ["center", "end", "start"][at % 3]);
          await link.focus();
          await card(page).waitFor();
          const found = await standing(page, link);
          if (found.covers || !found.inside) wrong.push(found);
          await page.keyboard.press("Escape");
        }
        assert.deepEqual(wrong, []);
      });
    }

    flow("a formula in a card has its faces and lengths, on a page without formulas too", { viewport: DESK }, INDEX, async (page) => {
      assert.equal(await page.locator("link[href*='math.']").count(), 0, "the page itself needs none");
      const link = page.locator(".letters a[data-topic=batch-normalization]");
      await link.scrollIntoViewIfNeeded();
      await link.hover();
      await card(page).locator(".card-formula .katex").waitFor();
      const found = await page.evaluate(async () => {
        await document.fonts.ready;
        return {
          faces: [...document.fonts].filter((face) => face.status === "loaded").length,
          declared: document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]).length,
          unstyled: [...document.querySelectorAll(".card-formula [class*=' s-h']")].filter((element) => element.offsetHeight === 0 && element.tagName === "SPAN" && !element.classList.contains("strut")).length,
        };
      });
      assert.ok(found.faces > 0 && found.declared > 0, JSON.stringify(found));
      const questions = card(page).locator("li a");
      assert.ok((await questions.count()) > 0, "it names questions");
      await questions.first().click();
      await page.waitForURL(/#/);
      const target = await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.className);
      assert.match(target ?? "", /question/);
    });

    for (const colorScheme of ["light", "dark"]) {
      flow(`an open card is accessible, ${colorScheme}`, { viewport: DESK, colorScheme }, NORM, async (page) => {
        await page.locator("main a.topic").nth(1).hover();
        await card(page).waitFor();
        await page.waitForTimeout(250);
        await page.evaluate(axe);
        // Style sheets from disk cannot be asked for a second time.
        const { violations } = await page.evaluate(() => window.axe.run({ include: [".topic-card"] }, { resultTypes: ["violations"], preload: false }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      });
    }

    flow("the maps lead to pages that are there, and their words fit", { viewport: DESK }, INDEX, async (page) => {
      for (const path of [INDEX, BN]) {
        await page.goto(site.url + path);
        const labels = await page.locator(".map svg a").evaluateAll((links) => links.map((link) => {
          const [text, rect] = [link.querySelector("text").getBBox(), link.querySelector("rect").getBBox()];
          return {
            name: link.textContent,
            url: new URL(link.getAttribute("href"), document.baseURI).href,
            sticksOut: text.x < rect.x || text.x + text.width > rect.x + rect.width,
            height: link.getBoundingClientRect().height,
          };
        }));
        assert.ok(labels.length > (path === INDEX ? 30 : 4), `${labels.length} labels`);
        assert.deepEqual(labels.filter((label) => label.sticksOut).map((label) => label.name), []);
        assert.deepEqual(labels.filter((label) => label.height < 24).map((label) => label.name), []);
        if (place === PLACES[0]) {
          assert.deepEqual(labels.filter((label) => !existsSync(fileURLToPath(label.url))), []);
        }
      }
      const label = page.locator(".map svg a:not(.centre)").first();
      await label.click();
      await page.waitForURL((url) => /topics\/[^/]+\.html$/.test(url.pathname) && !url.pathname.endsWith("batch-normalization.html"));
    });

    flow("on a phone the map begins with its largest topic, and the header keeps one line", { viewport: PHONE, hasTouch: true }, INDEX, async (page) => {
      const seen = await page.locator(".map-scroll").evaluate((box) => {
        const frame = box.getBoundingClientRect();
        const label = box.querySelector("a").getBoundingClientRect();
        return label.left >= frame.left && label.right <= frame.right && label.top >= frame.top && label.bottom <= frame.bottom;
      });
      assert.equal(seen, true);
      assert.ok((await page.locator(".site-header").boundingBox()).height <= 56);
      for (const link of await page.locator(".header-link").all()) assert.equal(await link.isVisible(), false);
      await page.locator(".bottom-bar [popovertarget=tree]").tap();
      const link = page.locator("#tree .panel-links a", { hasText: "主题" });
      assert.ok((await link.boundingBox()).height >= 44, "large enough for a thumb");
    });

    flow("related questions show each other", { viewport: DESK }, NORM, async (page) => {
      const details = page.locator("details.related-questions").first();
      await details.locator("summary").click();
      const link = details.locator("li a").first();
      const there = await link.evaluate((a) => a.href);
      await link.click();
      await page.waitForURL(there);
      assert.ok((await page.locator("main .question-links").count()) > 0);
    });

    test("without scripts a topic is a link", async () => {
      const { context, faults } = await watched(browser, site.url, { javaScriptEnabled: false, viewport: PHONE });
      const page = await context.newPage();
      await page.goto(site.url + NORM);
      await page.locator("main a.topic").first().click();
      await page.waitForURL(/topics\/[^/]+\.html$/);
      await page.locator(".crumbs a", { hasText: "主题" }).click();
      await page.waitForURL(/topics\/index\.html$/);
      assert.ok((await page.locator(".letters a").count()) > 30);
      await context.close();
      assert.deepEqual(faults, []);
    });
  });
}

describe("where the data cannot be had", { skip }, () => {
  test("a topic is a link, and nothing is said", async () => {
    const site = await reach(PLACES[2], folder);
    const { context, faults } = await watched(browser, site.url, { viewport: DESK });
    await context.route("**/data/topics.js", (route) => route.fulfill({ status: 404, body: "" }));
    const page = await context.newPage();
    await page.goto(site.url + NORM);
    const link = page.locator("main a.topic").first();
    await link.hover();
    await page.waitForTimeout(600);
    assert.equal(await card(page).count(), 0);
    await link.click();
    await page.waitForURL(/topics\/[^/]+\.html$/);
    await context.close();
    await site.close();
    // The browser itself reports the status.
    assert.deepEqual(faults.filter((fault) => !fault.includes("404 (Not Found)")), []);
  });
});

describe("on paper", { skip }, () => {
  const reader = spawnSync("pdftotext", ["-v"]).error ? "no pdftotext" : false;
  if (reader && process.env.CI) throw new Error(reader);
  test("the index is printed with the map on a page of its own", { skip: reader }, async () => {
    const site = await reach(PLACES[0], folder);
    const { context } = await watched(browser, site.url, { viewport: DESK });
    const page = await context.newPage();
    await page.goto(site.url + INDEX);
    const names = await page.locator(".map svg a text").allTextContents();
    const file = join(evidence("print"), "topics.pdf");
    writeFileSync(file, await page.pdf({ format: "A4", preferCSSPageSize: true }));
    await context.close();
    const sheets = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).split("\f").map((text) => text.replaceAll(/\s/g, ""));
    // A name may be torn apart where another stands on the same line.
    const missing = (text) => names.filter((name) => !text.includes(name.replaceAll(/\s/g, ""))).length;
    const maps = sheets.filter((text) => missing(text) < names.length * 0.05);
    assert.equal(maps.length, 1, "one sheet has all of the map");
    assert.ok(!maps[0].includes("按拼音和字母") && !maps[0].includes("提到最多的"), "and nothing else");
  });
});
