// A site that is being worked on, in a real browser: what changes is shown without loading the page again.
import { strict as assert } from "node:assert";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched } from "./browser.mjs";
import { serve } from "./serving.mjs";
import { root } from "./sites.mjs";

const CONFIG = 'title = "试写"\nlang = "zh-Hans"\n';
const sections = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => `## 节 ${from + at}\n\n段落 ${from + at} 的文字。\n\n- 条目 ${from + at}\n- 公式 $x_{${from + at}}$\n\n\`\`\`python\nprint(${from + at})\n\`\`\`\n`).join("\n");
const LONG = `# 长文\n\n开头。\n\n${sections(1, 30)}`;
const PICTURE = (colour, width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="40"><rect width="${width}" height="40" fill="${colour}"/></svg>`;

describe("a site that is served while it is written", { skip }, () => {
  let browser, folder, server;
  const write = (path, text) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path) => readFileSync(join(folder, path), "utf8");

  before(async () => {
    browser = await launch();
    folder = mkdtempSync(join(tmpdir(), "inkstone-serve-"));
    write("site.toml", CONFIG);
    write("content/长文.md", LONG);
    write("content/短文.md", "# 短文\n\n见[长文](长文.md)。\n\n![图](图.svg)\n");
    write("content/图.svg", PICTURE("red", 60));
    write("content/问.md", "# 问答\n\n## 什么是甲？\n\n甲是第一个，==重点==。\n\n## 什么是乙？\n\n乙是第二个。\n");
    write("content/夹/内.md", "# 内\n\n文字。\n");
    server = await serve(folder);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page that can tell whether it was loaded again. */
  async function open(path, options = {}) {
    const { context, faults, foreign } = await watched(browser, server.url, { viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const listening = page.waitForRequest(/\.inkstone\/events/);
    await page.goto(server.url + encodeURI(path));
    await listening;
    await page.evaluate(() => (window.loadedOnce = true));
    return {
      page,
      faults,
      wasKept: () => page.evaluate(() => window.loadedOnce === true),
      close: async () => {
        assert.deepEqual(foreign, []);
        await context.close();
      },
    };
  }
  const shows = (page, text) => page.waitForFunction((text) => document.querySelector("main").textContent.includes(text), text);

  test("an edit of the text moves nothing that is read", async () => {
    const { page, faults, wasKept, close } = await open("长文.html");
    await page.evaluate(() => scrollTo({ top: document.getElementById("节-15").getBoundingClientRect().top + scrollY - 200, behavior: "instant" }));
    await page.locator("main pre.code").nth(14).evaluate((pre) => (window.oldPre = pre));
    const top = () => page.evaluate(() => document.getElementById("节-15").getBoundingClientRect().top);
    const before = await top();
    write("content/长文.md", LONG.replace("段落 3 的文字。", "段落三改过了。\n\n又多了一段。\n\n> 还有一段引文。"));
    await shows(page, "段落三改过了");
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.ok(Math.abs((await top()) - before) <= 1, `${before} -> ${await top()}`);
    assert.ok(await wasKept());
    assert.ok(await page.evaluate(() => window.oldPre.isConnected), "what did not change stays");
    // One button on each, those that are new and those that are not.
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("main pre.code")].map((pre) => pre.parentElement.querySelectorAll("button.copy").length).filter((count) => count !== 1)), []);
    // The text that is being read itself.
    write("content/长文.md", LONG.replace("段落 15 的文字。", "段落十五改过了，而且长了许多。".repeat(20)));
    await shows(page, "段落十五改过了");
    assert.ok(Math.abs((await top()) - before) <= 1, `${before} -> ${await top()}`);
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    write("content/长文.md", LONG);
    await page.waitForFunction(() => !document.querySelector("main").textContent.includes("段落十五"));
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("a new formula is drawn as on a page that was just loaded", async () => {
    const tex = "$$\n\\frac{\\sum_{i=1}^{n} x_i^{3.5}}{\\sqrt[3]{y}} \\underbrace{abc}_{d}\n$$";
    const { page, faults, wasKept, close } = await open("夹/内.html");
    write("content/夹/内.md", `# 内\n\n文字。\n\n${tex}\n`);
    await page.waitForSelector("main .math.display");
    await page.evaluate(() => document.fonts.ready);
    const boxes = (page) => page.evaluate(() => [...document.querySelectorAll("main .math.display .katex-html *")].map((each) => Object.values(each.getBoundingClientRect().toJSON()).map((value) => Math.round(value * 8) / 8)));
    assert.ok(await wasKept());
    const swapped = await boxes(page);
    const fresh = await open("夹/内.html");
    await fresh.page.evaluate(() => document.fonts.ready);
    assert.ok(swapped.length > 20);
    await page.waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll("main .math.display .katex-html *")].map((each) => Object.values(each.getBoundingClientRect().toJSON()).map((value) => Math.round(value * 8) / 8))) === wanted, JSON.stringify(await boxes(fresh.page)));
    await fresh.close();
    write("content/夹/内.md", "# 内\n\n文字。\n");
    await page.waitForFunction(() => !document.querySelector("main .math"));
    assert.deepEqual([...faults, ...fresh.faults], []);
    await close();
  });

  test("headings change the outline, titles the tree", async () => {
    const { page, faults, wasKept, close } = await open("夹/内.html");
    assert.equal(await page.locator("#toc").count(), 0);
    const parts = (...names) => names.map((name) => `## ${name}\n\n${"文字。\n\n".repeat(20)}`).join("");
    write("content/夹/内.md", `# 内在\n\n文字。\n\n${parts("甲", "乙", "丙")}`);
    await page.waitForSelector("#toc");
    assert.deepEqual(await page.locator("#toc li .label").allTextContents(), ["甲", "乙", "丙"]);
    await page.waitForFunction(() => document.title.startsWith("内在"));
    assert.equal(await page.locator("#tree [aria-current=page] .label").textContent(), "内在");
    write("content/夹/内.md", `# 内在\n\n文字。\n\n${parts("甲", "新乙", "丙")}`);
    await page.waitForFunction(() => document.querySelector("#toc").textContent.includes("新乙"));
    await page.locator("#toc a", { hasText: "丙" }).click();
    await page.waitForFunction(() => document.querySelector("#toc [aria-current]")?.textContent.includes("丙"));
    assert.equal(await page.locator("#tree button.expand").count(), await page.locator("#tree li.folder").count());
    write("content/夹/内.md", "# 内\n\n文字。\n");
    await page.waitForFunction(() => !document.querySelector("#toc"));
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("a picture is shown as it is now", async () => {
    const { page, faults, wasKept, close } = await open("短文.html");
    const width = () => page.evaluate(() => document.querySelector("main img").naturalWidth);
    await page.waitForFunction(() => document.querySelector("main img").naturalWidth === 60);
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === encodeURI("/图.svg"));
    write("content/图.svg", PICTURE("blue", 60));
    await asked;
    write("content/图.svg", PICTURE("blue", 90));
    await page.waitForFunction(() => document.querySelector("main img").naturalWidth === 90);
    assert.equal(await width(), 90);
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("notes come, go and get other names", async () => {
    const { page, faults, wasKept, close } = await open("index.html");
    write("content/新.md", "# 新来的\n\n文字。\n");
    await shows(page, "新来的");
    const other = await open("新.html");
    const found = () => page.evaluate(async () => (await inkstone.search("新来的")).map(({ url }) => decodeURIComponent(url.split("#")[0])));
    assert.deepEqual((await found()).slice(0, 1), ["新.html"]);
    renameSync(join(folder, "content/新.md"), join(folder, "content/旧.md"));
    await page.waitForFunction(() => document.querySelector("main a[href*='旧.html']"));
    await other.page.getByText("这一页已被删除或改名").waitFor();
    assert.ok((await other.page.locator("main").textContent()).includes("文字"));
    // The index of search is another one too.
    await page.waitForFunction(async () => decodeURIComponent((await inkstone.search("新来的"))[0]?.url.split("#")[0]) === "旧.html");
    renameSync(join(folder, "content/旧.md"), join(folder, "content/新.md"));
    await other.page.getByText("这一页已被删除或改名").waitFor({ state: "detached" });
    assert.ok(await other.wasKept());
    await other.close();
    rmSync(join(folder, "content/新.md"));
    await page.waitForFunction(() => !document.querySelector("main").textContent.includes("新来的"));
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("a style sheet of the theme changes without a blink", async () => {
    const { page, faults, wasKept, close } = await open("短文.html");
    await page.evaluate(() => (window.unstyled = 0));
    await page.evaluate(() => {
      const look = () => {
        if (getComputedStyle(document.querySelector(".site-header")).position === "static") window.unstyled++;
        requestAnimationFrame(look);
      };
      look();
    });
    cpSync(join(root, "static/css/note.css"), join(folder, "static/css/note.css"));
    write("static/css/note.css", `${read("static/css/note.css")}\nmain h1 { letter-spacing: 7px; }\n`);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).letterSpacing === "7px");
    assert.ok(await wasKept());
    rmSync(join(folder, "static"), { recursive: true });
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).letterSpacing !== "7px");
    assert.equal(await page.locator("link[rel=stylesheet]").count(), 1);
    assert.equal(await page.evaluate(() => window.unstyled), 0);
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("a script of the theme and the frame load the page again", async () => {
    const { page, faults, wasKept, close } = await open("短文.html");
    write("static/js/site/z-own.js", "document.documentElement.dataset.own = 'yes';\n");
    await page.waitForFunction(() => document.documentElement.dataset.own === "yes");
    assert.equal(await wasKept(), false);
    rmSync(join(folder, "static"), { recursive: true });
    await page.waitForFunction(() => document.documentElement.dataset.own === undefined && window.inkstone?.change);
    write("site.toml", CONFIG.replace("试写", "另一个名字"));
    await page.waitForFunction(() => document.querySelector(".site-name")?.textContent.includes("另一个名字"));
    write("site.toml", CONFIG);
    await page.waitForFunction(() => document.querySelector(".site-name")?.textContent.includes("试写"));
    assert.deepEqual(faults, []);
    await close();
  });

  test("what is wrong with the configuration is shown until it is right", async () => {
    const { page, faults, wasKept, close } = await open("短文.html");
    write("site.toml", `${CONFIG}nonsense = 1\n`);
    const box = page.getByRole("alert");
    await box.waitFor();
    const place = box.getByRole("link", { name: /^site\.toml:3:1$/ });
    assert.equal(await place.getAttribute("href"), `vscode://file${encodeURI(join(folder, "site.toml"))}:3:1`);
    assert.ok((await box.textContent()).includes("构建失败"));
    assert.ok((await page.locator("main").textContent()).includes("短文"));
    const second = await open("长文.html");
    await second.page.getByRole("alert").waitFor();
    write("site.toml", CONFIG);
    await box.waitFor({ state: "detached" });
    await second.page.getByRole("alert").waitFor({ state: "detached" });
    assert.ok((await wasKept()) && (await second.wasKept()));
    await second.close();
    assert.deepEqual(faults, []);
    await close();
  });

  test("a note says on its page what is wrong with it", async () => {
    const { page, faults, close } = await open("短文.html");
    const other = await open("长文.html");
    const text = read("content/短文.md");
    write("content/短文.md", `${text}\n[哪里](没有.md)\n`);
    const fold = page.getByRole("button", { name: "此页笔记的问题：1" });
    await fold.click();
    await page.getByRole("link", { name: /^content\/短文\.md:7:/ }).waitFor();
    assert.equal(await other.page.getByRole("button", { name: "此页笔记的问题" }).count(), 0);
    await page.getByRole("button", { name: "关闭" }).last().click();
    await fold.waitFor({ state: "detached" });
    write("content/短文.md", text);
    await page.waitForFunction(() => !document.querySelector("main").textContent.includes("哪里"));
    assert.deepEqual(faults, []);
    await other.close();
    await close();
  });

  test("places that a page names open the editor", async () => {
    write("content/空.md", "# 空\n\n## 什么是丁？\n\n## 什么是戊？\n\n戊。\n");
    const { page, faults, wasKept, close } = await open("coverage.html");
    const place = page.locator(".open-place a", { hasText: "空.md:3" });
    await place.waitFor();
    assert.equal(await place.getAttribute("href"), `vscode://file${encodeURI(join(folder, "content/空.md"))}:3:1`);
    write("content/空.md", "# 空\n\n多一行。\n\n## 什么是丁？\n\n## 什么是戊？\n\n戊。\n");
    await page.locator(".open-place a", { hasText: "空.md:5" }).waitFor();
    rmSync(join(folder, "content/空.md"));
    await page.waitForFunction(() => !document.querySelector("main").textContent.includes("空.md"));
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("what the reader has opened stays open", async () => {
    const { page, faults, wasKept, close } = await open("问.html");
    await page.locator(".note-tool.recall-button").click();
    await page.locator(".recall-cover").first().click();
    const states = () => page.evaluate(() => [...document.querySelectorAll(".question")].map((each) => each.classList.contains("revealed")));
    assert.deepEqual(await states(), [true, false]);
    const text = read("content/问.md");
    write("content/问.md", text.replace("乙是第二个", "乙是另一个"));
    await shows(page, "乙是另一个");
    assert.deepEqual(await states(), [true, false]);
    assert.equal(await page.locator(".recall-cover").count(), 1);
    assert.equal(await page.locator("mark.cloze").count(), 1);
    await page.keyboard.press("h");
    await page.waitForFunction(() => !document.querySelector(".recall-cover, .folded, .cloze"));
    write("content/问.md", text);
    await shows(page, "乙是第二个");
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await close();
  });

  test("a page that nobody sees listens to nothing, and catches up", async () => {
    const { page, faults, wasKept, close } = await open("短文.html");
    const hide = (state) => page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
    await hide("hidden");
    const other = await open("短文.html");
    const text = read("content/短文.md");
    write("content/短文.md", text.replace("见", "请看"));
    await shows(other.page, "请看");
    assert.ok(!(await page.locator("main").textContent()).includes("请看"));
    await hide("visible");
    await shows(page, "请看");
    write("content/短文.md", text);
    await shows(page, "见长文");
    assert.ok(await wasKept());
    assert.deepEqual(faults, []);
    await other.close();
    await close();
  });

  test("the site on disk knows nothing of it", () => {
    assert.ok(existsSync(join(folder, "public/短文.html")));
    assert.ok(!read("public/短文.html").includes(".inkstone"));
  });
});

describe("a site that cannot be built at first", { skip }, () => {
  test("comes when it can", async () => {
    const folder = mkdtempSync(join(tmpdir(), "inkstone-serve-"));
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "content/a.md"), "# 甲\n\n文字。\n");
    writeFileSync(join(folder, "site.toml"), 'lang = "zh-Hans"\ntitle = [\n');
    const browser = await launch();
    const server = await serve(folder, "--editor", "");
    const { context, faults } = await watched(browser, server.url);
    const page = await context.newPage();
    await page.goto(`${server.url}a.html`);
    const box = page.getByRole("alert");
    await box.waitFor();
    assert.match(await box.textContent(), /site\.toml:\d+:\d+/);
    assert.equal(await box.getByRole("link").count(), 0);
    writeFileSync(join(folder, "site.toml"), 'lang = "zh-Hans"\ntitle = "好了"\n');
    await page.getByRole("heading", { name: "甲" }).waitFor();
    await box.waitFor({ state: "detached" });
    // What the browser says of the answer itself.
    assert.deepEqual(faults.filter((fault) => !fault.includes("503")), []);
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
