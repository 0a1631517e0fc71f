// @ts-check
/// <reference path="../types.d.ts" />
// On the home page: how much there is to review today, where something is.
(() => {
  "use strict";
  /** @param {Element} line */
  const show = async (line) => {
    const link = line.querySelector("a");
    if (!(line instanceof HTMLElement) || !link || !inkstone.hasBook()) return;
    const { counts } = await inkstone.dueToday();
    link.href = `${inkstone.root}${inkstone.site.study}#review`;
    link.textContent = (link.dataset.count ?? "").replace("{}", String(counts.due));
    line.hidden = counts.due === 0;
  };
  // Nothing waits for it; a log that cannot be read is as good as none here.
  inkstone.feature({ enter: (roots) => inkstone.within(roots, ".home-due").forEach((line) => show(line).catch(() => {})) });
})();
