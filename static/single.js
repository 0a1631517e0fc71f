// @ts-check
/// <reference path="js/types.d.ts" />
// Opens a site in one file. It brings the pages of the site to the screen one after the other, each with its own scripts, as if
// they had been loaded; to these it is what the network and the disk are elsewhere. An address is `#/page.html#place`.
(() => {
  "use strict";
  /** Attributes that hold an address of a file, counted from the top of the site; `src/export/single/addresses.rs` has the same. */
  const ADDRESSES = ["href", "src", "poster"];
  const SHOWN = new Set(["src", "poster"]);
  /** What stands between the parts of a data file. */
  const PART = "\u0001";

  /** @template {Element} T @param {string} selector @returns {T[]} */
  const all = (selector) => /** @type {any} */ ([...document.querySelectorAll(selector)]);
  // Their elements go when the first page comes.
  const packets = all("script[data-packet]").map((element) => element.textContent ?? "");
  const files = new Map(/** @type {HTMLElement[]} */ (all("script[data-file]")).map(({ dataset, textContent }) => [dataset.file ?? "", `data:${dataset.type};base64,${textContent}`]));
  const styles = new Map(/** @type {HTMLStyleElement[]} */ (all("style[data-file]")).map((element) => [element.dataset.file ?? "", element]));
  const icon = document.querySelector('link[rel="icon"]');

  // Reading.
  /** The pieces of the packets that were opened. @type {Promise<string[]>[]} */
  const opened = [];
  const unpack = (/** @type {number} */ at) =>
    (opened[at] ??= (async () => {
      const packed = atob(packets[at]);
      const bytes = new Uint8Array(packed.length);
      for (let place = 0; place < packed.length; place++) bytes[place] = packed.charCodeAt(place);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return (await new Response(stream).text()).split("\0");
    })());
  /** @type {{ home: string, texts: Record<string, number[]> }} */
  let index;

  /** The path of a file by its address, relative to the top of the site or as it stands in links here. @param {string} address */
  const pathOf = (address) => {
    const path = address.replace(/^#\//, "").replace(/[?#].*$/s, "");
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  };
  /** @param {string} path */
  const read = async (path) => {
    const runs = Object.hasOwn(index.texts, path) ? index.texts[path] : null;
    if (!runs) throw new Error(`there is no ${path}`);
    let text = "";
    for (let at = 0; at < runs.length; at += 3) {
      const pieces = await unpack(runs[at] + 1);
      text += pieces.slice(runs[at + 1], runs[at + 1] + runs[at + 2]).join("");
    }
    return text;
  };
  /** The address of a picture or another file, with all that is in it; empty if it is not there. @param {string} path */
  const dataOf = async (path) => files.get(path) ?? (Object.hasOwn(index.texts, path) ? `data:image/svg+xml,${encodeURIComponent(await read(path))}` : "");
  const isPage = (/** @type {string} */ path) => path.endsWith(".html") && Object.hasOwn(index.texts, path);

  /** Makes the addresses in `root` those that lead somewhere here. @param {ParentNode} root */
  const settle = async (root) => {
    const selector = ADDRESSES.map((name) => `[${name}]`).join();
    for (const element of root.querySelectorAll(selector)) {
      for (const name of ADDRESSES) {
        const address = element.getAttribute(name);
        if (address === null || /^(#|[a-z][a-z0-9+.-]*:|\/\/)/i.test(address)) continue;
        element.setAttribute(name, SHOWN.has(name) && element.localName !== "script" ? await dataOf(pathOf(address)) : `#/${address}`);
      }
    }
  };

  /** @param {string} text */
  const run = (text) => {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
    script.remove();
  };
  /** @type {PackedSite} */
  const packed = {
    async script(url) {
      run(await read(pathOf(url)));
    },
    async data(url) {
      const [json, ...parts] = (await read(pathOf(url))).split(PART);
      return JSON.parse(json, (_, value) => (typeof value === "string" && value.startsWith(PART) ? parts[Number(value.slice(1))] : value));
    },
    async style(url) {
      const sheet = styles.get(pathOf(url));
      if (sheet && !sheet.isConnected) document.head.append(sheet);
    },
    settle,
  };

  // Pages.
  /** The address of the page that is shown. */
  let here = "";
  /** Counts pages that were asked for, so that the last one wins. */
  let asked = 0;
  /** The number of the entry in the history, and where readers were on each. */
  let entry = 0;
  /** @type {Map<number, number>} */
  const heights = new Map();
  /** The page is just going to a place on itself. */
  let isAiming = false;

  /** @returns {[page: string, place: string] | null} */
  const asAddress = () => {
    const found = /^#\/([^#]*)(?:#(.*))?$/s.exec(location.hash);
    return found && [found[1] || index.home, found[2] ?? ""];
  };
  const keepEntry = (/** @type {string} */ place, height = 0) => history.replaceState({ entry, height }, "", `#/${here}${place ? `#${place}` : ""}`);

  /** Goes to a place as links on a page do, so that the browser marks it as the target; the whole address follows. @param {string} place */
  const aim = (place) => {
    isAiming = true;
    location.replace(`#${place}`);
    if (!asAddress()) keepEntry(place);
  };

  const listen = () => {
    // Before the scripts of the page do.
    addEventListener("hashchange", (event) => {
      const address = asAddress();
      const isAimed = isAiming;
      isAiming = false;
      if (!address) {
        // A link or a script has named a place on this page.
        if (!isAimed) entry = nextEntry();
        return keepEntry(location.hash.slice(1));
      }
      if (isAimed && pathOf(address[0]) === pathOf(here)) return;
      const [page, place] = address;
      const known = /** @type {{ entry: number } | null} */ (history.state)?.entry;
      const isHere = pathOf(page) === pathOf(here);
      if (!isHere) {
        event.stopImmediatePropagation();
        if (known === undefined) heights.set(entry, scrollY);
        enter(page, place, known);
      } else if (known === undefined) {
        entry = nextEntry();
        keepEntry(place);
        place ? aim(place) : scrollTo(0, 0);
      } else {
        entry = known;
        scrollTo({ top: heights.get(known) ?? 0, behavior: "instant" });
      }
    });
    // Until the address of the next place is known, what is seen belongs to neither.
    addEventListener("scroll", () => asked === shown && history.state?.entry === entry && heights.set(entry, scrollY), { passive: true });
    addEventListener("pagehide", ({ isTrusted }) => isTrusted && keepEntry(asAddress()?.[1] ?? "", scrollY));
    document.addEventListener("click", (event) => {
      // The address that is shown already: browsers do nothing then, but the reader may have moved on.
      const link = event.target instanceof Element ? event.target.closest("a[href^='#/']") : null;
      if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (decodeURI(link.getAttribute("href") ?? "") !== decodeURI(location.hash)) return;
      event.preventDefault();
      const place = asAddress()?.[1];
      place ? aim(place) : scrollTo(0, 0);
    });
  };
  let shown = 0;
  const nextEntry = () => Math.max(entry, ...heights.keys(), 0) + 1;

  /** A file of the notes that is no page is offered to be saved. @param {string} path */
  const offer = async (path) => {
    const link = document.createElement("a");
    link.href = await dataOf(path);
    link.download = path.split("/").at(-1) ?? "";
    link.click();
  };

  /**
   * Shows a page. `known` is the number of its entry, if the reader comes back to it.
   * @param {string} address @param {string} place @param {number} [known] @param {number} [height]
   */
  const enter = async (address, place, known, height) => {
    const number = ++asked;
    const back = height ?? (known === undefined ? undefined : heights.get(known));
    const path = pathOf(address);
    if (!isPage(path) && here) {
      const [isFile] = [files.has(path) || Object.hasOwn(index.texts, path)];
      asked = shown;
      history.back();
      return isFile ? offer(path) : undefined;
    }
    // What a page declares of its own becomes a sheet that the policy allows; even a document that is not shown may not have it.
    let own = "";
    const html = (await read(isPage(path) ? path : index.home)).replace(/<style>(.*?)<\/style>/gs, (_, css) => ((own += css), ""));
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const top = parsed.documentElement;
    const scripts = await Promise.all([...parsed.querySelectorAll("script[src]")].map((script) => read(pathOf(script.getAttribute("src") ?? ""))));
    const sheets = [...parsed.querySelectorAll('link[rel="stylesheet"]')].map((link) => styles.get(pathOf(link.getAttribute("href") ?? "")));
    // What a page says of itself to hosts and to the network means nothing here.
    for (const element of parsed.querySelectorAll("script:not([type]), script[src], link, meta[http-equiv]")) element.remove();
    top.dataset.root = "#/";
    await settle(parsed);
    if (number !== asked) return;

    if (here) dispatchEvent(new PageTransitionEvent("pagehide"));
    here = top.dataset.page ?? address;
    entry = known ?? nextEntry();
    // This takes the listeners of the last page away, and makes the document a new one in all but its address and policy.
    document.open();
    document.write("<!doctype html><title></title>");
    document.close();
    CSS.highlights?.clear();
    parsed.head.append(...(icon ? [icon] : []), ...sheets.filter((sheet) => sheet !== undefined));
    document.adoptedStyleSheets = own ? [sheetOf(own)] : [];
    document.documentElement.replaceWith(document.adoptNode(top));
    shown = number;
    listen();
    keepEntry(place);
    // @ts-ignore: the scripts of the page make the rest.
    window.inkstone = { packed };
    scripts.forEach(run);
    if (back !== undefined) scrollTo({ top: back, behavior: "instant" });
    else if (place) aim(place);
    else scrollTo({ top: 0, behavior: "instant" });
  };
  const sheetOf = (/** @type {string} */ text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };

  // Beginning.
  const tell = (/** @type {string} */ name) => document.getElementById(name)?.removeAttribute("hidden");
  const start = async () => {
    // A page is there only some time after its address.
    history.scrollRestoration = "manual";
    index = JSON.parse((await unpack(0)).join(""));
    const [page, place] = asAddress() ?? [index.home, location.hash.slice(1)];
    const { entry: known, height } = /** @type {{ entry?: number, height?: number }} */ (history.state ?? {});
    await enter(page, place, known, height || undefined);
  };
  const canOpen = typeof DecompressionStream === "function" && "adoptedStyleSheets" in document && "replaceSync" in CSSStyleSheet.prototype;
  if (!canOpen) tell("single-old");
  else
    start().catch((error) => {
      tell("single-broken");
      throw error;
    });
})();
