// Notes that are hard to lay out: nothing is wider than the screen down to 320 px (1280 px at 400 %), nothing that one
// points at is too small, and whoever goes by keyboard sees where they are.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { hardNotes, oneNote } from "./hard.mjs";
import { PLACES, build, pagesOf, reach, workshop } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NORM = "归一化/批归一化.html".split("/").map(encodeURIComponent).join("/");
const OWN = ["index.html", NORM, "all.html", "topics/index.html", "topics/batch-normalization.html", "study.html", "coverage.html", "404.html"];

const shop = workshop();
let browser;
let folder;
before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "inkstone-layout-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const SITES = {
  "hard notes": () => build(hardNotes(join(folder, "hard")), join(folder, "hard-site")),
  "one note": () => build(oneNote(join(folder, "one")), join(folder, "one-site")),
  "the repository's own site": () => shop.own(),
};

for (const [name, make] of Object.entries(SITES)) {
  describe(name, { skip }, () => {
    let place;
    let paths;
    before(async () => {
      const output = make();
      place = await reach(PLACES[0], output);
      paths = name.startsWith("the") ? OWN : pagesOf(output).filter((path) => !path.includes("cram/"));
    });
    after(() => place?.close());

    /** What `look` finds on each page. */
    const everywhere = async (options, look) => {
      const found = [];
      const { context } = await watched(browser, place.url, options);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(place.url + path);
        await page.evaluate(() => document.fonts.ready);
        found.push(...(await look(page)).map((what) => `${decodeURIComponent(path)}: ${what}`));
      }
      await context.close();
      return found;
    };

    for (const width of [320, 360, 820, 1440]) {
      test(`nothing sticks out at ${width} px`, async () => {
        assert.deepEqual(await everywhere({ viewport: { width, height: 740 } }, sticksOut), []);
      });
    }
    for (const width of [360, 1440]) {
      test(`what one points at is large enough at ${width} px`, async () => {
        assert.deepEqual(await everywhere({ viewport: { width, height: 740 } }, tooSmall), []);
      });
    }
    test("the focus is seen wherever it goes", async () => {
      assert.deepEqual(await everywhere({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" }, hiddenFocus), []);
    });
    test("and at 400 % too", async () => {
      assert.deepEqual(await everywhere({ viewport: { width: 320, height: 256 }, reducedMotion: "reduce" }, hiddenFocus), []);
    });
  });
}

/** The page if it scrolls sideways, and what stands outside of the window without a box around it that scrolls. */
function sticksOut(page) {
  return page.evaluate(() => {
    const found = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide in ${clientWidth}`);
    const clips = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible" || getComputedStyle(box).clipPath !== "none") return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll("main *")) {
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || (box.left >= -1 && box.right <= clientWidth + 1)) continue;
      if (!element.checkVisibility({ visibilityProperty: true }) || clips(element)) continue;
      found.push(`${element.outerHTML.slice(0, 80)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    return found.slice(0, 4);
  });
}

/** Targets below 24 px with others too near, by WCAG 2.5.8; words in a sentence are free of it. */
async function tooSmall(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["target-size"], resultTypes: ["violations"] }));
  return violations.flatMap(({ nodes }) => nodes.map((node) => `${node.html.slice(0, 100)}: ${node.any.map(({ message }) => message).join(" ")}`)).slice(0, 4);
}

/** Stops of the Tab key that show no ring, or that something covers. */
async function hiddenFocus(page) {
  const found = [];
  for (let at = 0; at < 60; at++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const name = element.outerHTML.slice(0, 100);
      const style = getComputedStyle(element);
      const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || element.matches(".search-input");
      const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      const points = boxes.flatMap((box) => [0.1, 0.5, 0.9].flatMap((x) => [0.15, 0.5, 0.85].map((y) => [box.left + box.width * x, box.top + box.height * y])));
      const isSeen = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (element.contains(top) || top.contains(element));
      });
      return { name, fault: !ring ? "shows no ring" : !isSeen ? "is covered or out of sight" : "" };
    });
    if (!seen) break;
    if (seen.fault) found.push(`${seen.name} ${seen.fault}`);
  }
  return [...new Set(found)].slice(0, 4);
}
