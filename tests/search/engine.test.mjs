// The engine by itself: the forms it shares with the build, and a small site.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { build } from "../browser/sites.mjs";

const folder = new URL("../../static/js/search/", import.meta.url);
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js")).sort().map((name) => readFileSync(new URL(name, folder), "utf8")).join("");

/** The engine in a world of its own, which has no document. */
function world() {
  const received = new Map();
  const inkstone = { receive: (name, data) => received.set(name, data) };
  const context = createContext({ inkstone, setTimeout, TextEncoder });
  runInContext(scripts, context);
  return { inkstone, received, run: (text) => runInContext(text, context) };
}

describe("what the build does too", () => {
  const fixture = JSON.parse(readFileSync(new URL("fixture.json", import.meta.url), "utf8"));
  const { searchParts: parts } = world().inkstone;
  const folding = parts.folding(new Map([..."層歸與"].map((char, at) => [char, "层归与"[at]])));

  test("folding", () => {
    for (const [text, folded] of fixture.fold) {
      assert.equal(folding.fold(text), folded);
      const { text: same, origins } = folding.foldWithOrigins(text);
      assert.equal(same, folded);
      assert.equal(origins.length, folded.length + 1);
      assert.equal(origins.at(-1), text.length);
    }
  });

  test("numbers", () => {
    for (const [numbers, text] of fixture.numbers) assert.deepEqual([...parts.numbers(text)], numbers);
    for (const [numbers, text] of fixture.ascending) assert.deepEqual([...parts.ascending(text)], numbers);
  });

  test("hashes, anchors and addresses", () => {
    for (const [text, hash] of fixture.hash) assert.equal(parts.hash(text), hash);
    for (const [heading, anchor] of fixture.slug) assert.equal(parts.slug(heading), anchor);
    for (const [path, address] of fixture.encode) assert.equal(parts.encodePath(path), address);
  });

  test("the distance of two words", () => {
    for (const [a, b, far] of [["dropout", "dropout", 0], ["dropuot", "dropout", 1], ["relo", "relu", 1], ["transfomer", "transformer", 1], ["ca", "abc", 3]]) {
      assert.equal(parts.distance(a, b, 3), far, `${a} ${b}`);
    }
    assert.equal(parts.distance("abcdef", "uvwxyz", 2), 3, "it gives up");
  });
});

const hostile = "</script><script>globalThis.hurt = 1</script> \" ' \\ ` ${globalThis.hurt = 1} \u2028\u2029 \u202eRTL\u202c \u0000 <!-- --> ]]>";
const notes = {
  // A file may be called so; nothing about it may reach other notes.
  "名\n字\t50%.md": "# 有换行的文件名\n\n鸭嘴兽在这里。\n",
  "归一化/批归一化.md":
    "# 批归一化\n\n记号见下文[^1]。\n\n[^1]: 脚注里说到海森矩阵。\n\n## 1. 批归一化怎么算？\n\n批归一化（Batch Normalization，BN）按小批量算均值和方差，\n再缩放和平移：$\\hat x=\\frac{x-\\mu}{\\sqrt{\\sigma^2+\\epsilon}}$，$y=\\gamma \\hat x+\\beta$。\n\n### 推理时\n\n用滑动平均。\n\n## 2. 推理时怎么办？\n\nTODO\n\n## 参考文献\n\nIoffe and Szegedy. Batch Normalization. 批归一化原论文。\n",
  "CNN/池化.md":
    "# 池化\n\n## 最大池化\n\n取窗口里最大的值。见[归一化](../归一化/批归一化.md)。\n\n```python\nimport torch\nx = torch.nn.functional.max_pool2d(x, 2)\nlayer = nn.AdaptiveAvgPool2d(1)\n```\n\n## 平均池化\n\n| 方法 | 参数 |\n|---|---|\n| 平均 | 没有可学习的参数 |\n\n![两种池化的示意图](x.png)\n",
  "优化/学习率.md": "---\ntags: [调参]\n---\n# 学习率\n\n## 学习率预热\n\n开始时用小的学习率，再慢慢升上去，训练更稳。梯度裁剪也有帮助。\n\n## 梯度消失\n\n网络太深时前面的层学不动。\n",
  "工程/排错.md": "# 排错\n\n## 内存泄漏怎么查\n\n程序跑久了占用越来越多，看谁还拿着引用。\n\n## 缓存区（Cache）\n\n读得快。\n\n## Checkpoint\n\n存下来再接着训练。\n\n## 缓存区调大之后\n\n缓存区大了未必快，缓存区也要占内存。\n",
  "draft.md": "---\ndraft: true\n---\n# 秘密笔记\n\n绝密词条zzsecret\n",
  "坏.md": `# 坏 ${hostile}\n\n## 小节 ${hostile}\n\n正文 ${hostile} 猫头鹰\n\n${"长".repeat(350_000)}\n\n${"x".repeat(300_000)}\n`,
};

describe("a small site", () => {
  let site;
  let engine;
  let sandbox;
  const load = async (name) => {
    sandbox.run(readFileSync(join(site, "public/search", `${name}.js`), "utf8"));
    return sandbox.received.get(`search/${name}`);
  };
  before(async () => {
    site = mkdtempSync(join(tmpdir(), "inkstone-search-"));
    for (const [path, text] of Object.entries(notes)) {
      mkdirSync(join(site, dirname(path)), { recursive: true });
      writeFileSync(join(site, path), text);
    }
    build(site, join(site, "public"));
    sandbox = world();
    engine = await sandbox.inkstone.searchEngine.create(load);
  });
  after(() => rmSync(site, { recursive: true, force: true }));

  const top = async (query, options) => (await engine.search(query, options)).results[0];
  const heading = async (query) => (await top(query))?.heading;

  test("a result says where it is", async () => {
    const result = await top("滑动平均");
    assert.equal(result.note, "归一化/批归一化.html");
    assert.equal(decodeURIComponent(result.url), result.note);
    assert.equal(result.anchor, "推理时");
    assert.equal(result.heading, "推理时");
    assert.deepEqual([...result.path], ["批归一化", "1. 批归一化怎么算？"]);
    assert.equal(result.snippet.filter(([, marked]) => marked).map(([text]) => text).join("|"), "滑动平均");
    assert.equal(result.exact, true);
  });

  for (const [query, wanted] of [
    ["池化", "池化"],
    ["BN", "批归一化"],
    ["批歸一化", "批归一化"],
    ["ｂａｔｃｈ ｎｏｒｍ", "批归一化"],
    ["chihua", "池化"],
    ["chi hua", "池化"],
    ["piguiyihua", "批归一化"],
    ["pgyh", "批归一化"],
    ["tdxs", "梯度消失"],
    ["批规一化", "批归一化"],
    ["迟化", "池化"],
    ["梯度裁减", "学习率预热"],
    ["max_pool2d", "最大池化"],
    ["adaptiveavgpool", "最大池化"],
    ["gamma beta", "1. 批归一化怎么算？"],
    ["可学习的参数", "平均池化"],
    ["示意图", "平均池化"],
    ["海森矩阵", "批归一化"],
    ["调参", "学习率"],
    ["批归", "批归一化"],
    ["再缩放", "1. 批归一化怎么算？"],
    // What only a heading says, and no dictionary has.
    ["neicunxielou", "内存泄漏怎么查"],
    ["ncxl", "内存泄漏怎么查"],
    ["內存泄漏", "内存泄漏怎么查"],
    ["内存泄", "内存泄漏怎么查"],
    // A heading of two names is called by both.
    ["缓存区", "缓存区（Cache）"],
    ["huancunqu", "缓存区（Cache）"],
    ["cache", "缓存区（Cache）"],
    // Two slips that leave the letters the same.
    ["chekcpiont", "Checkpoint"],
  ]) {
    test(`${query} finds ${wanted}`, async () => assert.equal(await heading(query), wanted));
  }

  test("a list of references comes last", async () => {
    const { results } = await engine.search("批归一化");
    const own = results.filter((it) => it.note === "归一化/批归一化.html");
    assert.equal(own.at(-1).heading, "参考文献");
  });

  test("what was taken for what is told", async () => {
    assert.deepEqual(JSON.parse(JSON.stringify((await engine.search("chihua")).corrected)), [["chihua", "池化"]]);
    assert.deepEqual(JSON.parse(JSON.stringify((await engine.search("批规一化")).corrected)), [["批规一化", "批归一化"]]);
    assert.deepEqual((await engine.search("池化")).corrected.length, 0);
  });

  test("what is not there is said not to be there", async () => {
    for (const query of ["LoRA", "红烧肉怎么做", "LoRA 学习率", "Kubernetes 部署"]) {
      assert.equal((await engine.search(query)).weak, true, query);
    }
    for (const query of ["池化", "BN", "学习率 预热", "网络太深学不动", "max_pool2d"]) {
      assert.equal((await engine.search(query)).weak, false, query);
    }
    for (const { exact } of (await engine.search("LoRA 学习率")).results) assert.equal(exact, false);
  });

  test("what stands in a heading is taken for nothing else", async () => {
    const { corrected, weak } = await engine.search("内存泄");
    assert.deepEqual([corrected.length, weak], [0, false]);
  });

  test("a sentence may say things in words of its own", async () => {
    for (const query of ["程序占用的内存越来越多一直不释放怎么办", "网络太深的时候前面的几层怎么就学不动了呢"]) {
      assert.equal((await engine.search(query)).weak, false, query);
    }
    for (const query of ["怎样把红烧肉做得又软又香而且不腻呢", "今天晚上的火车票要到哪里去买比较便宜"]) {
      assert.equal((await engine.search(query)).weak, true, query);
    }
  });

  test("topics have names", async () => {
    const { topics } = await top("池化");
    assert.deepEqual(topics.map((id) => engine.topicName(id)).includes("池化"), true);
    assert.equal(engine.topicName("no such topic"), undefined);
  });

  test("marks are forms of what was asked for", async () => {
    const { marks } = await engine.search("BN");
    assert.ok(marks.includes("批归一化") && marks.some((mark) => mark.toLowerCase() === "bn"), marks.join());
  });

  test("questions and filters", async () => {
    const { question } = await top("推理时怎么办");
    assert.equal(question.state, "stub");
    assert.match(question.card, /^q[0-9a-f]{12}$/);
    const only = async (filter) => [...(await engine.search("推理", { filter })).results].map((it) => it.heading).join();
    assert.equal(await only({ unanswered: true }), "2. 推理时怎么办？");
    assert.equal(await only({ cards: new Set([question.card]) }), "2. 推理时怎么办？");
    assert.equal(await only({ note: "CNN/" }), "");
    const { topics } = await top("池化");
    assert.ok(topics.length > 0);
    const { results } = await engine.search("", { filter: { topic: topics[0] } });
    assert.ok(results.length > 0 && results.every((it) => it.topics.includes(topics[0])));
  });

  test("the answer before all is loaded has the same best result", async () => {
    const fresh = await sandbox.inkstone.searchEngine.create(load);
    let early;
    const late = await fresh.search("池化", { onPartial: (answer) => (early = answer) });
    assert.equal(early?.results[0].heading, late.results[0].heading);
    const again = await fresh.search("池化");
    assert.deepEqual(JSON.stringify(again), JSON.stringify(late));
  });

  test("private notes are not there", async () => {
    for (const name of readdirSync(join(site, "public/search"))) {
      assert.ok(!/zzsecret|秘密笔记/.test(readFileSync(join(site, "public/search", name), "utf8")), name);
    }
    assert.equal((await engine.search("zzsecret")).results.length, 0);
  });

  test("hostile notes and queries hurt nobody", async () => {
    const result = await top("猫头鹰");
    assert.equal(result.note, "坏.html");
    assert.ok(result.snippet.some(([text, marked]) => marked && text === "猫头鹰"));
    for (const name of readdirSync(join(site, "public/search"))) {
      const text = readFileSync(join(site, "public/search", name), "utf8");
      assert.ok(!/<\/script|<!--|[\u2028\u2029]/i.test(text), name);
      assert.equal(text.split("\n").length, 2, `${name} is one line`);
    }
    for (const query of [hostile, "\u202e池化", "'\"`${1}", "\ud800", "\n", "   ", "*", "a".repeat(100_000), "池".repeat(100_000), "__proto__", "constructor", "toString hasOwnProperty", "%E0%A4%A"]) {
      const { results } = await engine.search(query);
      assert.ok(Array.isArray(JSON.parse(JSON.stringify(results))));
    }
    assert.equal(sandbox.run("globalThis.hurt"), undefined);
  });

  test("a name of a file with a line end moves nothing", async () => {
    const result = await top("鸭嘴兽");
    assert.equal(result.note, "名\n字\t50%.html");
    assert.equal(result.url, "名%0A字%0950%25.html");
    assert.equal((await top("池化")).note, "CNN/池化.html");
  });

  test("files of different builds are refused", async () => {
    const other = world();
    const mixed = async (name) => {
      other.run(readFileSync(join(site, "public/search", `${name}.js`), "utf8"));
      const data = other.received.get(`search/${name}`);
      return name.startsWith("s-") ? { ...data, build: "other" } : data;
    };
    const fresh = await other.inkstone.searchEngine.create(mixed);
    await assert.rejects(fresh.search("池化"), /different builds/);
  });
});
