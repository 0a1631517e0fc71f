// @ts-check
/// <reference path="../types.d.ts" />
// Search: the passage that shows why a section was found.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** How much is shown, and how much of it before the first mark, in characters. */
  const length = 110;
  const before = 24;

  /**
   * @param {string} text
   * @param {string[]} forms folded
   * @param {SearchFolding} folding
   * @returns {[string, boolean][]}
   */
  parts.snippet = (text, forms, folding) => {
    const { text: folded, origins } = folding.foldWithOrigins(text);
    /** @type {{start: number, end: number, form: number}[]} */
    const hits = [];
    const isWord = (/** @type {string | undefined} */ char) => char !== undefined && /[\p{L}\p{N}]/u.test(char) && !parts.isHan(char);
    forms.forEach((form, index) => {
      if (form === "") {
        return;
      }
      const latin = isWord(form[0]);
      let found = 0;
      for (let at = folded.indexOf(form); at >= 0 && found < 200; at = folded.indexOf(form, at + form.length)) {
        if (!latin || !isWord(folded[at - 1])) {
          hits.push({ start: origins[at], end: origins[at + form.length], form: index });
          found++;
        }
      }
    });
    hits.sort((a, b) => a.start - b.start || b.end - a.end);
    // The window with the most different forms, of equals the first.
    let start = 0;
    let most = -1;
    for (let at = 0; at < hits.length; at++) {
      const seen = new Set();
      let value = 0;
      for (let next = at; next < hits.length && hits[next].end <= hits[at].start + length - before; next++) {
        if (!seen.has(hits[next].form)) {
          seen.add(hits[next].form);
          value += 1 + hits[next].end - hits[next].start;
        }
      }
      if (value > most) {
        most = value;
        start = hits[at].start;
      }
    }
    // From the start of the sentence, if that is near.
    let from = Math.max(0, start - before);
    const ahead = text.slice(from, start);
    const sentence = Math.max(...["。", "！", "？", "；", ". ", "\n"].map((sign) => ahead.lastIndexOf(sign)));
    if (sentence >= 0) {
      from += sentence + 1;
    }
    let to = Math.min(text.length, from + length);
    // Not through a character of two units.
    if (from > 0 && /[\udc00-\udfff]/.test(text[from])) {
      from++;
    }
    if (to < text.length && /[\udc00-\udfff]/.test(text[to])) {
      to--;
    }
    /** @type {[string, boolean][]} */
    const out = [];
    const push = (/** @type {string} */ piece, /** @type {boolean} */ marked) => {
      if (piece !== "") {
        out.push([piece, marked]);
      }
    };
    let at = from;
    if (from > 0 && sentence < 0) {
      push("…", false);
    }
    for (const hit of hits) {
      if (hit.start >= at && hit.end <= to && hit.end > hit.start) {
        push(text.slice(at, hit.start), false);
        push(text.slice(hit.start, hit.end), true);
        at = hit.end;
      }
    }
    push(text.slice(at, to), false);
    if (to < text.length) {
      push("…", false);
    }
    return out;
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
