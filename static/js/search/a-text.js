// @ts-check
/// <reference path="../types.d.ts" />
// Search: the form in which texts are compared, and what they are made of. The build does the same in `src/text/bare.rs`
// and `src/search/terms.rs`; `tests/search/fixture.json` holds both to it.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.searchParts ??= /** @type {any} */ ({}));

  const han = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}々〇\\u3040-\\u30ff";
  const runPattern = new RegExp(`([${han}]+)|((?:(?![${han}])[\\p{Alphabetic}\\p{N}_])+)`, "gu");
  const hanPattern = new RegExp(`^[${han}]`, "u");
  /** What may stand between the words of a name. */
  const separators = /[\s\-_\u2010\u2011]/g;

  /**
   * A folding: compatibility forms taken apart, lower case, no accents, traditional characters simplified, each character
   * by itself.
   * @param {Map<string, string>} simplified
   * @returns {SearchFolding}
   */
  parts.folding = (simplified) => {
    /** @type {Map<string, string>} */
    const known = new Map();
    /** @param {string} char */
    const foldChar = (char) => {
      let folded = known.get(char);
      if (folded === undefined) {
        folded = "";
        for (const part of char.normalize("NFKD")) {
          for (const lower of part.toLowerCase()) {
            if (lower < "\u0300" || lower > "\u036f") {
              folded += simplified.get(lower) ?? lower;
            }
          }
        }
        known.set(char, folded);
      }
      return folded;
    };
    return {
      fold(text) {
        let out = "";
        for (const char of text) {
          out += foldChar(char);
        }
        return out;
      },
      foldWithOrigins(text) {
        let out = "";
        /** @type {number[]} */
        const origins = [];
        let at = 0;
        for (const char of text) {
          const folded = foldChar(char);
          for (let i = 0; i < folded.length; i++) {
            origins.push(at);
          }
          out += folded;
          at += char.length;
        }
        origins.push(at);
        return { text: out, origins };
      },
    };
  };

  parts.runs = (folded) => {
    const runs = [];
    for (const match of folded.matchAll(runPattern)) {
      runs.push({ han: match[1] !== undefined, text: match[0], start: match.index });
    }
    return runs;
  };

  parts.isHan = (text) => hanPattern.test(text);

  /** A name without what joins its words. */
  parts.nameKey = (folded) => folded.replace(separators, "");

  /** The anchor that the build gives to a heading of plain characters. */
  parts.slug = (heading) => {
    let out = "";
    for (const char of heading.trim()) {
      if (/[A-Za-z0-9_-]/.test(char)) {
        out += char.toLowerCase();
      } else if (char === " ") {
        out += "-";
      } else if (char > "\x7f" && hanPattern.test(char) && !(char >= "\u3040" && char <= "\u30ff")) {
        out += char;
      }
    }
    return out;
  };

  /** The 32-bit FNV-1a hash, in hexadecimal digits. */
  parts.hash = (text) => {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  };

  const KEPT = /[\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff\u3001-\u312f\u3400-\u9fff\uac00-\ud7a3\uff01-\uff5e\u{20000}-\u{323af}]/u;
  /** A path as an address, as the build writes it: `src/url.rs` keeps the same letters. */
  parts.encodePath = (path) => {
    let out = "";
    for (const char of path) {
      if (KEPT.test(char)) {
        out += char;
        continue;
      }
      for (const byte of new TextEncoder().encode(char)) {
        const plain = byte > 0x20 && byte < 0x7f && !"\"#%&':<>?[\\]^`{|}".includes(char);
        out += plain ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
      }
    }
    return out;
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
