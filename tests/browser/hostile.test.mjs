// Hostile notes in a real browser, from disk and under a path: `tests/hostile` has the attacks and the places where they stand.
// Nothing that they hold may run, ask another host, open a dialog or hurt the policy of its page.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { build, exportTo, PLACES, pagesOf, reach, root, workshop } from "./sites.mjs";

const [DISK, , PATH] = PLACES;
/** Of the pages of notes and topics, which are many, so many are opened; another share at each place. */
const ONE_OF = 6;
const QUERIES = ["script", "onerror", "__xss", "javascript:", "<img", "\">", "别名", "evil.invalid", "constructor", "__proto__"];

const shop = workshop();
const notes = join(shop.folder, "hostile");
let browser;
let site;
before(async () => {
  if (skip) return;
  write(notes);
  site = build(notes, join(shop.folder, "hostile-site"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
});

/** Puts each attack into each place, as `tests/it/hostile.rs` does. */
function write(folder) {
  mkdirSync(join(folder, "content"), { recursive: true });
  const read = (name) => readFileSync(join(root, "tests/hostile", name), "utf8");
  const [note, topic] = [read("note.md"), read("topic.yaml")];
  let topics = "";
  Object.values(JSON.parse(read("vectors.json"))).flat().forEach((text, number) => {
    const line = text.replace(/[\n\r]/g, " ");
    // Names are bytes to the system, of which it takes 255.
    const name = [...line.replaceAll("/", "\u2215").replaceAll("\0", "")].slice(0, 40).join("");
    const filled = (template) =>
      [["DATE", number % 2 ? "2026-01-31" : JSON.stringify(text)], ["N", `${number}`], ["NAME", name], ["YAML", JSON.stringify(text)], ["LINE", line], ["TEXT", text]].reduce((all, [key, value]) => all.replaceAll(`@${key}@`, () => value), template);
    writeFileSync(join(folder, "content", `${number}-${name}.md`), filled(note));
    topics += filled(topic);
  });
  writeFileSync(join(folder, "content/topics.yaml"), topics);
  const title = JSON.stringify(`"></title></script><script>__xss=1</script>'`);
  writeFileSync(join(folder, "site.toml"), `title = ${title}\ndescription = ${title}\nauthor = ${title}\nlang = "zh-Hans"\nremote_images = "link"\n`);
}

/** A context whose pages say when an attack has worked. */
async function guarded(base) {
  const { context, foreign, faults } = await watched(browser, base);
  await context.addInitScript(() => {
    Object.defineProperty(window, "__xss", { set: () => console.error(`attack: ${location.href}`), get: () => undefined });
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    faults.push(`${page.url()}: a dialog says ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { context, page, isQuiet: () => assert.deepEqual([faults, foreign], [[], []]) };
}

describe("hostile notes", { skip }, () => {
  for (const [at, place] of [DISK, PATH].entries()) {
    test(`run nothing on any kind of page ${place}`, async () => {
      const { url, close } = await reach(place, site);
      const { context, page, isQuiet } = await guarded(url);
      const isMany = (path) => /^([0-9]+-|topics\/|cram\/)/.test(path);
      const visited = pagesOf(site).filter((path, number) => !isMany(path) || number % ONE_OF === at);
      for (const path of visited) {
        await page.goto(url + path);
        await page.evaluate(() => {
          for (const link of document.querySelectorAll("a.topic, summary, .question-answer")) link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
      }
      await context.close();
      await close();
      isQuiet();
    });

    test(`run nothing in search, cards and study ${place}`, async () => {
      const { url, close } = await reach(place, site);
      const { context, page, isQuiet } = await guarded(url);
      await page.goto(`${url}index.html`);
      for (const query of QUERIES) {
        const found = await page.evaluate((query) => window.inkstone.search(query, { limit: 30 }), query);
        assert.ok(Array.isArray(found), query);
        await page.keyboard.press("/");
        await page.locator("dialog input, [role=search] input, input[type=search]").first().fill(query);
        await page.waitForTimeout(150);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Escape");
      }
      const note = pagesOf(site).find((path) => path.startsWith("0-"));
      await page.goto(url + note);
      for (const link of (await page.locator("a.topic:visible").all()).slice(0, 3)) {
        await link.hover();
        await page.waitForTimeout(400);
      }
      for (const view of ["today", "decks", "plan", "mock", "figures", "progress", "review"]) {
        await page.goto(`${url}study.html#${view}`);
        await page.waitForTimeout(300);
      }
      await page.keyboard.press("Space");
      await page.keyboard.press("3");
      await page.waitForTimeout(300);
      await context.close();
      await close();
      isQuiet();
    });
  }

  for (const [format, ending] of [["single-html", "html"], ["print", "html"]]) {
    test(`run nothing in ${format}`, async () => {
      const file = exportTo(format, notes, join(shop.folder, `${format}.${ending}`));
      const { context, page, isQuiet } = await guarded(pathToFileURL(shop.folder).href);
      await page.goto(pathToFileURL(file).href);
      await page.waitForTimeout(1000);
      if (format === "single-html") {
        const links = await page.evaluate(() => [...document.querySelectorAll("a[href^='#/']")].map((link) => link.hash).slice(0, 40));
        for (const hash of links) {
          await page.evaluate((hash) => { location.hash = hash; }, hash);
          await page.waitForTimeout(60);
        }
      }
      await context.close();
      isQuiet();
    });
  }
});
