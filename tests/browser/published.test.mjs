// What a site has where its address is known, and old addresses, in a real browser.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { PLACES, build, evidence, reach } from "./sites.mjs";

let browser;
let folder;
let site;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "inkstone-"));
  const notes = join(folder, "notes");
  mkdirSync(join(notes, "content/笔记"), { recursive: true });
  writeFileSync(
    join(notes, "site.toml"),
    'lang = "zh-Hans"\nbase_url = "https://example.org/repo/"\n[redirects]\n"/old/" = "笔记/池化.md"\n"/half.html" = "笔记/池化.md#平均池化是什么"\n',
  );
  writeFileSync(
    join(notes, "content/笔记/池化.md"),
    "---\nupdated: 2026-11-20 10:00:00 +0800\naliases: [/2019/旧文.html]\n---\n# 池化\n\n## 最大池化是什么？\n\n取窗口里最大的值，别的都不要。`</script><!--`\n\n## 平均池化是什么？\n\n取窗口里所有值的平均数。\n" + "\n\n段落。".repeat(80) + "\n",
  );
  writeFileSync(join(notes, "content/提问.md"), "---\ntitle: 提问\ndate: 2026年1月2日\n---\n\n没有标题的正文。\n");
  site = build(notes, join(folder, "site"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

for (const place of PLACES) {
  test(`old addresses lead on and keep what follows the hash, ${place}`, { skip }, async (t) => {
    const { url, close } = await reach(place, site);
    t.after(close);
    const { context, foreign, faults } = await watched(browser, url);
    const page = await context.newPage();
    const note = `${url}${encodeURI("笔记/池化.html")}`;
    for (const [from, to] of [
      ["old/index.html", note],
      ["old/index.html#平均池化是什么", `${note}#平均池化是什么`],
      ["half.html", `${note}#平均池化是什么`],
      ["half.html#最大池化是什么", `${note}#最大池化是什么`],
      [`${encodeURI("2019/旧文.html")}#最大池化是什么`, `${note}#最大池化是什么`],
    ]) {
      await page.goto("about:blank");
      await page.goto(`${url}${from}`);
      await page.waitForSelector(".note-page h1");
      assert.equal(decodeURI(page.url()), decodeURI(to), from);
      // The page in between is not one to go back to.
      assert.equal(await page.evaluate(() => document.title), "池化 · notes");
      await page.goBack();
      assert.equal(page.url(), "about:blank", from);
    }
    assert.deepEqual([foreign, faults], [[], []]);
    await context.close();
  });

  test(`without JavaScript they lead on too, ${place}`, { skip }, async (t) => {
    const { url, close } = await reach(place, site);
    t.after(close);
    const { context, foreign } = await watched(browser, url, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}half.html`, { waitUntil: "commit" });
    await page.waitForURL((at) => decodeURI(at.href).endsWith("笔记/池化.html#平均池化是什么"));
    assert.equal((await page.locator("h1").first().textContent()).trim(), "池化");
    assert.deepEqual(foreign, []);
    await context.close();
  });
}

test("data for search engines is read as data and breaks no policy", { skip }, async (t) => {
  const { url, close } = await reach(PLACES[1], site);
  t.after(close);
  const { context, foreign, faults } = await watched(browser, url);
  const page = await context.newPage();
  await page.goto(`${url}${encodeURI("笔记/池化.html")}`);
  const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
  assert.equal(data["@type"], "FAQPage");
  assert.equal(data.mainEntity[0].acceptedAnswer.text, "取窗口里最大的值，别的都不要。</script><!--");
  assert.equal(await page.locator("h1").count(), 1);
  await page.waitForLoadState("networkidle");
  assert.deepEqual([foreign, faults], [[], []]);
  await context.close();
});

test("the date stands between the title and the text", { skip }, async (t) => {
  const { url, close } = await reach(PLACES[1], site);
  t.after(close);
  const pictures = evidence("published");
  for (const width of [360, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme });
      const page = await context.newPage();
      for (const path of ["笔记/池化.html", "提问.html"]) {
        await page.goto(`${url}${encodeURI(path)}`);
        const boxes = await page.evaluate(() => ["h1", ".dates", ".dates ~ *"].map((name) => document.querySelector(`main ${name}`)?.getBoundingClientRect()));
        assert.ok(boxes[0].bottom <= boxes[1].top && boxes[1].bottom < boxes[2].top, `${path} ${width}`);
        await page.screenshot({ path: join(pictures, `${path.split("/").at(-1)}-${width}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
});
