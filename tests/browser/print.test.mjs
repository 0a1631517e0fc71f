// The page to print, printed: what stands on which page, and the outline of the PDF.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, skip as noBrowser, watched } from "./browser.mjs";
import { exportTo, root, workshop } from "./sites.mjs";

const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined;
if (!hasPoppler && process.env.CI) throw new Error("pdftotext is not installed");
const skip = noBrowser || (hasPoppler ? false : "pdftotext is not installed");

let browser;
let shop;
before(async () => {
  if (skip) return;
  shop = workshop();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop?.remove();
});

/** Prints the page of `folder`: the texts of the pages, the chapters as the page has them, and the PDF itself. */
async function printed(folder, name, ...args) {
  const file = exportTo("print", folder, join(shop.folder, `${name}.html`), ...args);
  const url = pathToFileURL(file).href;
  const { context, faults, foreign } = await watched(browser, url);
  const page = await context.newPage();
  await page.goto(url);
  const chapters = await page.$$eval(".book-chapter", (all) => all.map((each) => each.querySelector("h1, h2, h3")?.innerText.trim()));
  const questions = await page.$$eval(".question-title", (all) => all.map((each) => each.innerText.trim()));
  const path = join(shop.folder, `${name}.pdf`);
  await page.pdf({ path, outline: true, tagged: true, preferCSSPageSize: true });
  await context.close();
  assert.deepEqual(faults, [], "the page breaks its own policy, or asks for what is not there");
  assert.deepEqual(foreign.filter(({ type }) => type !== "image"), []);
  const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const pages = text.split("\f").slice(0, -1).map((each) => each.split("\n").map((line) => line.trim()).filter(Boolean));
  const outline = execFileSync("pdfinfo", [path], { encoding: "utf8" });
  return { pages, chapters, questions, path, info: outline };
}

/** A text without what a PDF may put between its letters. */
const bare = (text) => text.normalize("NFKC").replace(/\s+/g, "");

function checkPages({ pages, chapters, questions, info }, title, number) {
  assert.match(info, /Tagged:\s+yes/);
  // The cover: the title is on page one, and no chapter and no page number is.
  assert.ok(bare(pages[0].join("")).includes(bare(title)), `page one has no title: ${pages[0]}`);
  assert.ok(pages[0].length < 8, `page one is no cover: ${pages[0]}`);
  assert.notEqual(pages[0].at(-1), "1");
  pages.forEach((lines, at) => {
    if (at === 0) return;
    assert.equal(lines.at(-1), String(at + 1), `page ${at + 1} has no number`);
    assert.ok(lines.length > 1, `page ${at + 1} is empty`);
  });
  // Each chapter begins a page, in order.
  let from = number;
  for (const chapter of chapters) {
    const at = pages.findIndex((lines, index) => index >= from && bare(lines.slice(0, 3).join("")).startsWith(bare(chapter)));
    assert.ok(at > 0, `no page begins with ${chapter}`);
    from = at + 1;
  }
  // No page ends in the title of a question.
  for (const lines of pages) {
    const last = bare(lines.at(-2) ?? "");
    assert.ok(!questions.some((question) => last === bare(question)), `a page ends in the question ${last}`);
  }
}

test("a folder prints with cover, contents, and each note on pages of its own", { skip, timeout: 240_000 }, async () => {
  const book = await printed(root, "part", "--only", "归一化");
  assert.ok(book.chapters.length >= 2 && book.questions.length > 10);
  checkPages(book, "归一化", 2);
  assert.ok(bare(book.pages[1].join("")).startsWith("目录"), "the contents follow the cover");
  assert.ok(book.pages.length > 10 && book.pages.length < 120, `${book.pages.length} pages`);
});

test("all kinds of writing print, with a page for each part", { skip, timeout: 240_000 }, async () => {
  const book = await printed(join(root, "tests/sites/mixed/in"), "mixed");
  checkPages(book, "混合的笔记", 2);
  assert.ok(book.pages.length >= book.chapters.length + 2, `${book.pages.length} pages`);
});

test("the outline of the PDF has parts, notes and questions below each other", { skip, timeout: 240_000 }, async () => {
  const { path } = await printed(join(root, "tests/sites/mixed/in"), "outline");
  const xml = execFileSync("pdftohtml", ["-xml", "-i", "-stdout", path], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  const found = new Map();
  let depth = 0;
  for (const [, open, close, text] of xml.matchAll(/(<outline>)|(<\/outline>)|<item page="\d+">(.*?)<\/item>/g)) {
    depth += open ? 1 : close ? -1 : 0;
    if (text !== undefined && !found.has(bare(text))) found.set(bare(text), depth);
  }
  const level = (title) => found.get(bare(title));
  assert.equal(level("目录"), 1, JSON.stringify([...found]));
  assert.equal(level("深度 学习"), 1);
  assert.equal(level("卷积网络"), 2);
  assert.equal(level("感受野"), 3);
  assert.equal(level("1. 感受野怎么计算"), 4);
});
