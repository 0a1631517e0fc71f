// @ts-check
/// <reference path="../types.d.ts" />
// What the features share: data files and stored values.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const root = page.root ?? "";
  const prefix = `inkstone:${page.site ?? ""}:`;
  /** What lies over the page. A browser that does not know popovers refuses to look for one. */
  const OVER = CSS.supports("selector(:popover-open)") ? "dialog[open], .topic-card, :popover-open" : "dialog[open], .topic-card";
  /** @type {Map<string, (data: any) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<any>>} */
  const loaded = new Map();

  window.inkstone = {
    ...window.inkstone,
    root,
    receive(name, data) {
      waiting.get(name)?.(data);
    },
    load(name, url) {
      // A script element, because `fetch` fails on pages opened from disk.
      let promise = loaded.get(url);
      if (!promise) {
        promise = new Promise((resolve, reject) => {
          waiting.set(name, resolve);
          const script = document.createElement("script");
          script.src = url;
          // A file that has loaded has handed its data over by then, or never will.
          script.onload = script.onerror = () => reject(new Error(`cannot load ${url}`));
          document.head.append(script);
        });
        promise.catch(() => loaded.delete(url));
        loaded.set(url, promise);
      }
      return promise;
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
