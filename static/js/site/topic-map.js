// @ts-check
/// <reference path="../types.d.ts" />
// A map that does not fit begins with its first label, the one that matters most, in the middle.
(() => {
  "use strict";
  /** @param {Element} box */
  const centre = (box) => {
    const label = box.querySelector("a")?.getBoundingClientRect();
    if (!label) return;
    const frame = box.getBoundingClientRect();
    box.scrollLeft += label.left + label.width / 2 - frame.left - frame.width / 2;
    box.scrollTop += label.top + label.height / 2 - frame.top - frame.height / 2;
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, ".map-scroll").forEach(centre) });
})();
