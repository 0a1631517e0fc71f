// @ts-check
/// <reference path="../types.d.ts" />
// Marks what was looked for: in the titles of results, and on the page that a result leads to. The forms to mark go there
// through the session's storage; where that is refused the page opens at the section all the same. Escape takes marks away.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const KEY = `inkstone:${page.site ?? ""}:marks`;
  const NAME = "inkstone-hit";
  const MOST_MARKS = 400;
  const MOST_TEXT = 200_000;
  // What is no text of the author's, or is drawn from letters that are not there.
  const SKIPPED = ".math, .visually-hidden, .anchor, .number, .question-links, .copy, svg, script, style, button";
  const BLOCKS = "p, li, dt, dd, td, th, pre, h1, h2, h3, h4, h5, h6, blockquote, figcaption, summary, div, section";

  /** @param {string} char */
  const plain = (char) => (char < "\x80" ? char : char.normalize("NFKC")).toLowerCase();
  /** @param {string} text */
  const fold = (text) => [...text].map(plain).join("").replace(/\s+/g, " ").trim();
  const isLatin = (/** @type {string | undefined} */ char) => char !== undefined && /[\p{L}\p{N}_]/u.test(char) && !/\p{Script=Han}/u.test(char);

  /**
   * Where forms stand in a folded text, from left to right and none in another.
   * @param {string} text @param {string[]} forms
   */
  const places = (text, forms) => {
    /** @type {[number, number][]} */
    const found = [];
    for (const form of new Set(forms.map(fold))) {
      if (!form || (form.length === 1 && !/\p{Script=Han}/u.test(form))) continue;
      let count = 0;
      for (let at = text.indexOf(form); at >= 0 && count < MOST_MARKS; at = text.indexOf(form, at + form.length)) {
        if (isLatin(form[0]) && isLatin(text[at - 1])) continue;
        found.push([at, at + form.length]);
        count++;
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let end = 0;
    return found.filter(([from, to]) => from >= end && (end = to)).slice(0, MOST_MARKS);
  };

  /** Texts folded together, and where each letter of the result comes from. */
  const folded = () => {
    let text = "";
    /** @type {Text[]} */
    const nodes = [];
    /** @type {number[]} */
    const from = [];
    /** @type {number[]} */
    const to = [];
    return {
      get text() {
        return text;
      },
      /** @param {Text} node */
      add(node) {
        let at = 0;
        for (const char of node.data) {
          for (const letter of plain(char)) {
            const space = /\s/.test(letter);
            if (space && text.endsWith(" ")) continue;
            text += space ? " " : letter;
            for (let unit = 0; unit < letter.length; unit++) {
              nodes.push(node);
              from.push(at);
              to.push(at + char.length);
            }
          }
          at += char.length;
        }
      },
      end() {
        if (text === "" || text.endsWith("\n")) return;
        text += "\n";
        nodes.push(nodes[nodes.length - 1]);
        from.push(0);
        to.push(0);
      },
      /** @param {[number, number]} place */
      range([start, end]) {
        const range = document.createRange();
        range.setStart(nodes[start], from[start]);
        range.setEnd(nodes[end - 1], to[end - 1]);
        return range;
      },
    };
  };

  inkstone.markText = (element, text, forms) => {
    element.textContent = text;
    const collected = folded();
    const node = element.firstChild;
    if (node instanceof Text) collected.add(node);
    wrap(places(collected.text, forms).map(collected.range));
  };

  /**
   * Puts mark elements around ranges, and says how to take them away.
   * @param {Range[]} ranges
   */
  function wrap(ranges) {
    /** @type {HTMLElement[]} */
    const marks = [];
    for (const range of ranges.reverse()) {
      const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
      /** @type {Text[]} */
      const nodes = [];
      for (let node = /** @type {Node | null} */ (walker.currentNode); node; node = walker.nextNode()) {
        if (node instanceof Text && range.intersectsNode(node)) nodes.push(node);
      }
      const { startContainer, startOffset, endContainer, endOffset } = range;
      for (const node of nodes.reverse()) {
        const start = node === startContainer ? startOffset : 0;
        const end = node === endContainer ? endOffset : node.length;
        if (end <= start) continue;
        const piece = node.splitText(start);
        piece.splitText(end - start);
        const mark = document.createElement("mark");
        piece.replaceWith(mark);
        mark.append(piece);
        marks.push(mark);
      }
    }
    return () => {
      for (const mark of marks) {
        const around = mark.parentNode;
        mark.replaceWith(...mark.childNodes);
        around?.normalize();
      }
    };
  }

  /** The texts of the section at `anchor`, or of the whole note. @param {string} anchor */
  const textsOf = (anchor) => {
    const collected = folded();
    const start = anchor ? document.getElementById(anchor) : document.querySelector("main");
    if (!start) return null;
    const level = Number(/^H([1-6])$/.exec(start.tagName)?.[1] ?? 0);
    const root = level ? (start.closest(".prose") ?? start.parentElement ?? start) : start;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node instanceof Element && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    walker.currentNode = start;
    /** @type {Element | null} */
    let block = null;
    while (walker.nextNode() && collected.text.length < MOST_TEXT) {
      const node = walker.currentNode;
      if (!(node instanceof Text)) {
        const other = level ? Number(/^H([1-6])$/.exec(node.nodeName)?.[1] ?? 9) : 9;
        if (level && other <= level) break;
        continue;
      }
      const own = node.parentElement?.closest(BLOCKS) ?? null;
      if (own !== block) collected.end();
      block = own;
      collected.add(node);
    }
    return collected;
  };

  /** @type {(() => void) | null} */
  let undo = null;
  inkstone.clearMarks = () => {
    const had = undo !== null;
    undo?.();
    undo = null;
    return had;
  };

  /** @param {Range} range */
  const reveal = (range) => {
    const element = range.startContainer.parentElement;
    for (let fold = element?.closest("details:not([open])"); fold; fold = fold.parentElement?.closest("details:not([open])")) {
      fold.setAttribute("open", "");
    }
    // Like a search in the page: what has folded an answer opens it.
    if (element?.closest(".folded")) element.dispatchEvent(new Event("beforematch", { bubbles: true }));
    const { top, bottom, height } = range.getBoundingClientRect();
    const header = document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0;
    if (height && (top < Math.max(0, header) || bottom > innerHeight * 0.9)) scrollBy({ top: top - innerHeight / 3, behavior: "instant" });
  };

  inkstone.showMarks = (anchor, forms) => {
    inkstone.clearMarks();
    const collected = textsOf(anchor);
    if (!collected) return;
    const ranges = places(collected.text, forms).map(collected.range);
    if (ranges.length === 0) return;
    if (typeof Highlight === "function" && CSS.highlights) {
      CSS.highlights.set(NAME, new Highlight(...ranges));
      undo = () => CSS.highlights.delete(NAME);
      reveal(ranges[0]);
    } else {
      const [first] = ranges;
      const before = first.cloneRange();
      undo = wrap([...ranges]);
      reveal(document.contains(first.startContainer) ? first : before);
    }
  };

  inkstone.leaveMarks = (url, anchor, forms) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ url, anchor, forms }));
    } catch {
      // Then the page has no marks.
    }
  };

  /** What the page before this one has left for it. */
  const takeMarks = () => {
    try {
      const left = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      const { url, anchor, forms } = JSON.parse(left ?? "{}");
      const here = decodeURIComponent(inkstone.place());
      return url === page.page && anchor === here && Array.isArray(forms) ? { anchor, forms: forms.map(String) } : null;
    } catch {
      return null;
    }
  };
  const left = takeMarks();
  if (left) {
    const show = () => requestAnimationFrame(() => inkstone.showMarks(left.anchor, left.forms));
    if (document.readyState === "complete") show();
    else addEventListener("load", show);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !undo || event.defaultPrevented) return;
    if (!inkstone.isCovered()) inkstone.clearMarks();
  });
})();
