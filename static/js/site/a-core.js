// @ts-check
/// <reference path="../types.d.ts" />
// What the features share: files, addresses and stored values. In a site that is one file, `packed` stands for the network.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const { site } = window.inkstone;
  const root = page.root ?? "";
  const prefix = `inkstone:${page.site ?? ""}:`;
  /** What lies over the page. A browser that does not know popovers refuses to look for one. */
  const OVER = CSS.supports("selector(:popover-open)") ? "dialog[open], .topic-card, :popover-open" : "dialog[open], .topic-card";
  const packed = window.inkstone?.packed;
  /** A page of a site in one file is named before the place on it: `#/page.html#place`. */
  const PLACE = packed ? /^#(?:\/[^#]*#?)?/ : /^#/;

  // What only scripts use stands in no page: they bring it along.
  const parts = document.createElement("template");
  parts.innerHTML = site.parts;
  for (const link of parts.content.querySelectorAll("a[href]")) link.setAttribute("href", root + link.getAttribute("href"));
  const said = parts.content.querySelector("#words");
  said?.remove();
  document.body.append(parts.content);

  /** A script element, because `fetch` fails on pages opened from disk. @param {string} url */
  const script = (url) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = url;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`cannot load ${url}`));
      document.head.append(element);
    });
  /** @param {string} url */
  const style = (url) => {
    const { href } = new URL(url, document.baseURI);
    if ([...document.styleSheets].some((known) => known.href === href)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = url;
      link.onload = resolve;
      link.onerror = () => reject(new Error(`cannot load ${url}`));
      document.head.append(link);
    });
  };

  /** @type {Map<string, (data: any) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<any>>} */
  const loaded = new Map();
  /** @type {Feature[]} */
  const features = [];

  window.inkstone = {
    ...window.inkstone,
    root,
    words: said instanceof HTMLElement ? said.dataset : {},
    receive(name, data) {
      waiting.get(name)?.(data);
    },
    load(name, url) {
      let promise = loaded.get(url);
      if (!promise) {
        promise = packed
          ? packed.data(url)
          : new Promise((resolve, reject) => {
              waiting.set(name, resolve);
              // A file that has loaded has handed its data over by then, or never will.
              script(url).then(() => reject(new Error(`nothing in ${url}`)), reject);
            });
        promise.catch(() => loaded.delete(url));
        loaded.set(url, promise);
      }
      return promise;
    },
    loadScript: (url) => (packed ? packed.script(url) : script(url)),
    loadStyle: (url) => (packed ? packed.style(url) : style(url)),
    async markup(html) {
      const template = document.createElement("template");
      template.innerHTML = html;
      await packed?.settle(template.content);
      return template.content;
    },
    place: () => location.hash.replace(PLACE, ""),
    dropPlace: () => history.replaceState(history.state, "", packed ? `#/${page.page}` : location.href.split("#")[0]),
    feature(feature) {
      features.push(feature);
      feature.enter?.([document]);
    },
    within: (roots, selector) =>
      roots.flatMap((root) => [...(root instanceof Element && root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)]),
    change(swap) {
      for (const feature of features) feature.leave?.();
      const roots = swap();
      for (const feature of features) feature.enter?.(roots);
    },
    forget() {
      loaded.clear();
      for (const feature of features) feature.forget?.();
    },
    isCovered: () => document.querySelector(OVER) !== null,
    adopt(sheet) {
      // Some browsers freeze the list.
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    recall(key) {
      try {
        return localStorage.getItem(prefix + key);
      } catch {
        return null;
      }
    },
    keep(key, value) {
      try {
        localStorage.setItem(prefix + key, value);
      } catch {
        // Nothing depends on it.
      }
    },
  };
})();
