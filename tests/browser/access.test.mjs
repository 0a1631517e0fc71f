// axe-core finds nothing serious, light and dark, on a phone and at a desk.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, reach, workshop } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const link = (...names) => names.map(encodeURIComponent).join("/");
const PAGES = {
  own: { home: "index.html", "a note of questions": link("归一化", "批归一化.html"), "a folder": link("CNN", "index.html"), "all notes": "all.html", topics: "topics/index.html", "a topic": "topics/batch-normalization.html", study: "study.html", "open questions": "coverage.html", "page not found": "404.html" },
  mixed: { home: "index.html", "formulas, tables, callouts": link("归一化.html"), "images and embeds": link("深度 学习", "卷积 网络", "index.html"), code: link("C# 笔记", "指针#引用.html"), "an English note": link("深度 学习", "Transformer.html") },
};

const shop = workshop();
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
      place = await reach(PLACES[0], shop[site]());
    });
    after(() => place?.close());
    for (const [name, path] of Object.entries(pages)) {
      for (const colorScheme of ["light", "dark"]) {
        test(`${name}, ${colorScheme}`, () => isAccessible(place.url, path, colorScheme));
      }
    }
  });
}

async function isAccessible(base, path, colorScheme) {
  const { context } = await watched(browser, base, { colorScheme });
  const page = await context.newPage();
  await page.goto(base + path);
  await page.evaluate(axe);
  const found = [];
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.ok(passes.length > 5, "axe has looked");
    for (const { id, impact, nodes } of violations) {
      if (!["serious", "critical"].includes(impact)) continue;
      found.push(`${width} px: ${id} (${impact}): ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
    }
  }
  await context.close();
  assert.deepEqual(found, []);
}
