// @ts-check
// A map that does not fit begins with its first label, the one that matters most, in the middle.
(() => {
  "use strict";
  for (const box of document.querySelectorAll(".map-scroll")) {
    const label = box.querySelector("a")?.getBoundingClientRect();
    if (!label) continue;
    const frame = box.getBoundingClientRect();
    box.scrollLeft += label.left + label.width / 2 - frame.left - frame.width / 2;
    box.scrollTop += label.top + label.height / 2 - frame.top - frame.height / 2;
  }
})();
