// @ts-check
/// <reference path="../types.d.ts" />
// Boxes that scroll by themselves can be reached by keyboard; those that show all they hold need not be.
(() => {
  "use strict";
  /** @type {Element[]} */
  let boxes = [];

  const measure = () => {
    // All reading first, then all writing: one layout, however many boxes there are.
    const scrolling = new Set([...boxes].filter((box) => box.scrollWidth > box.clientWidth + 1));
    for (const box of boxes) {
      if (scrolling.has(box)) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };

  inkstone.feature({
    enter() {
      boxes = [...document.querySelectorAll("main :is(pre, .math.display, .table-scroll, .math.wide, .math.wider)")];
      measure();
    },
  });
  // Formulas change their width when their fonts arrive, everything when the window does.
  document.fonts?.ready.then(measure);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    measure();
  });
})();
