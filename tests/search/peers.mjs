// Other engines over the same sections, each set up as one who wants good results would. None of them is part of Inkstone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, skip } from "../browser/browser.mjs";
import { serve } from "../browser/server.mjs";

/**
 * MiniSearch with the words of `Intl.Segmenter`: prefixes, typing errors in words of Latin letters, headings before text.
 * Boosts and fuzziness are the best of 36 settings on the part to tune on.
 */
export async function miniSearch(sections) {
  const { default: MiniSearch } = await import("minisearch");
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  const engine = new MiniSearch({
    idField: "key",
    fields: ["title", "parents", "text"],
    extractField: (section, field) => (field === "parents" ? section.parents.join(" ") : section[field]),
    tokenize: (text) => [...segmenter.segment(text)].filter((it) => it.isWordLike).map((it) => it.segment),
    processTerm: (term) => term.toLowerCase(),
    searchOptions: {
      boost: { title: 2, parents: 1 },
      prefix: true,
      fuzzy: (term) => (/^[\p{Script=Latin}\d_]+$/u.test(term) && term.length > 3 ? 0.3 : false),
    },
  });
  engine.addAll(sections);
  return {
    name: "MiniSearch",
    search: async (query) => ({ ranking: engine.search(query).slice(0, 10).map((hit) => hit.id), weak: false }),
    close: async () => {},
  };
}

/** Why Pagefind cannot run, or `false`: it needs a browser. */
export { skip as noBrowser };

/**
 * Pagefind in the browser over http. Its pages are the notes, cut as above, with the anchors where it looks for them; every hit in a page
 * is one of its sub-results, the best of which comes first.
 */
export async function pagefind(sections) {
  const { createIndex, close: closePagefind } = await import("pagefind");
  const folder = mkdtempSync(join(tmpdir(), "inkstone-pagefind-"));
  const { index } = await createIndex({ forceLanguage: "zh" });
  for (const [page, parts] of groupByPage(sections)) {
    const { errors } = await index.addHTMLFile({ url: `/${page}`, content: pageOf(parts) });
    if (errors.length > 0) throw new Error(`Pagefind: ${page}: ${errors.join("; ")}`);
  }
  const { errors } = await index.writeFiles({ outputPath: join(folder, "pagefind") });
  if (errors.length > 0) throw new Error(`Pagefind: ${errors.join("; ")}`);
  await closePagefind();
  writeFileSync(join(folder, "index.html"), "<!doctype html><html lang=zh><title>Pagefind</title>");
  const server = await serve(folder, "/");
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(async () => {
    globalThis.engine = await import("/pagefind/pagefind.js");
    await globalThis.engine.init();
  });
  return {
    name: "Pagefind",
    async search(query) {
      const urls = await page.evaluate(async (query) => {
        const found = await globalThis.engine.search(query);
        const pages = await Promise.all(found.results.slice(0, 10).map((it) => it.data()));
        const weight = (part) => part.weighted_locations.reduce((total, it) => total + it.balanced_score, 0);
        return pages.flatMap((it) => it.sub_results.sort((a, b) => weight(b) - weight(a)).slice(0, 3).map((part) => part.url));
      }, query);
      const ranking = [...new Set(urls.map((url) => decodeURIComponent(url).replace(/^\//, "")))].slice(0, 10);
      return { ranking, weak: ranking.length === 0 };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function groupByPage(sections) {
  const pages = new Map();
  for (const section of sections) pages.set(section.page, [...(pages.get(section.page) ?? []), section]);
  return pages;
}

function pageOf(parts) {
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const body = parts.map((it) => `<h${it.level} id="${escape(it.anchor)}">${escape(it.title)}</h${it.level}>\n<p>${escape(it.text)}</p>`);
  return `<!doctype html><html lang="zh"><head><title>${escape(parts[0].title)}</title></head><body><main>${body.join("\n")}</main></body></html>`;
}
