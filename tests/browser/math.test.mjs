// Formulas look the same with static/css/math.css and our WOFF2 fonts as with KaTeX's published style sheet and fonts.
//
// The HTML is ours both times: `examples/render_formulas.rs` renders `math/formulas.txt`. Formulas that are known to differ
// stand in `math/differences.json` with the reason.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import katex from "katex";
import { PNG } from "pngjs";
import { launch, skip } from "./browser.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const out = join(here, "out/math");
const published = pathToFileURL(join(here, "node_modules/katex/dist/katex.css")).href;

/** Device pixels per CSS pixel: finer than most screens that differ in a hair line. */
const SCALE = 2;

let browser;
let formulas;
let declarations;

before(async () => {
  if (skip) return;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "css"), { recursive: true });
  const list = join(here, "math/formulas.txt");
  const rendered = execFileSync(
    "cargo",
    ["run", "--quiet", "--example", "render_formulas", "--", list, join(out, "fonts")],
    { cwd: root, maxBuffer: 1 << 28 },
  );
  const json = JSON.parse(rendered);
  formulas = json.formulas;
  declarations = json.css;
  copyFileSync(join(root, "static/css/math.css"), join(out, "css/math.css"));
  browser = await launch();
});

after(() => browser?.close());

/** Pictures of all formulas, set as `html` says with the style sheet at `css` and a `<style>` of `own`. */
async function pictures(name, css, own, html) {
  const cells = formulas.map((formula) => `<div class="cell">${html(formula)}</div>`).join("\n");
  const file = join(out, `${name}.html`);
  writeFileSync(
    file,
    `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><link rel="stylesheet" href="${css}"><style>${own}</style>
<style>body{margin:0;font:16px/1.6 serif}.cell{display:flow-root;width:960px;padding:16px;overflow:hidden}</style>
<body>${cells}</body></html>`,
  );
  const page = await browser.newPage({ deviceScaleFactor: SCALE, viewport: { width: 1000, height: 900 } });
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) foreign.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  // Without waiting for each face by name a page can count as ready before its first layout has asked for one.
  await page.evaluate(() => Promise.allSettled([...document.fonts].map((face) => face.load())));
  await page.evaluate(() => document.fonts.ready);
  const failed = await page.evaluate(() => [...document.fonts].filter((f) => f.status === "error").map((f) => f.family));
  assert.deepEqual(failed, [], "every font that was asked for loads");
  const shots = await photographCells(page);
  await page.close();
  assert.deepEqual(foreign, [], "nothing is loaded from elsewhere");
  return shots;
}

/** A picture of every cell. Cells begin on whole pixels, so that none depends on the heights of those above it. */
async function photographCells(page) {
  const boxes = await page.evaluate(() => {
    const cells = [...document.querySelectorAll(".cell")];
    const heights = cells.map((cell) => Math.ceil(cell.getBoundingClientRect().height));
    cells.forEach((cell, index) => (cell.style.height = `${heights[index] - 32}px`));
    return cells.map((cell) => cell.getBoundingClientRect()).map(({ y, height }) => ({ y, height }));
  });
  const shots = [];
  while (shots.length < boxes.length) {
    // As many cells as fit into a picture that the browser can still draw.
    const first = boxes[shots.length];
    const strip = boxes.slice(shots.length).filter((box) => box.y + box.height - first.y < 4000);
    const last = strip[strip.length - 1];
    const clip = { x: 0, y: first.y, width: 1000, height: last.y + last.height - first.y };
    const picture = PNG.sync.read(await stillPicture(page, clip));
    for (const box of strip) {
      const shot = new PNG({ width: picture.width, height: box.height * SCALE });
      PNG.bitblt(picture, shot, 0, (box.y - first.y) * SCALE, shot.width, shot.height, 0, 0);
      shots.push(shot);
    }
  }
  return shots;
}

/** A picture of part of a page once two in a row are the same: on a busy machine one can be taken before all of it is drawn. */
async function stillPicture(page, clip) {
  let last = await page.screenshot({ fullPage: true, clip });
  for (let taken = 1; taken < 20; taken += 1) {
    const next = await page.screenshot({ fullPage: true, clip });
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error("the page never stands still");
}

/** Our HTML with each class of the page's own style element written as a style attribute, as KaTeX would. */
function withStyleAttributes(html) {
  const known = new Map([...declarations.matchAll(/\.([^{}]+)\{([^{}]*)\}/g)].map((match) => [match[1], match[2]]));
  return html.replace(/ class="([^"]*)"/g, (_, value) => {
    const classes = value.split(" ");
    const style = classes.filter((name) => known.has(name)).map((name) => known.get(name));
    const rest = classes.filter((name) => !known.has(name));
    return ` class="${rest.join(" ")}"${style.length > 0 ? ` style="${style.join(";")}"` : ""}`;
  });
}

/** Whether two pictures of one formula differ in any pixel; if so, both are left in the output folder to look at. */
function differs(index, nameA, picturesA, nameB, picturesB) {
  const [a, b] = [picturesA[index], picturesB[index]];
  if (a.width === b.width && a.height === b.height && a.data.equals(b.data)) return false;
  writeFileSync(join(out, `${index}-${nameA}.png`), PNG.sync.write(a));
  writeFileSync(join(out, `${index}-${nameB}.png`), PNG.sync.write(b));
  return true;
}

test("math.css draws formulas as the published style sheet does", { skip }, async () => {
  assert.ok(formulas.length >= 150, `${formulas.length} formulas`);
  assert.deepEqual(formulas.filter((formula) => formula.error !== null), [], "every formula of the list is set");

  const ours = await pictures("ours", "css/math.css", declarations, (formula) => formula.html);
  const theirs = await pictures("published", published, "", (formula) => withStyleAttributes(formula.html));
  const blank = ours.filter((shot) => shot.data.every((byte) => byte === 255));
  assert.equal(blank.length, 0, "every formula leaves ink");

  const known = JSON.parse(readFileSync(join(here, "math/differences.json"), "utf8"));
  const different = formulas
    .filter((_, index) => differs(index, "ours", ours, "published", theirs))
    .map((formula) => formula.tex);
  for (const tex of different) console.log(`differs: ${tex}\n  ${known[tex] ?? "for no reason that is listed"}`);
  console.log(`${formulas.length} formulas compared, ${different.length} differ`);
  assert.deepEqual(different, Object.keys(known), "those that differ are those that are listed");
  assert.ok(different.length <= formulas.length * 0.02, "at most 2 % differ");
});

test("a wide display scrolls in its own box, under the pages' policy", { skip }, async () => {
  const number = formulas.find((formula) => formula.tex.includes("\\label{eq:sigmoid}"));
  const wide = formulas.find((formula) => formula.tex.startsWith("\\hat\\beta"));
  const tagged = wide.html.replace(/<\/span><\/span><\/span><\/div>$/, '<span class="katex-tag">(7)</span>$&');
  const hash = createHash("sha256").update(declarations).digest("base64");
  const file = join(out, "narrow.html");
  writeFileSync(
    file,
    `<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src file: 'sha256-${hash}'; font-src file:">
<link rel="stylesheet" href="css/math.css"><style>${declarations}</style>
<body>${number.html}${tagged}</body></html>`,
  );
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.fonts.ready);
  const seen = await page.evaluate(() => {
    const box = (element) => element.getBoundingClientRect();
    const [fits, scrolls] = document.querySelectorAll(".math.display");
    const tag = scrolls.querySelector(".katex-tag");
    const bases = [...scrolls.querySelectorAll(".katex-html > .katex-base")];
    return {
      page: document.documentElement.scrollWidth,
      fits: fits.scrollWidth - fits.clientWidth,
      scrolls: scrolls.scrollWidth - scrolls.clientWidth,
      gap: box(tag).left - Math.max(...bases.map((base) => box(base).right)),
      // A height that only a class of the page's own style element gives.
      strut: box(scrolls.querySelector(".katex-strut")).height,
      vertical: scrolls.scrollHeight - scrolls.clientHeight,
    };
  });
  await page.close();
  assert.deepEqual(messages, []);
  assert.equal(seen.page, 360, "the page does not scroll sideways");
  assert.equal(seen.fits, 0);
  assert.ok(seen.scrolls > 100 && seen.gap > 0 && seen.strut > 20 && seen.vertical === 0, JSON.stringify(seen));
});

test("our HTML against that of KaTeX's own JavaScript (a figure, no limit)", { skip }, async () => {
  const attributes = (formula) => withStyleAttributes(formula.html);
  const script = (formula) => {
    const html = katex.renderToString(formula.numbered, { displayMode: formula.display, throwOnError: false, strict: false, trust: true });
    return formula.display ? `<div class="math display">${html}</div>` : `<span class="math">${html}</span>`;
  };
  const ours = await pictures("rust", published, "", attributes);
  const theirs = await pictures("javascript", published, "", script);
  const different = formulas.filter((_, index) => differs(index, "rust", ours, "javascript", theirs));
  console.log(`${different.length} of ${formulas.length} differ from KaTeX's own HTML:`);
  for (const formula of different) console.log(`  ${formula.tex}`);
  assert.ok(different.length < formulas.length / 2);
});
