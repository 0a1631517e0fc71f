// axe-core finds nothing on any kind of page, light and dark, on a phone and at a desk.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findings } from "./axe.mjs";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, exportTo, reach, root, workshop } from "./sites.mjs";

const WIDTHS = [360, 1440];
const link = (...names) => names.map(encodeURIComponent).join("/");
const answered = async (page) => {
  await page.locator(".search-results[aria-busy=false] .search-hit").first().waitFor();
};
const shown = async (page) => {
  await page.locator(".study-view > *").first().waitFor();
};
const revealed = async (page) => {
  await shown(page);
  await page.keyboard.press(" ");
  await page.locator(".grades").waitFor();
};
/** The kinds of pages: an address, what readers do there first, and widths other than the usual. */
const PAGES = {
  own: {
    home: ["index.html"],
    "a note of questions": [link("归一化", "批归一化.html")],
    "a note of text": [link("使用说明.html")],
    "a note with pictures": [link("CNN", "池化.html")],
    "a folder": [link("CNN", "index.html")],
    "all notes": ["all.html"],
    "topics and their map": ["topics/index.html"],
    "a topic": ["topics/batch-normalization.html"],
    "open questions": ["coverage.html"],
    "page not found": ["404.html"],
    "no network": ["offline.html"],
    search: [`index.html#q=${encodeURIComponent("归一化")}`, answered],
    "search that finds nothing": [`index.html#q=asdkjhqwe`, (page) => page.locator("[data-none]:not([hidden])").waitFor()],
    recall: [link("归一化", "批归一化.html"), async (page) => {
      await page.keyboard.press("h");
      await page.locator(".recall-cover").first().waitFor();
    }],
    ...Object.fromEntries(["today", "decks", "plan", "mock", "figures", "progress", "review"].map((view) => [`study, ${view}`, [`study.html#${view}`, shown]])),
    "study, an answer": ["study.html#review", revealed],
  },
  mixed: {
    home: ["index.html"],
    "formulas, tables, callouts": [link("归一化.html")],
    "images and embeds": [link("深度 学习", "卷积 网络", "index.html")],
    code: [link("C# 笔记", "指针#引用.html")],
    "an English note": [link("深度 学习", "Transformer.html")],
  },
  // On a phone nobody prints, and without scripts nothing tells which of its formulas scroll.
  exports: { "a folder to print": ["print.html", undefined, [1440]] },
};

const shop = workshop();
const make = {
  own: shop.own,
  mixed: shop.mixed,
  exports() {
    mkdirSync(join(shop.folder, "exports"));
    exportTo("print", root, join(shop.folder, "exports", "print.html"), "--only", "归一化");
    return join(shop.folder, "exports");
  },
};
let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
});

for (const [site, pages] of Object.entries(PAGES)) {
  describe(site, { skip }, () => {
    let place;
    before(async () => {
      place = await reach(PLACES[0], make[site]());
    });
    after(() => place?.close());
    for (const [name, [path, first, widths = WIDTHS]] of Object.entries(pages)) {
      for (const colorScheme of ["light", "dark"]) {
        test(`${name}, ${colorScheme}`, async () => {
          const { context } = await watched(browser, place.url, { colorScheme });
          const page = await context.newPage();
          await page.goto(place.url + path);
          await first?.(page);
          const found = await findings(page, widths);
          await context.close();
          assert.deepEqual(found, []);
        });
      }
    }
  });
}
