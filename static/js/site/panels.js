// @ts-check
/// <reference path="../types.d.ts" />
// Tree and outline open and close by themselves; this closes them after a choice and when the screen grows.
(() => {
  "use strict";
  const PANELS = "#tree, #toc";
  const wide = matchMedia("(min-width: 75em)");
  const close = (/** @type {HTMLElement} */ panel) => {
    if (panel.matches(":popover-open")) panel.hidePopover();
  };
  if (!("popover" in HTMLElement.prototype)) return;
  /** @param {HTMLElement} panel */
  const listen = (panel) => {
    panel.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link && !event.defaultPrevented) close(panel);
    });
    panel.addEventListener("toggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
      panel.querySelector("li [aria-current]")?.scrollIntoView({ block: "center" });
    });
  };
  const all = (/** @type {ParentNode[]} */ roots) => /** @type {HTMLElement[]} */ (inkstone.within(roots, PANELS));
  inkstone.feature({ enter: (roots) => all(roots).forEach(listen) });
  wide.addEventListener("change", () => all([document]).forEach(close));
  // The column of a wide screen begins with the current entry in sight.
  const current = document.querySelector("#tree li [aria-current]");
  const tree = document.querySelector("#tree");
  if (wide.matches && tree && current instanceof HTMLElement) {
    const place = current.getBoundingClientRect().top - tree.getBoundingClientRect().top;
    if (place > tree.clientHeight * 0.8) tree.scrollTop += place - tree.clientHeight / 3;
  }
})();
