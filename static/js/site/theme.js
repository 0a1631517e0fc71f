// @ts-check
/// <reference path="../types.d.ts" />
// The theme button: as the system, light, dark.
(() => {
  "use strict";
  const button = document.querySelector("button.theme-button");
  if (!(button instanceof HTMLButtonElement)) return;
  const html = document.documentElement;
  const order = ["auto", "light", "dark"];
  const bars = document.createElement("meta");
  bars.name = "theme-color";
  document.head.append(bars);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const LABELS = /** @type {Record<string, string>} */ ({ auto: "themeAuto", light: "themeLight", dark: "themeDark" });
  const current = () => html.dataset.theme ?? "auto";
  const show = () => {
    const label = inkstone.words[LABELS[current()]] ?? "";
    button.setAttribute("aria-label", label);
    button.title = label;
    // The colour of the browser's own bars follows the page.
    const paper = getComputedStyle(html).getPropertyValue("--paper").trim();
    bars.content = paper;
  };

  button.addEventListener("click", () => {
    const next = order[(order.indexOf(current()) + 1) % order.length];
    if (next === "auto") delete html.dataset.theme;
    else html.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("inkstone:theme");
      else localStorage.setItem("inkstone:theme", next);
    } catch {
      // The choice then holds for this page only.
    }
    show();
  });
  // Another page of the site, open beside this one, may change it.
  addEventListener("storage", (event) => {
    if (event.key !== "inkstone:theme") return;
    if (event.newValue) html.dataset.theme = event.newValue;
    else delete html.dataset.theme;
    show();
  });
  dark.addEventListener("change", show);
  button.hidden = false;
  show();
})();
