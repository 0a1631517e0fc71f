// Reading without a network: the built site under a path, as GitHub Pages serves it, with the service worker on. The server goes
// away and comes back with a new version; no page is ever of two versions, and nothing is asked of other hosts.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, skip, watched, withWorker } from "./browser.mjs";
import { serveAll } from "./server.mjs";
import { build, pagesOf, root } from "./sites.mjs";

/** Seven notes, one of them in a folder, with formulas and an image; `text` is what the second says. */
function notes(folder, text) {
  mkdirSync(join(folder, "卷积 网络"), { recursive: true });
  cpSync(join(root, "tests/sites/mixed/in/深度 学习/卷积 网络/imgs"), join(folder, "imgs"), { recursive: true });
  const [image] = readdirSync(join(folder, "imgs")).filter((name) => name.endsWith(".png"));
  const write = (name, body) => writeFileSync(join(folder, name), body);
  write("README.md", "# 离线的笔记\n\n从[甲](a.md)读起。\n");
  write("a.md", `# 甲\n\n## 1. 批归一化的公式怎么写？\n\n先求均值 $\\mu=\\frac1m\\sum_i x_i$，再求方差，然后相减相除。\n\n![图](<imgs/${image}>)\n`);
  write("b.md", `# 乙\n\n## 1. 残差连接为什么有用？\n\n${text}，梯度可以直接传到前面的层。\n`);
  write("卷积 网络/c.md", "# 丙\n\n## 1. 最大池化怎么反向传播？\n\n梯度只传给取得最大值的那一个位置，其余位置是零。\n");
  for (const name of ["d", "e", "f"]) write(`${name}.md`, `# 其余${name}\n\n## 1. 第${name}个问题问什么？\n\n池化和归一化都与它有关，梯度也与它有关。\n`);
  return folder;
}

const OLD = "恒等映射让网络变深";
const NEW = "改写以后的新答案";
const QUERIES = ["池化", "guiyihua", "梯度 网络", "残差"];

let browser;
let home;
const folderOf = {};
before(async () => {
  if (skip) return;
  home = mkdtempSync(join(tmpdir(), "inkstone-offline-"));
  // The same site twice: its id is made of the folder's name.
  folderOf.old = build(notes(join(home, "1", "notes"), OLD), join(home, "old"));
  folderOf.new = build(notes(join(home, "2", "notes"), NEW), join(home, "new"));
  const english = join(home, "english notes");
  mkdirSync(english);
  writeFileSync(join(english, "README.md"), "# Other notes\n\nRead [one](one.md) and [two](two.md).\n");
  writeFileSync(join(english, "one.md"), "# One\n\n## 1. What is one?\n\nThe first number that anybody counts.\n");
  writeFileSync(join(english, "two.md"), "# Two\n\nThe next one.\n");
  folderOf.english = build(english, join(home, "english"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

/** Hosts that can be taken away and brought back with other files, and a reader whose browser runs workers. */
async function reader(run, { others = {}, worker = true } = {}) {
  const live = mkdtempSync(join(home, "live-"));
  const deploy = (name) => {
    rmSync(live, { recursive: true, force: true });
    cpSync(folderOf[name], live, { recursive: true });
  };
  deploy("old");
  const folders = { "/repo/": live, ...others };
  let server = await serveAll(folders);
  const { context, foreign, faults } = await watched(browser, server.url, { viewport: { width: 390, height: 800 } });
  if (worker) await withWorker(context);
  const page = await context.newPage();
  const host = {
    live,
    deploy,
    origin: server.origin,
    url: server.url,
    get asked() {
      return server.asked;
    },
    disconnect: () => server.close(),
    async connect() {
      server = await serveAll(folders, server.port);
    },
  };
  try {
    await run(page, host, faults);
  } finally {
    await context.close();
    await server.close();
  }
  assert.deepEqual(foreign, [], "nothing is asked of other hosts");
}

const installed = async (page, url) => {
  await page.goto(url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
};
const ask = (page, say) =>
  page.evaluate((say) => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    navigator.serviceWorker.controller.postMessage({ say }, [port2]);
  }), say);
/** Waits until nothing that `pattern` matches is missing. */
const kept = async (page, pattern) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const { missing } = await ask(page, "state");
    if (!missing.some(([url]) => pattern.test(decodeURIComponent(url)))) return;
    await page.waitForTimeout(100);
  }
  const { missing } = await ask(page, "state");
  assert.fail(`still missing: ${missing.map(([url]) => url)}`);
};
const search = (page) => page.evaluate((queries) => Promise.all(queries.map((query) => inkstone.search(query, { limit: 10 }))), QUERIES);
const cacheNames = (page) => page.evaluate(() => caches.keys());
const review = async (page) => {
  const title = await page.locator(".session-card .question-title").textContent();
  await page.keyboard.press(" ");
  await page.locator(".grades").waitFor();
  const answer = await page.locator(".session-card .question-answer").innerText();
  await page.keyboard.press("3");
  await page.waitForFunction((title) => document.querySelector(".session-card .question-title")?.textContent !== title, title);
  return answer;
};
const onlyNetwork = (faults) => faults.filter((fault) => !/ERR_CONNECTION_REFUSED|ERR_FAILED|unknown error occurred when fetching the script/.test(fault));

describe("without a network", { skip }, () => {
  test("what was read opens, search finds the same, cards are reviewed, and a new version is shown and waits", async () => {
    await reader(async (page, host, faults) => {
      await installed(page, host.url);
      for (const path of ["a.html", "b.html", "卷积 网络/c.html"]) await page.goto(host.url + path);
      const online = await search(page);
      assert.ok(online.every((results) => results.length > 0));
      await page.goto(`${host.url}study.html#review`);
      await page.locator(".session-card").waitFor();
      await kept(page, /\/(search|cards)\//);
      assert.deepEqual(faults, []);

      await host.disconnect();
      await page.goto(`${host.url}a.html`);
      const seen = await page.evaluate(async () => {
        await document.fonts.ready;
        const picture = document.querySelector("article img");
        picture.loading = "eager";
        await picture.decode();
        return { width: picture.naturalWidth, faces: [...document.fonts].filter((face) => face.status === "loaded").length, style: getComputedStyle(document.documentElement).backgroundColor };
      });
      assert.ok(seen.width > 0 && seen.faces > 0, "with its picture and its formulas");
      assert.equal(seen.style, "rgb(253, 252, 248)");
      await page.goto(`${host.url}b.html`);
      assert.match(await page.locator("article").innerText(), new RegExp(OLD));
      await page.goto(`${host.url}${encodeURIComponent("卷积 网络")}/c`);
      assert.match(await page.locator("article").innerText(), /最大池化/, "by the name without its ending too");
      const atDepth = await search(page);
      assert.deepEqual(atDepth.map((results) => results.map(({ heading, score }) => [heading, score])), online.map((results) => results.map(({ heading, score }) => [heading, score])));

      await page.goto(`${host.url}d.html?from=mail`);
      assert.match(page.url(), /\/repo\/offline\.html#from=d\.html/);
      assert.equal(await page.locator("h1").innerText(), "现在没有网络");
      assert.equal(await page.locator(".offline-again a").evaluate((link) => link.href), `${host.url}d.html?from=mail`);
      await page.locator(".offline-kept").waitFor();
      assert.deepEqual((await page.locator(".offline-kept a").allInnerTexts()).sort(), ["丙", "乙", "甲"]);

      await page.goto(`${host.url}study.html#review`);
      assert.match(await review(page), /均值/);
      await review(page);
      assert.equal(Object.keys(await page.evaluate(() => inkstone.review.state())).length, 2);
      assert.deepEqual(onlyNetwork(faults), []);

      host.deploy("new");
      await host.connect();
      await page.goto(`${host.url}b.html`);
      assert.match(await page.locator("article").innerText(), new RegExp(OLD), "the version that was read");
      const notice = page.locator(".site-update p");
      await notice.waitFor();
      assert.match(await notice.innerText(), /有新版本/);
      await page.reload();
      assert.match(await page.locator("article").innerText(), new RegExp(OLD), "nothing is forced");
      await notice.waitFor();
      await page.locator(".update-later").click();
      assert.equal(await notice.isVisible(), false);
      await page.reload();
      await notice.waitFor();
      await Promise.all([page.waitForEvent("load"), page.locator(".update-reload").click()]);
      await page.waitForFunction((text) => document.querySelector("article")?.textContent.includes(text), NEW);
      assert.equal((await cacheNames(page)).length, 1, "what the old version kept is gone");
      assert.equal(Object.keys(await page.evaluate(async () => (await inkstone.openBook()).entries())).length > 0, true, "the reviews are not");

      await host.disconnect();
      await page.goto(`${host.url}b.html`);
      assert.match(await page.locator("article").innerText(), new RegExp(NEW), "what was kept is kept in the new version");
      assert.deepEqual(onlyNetwork(faults), []);
    });
  });

  test("everything can be kept, stays whole over a new version, and is let go", async () => {
    await reader(async (page, host, faults) => {
      await installed(page, host.url);
      const place = page.locator(".keep-offline");
      await place.waitFor();
      assert.match(await place.locator("button").innerText(), /^离线保存全部（\d+\.\d MB）$/);
      await place.locator("button").click();
      await page.locator(".keep-said", { hasText: "全部可以离线读" }).waitFor();
      const { version, missing, everything } = await ask(page, "state");
      assert.deepEqual([missing, everything], [[], true]);
      assert.match(await page.locator(".keep-said").innerText(), new RegExp(version.slice(0, 8)));
      await host.disconnect();
      for (const path of pagesOf(folderOf.old)) {
        assert.equal((await page.goto(host.url + path)).status(), 200);
        assert.doesNotMatch(page.url(), /offline\.html#/);
      }
      host.deploy("new");
      await host.connect();
      await page.goto(host.url);
      await page.locator(".site-update p").waitFor();
      const brought = host.asked.filter((path) => /\.html$/.test(path));
      assert.ok(brought.includes("/repo/b.html"), "what has changed is brought");
      assert.ok(!brought.includes("/repo/d.html") && !brought.includes("/repo/a.html"), `what has not comes from before: ${brought}`);
      await Promise.all([page.waitForEvent("load"), page.locator(".update-reload").click()]);
      await page.locator(".keep-said", { hasText: "全部可以离线读" }).waitFor();
      await host.disconnect();
      await page.goto(`${host.url}b.html`);
      assert.match(await page.locator("article").innerText(), new RegExp(NEW));
      await page.goto(host.url);
      await page.locator(".keep-offline button", { hasText: "不再保存" }).click();
      await page.locator(".keep-offline button", { hasText: "离线保存全部" }).waitFor();
      await page.goto(`${host.url}b.html`);
      assert.match(page.url(), /offline\.html#from=b\.html/);
      assert.deepEqual(onlyNetwork(faults), []);
    });
  });

  test("files of two versions never lie in one cache", async () => {
    await reader(async (page, host) => {
      await installed(page, host.url);
      await page.goto(`${host.url}a.html`);
      const { version } = await ask(page, "state");
      // A deployment under way: pages of the new version, but the worker still of the old.
      host.deploy("new");
      const worker = readFileSync(join(host.live, "sw.js"));
      cpSync(join(folderOf.old, "sw.js"), join(host.live, "sw.js"));
      await page.goto(`${host.url}b.html`);
      assert.match(await page.locator("article").innerText(), new RegExp(NEW), "what was not kept comes as it is");
      const urls = await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).map(({ url }) => url));
      assert.ok(!urls.includes(`${host.url}b.html`) && urls.includes(`${host.url}a.html`));
      // A worker whose list has not arrived yet is not let in.
      writeFileSync(join(host.live, "sw.js"), worker);
      cpSync(join(folderOf.old, "data/files.json"), join(host.live, "data/files.json"));
      await page.goto(`${host.url}a.html`);
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update().catch(() => {}));
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting), null);
      assert.equal((await ask(page, "state")).version, version);
      // Search finds whatever is kept of its index, whole.
      assert.ok((await search(page)).every((results) => results.length > 0));
      cpSync(join(folderOf.new, "data/files.json"), join(host.live, "data/files.json"));
      await page.goto(`${host.url}a.html`);
      await page.locator(".site-update p").waitFor();
      assert.ok((await search(page)).every((results) => results.length > 0));
    });
  });

  test("two sites of one origin know nothing of each other", async () => {
    await reader(async (page, host, faults) => {
      const other = `${host.origin}/other/`;
      await installed(page, host.url);
      await installed(page, other);
      await page.goto(`${other}one.html`);
      assert.deepEqual((await cacheNames(page)).map((name) => name.split(" ")[1]).sort(), ["/other/", "/repo/"]);
      host.deploy("new");
      await page.goto(host.url);
      await page.locator(".site-update p").waitFor();
      await Promise.all([page.waitForEvent("load"), page.locator(".update-reload").click()]);
      await page.waitForFunction(async () => (await caches.keys()).length === 2);
      assert.deepEqual(faults, []);
      await host.disconnect();
      await page.goto(other);
      assert.equal(await page.locator(".site-name").innerText(), "Other notes");
      await page.goto(`${other}one.html`);
      assert.match(await page.locator("article").innerText(), /first number/);
      await page.goto(`${other}two.html`);
      assert.equal(page.url(), `${other}offline.html#from=two.html`);
      assert.equal(await page.locator("h1").innerText(), "No network");
      await page.goto(host.url);
      assert.equal(await page.locator(".site-name").innerText(), "离线的笔记");
      assert.deepEqual(onlyNetwork(faults), []);
    }, { others: { "/other/": folderOf.english } });
  });

  test("a site that has no worker any more does not live on", async () => {
    await reader(async (page, host) => {
      await installed(page, host.url);
      rmSync(join(host.live, "sw.js"));
      await page.goto(`${host.url}a.html`);
      await page.waitForFunction(async () => (await caches.keys()).length === 0 && (await navigator.serviceWorker.getRegistrations()).length === 0);
    });
  });

  test("on the author's machine there is a worker only where it is asked for", async () => {
    await reader(async (page, host, faults) => {
      await page.goto(host.url, { waitUntil: "networkidle" });
      assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
      assert.equal(await page.locator(".keep-offline").isVisible(), false);
      const link = await page.locator('link[rel="manifest"]').evaluate((link) => link.href);
      const manifest = await page.evaluate(async (link) => (await fetch(link)).json(), link);
      for (const { src } of manifest.icons) assert.ok(existsSync(join(folderOf.old, src)), src);
      assert.equal(new URL(manifest.start_url, link).href, `${host.url}index.html`);
      await page.evaluate(() => localStorage.setItem("inkstone:worker", "on"));
      await installed(page, host.url);
      await page.evaluate(() => localStorage.removeItem("inkstone:worker"));
      await page.goto(`${host.url}a.html`);
      await page.waitForFunction(async () => (await caches.keys()).length === 0 && (await navigator.serviceWorker.getRegistrations()).length === 0);
      assert.deepEqual(faults, []);
    }, { worker: false });
  });
});
