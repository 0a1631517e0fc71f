// @ts-check
// What is wider than the column scrolls by itself and can be reached by keyboard.
(() => {
  "use strict";
  const boxes = document.querySelectorAll("main pre, main .math.display, main .table-scroll");
  const formulas = document.querySelectorAll("main .math:not(.display)");

  const measure = () => {
    // All reading first, then all writing: one layout, however many formulas there are.
    for (const formula of formulas) formula.classList.remove("wide");
    const wide = [...formulas].filter((formula) => {
      const column = formula.parentElement?.closest("p, li, td, th, dd, dt, h1, h2, h3, h4, h5, h6, summary, figcaption, div");
      return column && formula.getBoundingClientRect().width > column.clientWidth + 1;
    });
    const scrolling = new Set([...boxes].filter((box) => box.scrollWidth > box.clientWidth + 1));
    for (const formula of wide) formula.classList.add("wide");
    for (const box of [...boxes, ...formulas]) {
      if (scrolling.has(box) || box.classList.contains("wide")) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };

  measure();
  // Formulas change their width when their fonts arrive, everything when the window does.
  document.fonts?.ready.then(measure);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    measure();
  });
})();
