// @ts-check
/// <reference path="../types.d.ts" />
// Search: which sections answer a query best. BM25F over heading, headings above and text (Robertson and Zaragoza, "The
// Probabilistic Relevance Framework", 2009, 3.5), summed over the groups of the query, less for what is left unanswered.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  // How much each field counts, and what else moves a score, found by trying on the first part of the queries in `tests/search`.
  const headingWeight = 8;
  const aboveWeight = 3;
  /** Headings say what a section is about, not what a sentence asks of it. */
  const aboveWeightOfSentence = 1;
  const pathWeight = 1.2;
  /** The section is called what was typed, or its heading has it. */
  const calledFactor = 2;
  const containingFactor = 1.25;
  /** How much of a score depends on how much of the query a section has. */
  const coverage = 0.2;
  const coverageOfSentence = 0.4;
  /** What is mentioned once counts for less, the more words are asked for. */
  const saturationOf = (/** @type {number} */ words) => 2 + 0.7 * words;
  /** The saturation that impacts are written with. */
  const writtenSaturation = 1.2;
  /** A list of references mentions all and explains nothing. */
  const referenceFactor = 0.4;

  /** What an impact of 0 to 15 stands for before saturation. */
  const weightOf = Float32Array.from({ length: 16 }, (_, impact) => (writtenSaturation * impact) / (16 - impact));

  /**
   * @param {SearchRows} rows
   * @param {SearchWords} words
   * @returns {SearchRanking}
   */
  parts.ranking = (rows, words) => {
    const count = rows.count;
    /** How much the present alternative, and the present group, count in each row. */
    const weights = new Float32Array(count);
    const best = new Float32Array(count);
    const scores = new Float32Array(count);
    const covered = new Float32Array(count);
    /** @type {Map<string, number[]>} */
    const scans = new Map();
    /** @type {Map<string, number[]>} */
    const pathScans = new Map();

    /** @type {(known: Map<string, number[]>, scan: SearchScan, piece: string, prefix: boolean) => number[]} */
    const remembered = (known, scan, piece, prefix) => {
      const key = prefix ? `${piece}*` : piece;
      let found = known.get(key);
      if (!found) {
        if (known.size > 500) {
          known.clear();
        }
        found = scan(piece, prefix);
        known.set(key, found);
      }
      return found;
    };

    /** Headings without numbers and signs, for telling which are what was typed. @type {Map<string, number[]> | null} */
    let bareHeadings = null;
    const bareOf = (/** @type {string} */ folded) => folded.replace(/^[\s\d.、（）()第章节一二三四五六七八九十]+(?=\p{L})/u, "").replace(/[^\p{L}\p{N}]/gu, "");
    /** What a heading calls its subject: `支持向量机（SVM）` has two names. @param {string} heading */
    const namesOf = (heading) => {
      const [, name, other] = heading.match(/^([^()]*)\(([^()]+)\)[^()]*$/) ?? [];
      return new Set([heading, name, other].map((each) => bareOf(each ?? "")).filter((each) => each !== ""));
    };
    const headingsCalled = (/** @type {string} */ folded) => {
      if (!bareHeadings) {
        bareHeadings = new Map();
        for (let text = 0; text < rows.headingTexts.length; text++) {
          for (const name of namesOf(rows.headingTexts[text])) {
            const same = bareHeadings.get(name);
            if (same) {
              same.push(text);
            } else {
              bareHeadings.set(name, [text]);
            }
          }
        }
      }
      return bareHeadings.get(bareOf(folded)) ?? [];
    };

    return (question, places) => {
      scores.fill(0);
      covered.fill(0);
      let all = 0;
      let typed = 0;
      let unknown = 0;
      // What is one word to the reader counts as one; its characters here and there do not make it up.
      /** @type {Set<SearchGroup>} */
      const scattered = new Set();
      for (const run of question.unnamed) {
        typed -= run.length - 1;
        unknown -= run.filter((group) => !group.known).length;
        // Three and more that the notes all have are rather a clause than a word.
        const isClause = run.length > 2 && run.every((group) => group.known);
        const isWord = run.slice(1).some(({ text }, at) => {
          const pair = run[at].text + text;
          return places(parts.pairOf(pair)) || words.isPartOfWord(pair) || rows.scanHeadings(pair, true).length > 0;
        });
        if (!isWord && !isClause) {
          unknown += 1;
          run.forEach((group) => scattered.add(group));
        }
      }
      /** @type {number[]} */
      const touchedByAny = [];
      const ofAbove = question.isSentence ? aboveWeightOfSentence : aboveWeight;
      const ofCoverage = question.isSentence ? coverageOfSentence : coverage;
      const saturation = saturationOf(question.groups.filter((group) => group.counts).length);
      for (const group of question.groups) {
        /** @type {number[]} */
        const touched = [];
        let direct = 0;
        /** An identifier is found wherever it stands. @type {Set<number> | null} */
        const written = group.isThing ? new Set(places(group.alternatives[0])?.rows) : null;
        for (const alternative of group.alternatives) {
          /** @type {number[]} */
          const here = [];
          const add = (/** @type {number} */ row, /** @type {number} */ weight) => {
            if (weights[row] === 0) {
              here.push(row);
            }
            weights[row] += weight;
          };
          const list = alternative.topic ?? places(alternative);
          if (list) {
            const { rows: at, impacts } = list;
            for (let place = 0; place < at.length; place++) {
              // Pairs have no impacts: they stand somewhere.
              add(at[place], impacts ? weightOf[impacts[place]] : 0.5);
            }
          }
          /** @type {number[]} */
          const headed = [];
          if (alternative.topic) {
            const { rows: at, inHeading } = alternative.topic;
            for (let place = 0; place < at.length; place++) {
              if (inHeading[place]) {
                headed.push(at[place]);
              }
            }
          } else {
            // A single character is in many words; alone it is looked for where it is a word.
            const isPart = alternative.kind !== "heading" && alternative.text.length === 1 && parts.isHan(alternative.text) && question.groups.length > 1;
            for (const text of isPart ? [] : remembered(scans, rows.scanHeadings, alternative.text, alternative.prefix)) {
              headed.push(...rows.rowsOfText(text));
            }
          }
          for (const row of headed) {
            add(row, headingWeight / rows.headingNorm[rows.textOf(row)]);
          }
          // Rare words are told by what was typed, not by its parts.
          if (alternative.weight >= 0.5) {
            direct = Math.max(direct, here.length);
          }
          // What a heading asks is not asked of what stands below it.
          for (const row of alternative.kind === "heading" ? [] : headed) {
            for (let below = row + 1; below < rows.ends[row]; below++) {
              add(below, ofAbove);
            }
          }
          if (!alternative.topic && alternative.kind !== "heading" && alternative.text.length > 1) {
            for (const note of remembered(pathScans, rows.scanPaths, alternative.text, alternative.prefix)) {
              for (let row = rows.firstOf[note]; row < rows.firstOf[note + 1]; row++) {
                add(row, pathWeight);
              }
            }
          }
          for (const row of here) {
            const value = (alternative.weight * weights[row]) / (saturation + weights[row]);
            weights[row] = 0;
            if (best[row] === 0) {
              touched.push(row);
            }
            if (value > best[row]) {
              best[row] = value;
            }
          }
        }
        const idf = group.weight * Math.log(1 + (count - direct + 0.5) / (direct + 0.5));
        if (group.counts) {
          all += idf;
          typed += 1;
          unknown += group.known ? 0 : 1;
        }
        for (const row of touched) {
          if (scores[row] === 0) {
            touchedByAny.push(row);
          }
          scores[row] += idf * best[row];
          if (group.counts) {
            covered[row] += idf * (written?.has(row) ? 1 : Math.min(scattered.has(group) ? 0.3 : 1, 5 * best[row]));
          }
          best[row] = 0;
        }
      }
      const called = new Set();
      for (const form of question.forms) {
        for (const text of headingsCalled(form)) {
          rows.rowsOfText(text).forEach((row) => called.add(row));
        }
      }
      const containing = new Set();
      for (const phrase of question.phrases.filter((each) => bareOf(each).length > 1)) {
        for (const text of remembered(scans, rows.scanHeadings, phrase, true)) {
          rows.rowsOfText(text).forEach((row) => containing.add(row));
        }
      }
      for (const row of touchedByAny) {
        const share = all === 0 ? 1 : covered[row] / all;
        let score = scores[row] * (1 - ofCoverage + ofCoverage * share);
        if (called.has(row)) {
          score *= calledFactor;
        } else if (containing.has(row)) {
          score *= containingFactor;
        }
        if (rows.references.has(row)) {
          score *= referenceFactor;
        }
        scores[row] = score;
      }
      return { rows: touchedByAny, score: (row) => scores[row], share: (row) => (all === 0 ? 1 : covered[row] / all), called, containing, unknown, typed };
    };
  };

  /** The best `most` of `rows`. @type {(rows: number[], score: (row: number) => number, most: number) => number[]} */
  parts.bestRows = (rows, score, most) => {
    /** @type {number[]} */
    const top = [];
    for (const row of rows) {
      const value = score(row);
      const isBetter = (/** @type {number} */ other) => value > score(other) || (value === score(other) && row < other);
      if (top.length === most && !isBetter(top[most - 1])) {
        continue;
      }
      let at = top.length;
      while (at > 0 && isBetter(top[at - 1])) {
        at--;
      }
      top.splice(at, 0, row);
      if (top.length > most) {
        top.pop();
      }
    }
    return top;
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
