// Inkstone's own engine over a built site, as the browser runs it but without one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

/** The engine's script in `site`: the file that pages load, or nothing. */
export function engineFile(site) {
  const folder = join(site, "assets/js");
  const name = readdirSync(folder).find((it) => /^search(\.[0-9a-f]+)?\.js$/.test(it));
  return name && join(folder, name);
}

/** The engine of `site` behind the interface that all engines here share, or `null` when the site has none. */
export async function own(site) {
  const file = engineFile(site);
  if (!file) return null;
  const module = { exports: {} };
  // What the script defines it defines by itself: no document, no network, nothing of Node but the language.
  const received = new Map();
  const sandbox = { module, exports: module.exports, inkstone: { receive: (name, data) => received.set(name, data) }, console, setTimeout, TextDecoder, TextEncoder };
  const context = createContext(sandbox);
  runInContext(readFileSync(file, "utf8"), context, { filename: file });
  const load = async (name) => {
    if (!received.has(name)) runInContext(readFileSync(join(site, "search", `${name}.js`), "utf8"), context, { filename: name });
    if (!received.has(`search/${name}`)) throw new Error(`search/${name}.js does not hand over its data under its name`);
    return received.get(`search/${name}`);
  };
  const { create } = module.exports.create ? module.exports : sandbox.inkstone.searchEngine;
  const engine = await create(load);
  return {
    name: "Inkstone",
    async search(query) {
      const { results, weak, corrected } = await engine.search(query, { limit: 10 });
      return {
        ranking: results.map((it) => `${decodeURIComponent(it.url)}#${it.anchor}`),
        weak: weak || results.length === 0,
        corrected,
      };
    },
    close: async () => {},
  };
}
