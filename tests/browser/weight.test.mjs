// What a page weighs as a host sends it, and that nothing of it moves once it is seen.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { serveAll } from "./server.mjs";
import { build, workshop } from "./sites.mjs";

/** For a note of text alone, with everything it loads by itself, after gzip. */
const MOST = 45 * 1024;
const address = (...names) => names.map(encodeURIComponent).join("/");
const FORMULAS = address("归一化", "批归一化.html");
const PAGES = ["index.html", FORMULAS, address("CNN", "池化.html"), address("CNN", "index.html"), "topics/batch-normalization.html", "topics/index.html", "study.html", "all.html", "coverage.html"];

const shop = workshop();
let browser;
let server;
before(async () => {
  if (skip) return;
  const notes = join(shop.folder, "text notes");
  mkdirSync(notes);
  const paragraph = "梯度沿着残差连接直接传回前面的层，所以很深的网络也能训练；归一化让每层的输入分布保持稳定。";
  const question = (at) => `## ${at}. 第${at}个问题怎么回答？\n\n${`${paragraph}第${at}次。`.repeat(4)}\n`;
  writeFileSync(join(notes, "README.md"), "# 文字\n\n从[这里](note.md)读起。\n");
  writeFileSync(join(notes, "note.md"), `# 只有文字的笔记\n\n${Array.from({ length: 12 }, (_, at) => question(at + 1)).join("\n")}`);
  server = await serveAll({ "/own/": shop.own(), "/text/": build(notes, join(shop.folder, "text")) }, 0, { compressed: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  shop.remove();
});

/** Opens the page at `path` in a browser that knows nothing of the site yet: what it asked for, with the bytes of each answer. */
async function visit(path, look = () => {}) {
  const { context, faults } = await watched(browser, server.origin, { viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push({ type: request.resourceType(), path: decodeURIComponent(new URL(request.url()).pathname) }));
  await page.goto(server.origin + path, { waitUntil: "networkidle" });
  await page.waitForTimeout(500);
  const result = await look(page);
  await context.close();
  assert.deepEqual(faults, []);
  return { asked: asked.map((each) => ({ ...each, bytes: server.sent.get(each.path) ?? 0 })), result };
}
const list = (asked) => asked.map(({ path, bytes }) => `${path} ${bytes}`).join("\n");

describe("a page of text", { skip }, () => {
  for (const [name, path] of [["of a small folder", "/text/note.html"], ["of the repository's own site", `/own/${address("来源.html")}`]]) {
    test(`${name} has at most 45 KB, and one style sheet`, async () => {
      const { asked } = await visit(path);
      const sum = asked.reduce((sum, { bytes }) => sum + bytes, 0);
      console.log(`${path}: ${(sum / 1024).toFixed(1)} KB`);
      assert.ok(asked.length > 3 && asked.every(({ bytes }) => bytes > 0), list(asked));
      assert.ok(sum <= MOST, list(asked));
      assert.equal(asked.filter(({ type }) => type === "stylesheet").length, 1, list(asked));
      assert.deepEqual(asked.filter(({ type }) => type === "font"), []);
    });
  }
});

describe("a page of formulas", { skip }, () => {
  test("loads the style sheet of formulas and the faces it sets, no others", async () => {
    const { asked, result: used } = await visit(`/own/${FORMULAS}`, (page) =>
      page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        const found = new Set();
        while (walker.nextNode()) {
          const { parentElement, data } = walker.currentNode;
          if (!parentElement.closest(".katex-html") || data.trim() === "") continue;
          const { fontFamily, fontWeight, fontStyle } = getComputedStyle(parentElement);
          for (const family of fontFamily.split(",").map((name) => name.trim().replaceAll('"', ""))) {
            if (family.startsWith("KaTeX")) found.add(`${family} ${Number(fontWeight) >= 600 ? "Bold" : ""}${fontStyle === "italic" ? "Italic" : ""}`.trim());
          }
        }
        return [...found];
      }));
    const sum = asked.reduce((sum, { bytes }) => sum + bytes, 0);
    const faces = asked.filter(({ type }) => type === "font").map(({ path }) => /KaTeX_[^.]*/.exec(path)[0].replace("-", " ").replace(/ ?Regular/, "").replace(" Math", " "));
    console.log(`/own/${decodeURIComponent(FORMULAS)}: ${(sum / 1024).toFixed(1)} KB, ${faces.length} faces`);
    assert.ok(faces.length >= 3, list(asked));
    assert.deepEqual(faces.filter((face) => !used.includes(face)), [], `used are ${used}`);
    assert.equal(asked.filter(({ type }) => type === "stylesheet").length, 2);
  });
});

describe("nothing moves", { skip }, () => {
  /** The sum of what moved on each page at `path`, while `late` files come 400 ms after they are asked for. */
  const moves = async (viewport, late) => {
    const { context } = await watched(browser, server.origin, { viewport });
    await context.route(late, async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue().catch(() => {});
    });
    await context.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
          if (!hadRecentInput) window.shifts.push([value, sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 100)).join(" | ")]);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const page = await context.newPage();
    const moved = [];
    for (const path of PAGES) {
      await page.goto(`${server.origin}/own/${path}`, { waitUntil: "networkidle" });
      await page.waitForTimeout(300);
      const shifts = await page.evaluate(() => window.shifts);
      const hasFormulas = (await page.locator(".katex").count()) > 0;
      moved.push({ path: decodeURIComponent(path), hasFormulas, sum: shifts.reduce((sum, [value]) => sum + value, 0), shifts });
    }
    await context.close();
    return moved;
  };
  for (const viewport of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
    test(`at ${viewport.width} px, however late scripts and pictures come`, async () => {
      const moved = await moves(viewport, /\/(js\/site|js\/study|data\/)|\.(png|jpg|svg)(\?|$)/);
      // How wide a formula is only its faces tell: a line may break elsewhere when they come.
      assert.deepEqual(moved.filter(({ sum, hasFormulas }) => sum > (hasFormulas ? 0.03 : 0)), []);
    });
    test(`at ${viewport.width} px, hardly anything when the faces of formulas come late`, async () => {
      const moved = await moves(viewport, /\/fonts\//);
      assert.deepEqual(moved.filter(({ sum }) => sum > 0.03), []);
    });
  }
});
