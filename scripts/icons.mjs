// Draws the icons of the installed site from static/img/seal.svg: `node scripts/icons.mjs`, with Chromium and the packages of
// tests/browser. The same seal gives the same bytes, which are committed.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const root = new URL("../", import.meta.url);
const require = createRequire(new URL("tests/browser/package.json", root));
const { chromium } = require("playwright-core");
const { PNG } = require("pngjs");

const seal = readFileSync(new URL("static/img/seal.svg", root), "utf8");
// What cuts a maskable icon to its own shape may take all outside of the middle 80 %, so the seal's ground fills it.
const ground = seal.replace(' rx="6"', "").replace('viewBox="0 0 32 32"', 'viewBox="-3 -3 38 38"').replace('<rect width="32" height="32"', '<rect x="-3" y="-3" width="38" height="38"');
const ICONS = [
  ["icon-192.png", seal, 192],
  ["icon-512.png", seal, 512],
  ["icon-maskable-512.png", ground, 512],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox"] });
const page = await browser.newPage();
for (const [name, svg, size] of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<!doctype html><style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  const shot = PNG.sync.read(await page.screenshot({ omitBackground: true }));
  const bytes = PNG.sync.write(shot, { deflateLevel: 9, inputHasAlpha: true });
  writeFileSync(new URL(`static/img/${name}`, root), bytes);
  console.log(`static/img/${name}: ${bytes.length} bytes`);
}
await browser.close();
