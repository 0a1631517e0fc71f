// What a reader does on a page, from disk and over http under a path: theme, drawers, outline, copying, images, paper,
// keyboard, and all of it without scripts.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, evidence, reach, workshop } from "./sites.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const NORM = `${encodeURIComponent("归一化")}.html`;
const CNN = ["深度 学习", "卷积 网络", "index.html"].map(encodeURIComponent).join("/");
const CODE = ["C# 笔记", "指针#引用.html"].map(encodeURIComponent).join("/");

const shop = workshop();
let browser;
let folder;
before(async () => {
  if (skip) return;
  folder = shop.mixed();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop.remove();
});

for (const place of [PLACES[0], PLACES[2]]) {
  describe(place, { skip }, () => {
    let site;
    before(async () => {
      site = await reach(place, folder);
    });
    after(() => site?.close());

    /** Runs `flow` on a fresh page of the site; nothing may be said on the console meanwhile. */
    const flow = (name, options, path, run) =>
      test(name, async () => {
        const { context, faults } = await watched(browser, site.url, options);
        const page = await context.newPage();
        await page.goto(site.url + path);
        await run(page, context);
        await context.close();
        assert.deepEqual(faults, []);
      });

    flow("the chosen theme is there before the first paint, on every page", { viewport: DESK, colorScheme: "light" }, NORM, async (page, context) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      const button = page.locator("button.theme-button");
      await button.click(); // light
      await button.click(); // dark
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
      const dark = await ground();
      assert.notEqual(dark, light);
      await context.addInitScript(() => {
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.themeAtBody = document.documentElement.dataset.theme;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      });
      for (const path of [NORM, CNN, "index.html"]) {
        await page.goto(site.url + path);
        assert.equal(await page.evaluate(() => window.themeAtBody), "dark", `${path} begins dark`);
        assert.equal(await ground(), dark);
      }
      await page.locator("button.theme-button").click(); // as the system
      await page.reload();
      assert.equal(await ground(), light);
    });

    flow("without a choice the system's theme holds", { viewport: DESK, colorScheme: "dark" }, NORM, async (page) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const dark = await ground();
      await page.emulateMedia({ colorScheme: "light" });
      assert.notEqual(await ground(), dark);
    });

    flow("a phone opens the tree and the outline from its lower edge", { viewport: PHONE, hasTouch: true }, NORM, async (page) => {
      for (const [panel, label] of [["tree", "目录"], ["toc", "本页"]]) {
        const target = page.locator(`#${panel}`);
        const opener = page.locator(`.bottom-bar [popovertarget=${panel}]`);
        assert.equal(await target.isVisible(), false);
        const box = await opener.boundingBox();
        assert.ok(box.height >= 44 && box.width >= 44, `${label} is large enough for a thumb`);
        await opener.focus();
        await page.keyboard.press("Enter");
        assert.equal(await target.isVisible(), true, `${label} opens`);
        await page.keyboard.press("Escape");
        assert.equal(await target.isVisible(), false, `Escape closes ${label}`);
        assert.equal(await opener.evaluate((button) => button === document.activeElement), true, "the focus is back");
      }
      await page.locator(".bottom-bar [popovertarget=toc]").tap();
      await page.locator("#toc li a").nth(2).tap();
      assert.equal(await page.locator("#toc").isVisible(), false, "a choice closes the outline");
      assert.notEqual(await page.evaluate(() => location.hash), "");
      const bar = await page.locator(".bottom-bar").boundingBox();
      assert.ok(bar.y + bar.height <= PHONE.height + 1, "the bar is on the screen");
    });

    flow("the tree opens folders and leads to their notes", { viewport: DESK }, NORM, async (page) => {
      const item = page.locator("#tree li.folder", { has: page.locator("> a .label", { hasText: "深度 学习" }) }).first();
      const button = item.locator("> button.expand");
      assert.equal(await button.getAttribute("aria-expanded"), "false");
      await button.press("Enter");
      const link = item.locator("ul a", { hasText: "Attention" });
      await link.waitFor();
      assert.equal(await button.getAttribute("aria-expanded"), "true");
      await link.click();
      await page.waitForURL(/Transformer\.html$/);
      assert.equal(await page.locator("#tree [aria-current=page] .label").innerText(), "Attention in one page");
    });

    flow("the outline shows where the reader is", { viewport: DESK }, NORM, async (page) => {
      const current = () => page.locator("#toc [aria-current=location]");
      const links = await page.locator("#toc li a").count();
      assert.ok(links >= 4);
      for (const index of [1, 3, 0]) {
        const link = page.locator("#toc li a").nth(index);
        const hash = await link.getAttribute("href");
        await page.evaluate((id) => document.getElementById(id).scrollIntoView(), decodeURIComponent(hash.slice(1)));
        await page.waitForFunction((href) => document.querySelector("#toc [aria-current=location]")?.getAttribute("href") === href, hash);
        assert.equal(await current().count(), 1);
      }
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const last = await page.locator("#toc li a").last().getAttribute("href");
      await page.waitForFunction((href) => document.querySelector("#toc [aria-current=location]")?.getAttribute("href") === href, last);
    });

    flow("the copy button copies the author's text", { viewport: DESK }, CODE, async (page, context) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const note = readFileSync(join(folder, "../mixed notes #1/C# 笔记/指针#引用.md"), "utf8");
      const written = [...note.matchAll(/^```[^\n]*\n([^]*?)^```$/gm)].map((match) => match[1]);
      const fenced = page.locator("pre.code[data-lang]:not([data-lang='']), pre.code");
      assert.ok((await fenced.count()) >= 3);
      const seen = [];
      for (const button of await page.locator("main button.copy").all()) {
        await button.click();
        await page.waitForFunction((element) => "done" in element.dataset, await button.elementHandle());
        seen.push(await page.evaluate(() => navigator.clipboard.readText()));
      }
      for (const text of written) {
        assert.ok(seen.some((copied) => copied === text || `${copied}\n` === text), `copied as written: ${JSON.stringify(text)} of ${JSON.stringify(seen)}`);
      }
      assert.ok(seen.some((copied) => copied.startsWith("四个空格\t和一个制表符")), "indented code keeps its tab");
    });

    flow("an image opens by keyboard, closes by Escape and gives the focus back", { viewport: DESK }, CNN, async (page) => {
      const link = page.locator("main a.enlarge").first();
      await link.focus();
      await page.keyboard.press("Enter");
      const dialog = page.locator("dialog.lightbox");
      await dialog.waitFor();
      assert.ok(await dialog.locator("img").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.equal(await link.evaluate((element) => element === document.activeElement), true);
      assert.match(page.url(), /index\.html$/);
    });

    flow("the first stop of the keyboard skips to the text", { viewport: DESK }, NORM, async (page) => {
      await page.keyboard.press("Tab");
      const skipLink = page.locator("a.skip");
      assert.equal(await skipLink.evaluate((element) => element === document.activeElement), true);
      const box = await skipLink.boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.width > 20 && box.height > 10, "it can be seen while it has the focus");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(() => document.querySelector("#content").contains(document.activeElement));
      assert.equal(inside, true, "the next stop is in the text");
    });

    flow("every stop of the keyboard can be seen", { viewport: DESK }, NORM, async (page) => {
      const hidden = [];
      for (let stop = 0; stop < 60; stop += 1) {
        await page.keyboard.press("Tab");
        const fault = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const style = getComputedStyle(element);
          const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
          const box = element.getBoundingClientRect();
          return ring && box.width > 0 && box.height > 0 ? null : element.outerHTML.slice(0, 120);
        });
        if (fault) hidden.push(fault);
      }
      assert.deepEqual(hidden, []);
    });

    flow("who wants no motion gets none", { viewport: DESK, reducedMotion: "reduce" }, NORM, async (page) => {
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((element) => {
            const style = getComputedStyle(element);
            const times = [style.transitionDuration, style.animationDuration].flatMap((value) => value.split(","));
            return style.scrollBehavior === "smooth" || times.some((time) => parseFloat(time) > 0.011);
          })
          .map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(moving, []);
    });

    flow("formulas have their own faces", { viewport: DESK }, NORM, async (page) => {
      const faces = await page.evaluate(async () => {
        await document.fonts.ready;
        const used = [...new Set([...document.querySelectorAll(".katex-html *")].map((element) => getComputedStyle(element).fontFamily.split(",")[0].replaceAll('"', "")))];
        return used.filter((family) => family.startsWith("KaTeX")).map((family) => [family, document.fonts.check(`16px ${family}`), [...document.fonts].some((face) => face.family.replaceAll('"', "") === family && face.status === "loaded")]);
      });
      assert.ok(faces.length >= 4, `several faces are used: ${faces}`);
      assert.deepEqual(faces.filter(([, check, loaded]) => !check || !loaded), []);
    });

    test("without scripts all can be read and reached", async () => {
      const { context, faults } = await watched(browser, site.url, { javaScriptEnabled: false, viewport: PHONE });
      const page = await context.newPage();
      await page.goto(site.url + NORM);
      const text = await page.locator("main").innerText();
      for (const words of ["嵌套一层", "先减均值", "后面的文字还在", "这不是一张图", "还没有答案", "推理时用滑动平均", "附件/没有这张.png"]) {
        const hidden = words.startsWith("附件") ? await page.locator("main").textContent() : text;
        assert.ok(hidden.includes(words), `${words} can be read`);
      }
      assert.equal(await page.locator(".theme-button").isVisible(), false, "no button that does nothing");
      await page.locator(".bottom-bar [popovertarget=tree]").click();
      await page.locator("#tree a", { hasText: "全部笔记" }).click();
      await page.waitForURL(/_all\.html$/);
      await page.locator("main summary", { hasText: "深度 学习" }).first().waitFor();
      await page.locator("main a", { hasText: "卷积网络" }).first().click();
      await page.waitForURL(/index\.html$/);
      await page.locator("main a.enlarge").first().click();
      await page.waitForURL(/kernel%203x3\.png$/);
      await context.close();
      assert.deepEqual(faults, []);
    });

    flow("a reader finds the way back to the last place", { viewport: DESK }, NORM, async (page) => {
      await page.evaluate(() => document.querySelector("#多卡怎么同步, [id='多卡怎么同步']").scrollIntoView());
      await page.waitForFunction(() => document.querySelector("#toc [aria-current=location]")?.textContent.includes("多卡"));
      await page.goto(`${site.url}index.html`);
      const resume = page.locator(".resume a");
      await resume.waitFor();
      await resume.click();
      await page.waitForURL(/#/);
      assert.equal(decodeURIComponent(new URL(page.url()).hash), "#多卡怎么同步");
    });
  });
}

describe("on paper", { skip }, () => {
  const reader = spawnSync("pdftotext", ["-v"]).error ? "no pdftotext" : false;
  if (reader && process.env.CI) throw new Error(reader);
  test("a printed note has its text and no buttons", { skip: reader }, async () => {
    const site = await reach(PLACES[0], folder);
    const { context } = await watched(browser, site.url, { viewport: DESK });
    const page = await context.newPage();
    await page.goto(site.url + NORM);
    const file = join(evidence("print"), "note.pdf");
    writeFileSync(file, await page.pdf({ format: "A4" }));
    await context.close();
    const text = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replaceAll(/\s/g, "");
    for (const words of ["为什么要归一化？", "嵌套一层", "先减均值", "后面的文字还在", "averyvery", "推理时用滑动平均", "example.org/norm"]) {
      assert.ok(text.includes(words), `${words} is printed`);
    }
    for (const words of ["跳到正文", "复制", "回到顶部", "全部笔记"]) assert.ok(!text.includes(words), `${words} is not printed`);
  });
});

describe("a page that is not there", { skip }, () => {
  test("a host shows the page for it, which stands alone", async () => {
    const own = shop.own();
    for (const place of PLACES.slice(1)) {
      const site = await reach(place, own);
      const { context, faults } = await watched(browser, site.url);
      const page = await context.newPage();
      const response = await page.goto(`${site.url}a/b/nothing.html`);
      assert.equal(response.status(), 404);
      assert.equal(await page.locator("h1").innerText(), "没有这一页");
      // The browser itself reports the status.
      assert.deepEqual(faults.filter((fault) => !fault.includes("404 (Not Found)")), []);
      await context.close();
      await site.close();
    }
  });
});
