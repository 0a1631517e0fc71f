// @ts-check
/// <reference path="../types.d.ts" />
// Boxes that scroll by themselves can be reached by keyboard; those that show all they hold need not be.
(() => {
  "use strict";
  const BOXES = "main :is(pre, .math.display, .table-scroll, .math.wide, .math.wider)";

  const measure = () => {
    const boxes = [...document.querySelectorAll(BOXES)];
    // All reading first, then all writing: one layout, however many boxes there are.
    const scrolling = new Set(boxes.filter((box) => box.scrollWidth > box.clientWidth + 1));
    for (const box of boxes) {
      if (scrolling.has(box)) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };
  const measureWithFonts = () => {
    measure();
    // Formulas change their width when their fonts arrive; the layout of the first measure has asked for them.
    document.fonts?.ready.then(measure);
  };

  let frame = 0;
  inkstone.reachScrolling = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(measureWithFonts);
  };
  inkstone.feature({ enter: measureWithFonts });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    measure();
  });
})();
