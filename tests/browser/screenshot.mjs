// Takes the picture of the README: `node tests/browser/screenshot.mjs`.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { reach, workshop } from "./sites.mjs";

const target = join(dirname(fileURLToPath(import.meta.url)), "../../docs/screenshot.png");
const shop = workshop();
const { url, close } = await reach("from disk", shop.own());
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
await page.goto(`${url}CNN/${encodeURIComponent("池化")}.html#3-最大池化的前向和反向怎么算`);
await page.evaluate(() => document.fonts.ready);
await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView());
await page.waitForTimeout(300);
await page.screenshot({ path: target });
await browser.close();
await close();
shop.remove();
