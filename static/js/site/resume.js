// @ts-check
/// <reference path="../types.d.ts" />
// On the home page: where the reader was last.
(() => {
  "use strict";
  /** @param {Element} line */
  const show = (line) => {
    const link = line.querySelector("a");
    const stored = inkstone.recall("last");
    if (!(line instanceof HTMLElement) || !link || !stored) return;
    try {
      /** @type {LastRead} */
      const last = JSON.parse(stored);
      if (typeof last.url !== "string" || /^[a-z]*:|^\//i.test(last.url) || !last.title) return;
      link.href = inkstone.root + last.url + (last.anchor ? `#${last.anchor}` : "");
      link.textContent = String(last.title);
      line.hidden = false;
    } catch {
      // A value that cannot be read is as good as none.
    }
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, ".resume").forEach(show) });
})();
