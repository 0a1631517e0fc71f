// Every page is valid HTML by the Nu HTML Checker, as it is built and as its scripts leave it; every style sheet and every `<style>`
// is CSS that css-tree knows, property by property and value by value.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { lexer, parse, walk } from "css-tree";
import { launch, skip as noBrowser, watched } from "./browser.mjs";
import { PLACES, build, corpusNames, exportTo, reach, root, workshop } from "./sites.mjs";

const checker = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const noJava = spawnSync("java", ["-version"]).error ? "no Java" : false;
if (noJava && process.env.CI) throw new Error(noJava);

/** What the checker says and is not held against a page, each with the reason. */
const HTML_IGNORED = [
  // Its knowledge of CSS is years old; css-tree reads the same rules below.
  /^CSS: /,
  // It knows the pages by their place on disk, which no policy can name. In browsers the crawl sees every violation.
  /^Resource violates Content Security Policy \(meta tag\): /,
  // It hashes no `<style>` that holds a character beyond ASCII as browsers do.
  /^Inline (style|script) violates Content Security Policy/,
  // Glyphs of the fonts for formulas, in what is drawn and not read.
  /^Document uses the Unicode Private Use Area/,
  // Headings are those of the notes: which levels they leave out, what they are made of, and that the title of a note asks something.
  /skipping \d+ heading level/,
  /^Empty heading\.$/,
  /^Consider using the “h1” element as a top-level heading only/,
  /^Article lacks heading\./,
  // What language a note is written in its author says, or else it is that of the site.
  /^This document appears to be written in /,
  // The book to print is XML too, and on paper nobody follows a link within a formula.
  /^Trailing slash on void elements/,
  /should not appear as a descendant of an element with the attribute “role=img”/,
  // ARIA 1.2 has `aria-controls` for what a combobox opens; `aria-owns` is that of 1.0.
  /^Attribute “aria-activedescendant” value should/,
];

/** What css-tree does not know although browsers do, each with where it is defined. */
const CSS_IGNORED = [
  // CSS Environment Variables 1: `env()` stands for a length.
  /^padding-bottom: .*\benv\(safe-area-inset-bottom\)/,
  // CSS Paged Media 3: a descriptor of `@page`.
  /^size: Unknown property/,
  // CSS Paged Media 3: the boxes in the margins of a page.
  /^@bottom-(left|center|right): Unknown at-rule/,
  // KaTeX gives some struts a height below zero, which browsers leave out.
  /^height: .* value: -[\d.]+em/,
];

/** Rules that hold properties rather than descriptors: pages and the boxes in their margins. */
const HAS_PROPERTIES = /^(page|bottom-(left|center|right))$/;

const shop = workshop();
const sites = {};
before(() => {
  sites.own = shop.own();
  sites.mixed = shop.mixed();
  for (const name of readdirSync(join(root, "tests/sites"))) {
    const site = join(root, "tests/sites", name);
    if (name !== "mixed" && !name.includes(".")) sites[name] = build(join(site, "in"), join(shop.folder, name), "--no-cache");
  }
  for (const name of corpusNames) sites[name] = shop.corpus(name);
  sites.exports = join(shop.folder, "exports");
  mkdirSync(sites.exports);
  for (const [name, folder] of [["own", root], ["mixed", join(root, "tests/sites/mixed/in")]]) {
    for (const format of ["print", "single-html"]) exportTo(format, folder, join(sites.exports, `${name}-${format}.html`));
  }
});
after(() => shop.remove());

/** What the checker says of the pages below `folders`. */
function faultsOfPages(...folders) {
  const options = ["-Dfile.encoding=UTF-8", "-Xss8m", "-jar", checker, "--exit-zero-always", "--stdout", "--format", "json", "--skip-non-html", ...folders];
  // Names of files are read by the locale.
  const said = execFileSync("java", options, { encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const faults = new Map();
  for (const { url, lastLine, type, subType, message, extract } of JSON.parse(said).messages) {
    if (HTML_IGNORED.some((known) => known.test(message))) continue;
    const place = `${relative(shop.folder, fileURLToPath(url))}:${lastLine}: ${(extract ?? "").replace(/\s+/g, " ")}`;
    const fault = `${subType ?? type}: ${message}`;
    faults.set(fault, [...(faults.get(fault) ?? []), place]);
  }
  return [...faults].map(([fault, places]) => `${places[0]} ${fault}${places.length > 1 ? ` (and ${places.length - 1} more, such as ${places[Math.floor(places.length / 2)]})` : ""}`);
}

/** What css-tree says of a style sheet. */
function faultsOfStyle(css) {
  const faults = [];
  const say = (node, message) => {
    const line = message.replace(/\s+/g, " ");
    if (!CSS_IGNORED.some((known) => known.test(line))) faults.push(`${node.loc?.start.line}:${node.loc?.start.column}: ${line}`);
  };
  const tree = parse(css, { positions: true, onParseError: (error) => say({ loc: { start: error } }, error.message) });
  walk(tree, function (node) {
    if (node.type === "Atrule") {
      const error = lexer.checkAtruleName(node.name) ?? (node.prelude ? lexer.matchAtrulePrelude(node.name, node.prelude).error : null);
      if (error) say(node, `@${node.name}: ${error.message}`);
    }
    if (node.type !== "Declaration" || node.property.startsWith("--")) return;
    const isDescriptor = this.atrule && !this.rule && !HAS_PROPERTIES.test(this.atrule.name);
    const { error } = isDescriptor ? lexer.matchAtruleDescriptor(this.atrule.name, node.property, node.value) : lexer.matchDeclaration(node);
    // What a variable stands for is known in the browser only.
    if (error && !/with var\(\) is not supported/.test(error.message)) say(node, `${node.property}: ${error.message}`);
  });
  return faults;
}

describe("HTML", { skip: noJava }, () => {
  test("of all pages is valid", () => {
    const checked = Object.entries(sites).map(([name, folder]) => [name, readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html")).length]);
    assert.ok(checked.every(([, pages]) => pages > 0), "there are pages to check");
    console.log(`checked: ${checked.map(([name, pages]) => `${name} ${pages}`).join(", ")}`);
    assert.deepEqual(faultsOfPages(...Object.values(sites)), []);
  });

  test("of pages stays valid when scripts have run", { skip: noBrowser }, async () => {
    const folder = join(shop.folder, "live");
    mkdirSync(folder);
    const browser = await launch();
    const { url, close } = await reach(PLACES[0], sites.own);
    const { context } = await watched(browser, url, { viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const keep = async (name) => writeFileSync(join(folder, `${name}.html`), await page.evaluate(() => `<!doctype html>\n${document.documentElement.outerHTML}`));
    const note = `${encodeURIComponent("归一化")}/${encodeURIComponent("批归一化")}.html`;
    for (const [name, path] of [["home", "index.html"], ["note", note], ["topic", "topics/batch-normalization.html"]]) {
      await page.goto(url + path);
      await page.locator(".theme-button:not([hidden])").waitFor();
      await keep(name);
    }
    await page.goto(`${url}index.html#q=${encodeURIComponent("归一化")}`);
    await page.locator(".search-results[aria-busy=false] .search-hit").first().waitFor();
    await keep("search");
    await page.goto(url + note);
    await page.keyboard.press("h");
    await page.locator(".recall-cover").first().waitFor();
    await keep("recall");
    for (const view of ["today", "decks", "plan", "mock", "figures", "progress", "review"]) {
      await page.goto("about:blank");
      await page.goto(`${url}study.html#${view}`);
      await page.locator(".study-view > *").first().waitFor();
      if (view === "review") {
        await page.keyboard.press(" ");
        await page.locator(".grades").waitFor();
      }
      await keep(`study-${view}`);
    }
    await context.close();
    await close();
    await browser.close();
    assert.deepEqual(faultsOfPages(folder), []);
  });
});

test("CSS of all sites is valid", () => {
  const seen = new Map();
  for (const [name, folder] of Object.entries(sites)) {
    for (const path of readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile())) {
      if (path.endsWith(".css")) seen.set(readFileSync(join(folder, path), "utf8"), `${name}/${path}`);
      if (!path.endsWith(".html")) continue;
      for (const [, css] of readFileSync(join(folder, path), "utf8").matchAll(/<style>([^]*?)<\/style>/g)) seen.set(css, `${name}/${path}`);
    }
  }
  assert.ok(seen.size > 20, "there is CSS to check");
  const faults = [...seen].flatMap(([css, where]) => faultsOfStyle(css).map((fault) => `${where}:${fault}`));
  assert.deepEqual(faults, []);
});

test("the checks find what is wrong", { skip: noJava }, () => {
  const folder = join(shop.folder, "wrong");
  mkdirSync(folder);
  writeFileSync(join(folder, "页.html"), "<!doctype html><html lang=en><title>x</title><ul><p>no item</p></ul>");
  assert.match(faultsOfPages(folder).join(), /页\.html:1: .*error: Element “p” not allowed/);
  assert.equal(faultsOfStyle("a { colour: red; margin: 1em auto; width: 3 apples; --x: y }").length, 2);
  assert.equal(faultsOfStyle("@media (min-width: 3em) { a { color: var(--ink) } } @font-face { font-family: x; src: url(x.woff2) }").length, 0);
});
