// What no tool finds by reading a page: the order of the focus and that it can be seen, names of landmarks, formulas read once,
// what is said aloud, colours that the system forces, a window of 320 by 256 px (400 % of 1280 by 1024), and no motion.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, reach, workshop } from "./sites.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const ZOOMED = { width: 320, height: 256 };
const address = (...names) => names.map(encodeURIComponent).join("/");
const NORM = address("归一化", "批归一化.html");
const POOL = address("CNN", "池化.html");
const TOPIC = "topics/batch-normalization.html";
const PAGES = ["index.html", NORM, POOL, address("CNN", "index.html"), TOPIC, "topics/index.html", "study.html", "all.html", "coverage.html", "offline.html"];

const shop = workshop();
let browser;
let site;
before(async () => {
  if (skip) return;
  browser = await launch();
  site = await reach(PLACES[0], shop.own());
});
after(async () => {
  await browser?.close();
  await site?.close();
  shop.remove();
});

/** Runs `run` on a fresh page of the site; nothing may be said on the console meanwhile. */
async function flow(options, run) {
  const { context, faults } = await watched(browser, site.url, options);
  const page = await context.newPage();
  await run(page, context);
  await context.close();
  assert.deepEqual(faults, []);
}
const open = async (page, path) => {
  await page.goto("about:blank");
  await page.goto(site.url + path);
  if (path.startsWith("study.html")) await page.locator(".study-view > *").first().waitFor();
};
const searched = async (page, query) => {
  await page.keyboard.press("/");
  await page.locator(".search-input").fill(query);
  await page.locator(".search-results[aria-busy=false] .search-hit").first().waitFor();
};

describe("landmarks", { skip }, () => {
  for (const viewport of [PHONE, DESK]) {
    test(`have names, each its own, at ${viewport.width} px`, () => flow({ viewport }, async (page) => {
      for (const path of PAGES) {
        await open(page, path);
        const client = await page.context().newCDPSession(page);
        const { nodes } = await client.send("Accessibility.getFullAXTree");
        await client.detach();
        const LANDMARKS = ["banner", "main", "contentinfo", "navigation", "complementary", "region", "search", "form"];
        const found = nodes.filter(({ ignored, role }) => !ignored && LANDMARKS.includes(role?.value)).map(({ role, name }) => `${role.value}: ${name?.value ?? ""}`);
        for (const role of ["banner", "main", "contentinfo"]) assert.equal(found.filter((each) => each.startsWith(`${role}:`)).length, 1, `${path} has one ${role}: ${found}`);
        const named = found.filter((each) => !/^(banner|main|contentinfo):/.test(each));
        assert.ok(named.length > 0, path);
        assert.deepEqual(named.filter((each) => each.endsWith(": ")), [], `${path}: landmarks without a name`);
        assert.deepEqual(named.filter((each, at) => named.indexOf(each) !== at), [], `${path}: landmarks of one name`);
        assert.equal(nodes.filter(({ ignored, role, properties }) => !ignored && role?.value === "heading" && properties?.some(({ name, value }) => name === "level" && value.value === 1)).length, 1, `${path} has one title`);
      }
    }));
  }
});

describe("the focus", { skip }, () => {
  const ORDER = ["skip", "header", "tree", "main", "outline", "footer", "bar"];
  for (const viewport of [PHONE, DESK]) {
    test(`goes through the page in the order in which it is read, and is never covered, at ${viewport.width} px`, () => flow({ viewport }, async (page) => {
      for (const path of ["index.html", NORM, TOPIC, "study.html"]) {
        await open(page, path);
        // Whoever goes by keyboard begins when all is there: what scripts put in later has no place in an order of before.
        await page.waitForLoadState("networkidle");
        const passed = [];
        const stops = [];
        for (const key of ["Tab", "Shift+Tab"]) {
          for (let stop = 0; stop < 400; stop += 1) {
            await page.keyboard.press(key);
            const look = () => page.evaluate(() => {
              const element = document.activeElement;
              if (!element || element === document.body) return null;
              const parts = { skip: "a.skip", header: ".site-header", tree: "#tree", main: "main", outline: "#toc", footer: ".site-footer", bar: ".bottom-bar", card: ".topic-card" };
              const [part] = Object.entries(parts).find(([, selector]) => element.closest(selector)) ?? [`nowhere: ${element.outerHTML.slice(0, 120)}`];
              // Of a link over several lines the first is enough; of what is larger than the window, any corner.
              const seen = [...element.getClientRects()].some((box) => {
                const [left, right] = [Math.max(1, box.left + 1), Math.min(innerWidth - 1, box.right - 1)];
                const [top, bottom] = [Math.max(1, box.top + 1), Math.min(innerHeight - 1, box.bottom - 1)];
                if (left > right || top > bottom) return false;
                return [[left, top], [right, bottom], [(left + right) / 2, (top + bottom) / 2]].some(([x, y]) => {
                  const over = document.elementFromPoint(x, y);
                  return over !== null && (element.contains(over) || over.contains(element));
                });
              });
              return { part, seen, what: element.outerHTML.slice(0, 160), tabIndex: element.tabIndex };
            });
            let at = await look();
            // What has come into view counts when it is drawn, and the card of the word before has a moment to close.
            if (at && !at.seen) {
              await page.waitForTimeout(600);
              at = await look();
            }
            if (!at) break;
            assert.ok(at.seen, `${path}: ${at.what} has the focus and cannot be seen (${key})`);
            assert.ok(at.tabIndex <= 0, `${path}: ${at.what} jumps the queue`);
            if (key === "Tab" && at.part !== "card") passed.push(at.part);
            if (key === "Tab") stops.push(`${at.part}: ${at.what.slice(0, 80)}`);
          }
        }
        const parts = passed.filter((part, at) => part !== passed[at - 1]);
        assert.deepEqual(parts, ORDER.filter((part) => parts.includes(part)), `${path}: the order of its parts\n${stops.join("\n")}`);
        assert.ok(parts.includes("header") && parts.includes("main"), String(parts));
      }
    }));
  }

  test("comes back from whatever lies over the page", () => flow({ viewport: DESK }, async (page) => {
    await open(page, POOL);
    const has = (selector) => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);
    await page.locator(".header-tools .search-open").focus();
    await page.keyboard.press("Enter");
    await page.locator(".search-input").waitFor();
    // Nothing behind the dialog can be reached.
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog.search") !== null), "the focus stays in search");
    }
    await page.keyboard.press("Escape");
    assert.ok(await has(".search-open"), "back from search");
  }));
});

describe("formulas", { skip }, () => {
  test("are read once, as MathML", () => flow({ viewport: DESK }, async (page) => {
    await open(page, NORM);
    const { formulas, once, hidden } = await page.evaluate(() => {
      const all = [...document.querySelectorAll("main .math:not(.math-error)")];
      return {
        formulas: all.length,
        once: all.filter((formula) => formula.querySelectorAll("math").length === 1).length,
        hidden: all.filter((formula) => formula.querySelector(".katex-html")?.getAttribute("aria-hidden") === "true").length,
      };
    });
    assert.ok(formulas > 10);
    assert.deepEqual([once, hidden], [formulas, formulas]);
    const client = await page.context().newCDPSession(page);
    const { nodes } = await client.send("Accessibility.getFullAXTree");
    const read = nodes.filter(({ ignored, role }) => !ignored && role?.value === "MathMLMath");
    const isShown = await page.evaluate(() => [...document.querySelectorAll("main .math:not(.math-error)")].filter((formula) => formula.checkVisibility()).length);
    assert.ok(read.length >= isShown, `${read.length} of ${isShown} are in what is read aloud`);
    // What only draws is not: of its letters none is in the tree.
    const drawn = await page.evaluate(() => document.querySelectorAll(".katex-html :is(a, button, [tabindex], [role])").length);
    assert.equal(drawn, 0);
  }));
});

describe("what is said aloud", { skip }, () => {
  /** Collects what every live region of the page comes to say. */
  const listen = (page) => page.evaluate(() => {
    window.spoken = [];
    const watch = () => {
      for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
        if (region.dataset.watched) continue;
        region.dataset.watched = "";
        new MutationObserver(() => region.textContent.trim() && window.spoken.push(region.textContent.trim())).observe(region, { childList: true, characterData: true, subtree: true });
      }
    };
    watch();
    new MutationObserver(watch).observe(document.body, { childList: true });
  });
  const heard = async (page, pattern) => {
    await page.waitForFunction((source) => window.spoken.some((text) => new RegExp(source).test(text)), pattern.source).catch(async () => {
      assert.fail(`${pattern} was never said, but ${JSON.stringify(await page.evaluate(() => window.spoken))}`);
    });
  };

  test("search says how many it has found, and that it has found none", () => flow({ viewport: DESK }, async (page) => {
    await open(page, "index.html");
    await listen(page);
    await searched(page, "池化");
    await heard(page, /\d+/);
    const said = await page.evaluate(() => window.spoken.length);
    await page.locator(".search-input").fill("asdkjhqwe");
    await page.waitForFunction((said) => window.spoken.length > said, said);
    await heard(page, /(^|\D)0(\D|$)|没有/);
  }));

  test("study says what a grade has done, and moves the focus to what is next", () => flow({ viewport: DESK }, async (page) => {
    await open(page, "study.html#review");
    await listen(page);
    const isAtTitle = () => page.evaluate(() => document.activeElement?.matches(".question-title"));
    assert.ok(await isAtTitle(), "the question is read first");
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
    assert.ok(await page.evaluate(() => document.activeElement?.matches(".question-answer")), "then its answer");
    await page.keyboard.press("3");
    await heard(page, /./);
    await page.waitForFunction(() => document.activeElement?.matches(".question-title"));
  }));

  test("recall says what it has done", () => flow({ viewport: DESK }, async (page) => {
    await open(page, NORM);
    await listen(page);
    await page.keyboard.press("h");
    await heard(page, /./);
  }));
});

describe("a window of 320 by 256 px", { skip }, () => {
  const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  test("shows search and its results, and study with its buttons, without scrolling sideways", () => flow({ viewport: ZOOMED }, async (page) => {
    await open(page, "index.html");
    await searched(page, "归一化");
    assert.ok(await isWide(page) <= 0, "search");
    const room = await page.evaluate(() => {
      const box = document.querySelector(".search-results").getBoundingClientRect();
      return { input: document.querySelector(".search-input").getBoundingClientRect().width, list: Math.min(box.bottom, innerHeight) - box.top };
    });
    assert.ok(room.input > 120 && room.list > 60, `there is room to type and to read: ${JSON.stringify(room)}`);
    for (const view of ["today", "decks", "plan", "mock", "figures", "progress", "review"]) {
      await open(page, `study.html#${view}`);
      assert.ok(await isWide(page) <= 0, view);
    }
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
    assert.ok(await isWide(page) <= 0, "an answer");
    const covered = await page.evaluate(() => document.querySelector(".session-bar").getBoundingClientRect().height / innerHeight);
    assert.ok(covered < 0.6, `the bar leaves room for the answer: it takes ${Math.round(covered * 100)} %`);
  }));
  test("reads a note, with bars that take less than half of it", () => flow({ viewport: ZOOMED }, async (page) => {
    for (const path of PAGES) {
      await open(page, path);
      assert.ok(await isWide(page) <= 0, path);
      await page.evaluate(() => scrollTo(0, 400));
      const bars = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .map((element) => element.getBoundingClientRect()).filter(({ top, bottom, width }) => width > innerWidth / 2 && bottom > 0 && top < innerHeight).reduce((sum, { height }) => sum + height, 0));
      assert.ok(bars < ZOOMED.height / 2, `${path}: ${bars} px of bars`);
    }
  }));
});

describe("forced colours", { skip }, () => {
  /** What tells a state by its ground alone would tell it no longer. */
  test("keep icons, dots, bars and states apart", () => flow({ viewport: DESK, forcedColors: "active" }, async (page) => {
    await open(page, NORM);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const icons = await page.locator(".icon:visible").evaluateAll((all) => all.map((icon) => getComputedStyle(icon).backgroundColor));
    assert.ok(icons.length > 0);
    for (const icon of icons) assert.ok(icon !== paper && icon !== ground && icon !== "rgba(0, 0, 0, 0)", `an icon of ${icon} on ${paper}`);
    await searched(page, "归一化");
    const outline = await page.locator(".search-hit[aria-selected=true]").evaluate((hit) => getComputedStyle(hit).outlineStyle);
    assert.notEqual(outline, "none", "the chosen result has an outline");
    await page.locator(".search-filters [aria-pressed]").first().click();
    const [on, off] = await page.evaluate(() => ["true", "false"].map((state) => getComputedStyle(document.querySelector(`.search-filters [aria-pressed=${state}]`)).borderTopWidth));
    assert.notEqual(on, off, "a pressed filter looks pressed");
    await open(page, "coverage.html");
    const bars = await page.locator(".coverage-bar").first().evaluate((bar) => ["track", "begun", "done"].map((name) => getComputedStyle(bar.querySelector(`.${name}`)).fill));
    assert.equal(new Set(bars).size, 3, `the parts of a bar differ: ${bars}`);
    await open(page, "study.html#today");
    const tab = await page.evaluate(() => ["[aria-current]", ":not([aria-current])"].map((state) => getComputedStyle(document.querySelector(`.study-nav a${state}`)).borderBottomColor));
    assert.notEqual(tab[0], tab[1], "the chosen view has its line");
    await open(page, "study.html#review");
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
    const borders = await page.locator(".grade").evaluateAll((all) => all.map((grade) => getComputedStyle(grade).borderTopStyle));
    assert.deepEqual([...new Set(borders)], ["solid"], "grades have their frames");
  }));
});

describe("who wants no motion", { skip }, () => {
  test("gets none, on any kind of page", () => flow({ viewport: PHONE, reducedMotion: "reduce" }, async (page) => {
    const still = async (where) => {
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .flatMap((element) => [null, "::before", "::after", "::backdrop"].map((part) => [element, getComputedStyle(element, part)]))
          .filter(([, style]) => style.scrollBehavior === "smooth" || [style.transitionDuration, style.animationName === "none" ? "0s" : style.animationDuration].flatMap((value) => value.split(",")).some((time) => parseFloat(time) > 0.011))
          .map(([element]) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(moving, [], where);
    };
    for (const path of PAGES) {
      await open(page, path);
      await still(path);
    }
    await open(page, NORM);
    await page.locator(".bottom-bar [popovertarget=toc]").click();
    await still("the outline");
    await page.keyboard.press("Escape");
    await searched(page, "池化");
    await still("search");
    await open(page, "study.html#review");
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
    await still("a session");
  }));
});
