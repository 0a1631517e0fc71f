// Every page of every site, from disk, at a root and under a path: it asks no other host, says nothing on the console,
// keeps its own policy, never scrolls sideways, and every link leads to a file and a place in it.
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { corpusNames, PLACES, pagesOf, reach, workshop } from "./sites.mjs";

const WIDTHS = [320, 360, 820, 1440];
/** For the folders of others, which are large, and for the pages of topics, which are many. */
const FEW_WIDTHS = [320, 1440];
/** Of the pages and sheets of topics, which are all of one kind, so many are opened once more where the place alone is another. */
const ONE_OF = 20;
const isTopic = (path) => /^(topics|cram)\//.test(path) && path !== "topics/index.html";
const [DISK, , PATH] = PLACES;
const shop = workshop();

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
});

crawl("the repository's own site", shop.own, PLACES, WIDTHS);
crawl("mixed notes", shop.mixed, PLACES, WIDTHS);
// What tells a root from a path is seen in the small ones.
for (const name of corpusNames) crawl(name, () => shop.corpus(name), [DISK, PATH], FEW_WIDTHS);

function once(make) {
  let made;
  return () => (made ??= make());
}

function crawl(name, make, places, widths) {
  describe(name, { skip }, () => {
    // Made when the first test asks, so that a test left out costs nothing.
    const folder = once(make);
    const visits = once(() => visitAll(folder(), DISK, widths));
    for (const place of places) {
      test(`is quiet ${place}`, async () => isQuiet(await (place === DISK ? visits() : visitAll(folder(), place, []))));
    }
    test("has no dead link", async () => hasNoDeadLink(folder(), await visits()));
    test("never scrolls sideways", async () => assert.deepEqual((await visits()).pages.flatMap((page) => page.wide), []));
  });
}

/** Opens every page of the site in `folder`, at each of `widths`, and notes what there is to say about each. */
async function visitAll(folder, place, widths) {
  const { url, close } = await reach(place, folder);
  const { context, foreign, faults } = await watched(browser, url);
  const page = await context.newPage();
  const pages = [];
  const visited = pagesOf(folder).filter((path, at) => place === DISK || !isTopic(path) || at % ONE_OF === 0);
  for (const path of visited) {
    await page.goto(url + path);
    const found = await page.evaluate(async () => {
      // Lazy images are asked for too.
      for (const image of document.images) image.loading = "eager";
      await document.fonts.ready;
      return {
        ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
        // The page of study may have built its views by now, which addresses on it name.
        views: Object.keys(window.inkstone?.study?.views ?? {}),
        // The links of a drawing have an object where others have an address.
        links: [...document.querySelectorAll("[href], [src]")].map((element) => {
          const written = element.getAttribute("href") ?? element.getAttribute("src");
          return [written, new URL(written, document.baseURI).href];
        }),
        remote: [...document.querySelectorAll('img[referrerpolicy="no-referrer"]')].map((image) => image.src),
        fonts: [...document.fonts].filter((face) => face.status === "error").map((face) => face.family),
        unset: document.querySelector(".katex") !== null && ![...document.fonts].some((face) => face.status === "loaded"),
      };
    });
    pages.push({ path, wide: await tooWide(page, path, isTopic(path) ? widths.filter((width) => FEW_WIDTHS.includes(width)) : widths), ...found });
  }
  await page.waitForLoadState("networkidle");
  await context.close();
  await close();
  return { url, pages, foreign, faults };
}

/** Where among `widths` the page scrolls sideways. */
async function tooWide(page, path, widths) {
  const wide = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    if (over > 0) wide.push(`${path} at ${width} px: ${over} px too wide`);
  }
  return wide;
}

function isQuiet({ pages, foreign, faults }) {
  assert.deepEqual(faults, [], "nothing on the console");
  for (const { path, fonts, unset } of pages) {
    assert.deepEqual(fonts, [], `every face of ${path} loads`);
    assert.equal(unset, false, `formulas of ${path} have their faces`);
  }
  const remote = new Set(pages.flatMap((page) => page.remote));
  const unexpected = foreign.filter((request) => request.type !== "image" || !remote.has(request.url));
  assert.deepEqual(unexpected, [], "no other host is asked but for images that a note links");
}

function hasNoDeadLink(folder, { url, pages }) {
  const ids = new Map();
  for (const page of pages) {
    const twice = page.ids.filter((id, index) => page.ids.indexOf(id) !== index);
    assert.deepEqual(twice, [], `${page.path} gives each id once`);
    ids.set(page.path, new Set([...page.ids, ...page.views]));
  }
  const isDead = ([written, target]) => {
    if (typeof target !== "string" || !target.startsWith("file:")) return false;
    if (written.startsWith("/")) return true;
    const [address, fragment] = target.split("#");
    const inside = address.slice(url.length);
    const file = join(folder, decodeURIComponent(inside));
    if (!address.startsWith(url) || !existsSync(file) || !statSync(file).isFile()) return true;
    const page = inside.split("/").map((part) => encodeURIComponent(decodeURIComponent(part))).join("/");
    return Boolean(fragment) && ids.has(page) && !ids.get(page).has(decodeURIComponent(fragment));
  };
  // The script of the page of study shows a view by each of these.
  const isView = (path, written) => path === "study.html" && /^#(today|decks|plan|mock|figures|progress|review)\b/.test(written);
  const dead = pages.flatMap(({ path, links }) => links.filter(([written, target]) => !isView(path, written) && isDead([written, target])).map(([written]) => `${path}: ${written}`));
  assert.deepEqual(dead, [], "every link leads somewhere");
  assert.ok(pages.some((page) => page.links.length > 10), "there are links at all");
}
