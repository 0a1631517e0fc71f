// @ts-check
/// <reference path="../types.d.ts" />
// Search: the files of the index. `docs/search.md` describes them, `src/search/` writes them.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** The value of each digit; those from 45 on end a number. */
  const digits = new Uint8Array(128);
  for (let code = 0x23, value = 0; code < 0x7f; code++) {
    if (code !== 0x3c && code !== 0x5c) {
      digits[code] = value++;
    }
  }

  /** @param {string} text */
  parts.numbers = (text) => {
    const out = new Uint32Array(text.length);
    let count = 0;
    let value = 0;
    let unit = 1;
    for (let at = 0; at < text.length; at++) {
      const digit = digits[text.charCodeAt(at) & 127];
      if (digit < 45) {
        value += unit * digit;
        unit *= 45;
      } else {
        out[count++] = value + unit * (digit - 45);
        value = 0;
        unit = 1;
      }
    }
    return out.subarray(0, count);
  };

  /** Ascending numbers, written as differences less one. */
  parts.ascending = (text) => {
    const out = parts.numbers(text);
    let next = 0;
    for (let at = 0; at < out.length; at++) {
      next += out[at] + 1;
      out[at] = next - 1;
    }
    return out;
  };

  /** @param {number} code of a hexadecimal digit */
  const nibble = (code) => (code < 58 ? code - 48 : code - 87);

  /**
   * Lists of places one after the other: `counts` says how long each is.
   * @param {Uint32Array} counts
   * @param {Uint32Array} gaps
   * @returns {Uint32Array} where each list begins, and the end
   */
  const undoGaps = (counts, gaps) => {
    const starts = new Uint32Array(counts.length + 1);
    let at = 0;
    for (let list = 0; list < counts.length; list++) {
      let next = 0;
      for (const end = at + counts[list]; at < end; at++) {
        next += gaps[at] + 1;
        gaps[at] = next - 1;
      }
      starts[list + 1] = at;
    }
    return starts;
  };

  /** @param {string} text */
  const nibbles = (text) => {
    const out = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) {
      out[at] = nibble(text.charCodeAt(at));
    }
    return out;
  };
  parts.nibbles = nibbles;

  const split = (/** @type {string} */ text, /** @type {string} */ by) => (text === "" ? [] : text.split(by));
  parts.split = split;

  /** The range of sorted texts that begin with `prefix`. */
  parts.prefixRange = (list, prefix) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < prefix) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    let end = low;
    while (end < list.length && list[end].startsWith(prefix)) {
      end++;
    }
    return { low, end };
  };

  /**
   * A file of places.
   * @param {SearchShardData} data
   * @returns {SearchShard}
   */
  parts.shard = (data) => {
    const rows = parts.numbers(data.rows);
    const starts = undoGaps(parts.numbers(data.counts), rows);
    const impacts = nibbles(data.impacts);
    const pairRows = parts.numbers(data.pairRows);
    const pairStarts = undoGaps(parts.numbers(data.pairCounts), pairRows);
    /** @type {Map<string, number>} */
    const words = new Map();
    const sorted = split(data.words, " ");
    sorted.forEach((word, at) => words.set(word, at));
    /** @type {Map<string, number>} */
    const pairs = new Map();
    for (let at = 0; at < data.pairs.length; at += 2) {
      pairs.set(data.pairs.slice(at, at + 2), at / 2);
    }
    return {
      word(word) {
        const at = words.get(word);
        return at === undefined
          ? null
          : { rows: rows.subarray(starts[at], starts[at + 1]), impacts: impacts.subarray(starts[at], starts[at + 1]) };
      },
      withPrefix(prefix, most) {
        const { low, end } = parts.prefixRange(sorted, prefix);
        return sorted.slice(low, Math.min(end, low + most));
      },
      pair(pair) {
        const at = pairs.get(pair);
        return at === undefined ? null : { rows: pairRows.subarray(pairStarts[at], pairStarts[at + 1]), impacts: null };
      },
    };
  };

  /**
   * Many short texts in one, to look for a piece in all of them at once.
   * @param {string[]} texts folded
   * @returns {SearchScan}
   */
  parts.scan = (texts) => {
    const all = `\n${texts.join("\n")}\n`;
    const starts = new Uint32Array(texts.length + 1);
    let start = 1;
    texts.forEach((text, at) => {
      starts[at] = start;
      start += text.length + 1;
    });
    starts[texts.length] = start;
    const wordChar = /[\p{Alphabetic}\p{N}]/u;
    /** @param {number} at */
    const isLatinAt = (at) => {
      const char = all[at];
      return wordChar.test(char) && !parts.isHan(char);
    };
    return (piece, prefix) => {
      /** @type {number[]} */
      const found = [];
      const latinStart = !parts.isHan(piece);
      const last = piece[piece.length - 1];
      const latinEnd = !parts.isHan(last) && !prefix;
      let text = 0;
      for (let at = all.indexOf(piece); at >= 0; at = all.indexOf(piece, at)) {
        if ((latinStart && isLatinAt(at - 1)) || (latinEnd && isLatinAt(at + piece.length))) {
          at += 1;
          continue;
        }
        let high = texts.length;
        while (high - text > 1) {
          const middle = (text + high) >> 1;
          if (starts[middle] <= at) {
            text = middle;
          } else {
            high = middle;
          }
        }
        found.push(text);
        at = starts[text + 1];
      }
      return found;
    };
  };

  const stateNames = /** @type {const} */ ({ a: "answered", s: "stub", l: "link-only", e: "empty" });

  /**
   * The sections.
   * @param {SearchCoreData} data
   * @param {SearchFolding} folding
   * @returns {SearchRows}
   */
  parts.rows = (data, folding) => {
    const notes = split(data.notes, "\n").map((line) => {
      const [route, title] = line.split("\t");
      return { route: decodeURIComponent(route), title: title ?? "" };
    });
    const counts = parts.numbers(data.counts);
    const headings = notes.length === 0 ? [] : data.headings.split("\n");
    const count = headings.length;
    const noteOf = new Uint32Array(count);
    const firstOf = new Uint32Array(notes.length + 1);
    const parent = new Int32Array(count).fill(-1);
    const ends = new Uint32Array(count);
    let row = 0;
    counts.forEach((sections, note) => {
      firstOf[note] = row;
      headings[row] = notes[note].title;
      /** @type {number[]} */
      const open = [];
      const end = row + sections;
      for (; row < end; row++) {
        noteOf[row] = note;
        const level = open.length === 0 ? -1 : data.levels.charCodeAt(row);
        while (open.length > 1 && data.levels.charCodeAt(open[open.length - 1]) >= level) {
          ends[/** @type {number} */ (open.pop())] = row;
        }
        if (open.length > 0) {
          parent[row] = open[open.length - 1];
        }
        open.push(row);
      }
      for (const each of open) {
        ends[each] = end;
      }
    });
    firstOf[notes.length] = row;
    /** @type {Map<number, string>} */
    const anchors = new Map();
    const anchorTexts = split(data.anchors, "\n");
    parts.ascending(data.anchorRows).forEach((at, index) => anchors.set(at, anchorTexts[index] ?? ""));
    /** @type {Map<number, {state: AnswerState, card: string}>} */
    const questions = new Map();
    const cards = split(data.cards, "\n");
    parts.ascending(data.questionRows).forEach((at, index) => {
      const letter = /** @type {"a" | "s" | "l" | "e"} */ (data.states[index]);
      questions.set(at, { state: stateNames[letter], card: cards[index] ?? "" });
    });
    // Headings repeat: each is looked through once.
    /** @type {Map<string, number>} */
    const distinct = new Map();
    const textOf = new Uint32Array(count);
    headings.forEach((heading, at) => {
      let text = distinct.get(heading);
      if (text === undefined) {
        text = distinct.size;
        distinct.set(heading, text);
      }
      textOf[at] = text;
    });
    const texts = [...distinct.keys()].map((heading) => {
      const folded = folding.fold(heading);
      // `max_pool2d` is looked for as `maxpool2d` too.
      return /[\p{L}\p{N}][-_][\p{L}\p{N}]/u.test(folded) ? `${folded} ${folded.replace(/[-_]/g, "")}` : folded;
    });
    const rowsOf = new Uint32Array(count);
    const rowStarts = new Uint32Array(texts.length + 1);
    for (const text of textOf) {
      rowStarts[text + 1] += 1;
    }
    for (let text = 0; text < texts.length; text++) {
      rowStarts[text + 1] += rowStarts[text];
    }
    const next = rowStarts.slice();
    textOf.forEach((text, at) => {
      rowsOf[next[text]++] = at;
    });
    const lengths = Float32Array.from(texts, (text) => parts.runs(text).reduce((sum, run) => sum + (run.han ? run.text.length / 2 : 1), 0));
    const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    return {
      count,
      notes,
      headings,
      noteOf,
      firstOf,
      parent,
      ends,
      questions,
      references: new Set(parts.ascending(data.references)),
      anchor: (at) => anchors.get(at) ?? (data.levels[at] === "0" ? "" : parts.slug(headings[at])),
      headingTexts: texts,
      textOf: (at) => textOf[at],
      rowsOfText: (text) => rowsOf.subarray(rowStarts[text], rowStarts[text + 1]),
      // BM25's correction for length.
      headingNorm: Float32Array.from(lengths, (length) => 0.5 + (0.5 * length) / Math.max(1, average)),
      scanHeadings: parts.scan(texts),
      scanPaths: parts.scan(notes.map((note) => folding.fold(note.route.replace(/(\/index)?\.html$/, "").replace(/[/_]/g, " ")))),
    };
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
