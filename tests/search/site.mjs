// The search of a built site, without a browser.
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

const require = createRequire(import.meta.url);

/**
 * A loader of data files: `load("core")` is the data of `search/core.js`.
 * @param {string} site the output folder
 * @param {(name: string, text: string) => void} [loaded] told of each file that is read
 */
export function loader(site, loaded = () => {}) {
  return async (name) => {
    const text = await readFile(path.join(site, "search", `${name}.js`), "utf8");
    loaded(name, text);
    let data;
    vm.runInNewContext(text, { inkstone: { receive: (_, value) => (data = value) } });
    return data;
  };
}

/** The engine as the site has it. */
export async function engineOf(site) {
  const folder = path.join(site, "assets/js");
  const name = (await readdir(folder)).find((each) => /^search\.[0-9a-f]+\.js$/.test(each));
  return require(path.resolve(folder, name));
}

/** The search of a site. */
export async function searchOf(site, loaded) {
  const { create } = await engineOf(site);
  return create(loader(site, loaded));
}
