// Takes pictures of what readers see, to be looked at: `node tests/browser/shots.mjs [--into FOLDER] [WORD...]`.
//
// Every scene at three widths, light and dark, as `SCENE-WIDTH-THEME.png`, one sheet for each scene with all six, and
// `index.html` with all of them. Words choose scenes whose names hold one of them. The folder is `shots/`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, skip, watched } from "./browser.mjs";
import { hardNotes, manyNotes, oneNote } from "./hard.mjs";
import { build, corpusNames, mixedNotes, reach, root, workshop } from "./sites.mjs";

if (skip) throw new Error(skip);
const given = process.argv.slice(2);
const into = given[0] === "--into" ? given.splice(0, 2)[1] : undefined;
const target = into ? resolve(into) : join(root, "shots");
const SIZES = [[360, 740], [820, 1180], [1440, 900]];
const THEMES = ["light", "dark"];

const notes = mkdtempSync(join(tmpdir(), "inkstone-shots-"));
const shop = workshop();
/** How each site is built, once and when the first scene asks for it. */
const SITES = {
  own: () => shop.own(),
  mixed: () => build(mixedNotes(notes), join(notes, "mixed-site")),
  hard: () => build(hardNotes(join(notes, "hard")), join(notes, "hard-site")),
  one: () => build(oneNote(join(notes, "one")), join(notes, "one-site")),
  many: () => build(manyNotes(join(notes, "many")), join(notes, "many-site")),
};
for (const name of corpusNames) SITES[name] = () => shop.corpus(name);

/** Scrolls so that `selector` stands below what is at the upper edge. */
const to = (selector) => async (page) => {
  await page.locator(selector).first().evaluate((element) => {
    element.scrollIntoView({ block: "start" });
    if (element.getBoundingClientRect().top < 70) scrollBy(0, element.getBoundingClientRect().top - 70);
  });
};
const press = (key) => (page) => page.keyboard.press(key);
const searchFor = (words) => async (page) => {
  await page.keyboard.press("/");
  await page.locator(".search-input").fill(words);
  await page.waitForTimeout(900);
};
const recall = async (page) => {
  await page.keyboard.press("h");
  await page.keyboard.press(" ");
  await page.waitForTimeout(250);
};
const session = (shown) => async (page) => {
  await page.goto(page.url().replace(/#.*/, ""));
  await page.locator(".study-view > *").first().waitFor();
  await page.locator(".study-view .primary").first().click();
  await page.locator(".session-card").waitFor();
  if (shown) {
    await page.keyboard.press(" ");
    await page.locator(".grades").waitFor();
  }
};
const popover = (id) => async (page) => {
  const button = page.locator(`[popovertarget="${id}"]:not(.panel-close):visible`).first();
  if (await button.count()) await button.click();
};
const card = async (page) => {
  const link = page.locator("main a.topic").nth(1);
  await link.scrollIntoViewIfNeeded();
  await link.hover();
  await page.waitForTimeout(700);
};
const enlarged = async (page) => {
  await page.locator("main .enlarge").first().click();
  await page.waitForTimeout(250);
};

const NORM = "归一化/批归一化.html";
/** What is looked at: the site, the page, what is done there first. */
const SCENES = {
  "home": ["own", "index.html"],
  "home-contents": ["own", "index.html", to(".contents")],
  "note": ["own", NORM],
  "note-answer": ["own", NORM, to(".question:nth-of-type(2)")],
  "note-figure": ["own", "CNN/池化.html", to("figure.image")],
  "note-links": ["own", NORM, to(".question-links")],
  "note-end": ["own", NORM, to(".note-end")],
  "note-formulas": ["own", "基础/损失函数.html", to(".math.display")],
  "note-print": ["own", NORM, "print"],
  "note-tree": ["own", NORM, popover("tree")],
  "note-outline": ["own", NORM, popover("toc")],
  "folder": ["own", "CNN/index.html"],
  "all": ["own", "all.html"],
  "topics": ["own", "topics/index.html"],
  "topics-map": ["own", "topics/index.html", to(".topic-map")],
  "topic": ["own", "topics/batch-normalization.html"],
  "topic-mentions": ["own", "topics/batch-normalization.html", to("#asked")],
  "topic-card": ["own", NORM, card],
  "search-empty": ["own", NORM, press("/")],
  "search": ["own", NORM, searchFor("批归一化")],
  "search-sound": ["own", NORM, searchFor("tdxs")],
  "search-nothing": ["own", NORM, searchFor("qwzxv")],
  "recall": ["own", NORM, recall],
  "study": ["own", "study.html"],
  "study-front": ["own", "study.html", session(false)],
  "study-back": ["own", "study.html", session(true)],
  "study-decks": ["own", "study.html#decks"],
  "study-plan": ["own", "study.html#plan"],
  "study-mock": ["own", "study.html#mock"],
  "study-figures": ["own", "study.html#figures"],
  "study-progress": ["own", "study.html#progress"],
  "cram": ["own", "cram/batch-normalization.html"],
  "coverage": ["own", "coverage.html"],
  "missing-page": ["own", "404.html"],
  "lightbox": ["own", "CNN/池化.html", enlarged],
  "mixed": ["mixed", "归一化.html"],
  "mixed-english": ["mixed", "深度 学习/Transformer.html"],
  "hard-words": ["hard", "长词.html"],
  "hard-empty": ["hard", "长词.html", to(".question[data-state=empty]")],
  "hard-callout": ["hard", "长词.html", to(".callout")],
  "hard-wide-table": ["hard", "长表格.html"],
  "hard-long-table": ["hard", "长表格.html", to("#长表")],
  "hard-cells": ["hard", "长表格.html", to("#一个格子里有一大段")],
  "hard-quotes": ["hard", "深引用.html"],
  "hard-quote-parts": ["hard", "深引用.html", to(".question:nth-of-type(2)")],
  "hard-formulas": ["hard", "宽公式.html"],
  "hard-code": ["hard", "长代码.html"],
  "hard-many": ["hard", "三百个标题.html", to("#第-30-章-一章的名字有的长有的短")],
  "hard-many-outline": ["hard", "三百个标题.html", popover("toc")],
  "hard-print": ["hard", "长代码.html", "print"],
  "hard-nothing": ["hard", "只有标题.html"],
  "hard-home": ["hard", "index.html"],
  "hard-topic": ["hard", "topics/batch-normalization.html"],
  "one-home": ["one", "index.html"],
  "one-note": ["one", "一篇.html"],
  "many-home": ["many", "index.html"],
  "many-note": ["many", "第3卷/第4章/第5节.html"],
  "many-tree": ["many", "第3卷/第4章/第5节.html", popover("tree")],
  "many-all": ["many", "all.html"],
  "zoomed": ["own", NORM, "zoom"],
  "zoomed-search": ["own", NORM, "zoom", searchFor("批归一化")],
  "zoomed-study": ["own", "study.html", "zoom", session(true)],
  "forced-colours": ["own", NORM, "forced"],
  "forced-colours-study": ["own", "study.html", "forced", session(true)],
};
if (corpusNames.includes("seed")) {
  SCENES["seed"] = ["seed", "deep_learning.html"];
  SCENES["seed-image"] = ["seed", "deep_learning.html", to(".missing-image")];
  SCENES["seed-quote"] = ["seed", "deep_learning.html", to("blockquote")];
  SCENES["seed-home"] = ["seed", "index.html"];
}
if (corpusNames.includes("interview-book")) SCENES["interview-home"] = ["interview-book", "index.html"];
if (corpusNames.includes("pumpkin-book")) {
  SCENES["pumpkin"] = ["pumpkin-book", "docs/chapter3/chapter3.html"];
  SCENES["pumpkin-formulas"] = ["pumpkin-book", "docs/chapter3/chapter3.html", to(".math.display:nth-of-type(8)")];
}

const chosen = Object.keys(SCENES).filter((name) => given.length === 0 || given.some((word) => name.includes(word)));
mkdirSync(target, { recursive: true });
const browser = await launch();
const places = {};
const faults = [];

for (const name of chosen) {
  const [site, path, ...acts] = SCENES[name];
  places[site] ??= await reach("from disk", SITES[site]());
  const [address, hash = ""] = path.split("#");
  const url = places[site].url + address.split("/").map(encodeURIComponent).join("/") + (hash && `#${hash}`);
  if (acts[0] === "print") {
    await print(name, url);
    continue;
  }
  for (const theme of THEMES) {
    for (const [width, height] of SIZES) {
      try {
        await shoot(name, url, width, height, theme, acts);
      } catch (error) {
        faults.push(`${name}, ${width} px, ${theme}: ${String(error).split("\n")[0]}`);
      }
    }
  }
  await sheet(name);
  console.log(name);
}
index();
for (const place of Object.values(places)) await place.close();
await browser.close();
shop.remove();
rmSync(notes, { recursive: true, force: true });
for (const fault of faults) console.error(fault);
console.log(pathToFileURL(join(target, "index.html")).href);
process.exitCode = faults.length > 0 ? 1 : 0;

/** One picture. At 400 % a window is a quarter as wide and high, which 1280 pixels make 320. */
async function shoot(name, url, width, height, theme, acts) {
  const isZoomed = acts.includes("zoom");
  const viewport = isZoomed ? { width: Math.max(320, Math.round(width / 4.5)), height: Math.max(256, Math.round(height / 4)) } : { width, height };
  const { context } = await watched(browser, url, {
    viewport,
    deviceScaleFactor: isZoomed ? 4 : 1,
    colorScheme: theme,
    reducedMotion: "reduce",
    forcedColors: acts.includes("forced") ? "active" : "none",
    hasTouch: width < 500,
    isMobile: width < 500 && !isZoomed,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await page.goto(url);
    await ready(page);
    for (const act of acts) if (typeof act === "function") await act(page);
    await ready(page);
    await page.screenshot({ path: join(target, `${name}-${width}-${theme}.png`) });
  } finally {
    await context.close();
  }
}

async function ready(page) {
  await page.evaluate(() => document.fonts.ready);
  // Pictures further down are lazy and may never come.
  await page.evaluate(() => Promise.race([Promise.all([...document.images].map((image) => image.decode().catch(() => {}))), new Promise((done) => setTimeout(done, 400))]));
  await page.waitForTimeout(150);
}

/** The first pages on paper. */
async function print(name, url) {
  const page = await browser.newPage();
  await page.goto(url);
  await ready(page);
  const pdf = join(target, `${name}.pdf`);
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  await page.close();
  if (spawnSync("pdftoppm", ["-v"]).error) return console.log(`${name}: only as PDF, pdftoppm is not installed`);
  execFileSync("pdftoppm", ["-r", "80", "-png", "-l", "4", pdf, join(target, `${name}-page`)]);
  await sheet(name);
  console.log(name);
}

/** All pictures of one scene on one. */
async function sheet(name) {
  const isOf = (file) => file.startsWith(`${name}-`) && /^-(\d+-(light|dark)|page-\d+)\.png$/.test(file.slice(name.length));
  const order = (file) => THEMES.findIndex((theme) => file.includes(theme)) * 10000 + Number(/\d+/.exec(file.slice(name.length))?.[0]);
  const files = readdirSync(target).filter(isOf).sort((one, other) => order(one) - order(other));
  const row = (theme) => `<div>${files.filter((file) => theme === "" ? file.includes("-page-") : file.includes(`-${theme}.`)).map((file) => `<img src="${encodeURIComponent(file)}">`).join("")}</div>`;
  const html = join(target, ".sheet.html");
  writeFileSync(html, `<!doctype html><meta charset="utf-8"><style>body{margin:8px;background:#888}div{display:flex;align-items:flex-start;gap:8px;margin-bottom:8px;width:max-content}img{zoom:.55}</style>${["light", "dark", ""].map(row).join("")}`);
  const page = await browser.newPage({ viewport: { width: 1500, height: 600 } });
  await page.goto(pathToFileURL(html).href);
  await page.screenshot({ path: join(target, `sheet-${name}.png`), fullPage: true });
  await page.close();
  rmSync(html);
}

/** A page of all sheets there are, those of earlier runs too. */
function index() {
  const sheets = readdirSync(target).filter((file) => file.startsWith("sheet-")).map((file) => file.slice("sheet-".length, -".png".length));
  const names = [...Object.keys(SCENES).filter((name) => sheets.includes(name)), ...sheets.filter((name) => !(name in SCENES))];
  const list = names.map((name) => `<h2>${name}</h2><p><a href="sheet-${name}.png"><img loading="lazy" src="sheet-${name}.png" alt="${name}"></a>`).join("\n");
  writeFileSync(join(target, "index.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>body{font:1rem system-ui;margin:1rem;background:#ddd}img{max-width:100%}</style>${list}</html>\n`);
}
