// @ts-check
/// <reference path="../types.d.ts" />
// Brings the search engine and its index to the page, when somebody first wants to search and not before.
(() => {
  "use strict";
  const [folder, source] = [inkstone.site.search, inkstone.site.engine].map((path) => inkstone.root + path);

  /** @type {Promise<SearchEngine> | null} */
  let engine = null;

  /** @param {string} [mark] makes addresses that no cache knows */
  const start = async (mark = "") => {
    if (!inkstone.searchEngine) await inkstone.loadScript(source);
    const started = await inkstone.searchEngine.create((name) => inkstone.load(`search/${name}`, `${folder}${name}.js${mark}`));
    // The first query in pinyin need not wait for its tables.
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ action) => setTimeout(action, 200));
    idle(() => started.warm?.());
    return started;
  };

  inkstone.prepareSearch = () => {
    if (!engine) {
      engine = start();
      engine.catch(() => (engine = null));
    }
    return engine;
  };

  inkstone.feature({ forget: () => (engine = null) });

  inkstone.find = async (query, options) => {
    try {
      return await (await inkstone.prepareSearch()).search(query, options);
    } catch {
      // A cache may hold some files of an older build than others: once more, past all caches.
      const fresh = start(`?at=${Date.now()}`);
      const answer = await (await fresh).search(query, options);
      engine = fresh;
      return answer;
    }
  };

  inkstone.addressOf = ({ url, anchor }) => `${inkstone.root}${url}${anchor ? `#${encodeURIComponent(anchor)}` : ""}`;

  inkstone.search = async (query, { limit = 10 } = {}) => {
    const { results } = await inkstone.find(String(query), { limit });
    return results.map((result) => ({
      url: inkstone.addressOf(result),
      title: result.title,
      heading: result.heading,
      path: result.path,
      snippet: result.snippet.map(([text]) => text).join(""),
      score: result.score,
      exact: result.exact,
    }));
  };
})();
