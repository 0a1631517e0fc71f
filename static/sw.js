// @ts-check
// The service worker: it keeps files of one version of the site, and answers with what it keeps before it asks the network.
// What it must know of the site stands before this text: `version`, the hash of the list of all files, and the paths `list` and
// `offline`. It keeps no file whose hash is not in the list, so files of two versions never lie in one cache, whatever a host
// sends while a new version is on its way. A new version takes over when the reader asks for it, or when no page is open.
(() => {
  "use strict";
  const worker = /** @type {any} */ (self);
  const { site } = worker;
  const scope = new URL("./", worker.location.href);
  // Sites of one origin have caches of their own, and so has each version of a site. A path has no spaces.
  const prefix = `inkstone ${scope.pathname} `;
  const own = prefix + site.version;
  const AT_ONCE = 6;
  // Entries of a cache that are no files: addresses of files have no query.
  const [LIST, ACTIVE, EVERYTHING] = ["list", "active", "everything"].map((name) => new URL(`?${name}`, scope).href);

  /** @typedef {{ shell: string[], together: string[][], files: Map<string, [size: number, hash: string]> }} List */

  const address = (/** @type {string} */ path) => new URL(path.split("/").map(encodeURIComponent).join("/"), scope).href;

  /** @param {URL} url @returns {string | null} the path below the root of the site */
  const pathOf = (url) => {
    if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return null;
    try {
      const path = decodeURIComponent(url.pathname.slice(scope.pathname.length));
      return path === "" || path.endsWith("/") ? `${path}index.html` : path;
    } catch {
      return null;
    }
  };

  /** @param {string} text @returns {List} */
  const parse = (text) => {
    const { shell, together, files } = JSON.parse(text);
    const rows = /** @type {[string, number, string][]} */ (files);
    return { shell: rows.slice(0, shell).map(([path]) => path), together, files: new Map(rows.map(([path, size, hash]) => [path, [size, hash]])) };
  };

  /** @param {BufferSource} bytes @param {string} hash or its beginning */
  const isHash = async (bytes, hash) => {
    const digits = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0"));
    return digits.join("").startsWith(hash);
  };

  /** Takes the items some at a time, until one fails. @template T @param {Iterable<T>} items @param {(item: T) => Promise<unknown>} action */
  const each = (items, action) => {
    const left = [...items];
    const work = async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await action(item);
    };
    return Promise.all(Array.from({ length: AT_ONCE }, work));
  };

  let isNewer = false;
  /** Something that is not of this version has come. */
  const lookForNewer = () => {
    if (isNewer || !worker.registration.active) return;
    isNewer = true;
    worker.registration.update().catch(() => {});
  };

  /** Brings a file from the network, and keeps it if it is that of this version. @param {Cache} cache @param {string} path @param {string} hash */
  const bring = async (cache, path, hash) => {
    const response = await fetch(address(path), { cache: "no-cache" });
    if (!response.ok) return response;
    const bytes = await response.arrayBuffer();
    // A fresh one, for a page must not be answered with what came by way of a redirection.
    const copy = () => new Response(bytes, { headers: response.headers });
    if (await isHash(bytes, hash)) await cache.put(address(path), copy()).catch(() => {}); // Without space it is shown all the same.
    else lookForNewer();
    return copy();
  };

  const fetchList = async () => {
    const response = await fetch(address(site.list), { cache: "no-store" });
    const text = await response.text();
    if (!(await isHash(new TextEncoder().encode(text), site.version))) throw new Error("another version is on its way");
    return text;
  };

  /** @type {Promise<List | null> | null} */
  let known = null;
  /** The list of this version; `null` if it has been lost and cannot be had. */
  const list = () => {
    known ??= (async () => {
      const cache = await caches.open(own);
      const kept = await cache.match(LIST);
      if (kept) return parse(await kept.text());
      const text = await fetchList();
      await cache.put(LIST, new Response(text));
      return parse(text);
    })().catch(() => (known = null));
    return known;
  };

  const otherNames = async () => (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);

  /** The paths of the files that a cache has. @param {Cache} cache */
  const pathsIn = async (cache) => (await cache.keys()).map(({ url }) => new URL(url)).filter(({ search }) => search === "").map((url) => pathOf(url) ?? "");

  /** What earlier versions have kept. Those that were never in use, because something was missing, go. */
  const earlier = async () => {
    const found = [];
    for (const name of await otherNames()) {
      const cache = await caches.open(name);
      const text = (await cache.match(ACTIVE)) && (await cache.match(LIST));
      if (text) found.push({ cache, files: parse(await text.text()).files, paths: await pathsIn(cache), everything: !!(await cache.match(EVERYTHING)) });
      else await caches.delete(name);
    }
    return found;
  };

  /** The shell must be whole. What an earlier version has kept besides comes along as far as it can be had: unchanged, from there. */
  const install = async () => {
    const text = await fetchList();
    const { shell, files } = parse(text);
    const cache = await caches.open(own);
    await cache.put(LIST, new Response(text));
    const old = await earlier();
    const everything = old.some((each) => each.everything);
    if (everything) await cache.put(EVERYTHING, new Response(""));
    const get = async (/** @type {string} */ path) => {
      const hash = files.get(path)?.[1];
      if (hash === undefined || (await cache.match(address(path)))) return;
      for (const from of old) {
        const kept = from.files.get(path)?.[1] === hash && (await from.cache.match(address(path)));
        if (kept) return cache.put(address(path), kept);
      }
      await bring(cache, path, hash);
    };
    await each(shell, async (path) => {
      await get(path);
      if (!(await cache.match(address(path)))) throw new Error(`${path} cannot be kept`);
    });
    const others = new Set(everything ? files.keys() : old.flatMap(({ paths }) => paths));
    await each(others, (path) => get(path).catch(() => {}));
  };

  const activate = async () => {
    await (await caches.open(own)).put(ACTIVE, new Response(""));
    for (const name of await otherNames()) await caches.delete(name);
    await worker.clients.claim();
  };

  /** Groups of files that are kept by now, or being brought. @type {Set<string[]>} */
  const begun = new Set();
  /** Keeps the files of which one is worth nothing without the others. @param {List} known @param {string} path */
  const keepTogether = async ({ together, files }, path) => {
    const belongs = (/** @type {string[]} */ group, /** @type {string} */ each) => group.some((start) => each.startsWith(start));
    const group = together.find((group) => belongs(group, path));
    if (!group || begun.has(group) || worker.navigator.connection?.saveData) return;
    begun.add(group);
    const cache = await caches.open(own);
    const parts = [...files].filter(([each]) => belongs(group, each));
    await each(parts, async ([path, [, hash]]) => {
      if (!(await cache.match(address(path)))) await bring(cache, path, hash);
    }).catch(() => begun.delete(group));
  };

  /** @param {any} event @param {URL} url @returns {Promise<Response>} */
  const answer = async (event, url) => {
    const { request } = event;
    const isPage = request.mode === "navigate";
    const known = await list();
    const wanted = pathOf(url) ?? "";
    // Some hosts serve `a.html` as `a`.
    const path = [wanted, `${wanted}.html`].find((each) => known?.files.has(each));
    const cache = await caches.open(own);
    const kept = path && (await cache.match(address(path)));
    // A script that asks with a query has found that its data are not of one build, and means past all caches.
    const isPast = url.search !== "" && !isPage;
    if (known && path) event.waitUntil(keepTogether(known, path));
    if (kept && !isPast) return kept;
    try {
      const hash = path && known?.files.get(path)?.[1];
      return await (hash && !isPast ? bring(cache, path, hash) : fetch(request));
    } catch (error) {
      if (kept) return kept;
      if (!isPage || path === site.offline) throw error;
      return Response.redirect(`${address(site.offline)}#from=${encodeURIComponent(url.href.slice(scope.href.length))}`);
    }
  };

  /** What pages may ask for. @type {Record<string, (message: any) => Promise<unknown>>} */
  const tasks = {
    "take over": () => worker.skipWaiting(),
    /** Keeps what a page has read before there was a worker. */
    async read({ urls }) {
      const known = await list();
      const cache = await caches.open(own);
      await each(/** @type {string[]} */ (urls), async (url) => {
        const path = pathOf(new URL(url)) ?? "";
        const hash = known?.files.get(path)?.[1];
        if (hash && !(await cache.match(address(path)))) await bring(cache, path, hash).catch(() => {});
      });
    },
    async state() {
      const known = await list();
      const cache = await caches.open(own);
      const kept = new Set(await pathsIn(cache));
      const files = [...(known?.files ?? [])].map(([path, [size]]) => ({ path, size, url: address(path) }));
      return {
        version: site.version,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        missing: files.filter(({ path }) => !kept.has(path)).map(({ url, size }) => [url, size]),
        everything: !!(await cache.match(EVERYTHING)),
      };
    },
    async everything() {
      await (await caches.open(own)).put(EVERYTHING, new Response(""));
    },
    async forget() {
      const shell = new Set((await list())?.shell);
      const cache = await caches.open(own);
      await cache.delete(EVERYTHING);
      await each(await pathsIn(cache), async (path) => !shell.has(path) && cache.delete(address(path)));
      begun.clear();
    },
  };

  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
  worker.addEventListener("message", (/** @type {any} */ event) => {
    const task = tasks[event.data?.say];
    if (task) event.waitUntil(task(event.data).then((said) => event.ports[0]?.postMessage(said)));
  });
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const url = new URL(request.url);
    // Films are asked for in pieces, which a cache does not have.
    if (request.method !== "GET" || request.headers.has("range") || pathOf(url) === null) return;
    event.respondWith(answer(event, url));
  });
})();
