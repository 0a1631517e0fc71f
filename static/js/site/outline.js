// @ts-check
/// <reference path="../types.d.ts" />
// Marks in the outline where the reader is, and remembers it for the home page.
(() => {
  "use strict";
  const html = document.documentElement;
  /** @type {{ link: HTMLAnchorElement, target: HTMLElement }[]} */
  let places = [];
  /** @type {Element | null} */
  let toc = null;
  const isNote = document.body.classList.contains("note-page");
  /** @type {HTMLAnchorElement | null} */
  let current = null;

  const show = () => {
    const line = innerHeight * 0.28;
    const atEnd = scrollY > 0 && innerHeight + scrollY >= html.scrollHeight - 2;
    let found = null;
    for (const place of places) {
      if (place.target.getBoundingClientRect().top > line && !(atEnd && place === places.at(-1))) break;
      found = place.link;
    }
    if (found === current) return;
    current?.removeAttribute("aria-current");
    found?.setAttribute("aria-current", "location");
    current = found;
    if (found && toc && toc.scrollHeight > toc.clientHeight) {
      const place = found.getBoundingClientRect().top - toc.getBoundingClientRect().top;
      if (place < 60 || place > toc.clientHeight - 90) toc.scrollTop += place - toc.clientHeight / 2;
    }
  };

  const remember = () => {
    if (!isNote || scrollY < 200) return;
    const title = document.title.split(" · ")[0];
    /** @type {LastRead} */
    const last = { url: html.dataset.page ?? "", title, anchor: current?.hash.slice(1) ?? "" };
    inkstone.keep("last", JSON.stringify(last));
  };

  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      show();
    });
  }, { passive: true });
  addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") remember();
  });
  inkstone.feature({
    enter() {
      toc = document.querySelector("#toc");
      places = [];
      for (const link of /** @type {Iterable<HTMLAnchorElement>} */ (document.querySelectorAll("#toc li a"))) {
        const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (target) places.push({ link, target });
      }
      if (!current?.isConnected) current = null;
      show();
    },
  });
})();
