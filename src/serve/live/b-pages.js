// @ts-check
/// <reference path="types.d.ts" />
// Brings a changed page to the screen by exchanging only what differs. What the scripts of the site have added to the page is in no
// file, so a copy of the page as it was sent is kept, and compared with what is sent now; each element of the copy knows the one
// on the screen that it stands for.
(() => {
  "use strict";
  const html = document.documentElement;
  /** Set by scripts, not by the page. */
  const OURS = new Set(["data-theme", "data-recall"]);
  /** Elements whose children may be exchanged one by one, if they have no text of their own. */
  const BOXES = /^(?:BODY|MAIN|ARTICLE|SECTION|DIV|NAV|ASIDE|HEADER|FOOTER|UL|OL|LI|DL|DETAILS|BLOCKQUOTE)$/;
  /** What scripts treat as one, or what is not worth to be looked into. */
  const WHOLE = "#tree, #toc, .math, .map-scroll";
  /** What may change without any script having to know; the rest of the frame is bound to scripts. */
  const FREE = "main, #tree, #toc, [popovertarget='toc'], a.header-link, .bottom-bar a:not(.search-open), .site-footer";
  /** How long a page waits for a style sheet that it needs. */
  const STYLE_PATIENCE = 2000;

  // What is known of the page, as it was sent.
  /** @type {WeakMap<Element, Element>} */
  const living = new WeakMap();
  const inert = document.implementation.createHTMLDocument("");
  const isBox = (/** @type {Element} */ element) =>
    BOXES.test(element.tagName) && !element.matches(WHOLE) && ![...element.childNodes].some((node) => node instanceof Text && node.data.trim());
  /** @param {Element} copy @param {Element} element */
  const bind = (copy, element) => {
    living.set(copy, element);
    if (!isBox(copy)) return;
    for (let at = 0; at < copy.children.length; at++) bind(copy.children[at], element.children[at]);
  };
  const isLive = (/** @type {Element} */ script) => script.getAttribute("src")?.startsWith("/.inkstone/") ?? false;
  /** What no exchange of elements can bring about. @param {Document} page @param {Element} body */
  const frameOf = (page, body) => {
    const attributes = (/** @type {Element} */ element) => [...element.attributes].filter(({ name }) => !OURS.has(name)).map(({ name, value }) => `${name}=${value}`);
    const policy = page.querySelector("meta[http-equiv='Content-Security-Policy' i]")?.getAttribute("content") ?? "";
    const scripts = [...page.querySelectorAll("script[src]")].filter((script) => !isLive(script)).map((script) => script.getAttribute("src"));
    /** @param {Element} element @returns {string} */
    const text = (element) => {
      if (element.matches(FREE)) return "";
      if (!element.querySelector(FREE)) return element.outerHTML;
      return `<${element.tagName} ${attributes(element).join(" ")}>${[...element.children].map(text).join("")}`;
    };
    return [...attributes(page.documentElement), policy.replace(/ 'sha256-[^']*'/g, ""), ...scripts, text(body)].join("\n");
  };
  const sheetsOf = (/** @type {Document} */ page) => /** @type {HTMLLinkElement[]} */ ([...page.querySelectorAll("head link[rel='stylesheet']")]).map((link) => link.getAttribute("href") ?? "");

  const known = /** @type {HTMLElement} */ (inert.importNode(document.body, true));
  bind(known, document.body);
  let frame = frameOf(document, known);
  let sheets = sheetsOf(document);
  let style = document.querySelector("head > style")?.textContent ?? "";
  /** Takes the place of the style element, which the policy would refuse another text. @type {CSSStyleSheet | null} */
  let ownSheet = null;
  /** The files that were loaded anew, and the generation in their addresses. @type {Map<string, number>} */
  const renewed = new Map();
  /** The path of a file of this site; another way of writing bytes than UTF-8 is none of its names. @param {URL} url */
  const decoded = (url) => {
    try {
      return decodeURIComponent(url.pathname.slice(1));
    } catch {
      return url.pathname.slice(1);
    }
  };

  // Exchanging.
  /**
   * Which elements of two lists are the same: those that stand once in both, as many as keep their order.
   * @param {Element[]} before @param {Element[]} after @returns {[number, number][]}
   */
  const common = (before, after) => {
    const places = (/** @type {Element[]} */ list) => {
      /** @type {Map<string, number>} */
      const found = new Map();
      list.forEach(({ outerHTML }, at) => found.set(outerHTML, found.has(outerHTML) ? -1 : at));
      return found;
    };
    const there = places(before);
    /** @type {[number, number][]} */
    const pairs = [];
    for (const [text, at] of places(after)) {
      const from = there.get(text) ?? -1;
      if (at >= 0 && from >= 0) pairs.push([from, at]);
    }
    pairs.sort((a, b) => a[1] - b[1]);
    // The longest row of pairs that rises: the last pair of the best row of each length, and what comes before each.
    /** @type {number[]} */
    const ends = [];
    /** @type {number[]} */
    const previous = [];
    pairs.forEach(([from], at) => {
      let low = 0;
      for (let high = ends.length; low < high; ) {
        const middle = (low + high) >> 1;
        if (pairs[ends[middle]][0] < from) low = middle + 1;
        else high = middle;
      }
      previous[at] = low > 0 ? ends[low - 1] : -1;
      ends[low] = at;
    });
    const row = [];
    for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]) row.push(pairs[at]);
    return row.reverse();
  };

  /** For each of `after` the one of `before` that it takes the place of. @param {Element[]} before @param {Element[]} after */
  const match = (before, after) => {
    /** @type {Map<Element, Element>} */
    const pairs = new Map();
    let start = 0;
    while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) pairs.set(after[start], before[start++]);
    let end = 0;
    while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end].isEqualNode(after[after.length - 1 - end])) {
      end++;
      pairs.set(after[after.length - end], before[before.length - end]);
    }
    const [from, to] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
    const fixed = common(from, to);
    let [i, j] = [0, 0];
    for (const [nextFrom, nextTo] of [...fixed, [from.length, to.length]]) {
      // Between those that are the same, what has one name follows on each other; if nothing has come or gone, what has one place.
      const shift = nextFrom - i === nextTo - j ? i - j : NaN;
      for (; j < nextTo; j++) {
        const fresh = to[j];
        const found = from.findIndex((old, at) => at >= i && at < nextFrom && old.tagName === fresh.tagName && (old.id === fresh.id || at === j + shift));
        if (found < 0) continue;
        pairs.set(fresh, from[found]);
        i = found + 1;
      }
      if (nextFrom < from.length) pairs.set(to[nextTo], from[nextFrom]);
      [i, j] = [nextFrom + 1, nextTo + 1];
    }
    return pairs;
  };

  /** The element on the screen with all that scripts have put around it. @param {Element} copy @param {Element} parent */
  const outer = (copy, parent) => {
    let element = living.get(copy);
    while (element && element.parentElement !== parent) element = element.parentElement ?? undefined;
    return element;
  };
  /** What readers have opened, and where they are, in an element that is exchanged. @param {Element} old @param {Element} fresh */
  const carryOver = (old, fresh) => {
    const name = (/** @type {Element} */ details) => details.querySelector("summary")?.textContent ?? "";
    const all = (/** @type {Element} */ root) => /** @type {HTMLDetailsElement[]} */ ([...(root.matches("details") ? [root] : []), ...root.querySelectorAll("details")]);
    const open = new Map(all(old).map((details) => [name(details), details.open]));
    for (const details of all(fresh)) details.open = open.get(name(details)) ?? details.open;
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !old.contains(focused)) return;
    const at = [...old.querySelectorAll(focused.localName)].indexOf(focused);
    const next = focused === old ? fresh : fresh.querySelectorAll(focused.localName)[at];
    if (next instanceof HTMLElement) refocus = next;
  };
  /** @type {HTMLElement | null} */
  let refocus = null;
  /** What took the place of what. @type {Map<Element, Element>} */
  const replaced = new Map();

  /** @param {Element} old @param {Element} fresh @param {Element[]} roots what is new on the screen */
  const exchange = (old, fresh, roots) => {
    const element = living.get(old);
    if (!element) return;
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) === value) continue;
      old.setAttribute(name, value);
      element.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (fresh.hasAttribute(name)) continue;
      old.removeAttribute(name);
      element.removeAttribute(name);
    }
    const nodes = [...fresh.childNodes];
    const [before, after] = [[...old.children], [...fresh.children]];
    const pairs = match(before, after);
    const last = before.at(-1);
    /** What the next one stands before. @type {Node | null} */
    let next = (last && outer(last, element)?.nextSibling) ?? null;
    /** @type {Set<Element>} */
    const kept = new Set();
    for (const each of after.reverse()) {
      const former = pairs.get(each);
      const isSame = former?.isEqualNode(each);
      if (former && living.get(former)?.isConnected && (isSame || (isBox(former) && isBox(each)))) {
        kept.add(former);
        if (!isSame) exchange(former, each, roots);
        next = outer(former, element) ?? next;
        continue;
      }
      const shown = document.importNode(each, true);
      bind(each, shown);
      const there = former && living.get(former);
      if (there) {
        carryOver(there, shown);
        replaced.set(there, shown);
      }
      element.insertBefore(shown, next);
      shown.after("\n");
      roots.push(shown);
      next = shown;
    }
    for (const each of before) if (!kept.has(each)) outer(each, element)?.remove();
    const formerOf = (/** @type {Node} */ node) => (node instanceof Element ? pairs.get(node) : undefined);
    old.replaceChildren(
      ...nodes.map((node) => {
        const former = formerOf(node);
        return former && kept.has(former) ? former : node;
      }),
    );
  };

  // What readers see stays where it is.
  const ceiling = () => {
    const header = document.querySelector(".site-header");
    return header && getComputedStyle(header).position === "sticky" ? header.getBoundingClientRect().bottom : 0;
  };
  /** The elements at the upper edge of the view, from the text down to the outermost, and how far each is from it. */
  const whereabouts = () => {
    if (scrollY === 0) return [];
    const line = ceiling() + 1;
    /** @type {{ element: Element, top: number }[]} */
    const found = [];
    let box = /** @type {Element | null} */ (document.querySelector("main"));
    while (box) {
      const inside = [...box.children].filter((child) => child.getBoundingClientRect().bottom > line && child.getClientRects().length > 0);
      // If the first one goes, the next ones hold the place.
      for (const child of inside.slice(0, 4)) found.unshift({ element: child, top: child.getBoundingClientRect().top });
      box = inside[0] && BOXES.test(inside[0].tagName) && !inside[0].matches(".math") ? inside[0] : null;
    }
    return found.sort((a, b) => Math.abs(a.top - line) - Math.abs(b.top - line));
  };
  /** @param {{ element: Element, top: number }[]} places */
  const goBack = (places) => {
    const isThere = (/** @type {Element | undefined} */ element) => element?.isConnected && element.getClientRects().length > 0;
    for (const { element, top } of places) {
      const now = isThere(element) ? element : replaced.get(element);
      if (!now || !isThere(now)) continue;
      const moved = now.getBoundingClientRect().top - top;
      if (moved !== 0) scrollBy({ top: moved, behavior: "instant" });
      return;
    }
  };

  /** What is open in the tree and where it is, and how to have it so again. */
  const holdPanels = () => {
    const panels = ["tree", "toc"].map((id) => ({ id, panel: document.getElementById(id) }));
    const held = panels.map(({ id, panel }) => ({ id, top: panel?.scrollTop ?? 0, isOpen: panel?.matches(":popover-open") ?? false }));
    const address = (/** @type {Element} */ item) => item.querySelector(":scope > a")?.getAttribute("href") ?? "";
    const folders = [...document.querySelectorAll("#tree li.folder.open")].map(address);
    return async () => {
      for (const { id, top, isOpen } of held) {
        const panel = document.getElementById(id);
        if (!panel) continue;
        if (isOpen && !panel.matches(":popover-open")) panel.showPopover();
        panel.scrollTop = top;
      }
      for (const folder of folders) {
        const item = [...document.querySelectorAll("#tree li.folder")].find((each) => address(each) === folder);
        if (!item || item.classList.contains("open")) continue;
        const opened = new Promise((resolve) => {
          const observer = new MutationObserver(() => item.classList.contains("open") && (observer.disconnect(), resolve(null)));
          observer.observe(item, { attributes: true });
          setTimeout(resolve, STYLE_PATIENCE);
        });
        item.querySelector("button.expand")?.dispatchEvent(new MouseEvent("click"));
        await opened;
      }
    };
  };

  // Style sheets.
  /** Loads those that are new, and says how to take away those that are not wanted any more. @param {string[]} wanted */
  const prepareSheets = async (wanted) => {
    const links = /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll("link[rel='stylesheet']")]);
    const at = (/** @type {string} */ href) => links.find((link) => link.getAttribute("href") === href);
    const added = wanted.filter((href) => !at(href)).map((href) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      const loaded = new Promise((resolve) => {
        link.onload = link.onerror = resolve;
        setTimeout(resolve, STYLE_PATIENCE);
      });
      const last = links.filter((each) => sheets.includes(each.getAttribute("href") ?? "")).at(-1);
      if (last) last.after(link);
      else document.head.append(link);
      return loaded;
    });
    await Promise.all(added);
    const former = sheets;
    return () => {
      for (const href of former) if (!wanted.includes(href)) at(href)?.remove();
      sheets = wanted;
    };
  };
  /** @param {string} text */
  const setStyle = (text) => {
    if (text === style) return;
    style = text;
    if (!ownSheet) {
      ownSheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, ownSheet];
    }
    ownSheet.replaceSync(text);
    document.querySelector("head > style")?.remove();
  };

  inkstoneLive.show = async (text) => {
    // Even a document that is not shown may not have a style that the policy does not know.
    let own = "";
    const page = new DOMParser().parseFromString(text.replace(/<style>(.*?)<\/style>/gs, (_, css) => ((own += css), "")), "text/html");
    if (frameOf(page, page.body) !== frame) return false;
    const isSame = known.isEqualNode(page.body);
    if (!isSame && document.body.classList.contains("study-page")) return false;
    const finish = await prepareSheets(sheetsOf(page));
    const places = whereabouts();
    const release = holdPanels();
    // The browser's own way to hold the place would count twice.
    html.style.overflowAnchor = "none";
    refocus = null;
    replaced.clear();
    document.title = page.title;
    setStyle(own);
    if (!isSame) {
      inkstone.change(() => {
        /** @type {Element[]} */
        const roots = [];
        exchange(known, page.body, roots);
        renew(roots);
        return roots;
      });
    }
    finish();
    /** @type {HTMLElement | null} */ (refocus)?.focus({ preventScroll: true });
    goBack(places);
    requestAnimationFrame(() => requestAnimationFrame(() => html.style.removeProperty("overflow-anchor")));
    await release();
    return true;
  };

  // Pictures.
  /** @param {ParentNode[]} roots */
  const renew = (roots) => {
    if (renewed.size === 0) return;
    for (const root of roots) {
      for (const element of [...(root instanceof Element ? [root] : []), ...root.querySelectorAll("[src], [poster], a.enlarge")]) {
        for (const name of ["src", "poster", "href"]) {
          const address = element.getAttribute(name);
          if (!address || (name === "href" && !element.matches("a.enlarge"))) continue;
          const url = new URL(address, document.baseURI);
          if (url.origin !== location.origin) continue;
          const generation = renewed.get(decoded(url));
          if (generation === undefined) continue;
          url.search = `at=${generation}`;
          if (url.href !== new URL(address, document.baseURI).href) element.setAttribute(name, url.href);
        }
      }
    }
  };
  inkstoneLive.showFiles = (paths, generation) => {
    const shown = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main [src]")]).map((element) => new URL(element.getAttribute("src") ?? "", document.baseURI));
    const all = shown.filter(({ origin }) => origin === location.origin).map(decoded);
    for (const path of paths ?? all) renewed.set(path, generation);
    renew([document]);
  };
})();
