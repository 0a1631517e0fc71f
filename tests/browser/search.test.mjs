// Search as a reader meets it, from disk and over http under a path: typing, keys, an input method, addresses, marks on the
// page that a result leads to, and what other scripts get.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, build, reach, workshop } from "./sites.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const address = (...names) => names.map(encodeURIComponent).join("/");
const POOL = address("CNN", "池化.html");
const NORM = address("归一化", "批归一化.html");
const HOME = "index.html";

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

const dialog = (page) => page.locator("dialog.search");
const input = (page) => page.locator(".search-input");
const hits = (page) => page.locator(".search-hit");
const isOpen = (page) => dialog(page).evaluate((it) => it.open);
const isFocused = (locator) => locator.evaluate((it) => it === document.activeElement);
const chosen = (page) => page.locator(".search-hit[aria-selected=true]");
/** What is marked on the page. */
const marked = (page) => page.evaluate(() => [...(CSS.highlights.get("inkstone-hit") ?? [])].map(String));
const waitForMarks = (page) => page.waitForFunction(() => CSS.highlights.get("inkstone-hit")?.size > 0);
/** Waits until the whole answer is listed. */
const waitForAnswer = (page) => page.locator(".search-results[aria-busy=false] .search-hit").first().waitFor();
const waitForHit = (page, text) => page.waitForFunction((text) => document.querySelector(".search-hit")?.textContent.includes(text), text);

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

    test("nothing of it is loaded before it is opened", async () => {
      const { context } = await watched(browser, site.url, { viewport: DESK });
      const page = await context.newPage();
      const asked = [];
      const base = new URL(site.url).href;
      page.on("request", (request) => asked.push(request.url().slice(base.length)));
      await page.goto(site.url + HOME);
      await page.waitForTimeout(1500);
      const isSearch = (path) => /^search\/|js\/search\./.test(path);
      assert.deepEqual(asked.filter(isSearch), []);
      await page.keyboard.press("/");
      await input(page).fill("池化");
      await waitForAnswer(page);
      assert.ok(asked.filter(isSearch).length > 2, "then it is");
      await context.close();
    });

    for (const [query, heading] of [["池化", "池化"], ["BN", "批归一化"], ["chihua", "池化"], ["tdxs", "梯度消失"]]) {
      flow(`${query} finds ${heading} while it is typed`, { viewport: DESK }, HOME, async (page) => {
        await page.keyboard.press("/");
        await input(page).pressSequentially(query);
        await waitForHit(page, heading);
        assert.ok(await page.locator(".search-hit mark").count(), "with marks");
        assert.ok((await page.locator(".search-note").first().textContent()).length > 0, "under the title of its note");
      });
    }

    flow("keys open it, choose, open a result and close it", { viewport: DESK }, HOME, async (page) => {
      const link = page.locator("main .prose a").first();
      await link.focus();
      await page.keyboard.press("Control+k");
      assert.ok(await isFocused(input(page)));
      await page.keyboard.press("Escape");
      assert.equal(await isOpen(page), false);
      assert.ok(await isFocused(link), "the focus is back");
      await page.keyboard.press("/");
      assert.equal(await input(page).inputValue(), "", "the key itself is not typed");
      await page.keyboard.type("池化");
      await waitForAnswer(page);
      const ids = await hits(page).evaluateAll((all) => all.map((it) => it.id));
      const active = () => input(page).getAttribute("aria-activedescendant");
      assert.equal(await active(), ids[0]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.equal(await active(), ids[2]);
      assert.equal(await chosen(page).count(), 1);
      await page.keyboard.press("ArrowUp");
      assert.equal(await active(), ids[1]);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      assert.equal(await active(), ids.at(-1), "from the first to the last");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      const target = await chosen(page).evaluate((it) => it.href);
      await page.keyboard.press("Enter");
      await page.waitForURL(target);
    });

    flow("what is chosen stays chosen when the rest of the answer comes", { viewport: DESK }, HOME, async (page, context) => {
      const held = [];
      await context.route(/search\/s-/, (route) => void held.push(route));
      await page.keyboard.press("/");
      await input(page).fill("为什么 归一化 梯度");
      await page.locator(".search-results[aria-busy=true] .search-hit").nth(3).waitFor();
      const early = await hits(page).evaluateAll((all) => all.map((it) => it.id));
      await page.keyboard.press("ArrowUp");
      assert.equal(await chosen(page).getAttribute("id"), early.at(-1));
      for (const route of held) await route.continue();
      await waitForAnswer(page);
      const late = await hits(page).evaluateAll((all) => all.map((it) => it.id));
      assert.notDeepEqual(late, early, "the whole answer is another one");
      assert.equal(await chosen(page).getAttribute("id"), early.at(-1), "and the choice is the same");
      assert.equal(await input(page).getAttribute("aria-activedescendant"), early.at(-1));
      await input(page).press("End");
      await input(page).pressSequentially(" 消失");
      await waitForAnswer(page);
      assert.equal(await chosen(page).getAttribute("id"), await hits(page).first().getAttribute("id"), "another question begins at its best");
    });

    flow("an input method keeps its keys", { viewport: DESK }, HOME, async (page, context) => {
      const session = await context.newCDPSession(page);
      await page.keyboard.press("/");
      await input(page).pressSequentially("卷积 ");
      await waitForAnswer(page);
      await session.send("Input.imeSetComposition", { text: "chi'hua", selectionStart: 7, selectionEnd: 7 });
      await page.evaluate(() => {
        const field = document.querySelector(".search-input");
        for (const key of ["ArrowDown", "Enter", "Escape"]) {
          field.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true }));
          // Safari's Enter that ends a composition comes after it.
          field.dispatchEvent(new KeyboardEvent("keydown", { key, keyCode: 229, bubbles: true, cancelable: true }));
        }
      });
      assert.equal(await isOpen(page), true, "Escape is the input method's");
      assert.ok(page.url().endsWith(HOME), "Enter opens nothing");
      assert.equal(await chosen(page).getAttribute("id"), await hits(page).first().getAttribute("id"), "arrows choose nothing");
      await page.waitForTimeout(200);
      assert.equal(await page.locator(".search-said:not([hidden])").count(), 0, "letters that are not meant are not looked for");
      await session.send("Input.insertText", { text: "池化" });
      await page.waitForFunction(() => [...document.querySelectorAll(".search-hit mark")].some((it) => it.textContent.includes("池化")));
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.href.endsWith(HOME));
    });

    flow("Enter before the answer opens the answer", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await page.evaluate(() => {
        const field = document.querySelector(".search-input");
        field.value = "反池化";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      });
      await page.waitForURL((url) => decodeURIComponent(url.href).includes("反池化"));
    });

    flow("an address with a query opens it", { viewport: DESK }, `${NORM}#q=${encodeURIComponent("感受野")}`, async (page) => {
      await waitForHit(page, "感受野");
      assert.equal(await input(page).inputValue(), "感受野");
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => location.hash), "", "and closing it takes the query away");
      await page.evaluate(() => (location.hash = "#q=%E6"));
      assert.equal(await input(page).inputValue(), "%E6", "what is no text is taken as it is");
    });

    flow("a hit is marked on its page, and Escape takes the marks away", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).pressSequentially("最大池化");
      await waitForHit(page, "最大池化");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.hash.length > 1);
      await waitForMarks(page);
      const texts = await marked(page);
      assert.ok(texts.includes("最大池化"), String(texts));
      const outside = await page.evaluate(() => {
        const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        return [...CSS.highlights.get("inkstone-hit")].filter((range) => !section.contains(range.startContainer)).length;
      });
      assert.equal(outside, 0, "only in the section");
      const top = await page.evaluate(() => [...CSS.highlights.get("inkstone-hit")][0].getBoundingClientRect().top);
      assert.ok(top >= 0 && top < DESK.height, `the first mark is in sight at ${top}`);
      await page.keyboard.press("Escape");
      assert.deepEqual(await marked(page), []);
      await page.reload();
      await page.waitForTimeout(300);
      assert.deepEqual(await marked(page), [], "and they do not come back");
    });

    flow("a hit on the same page is marked there", { viewport: DESK }, POOL, async (page) => {
      await page.keyboard.press("/");
      await page.locator("[data-filter=note]").click();
      await input(page).pressSequentially("反池化");
      await waitForHit(page, "反");
      const notes = await page.locator(".search-note").allTextContents();
      assert.deepEqual(notes, ["池化"], "the filter keeps to the note");
      // Where Enter comes before the answer to the last letter, it opens the hit when that is there.
      await page.keyboard.press("Enter");
      await dialog(page).waitFor({ state: "hidden" });
      await waitForMarks(page);
    });

    flow("without highlights the marks are elements, and leave no trace", { viewport: DESK }, NORM, async (page, context) => {
      await context.addInitScript(() => delete window.Highlight);
      await page.reload();
      const text = () => page.evaluate(() => [document.querySelector(".prose").textContent, document.querySelector(".prose").outerHTML]);
      const before = await text();
      await page.evaluate(() => inkstone.showMarks("", ["批归一化", "方差"]));
      const marks = await page.locator(".prose mark").allTextContents();
      assert.ok(marks.includes("批归一化") && marks.includes("方差"), String(marks));
      assert.equal((await text())[0], before[0]);
      await page.keyboard.press("Escape");
      assert.deepEqual(await text(), before);
    });

    flow("what is near and what is not found are told apart", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("graident");
      await hits(page).first().waitFor();
      assert.match(await page.locator(".search-said").textContent(), /gradient|梯度/i, "corrections are said");
      await input(page).fill("量子色动力学的夸克禁闭");
      await page.waitForFunction(() => document.querySelector(".search-said").textContent.includes("最接近") || !document.querySelector("[data-none]").hidden);
      await input(page).fill("꧁꧂");
      await page.locator("[data-none]").waitFor();
      assert.equal(await hits(page).count(), 0);
      assert.ok(await page.locator("[data-none] a").getAttribute("href"), "and the list of all notes is offered");
    });

    flow("the count is announced", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("池化");
      await hits(page).first().waitFor();
      await page.waitForFunction(() => /\d/.test(document.querySelector(".search [role=status]").textContent));
      const said = await page.locator(".search [role=status]").textContent();
      assert.equal(Number(said.match(/\d+/)[0]), await hits(page).count());
    });

    flow("more results come on demand", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("卷积");
      await hits(page).nth(9).waitFor();
      assert.equal(await hits(page).count(), 10);
      await page.locator(".search-more").click();
      await hits(page).nth(12).waitFor();
      assert.equal(await page.locator(".search-more").isVisible(), false);
      assert.ok(await isFocused(input(page)));
    });

    flow("what was looked for before is offered again", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("LSTM");
      await hits(page).first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.href.endsWith(HOME));
      await page.keyboard.press("/");
      assert.deepEqual(await hits(page).allTextContents(), ["LSTM"]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.equal(await input(page).inputValue(), "LSTM");
      await waitForHit(page, "LSTM");
      await input(page).fill("");
      await page.locator(".search-forget").click();
      assert.equal(await hits(page).count(), 0);
    });

    flow("on a phone it fills the screen", { viewport: PHONE, hasTouch: true }, NORM, async (page) => {
      await page.locator(".bottom-bar .search-open").tap();
      await input(page).fill("池化");
      await hits(page).first().waitFor();
      const box = await page.locator(".search-panel").boundingBox();
      assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, PHONE.width, PHONE.height]);
      // At one moment: the list is drawn anew when the last files of the index arrive.
      const low = await page.evaluate(() => [...document.querySelectorAll(".search button, .search-hit")]
        .filter((it) => it.checkVisibility())
        .map((it) => ({ text: it.textContent, height: it.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44));
      assert.deepEqual(low, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
      await page.locator(".search-close").tap();
      assert.equal(await isOpen(page), false);
    });

    flow("offers the topics of its results, which narrow them", { viewport: DESK }, HOME, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("归一化");
      const offered = page.locator("[data-offered]");
      await offered.first().waitFor();
      const names = await offered.allTextContents();
      assert.ok(names.every((name) => name.trim() !== ""), names.join());
      const id = await offered.first().getAttribute("data-topic-id");
      const before = await hits(page).evaluateAll((all) => all.map((it) => it.href));
      await offered.first().click();
      await page.waitForFunction((before) => [...document.querySelectorAll(".search-hit")].map((it) => it.href).join() !== before, before.join());
      const wanted = await page.evaluate((topic) => inkstone.find("归一化", { filter: { topic } }), id);
      assert.ok(wanted.results.length > 0);
      assert.ok(wanted.results.every((it) => it.topics.includes(id)));
      assert.deepEqual((await hits(page).evaluateAll((all) => all.map((it) => decodeURIComponent(it.hash.slice(1))))).sort(), wanted.results.map((it) => it.anchor).sort());
    });

    flow("Tab goes from the field to the filters and never leaves the dialog", { viewport: DESK }, POOL, async (page) => {
      await page.keyboard.press("/");
      await input(page).fill("池化");
      await page.locator("[data-offered]").first().waitFor();
      const topics = await page.locator("[data-offered]").count();
      const stops = [];
      for (let at = 0; at < 4 + topics; at += 1) {
        await page.keyboard.press("Tab");
        stops.push(await page.evaluate(() => document.activeElement?.className || document.activeElement?.dataset?.filter || document.activeElement?.tagName));
      }
      assert.deepEqual(stops, ["icon-button search-close", "unanswered", "note", ...Array(topics).fill("topic"), "search-more"]);
    });

    flow("other scripts get addresses relative to their page", { viewport: DESK }, NORM, async (page) => {
      const found = await page.evaluate(() => inkstone.search("最大池化", { limit: 3 }));
      assert.equal(found.length, 3);
      const [{ url, title, heading, path, snippet, score, exact }] = found;
      assert.ok(url.startsWith("../CNN/") && url.includes("#"), url);
      assert.equal(title, "池化");
      assert.match(heading, /池化/);
      assert.ok(Array.isArray(path) && typeof snippet === "string" && score > 0 && exact === true);
      const target = await page.evaluate((url) => new URL(url, location.href).href, url);
      await page.goto(target);
      assert.ok(await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))), "the anchor is there");
      assert.equal(await page.evaluate(async () => (await inkstone.search("池化")).length), 10);
    });

    flow("without a script the control leads to the list of all notes", { viewport: DESK, javaScriptEnabled: false }, NORM, async (page) => {
      const control = page.locator(".site-header .search-open");
      assert.equal(await control.getAttribute("role"), null);
      assert.equal(await page.locator(".search-field kbd").isVisible(), false);
      await control.click();
      assert.ok(page.url().endsWith("all.html"));
      const letters = page.locator(".letter-bar a");
      assert.ok((await letters.count()) > 10);
      assert.ok(await page.locator(".letter", { has: page.locator("h2", { hasText: /^C$/ }) }).locator("a", { hasText: "池化" }).count(), "池化 stands under C");
    });
  });
}

describe("axe finds nothing", { skip }, () => {
  for (const colorScheme of ["light", "dark"]) {
    test(colorScheme, async () => {
      const site = await reach(PLACES[0], folder);
      const { context } = await watched(browser, site.url, { colorScheme });
      const page = await context.newPage();
      await page.goto(site.url + POOL);
      await page.evaluate(axe);
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        for (const query of ["", "池化", "꧁꧂"]) {
          await page.evaluate((query) => (location.hash = `#q=${encodeURIComponent(query)}`), query);
          await page.waitForFunction((query) => document.querySelector("dialog.search").open && document.querySelector(".search-input").value === query, query);
          await page.waitForTimeout(400);
          const { violations, passes } = await page.evaluate(() => window.axe.run(document.querySelector("dialog.search"), { resultTypes: ["violations"], preload: false }));
          assert.ok(passes.length > 5, "axe has looked");
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((node) => node.html.slice(0, 200)).join(" | ")}`);
          assert.deepEqual(found, [], `${viewport.width} px, ${query}`);
          await page.keyboard.press("Escape");
        }
      }
      await context.close();
      await site.close();
    });
  }
});

describe("the same answers everywhere", { skip }, () => {
  const QUERIES = ["池化", "BN", "chihua", "tdxs", "批规一化", "conv2d", "梯度消失怎么办", "attention", "感受", "過擬合", "asdkjhqwe"];
  const answers = (page) => page.evaluate(async (queries) => {
    const all = {};
    for (const query of queries) {
      const found = await inkstone.search(query);
      all[query] = found.map(({ url, heading, snippet, exact }) => [url, heading, snippet, exact]);
    }
    return all;
  }, QUERIES);

  test("from disk, under a path, and when the network is gone", async () => {
    const seen = [];
    for (const place of [PLACES[0], PLACES[2]]) {
      const site = await reach(place, folder);
      const { context, faults } = await watched(browser, site.url);
      const page = await context.newPage();
      await page.goto(site.url + NORM);
      seen.push(await answers(page));
      await context.setOffline(true);
      seen.push(await answers(page));
      assert.deepEqual(faults, []);
      await context.close();
      await site.close();
    }
    assert.ok(Object.values(seen[0]).filter((found) => found.length === 10).length >= 7, "most queries find ten");
    for (const other of seen.slice(1)) assert.deepEqual(other, seen[0]);
  });

  test("when it cannot be loaded it says so, and tries again", async () => {
    const site = await reach(PLACES[2], folder);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site.url + HOME);
    await page.route(/\/search\/core\.js/, (route) => route.abort());
    await page.keyboard.press("/");
    await input(page).fill("池化");
    await page.waitForFunction(() => /刷新/.test(document.querySelector(".search-said").textContent));
    await page.unroute(/\/search\/core\.js/);
    await input(page).fill("池化层");
    await hits(page).first().waitFor();
    await context.close();
    await site.close();
  });

  test("files of two builds in a cache are loaded anew", async () => {
    const site = await reach(PLACES[2], folder);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site.url + HOME);
    // What a cache has kept has no mark in its address.
    await page.route(/\/search\/s-\d+\.js$/, async (route) => {
      const body = await (await route.fetch()).text();
      return route.fulfill({ contentType: "text/javascript", body: body.replace(/"build":"\w+"/, "\"build\":\"older\"") });
    });
    await page.keyboard.press("/");
    await input(page).fill("池化");
    await hits(page).first().waitFor();
    await page.waitForFunction(() => document.querySelector(".hit-snippet"));
    await context.close();
    await site.close();
  });
});

describe("hostile text", { skip }, () => {
  const EVIL = ["</script><script>window.pwned=1</script>", "<img src=x onerror=\"window.pwned=1\">", "\"'><svg onload=window.pwned=1>", "\u2028\u2029行分隔", "\u202e\u2066rtl\u2069\u202c", "{{7*7}} ${7*7} \\u0027", "javascript:alert(1)"];
  let site;
  let home;
  let place;
  before(async () => {
    home = mkdtempSync(join(tmpdir(), "inkstone-hostile-"));
    const notes = join(home, "notes");
    mkdirSync(notes);
    EVIL.forEach((text, at) => {
      const code = `\`${text}\``;
      writeFileSync(join(notes, `n${at}.md`), `---\ntitle: ${JSON.stringify(text)}\n---\n\n# 恶意 ${code}\n\n正文 ${code} 结束\n\n## 小节 ${code}\n\n又一段 ${code}\n`);
    });
    writeFileSync(join(notes, "long.md"), `# 很长\n\n${"无空格的长文".repeat(175_000)}\n\n${"x".repeat(1_000_000)}\n`);
    site = build(notes, join(home, "out"));
    place = await reach(PLACES[0], site);
  });
  after(async () => {
    await place?.close();
    if (home) rmSync(home, { recursive: true, force: true });
  });

  test("runs nothing and breaks nothing, in notes and in queries", async () => {
    const { context, faults } = await watched(browser, place.url);
    const page = await context.newPage();
    await page.goto(place.url + HOME);
    await page.keyboard.press("/");
    for (const query of [...EVIL, "恶意", "小节", "无空格", "x".repeat(5000), "𠮷\ud800", "\0", "   ", "%", "a\nb", "-".repeat(300)]) {
      await input(page).fill(query);
      await page.waitForTimeout(60);
      assert.equal(await page.locator(".search-said", { hasText: "刷新" }).count(), 0, `${JSON.stringify(query)} fails`);
      assert.ok(Array.isArray(await page.evaluate((query) => inkstone.search(query), query)), "an answer");
    }
    await input(page).fill("恶意");
    await hits(page).first().waitFor();
    assert.ok((await hits(page).allTextContents()).some((text) => text.includes("<img src=x")), "it is shown as text");
    assert.equal(await page.locator(".search :is(img, script)").count(), 0);
    const before = page.url();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href !== before);
    await waitForMarks(page);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    await context.close();
    assert.deepEqual(faults, []);
  });
});
