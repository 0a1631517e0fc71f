// @ts-check
/// <reference path="../types.d.ts" />
// Search: the words and names of the notes, and how a query is cut into them.
((inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** Words that ask, or join others, and say nothing of what is looked for. */
  const stopWords = new Set(
    (
      "什么 是什么 什么是 怎么 怎么样 怎样 如何 为什么 为何 为啥 啥 哪些 哪个 哪种 有哪些 有什么 有没有 多少 是否 能否 可以 可否 请问 一个 一下 " +
      "以及 或者 还是 并且 而且 之间 的 了 是 在 和 与 及 或 对 吗 呢 吧 啊 有 个 用 来 会 能 要 被 把 从 时 里 中 上 下 么 " +
      "a an the of to in on and or is are was be do does did what how why when which who with for from by vs it its"
    ).split(" "),
  );
  parts.isStopWord = (word) => stopWords.has(word);

  /**
   * @param {SearchCoreData} data
   * @param {SearchFolding} folding
   * @param {number} rowCount
   * @returns {SearchWords}
   */
  parts.words = (data, folding, rowCount) => {
    /** @type {Map<string, number>} */
    const levels = new Map();
    const han = parts.split(data.words, " ");
    const latin = parts.split(data.latin, " ");
    const add = (/** @type {string[]} */ words, /** @type {string} */ text) => {
      const values = parts.nibbles(text);
      words.forEach((word, at) => levels.set(word, values[at]));
    };
    add(han, data.wordLevels);
    add(latin, data.latinLevels);

    const topicRows = parts.numbers(data.topicRows);
    const topicCounts = parts.numbers(data.topicCounts);
    const topicImpacts = parts.nibbles(data.topicImpacts);
    /** @type {Map<string, SearchName[]>} */
    const names = new Map();
    let at = 0;
    const topics = parts.split(data.topics, "\n").map((line, index) => {
      const [id, ...fields] = line.split("\t");
      const rows = new Uint32Array(topicCounts[index]);
      const inHeading = new Uint8Array(rows.length);
      const impacts = topicImpacts.subarray(at, at + rows.length);
      let next = 0;
      for (let place = 0; place < rows.length; place++) {
        next += topicRows[at++] + 1;
        rows[place] = (next - 1) >> 1;
        inHeading[place] = (next - 1) & 1;
      }
      const border = fields.indexOf("");
      const texts = fields.filter((field) => field !== "");
      const topic = { id, name: texts[0] ?? id, names: texts, rows, inHeading, impacts };
      texts.forEach((text, place) => {
        const key = parts.nameKey(folding.fold(text));
        const certain = border < 0 || place < border;
        const same = names.get(key);
        if (!same) {
          names.set(key, [{ topic, certain }]);
        } else if (!same.some((name) => name.topic === topic)) {
          same.push({ topic, certain });
        }
      });
      return topic;
    });
    const nameKeys = [...names.keys()].sort();
    const hanSorted = han;
    const total = Math.log(Math.max(2000, rowCount * 40));

    /**
     * The range of sorted `list` whose entries begin with `prefix`.
     * @param {string[]} list
     * @param {string} prefix
     */
    const range = (list, prefix) => {
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

    return {
      han,
      latin,
      topics,
      names,
      level: (word) => levels.get(word),
      isPartOfWord: (text) => data.words.includes(text),
      has: (word) => levels.has(word),
      cost: (word) => {
        const level = levels.get(word);
        return level === undefined ? undefined : total - (level + 0.5) * Math.LN2;
      },
      nameCost: (name) => {
        const uses = Math.max(...name.map((each) => each.topic.rows.length));
        return 0.8 * (total - Math.log(uses + 1));
      },
      unknownCost: total + 2,
      withPrefix(prefix, most) {
        const list = parts.isHan(prefix) ? hanSorted : latin;
        const { low, end } = range(list, prefix);
        const found = list.slice(low, end).filter((word) => word !== prefix);
        found.sort((a, b) => (levels.get(b) ?? 0) - (levels.get(a) ?? 0) || a.length - b.length || (a < b ? -1 : 1));
        return found.slice(0, most);
      },
      namesWithPrefix(prefix, most) {
        const { low, end } = range(nameKeys, prefix);
        const found = nameKeys.slice(low, end).filter((key) => key !== prefix);
        const uses = (/** @type {string} */ key) => Math.max(...(names.get(key) ?? []).map((name) => name.topic.rows.length));
        found.sort((a, b) => uses(b) - uses(a) || a.length - b.length || (a < b ? -1 : 1));
        return found.slice(0, most);
      },
    };
  };

  /** The most characters of a word and the most pieces of a name that are tried. */
  const longestWord = 10;
  const longestName = 16;

  /**
   * The smallest pieces of a query: Han characters and Latin words.
   * @param {string} folded
   * @returns {SearchPiece[]}
   */
  parts.pieces = (folded) => {
    /** @type {SearchPiece[]} */
    const pieces = [];
    let end = 0;
    for (const run of parts.runs(folded)) {
      let gap = folded.slice(end, run.start);
      end = run.start + run.text.length;
      for (const text of run.han ? run.text : [run.text]) {
        pieces.push({ text, han: run.han, gap });
        gap = "";
      }
    }
    return pieces;
  };

  /**
   * Cuts a query into words and names: the way through the pieces that is least surprising by the frequencies of the
   * notes' own words (Viterbi, as Pagefind's users ask of it: build and query must agree on what a word is).
   * @param {SearchPiece[]} pieces
   * @param {SearchWords} words
   * @param {string} functionCharacters
   * @returns {SearchToken[]}
   */
  parts.segment = (pieces, words, functionCharacters) => {
    const count = pieces.length;
    const costs = new Float64Array(count + 1).fill(Infinity);
    /** @type {(SearchToken | null)[]} */
    const steps = new Array(count + 1).fill(null);
    costs[0] = 0;
    for (let from = 0; from < count; from++) {
      const before = costs[from];
      /** @type {(to: number, cost: number, token: Omit<SearchToken, "from" | "to">) => void} */
      const step = (to, cost, token) => {
        if (before + cost < costs[to]) {
          costs[to] = before + cost;
          steps[to] = { ...token, from, to };
        }
      };
      const first = pieces[from];
      // Alone.
      const alone = words.cost(first.text);
      if (!first.han) {
        step(from + 1, 1, { text: first.text, han: false, names: null, known: alone !== undefined, stop: parts.isStopWord(first.text) });
      } else {
        // Such characters are in no list of places.
        const stop = parts.isStopWord(first.text) || functionCharacters.includes(first.text);
        const cost = functionCharacters.includes(first.text) ? 3 : alone === undefined ? words.unknownCost : alone + 2;
        step(from + 1, cost, { text: first.text, han: true, names: null, known: alone !== undefined, stop });
      }
      // Together.
      let text = "";
      let key = "";
      let allHan = true;
      for (let to = from; to < Math.min(count, from + longestName); to++) {
        const piece = pieces[to];
        if (to > from && piece.gap.length > 2) {
          break;
        }
        if (to > from && piece.gap !== "") {
          allHan = false;
          text += piece.gap;
        }
        allHan &&= piece.han;
        text += piece.text;
        key += parts.nameKey(to > from ? piece.gap + piece.text : piece.text);
        const names = words.names.get(key);
        // `in` is a name too, and seldom meant.
        if (names && !(count > 1 && to === from && parts.isStopWord(text))) {
          step(to + 1, Math.min(words.nameCost(names), allHan ? Infinity : 0.9 * (to + 1 - from)), {
            text,
            han: allHan,
            names,
            known: true,
            stop: false,
          });
        }
        if (allHan && to > from && to - from < longestWord) {
          const cost = words.cost(text);
          if (parts.isStopWord(text)) {
            step(to + 1, 3, { text, han: true, names: null, known: true, stop: true });
          } else if (cost !== undefined) {
            step(to + 1, cost, { text, han: true, names: null, known: true, stop: false });
          }
        }
      }
    }
    /** @type {SearchToken[]} */
    const path = [];
    for (let at = count; at > 0; ) {
      const token = /** @type {SearchToken} */ (steps[at]);
      path.unshift(token);
      at = token.from;
    }
    return path;
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
