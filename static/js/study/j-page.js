// @ts-check
/// <reference path="types.d.ts" />
// Study: which view is shown, by the address; keys; and what other scripts may call.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  /** Views that hold nothing of the reader's own, and so may be drawn anew at any time. */
  const LIVE = ["today", "decks", "figures"];
  const TABS = ["today", "decks", "plan", "mock", "figures", "progress"];
  const nav = make("nav", { class: "study-nav", "aria-label": say("views") }, TABS.map((name) => make("a", { href: `#${name}` }, say(`tab_${name}`))));
  const view = make("div", { class: "study-view" });
  const toasts = make("div", { class: "study-toast", role: "status" });
  let toastTimer = 0;
  study.toast = (text) => {
    toasts.textContent = text;
    toasts.classList.add("shown");
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => toasts.classList.remove("shown"), 2600);
  };

  /** The log has more than the view shows. */
  let isStale = false;
  /** The day of the view, by the reader's calendar. */
  let drawnOn = "";
  const today = () => study.book.heat({ days: 1 })[0].day;
  study.focusHeading = () => {
    const heading = view.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  };

  const path = () => inkstone.place().split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  study.show = () => {
    const [name, ...rest] = path();
    // Addresses of search and of places on the page leave the view as it is.
    if (view.hasChildNodes() && (inkstone.place().startsWith("q=") || (!Object.hasOwn(study.views, name) && document.getElementById(name)))) return;
    const known = Object.hasOwn(study.views, name) ? name : "today";
    study.leave?.();
    study.leave = study.keys = study.refreshed = null;
    document.body.classList.toggle("in-session", known === "review");
    for (const link of nav.children) link.toggleAttribute("aria-current", false);
    const tab = nav.querySelector(`[href="#${known}"]`);
    tab?.setAttribute("aria-current", "page");
    if (nav.scrollWidth > nav.clientWidth) tab?.scrollIntoView({ block: "nearest", inline: "center" });
    const held = view.contains(document.activeElement);
    view.replaceChildren();
    view.dataset.view = known;
    isStale = false;
    drawnOn = today();
    study.views[known](view, rest);
    if (held && !view.contains(document.activeElement)) study.focusHeading();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !study.keys) return;
    const { target } = event;
    if (inkstone.isCovered()) return;
    if (target instanceof Element && target.closest("input, textarea, select")) return;
    if (study.keys(event)) event.preventDefault();
  });

  const start = async () => {
    const [book, { data, cards }] = await Promise.all([inkstone.openBook(), inkstone.studyCards()]);
    Object.assign(study, { book, data, cards });
    const others = typeof BroadcastChannel === "function" ? new BroadcastChannel(`inkstone:${book.site}`) : null;
    study.changed = () => others?.postMessage("changed");
    /** Draws the view anew, if it must and nobody is at it. */
    const renew = () => {
      const at = document.activeElement;
      const isQuiet = !view.contains(at) || at?.matches("h2");
      if (isStale && isQuiet && LIVE.includes(view.dataset.view ?? "")) study.show();
    };
    const refresh = () => {
      if (book.refresh() > 0) {
        isStale = true;
        study.refreshed?.();
      }
      if (today() !== drawnOn) isStale = true;
      renew();
    };
    view.addEventListener("focusout", () => setTimeout(renew));
    others?.addEventListener("message", refresh);
    // A page of a site in one file goes without its window.
    addEventListener("pagehide", ({ persisted }) => {
      if (persisted) return;
      others?.close();
      study.leave?.();
    });
    addEventListener("storage", refresh);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
    book.match(data);
    inkstone.review = {
      state: () => Object.fromEntries([...cards.keys()].map((id) => [id, book.card(id, cards.get(id)?.hash)]).filter(([, state]) => /** @type {ReviewCardState} */ (state).reps > 0)),
      due: () => book.queue(data).cards,
      grade(id, grade, at) {
        const card = cards.get(id);
        const state = book.grade(id, grade, { at, text: card?.text, hash: card?.hash, source: "study" });
        study.changed();
        return state;
      },
      export: () => book.export(),
      import: (json) => book.import(json),
    };
    const plain = document.querySelector(".study-plain");
    study.sheets = plain?.querySelector(".study-sheets") ?? null;
    study.place.append(nav, view, toasts);
    study.place.hidden = false;
    plain?.remove();
    addEventListener("hashchange", study.show);
    study.show();
    performance.mark("inkstone-study");
  };
  start().catch((error) => {
    study.place.append(make("p", { class: "notice" }, say("failed")));
    study.place.hidden = false;
    document.querySelector(".study-plain")?.classList.add("wanted");
    throw error;
  });
})();
