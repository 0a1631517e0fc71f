// @ts-check
/// <reference path="../types.d.ts" />
// Search: what a query asks for. Each token of it becomes a group of alternatives, any of which answers it.
((inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;
  const P = globalThis.__p ??= {single:1,stop:.1,pre:1,share:0.25,satn:0.7,part:.1,sat:2,topic:1.2,head:6,above:3,path:.6,cov:.2,inner:.3,called:1.5,cont:1.25,hb:.5};

  /** The longest query that is understood, in characters. */
  const longestQuery = 200;
  const mostTokens = 24;

  /** @type {(text: string, weight?: number) => SearchAlternative} */
  const wordOf = (text, weight = 1) => ({ kind: "word", text, weight, prefix: false, topic: null });
  /** @type {(topic: SearchTopic, weight: number) => SearchAlternative} */
  const topicOf = (topic, weight) => ({ kind: "topic", text: topic.name, weight, prefix: false, topic });
  parts.wordOf = wordOf;
  /** @type {(text: string) => SearchAlternative} */
  const pairOf = (text) => ({ ...wordOf(text), kind: "pair" });
  parts.pairOf = pairOf;

  /** @type {(names: SearchName[], weight: number) => SearchAlternative[]} */
  const topicsOf = (names, weight) =>
    names.map((name) => topicOf(name.topic, weight * (name.certain && names.length === 1 ? 1 : 0.9)));
  parts.topicsOf = topicsOf;

  /** The parts of an identifier. @param {string} word */
  const identifierParts = (word) => (word.includes("_") ? word.split("_").filter((part) => part.length > 1) : []);

  /**
   * @param {string} query
   * @param {SearchWords} words
   * @param {SearchFolding} folding
   * @param {string} functionCharacters
   * @param {SearchRepair} repair
   * @param {(word: string) => boolean} isWritten whether the text of any section has the word
   * @returns {SearchQuestion}
   */
  parts.understand = (query, words, folding, functionCharacters, repair, isWritten) => {
    const folded = folding.fold(query.slice(0, longestQuery)).trim();
    /** @type {[string, string][]} */
    const corrected = [];
    const pieces = mended(parts.pieces(folded).slice(0, 4 * mostTokens));
    const tokens = parts.segment(pieces, words, functionCharacters).slice(0, mostTokens);
    // A query of nothing but such words asks for them.
    if (tokens.every((token) => token.stop)) {
      tokens.forEach((token) => (token.stop = false));
    }
    /** @type {SearchGroup[]} */
    const groups = [];
    /** Characters side by side, which to the reader are a word, if one that the notes do not have. @type {SearchGroup[][]} */
    const unnamed = [];
    /** The groups of such characters that may go on. @type {SearchGroup[]} */
    let singles = [];
    const isFinished = /\s$/.test(query);

    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      const isLast = at === tokens.length - 1 && !isFinished;
      if (!token.han || token.stop || token.text.length > 1) {
        singles = [];
      }
      const repaired = token.han ? repair.han(tokens, at) : null;
      if (repaired) {
        groups.push(repaired.group);
        corrected.push(...repaired.corrected);
        at += repaired.length - 1;
        continue;
      }
      if (token.stop) {
        groups.push({ text: token.text, alternatives: [wordOf(token.text)], weight: P.stop, counts: false, known: true, repaired: false });
        continue;
      }
      const joined = compound(at);
      if (joined) {
        groups.push(joined);
        at++;
        continue;
      }
      const next = group(token, isLast);
      if (token.han && token.text.length === 1) {
        const before = singles.at(-1);
        if (before && pieces[token.from].gap === "") {
          groups.push({ ...next, text: before.text + next.text, alternatives: [pairOf(before.text + next.text)], weight: 1, counts: false });
        } else {
          singles = [];
          unnamed.push(singles);
        }
        singles.push(next);
      }
      groups.push(next);
    }

    return { folded, groups: groups.filter((each) => each.alternatives.length > 0), corrected, unnamed: unnamed.filter((run) => run.length > 1) };

    /**
     * Syllables typed apart become one word, and words of names are spelled as they should be.
     * @param {SearchPiece[]} all
     */
    function mended(all) {
      /** @type {SearchPiece[]} */
      const out = [];
      for (let at = 0; at < all.length; at++) {
        let end = at;
        while (end < all.length && !all[end].han && repair.isSyllable(all[end].text) && (end === at || all[end].gap === " ")) {
          end++;
        }
        const syllables = all.slice(at, end);
        if (syllables.length > 1 && syllables.some((piece) => !isKnown(piece.text))) {
          out.push({ text: syllables.map((piece) => piece.text).join(""), han: false, gap: all[at].gap });
          at = end - 1;
          continue;
        }
        const piece = all[at];
        const hasNeighbour = [all[at - 1], all[at + 1]].some((other) => other && !other.han);
        const right = !piece.han && hasNeighbour && !isKnown(piece.text) ? repair.nameWord(piece.text) : null;
        if (right) {
          corrected.push([piece.text, right]);
        }
        out.push(right ? { ...piece, text: right } : piece);
      }
      return out;
    }

    /** @param {string} word */
    function isKnown(word) {
      return words.has(word) || words.names.has(word) || isWritten(word.replace(/_/g, ""));
    }

    /**
     * Two Latin words that the notes write as one, or that the reader joins with a hyphen.
     * @param {number} at
     * @returns {SearchGroup | null}
     */
    function compound(at) {
      const [first, second] = [tokens[at], tokens[at + 1]];
      if (!second || first.han || second.han || first.names?.length || second.stop || first.stop) {
        return null;
      }
      const { gap } = pieces[second.from];
      const text = (first.text + second.text).replace(/_/g, "");
      const known = words.has(text) || isWritten(text);
      if (!(gap === "-" || (gap === " " && known && !first.known))) {
        return null;
      }
      const alternatives = [wordOf(text)];
      for (const token of [first, second]) {
        alternatives.push(wordOf(token.text, 0.4), ...(token.names ? topicsOf(token.names, 0.4) : []));
      }
      return { text: first.text + gap + second.text, alternatives, weight: 1, counts: true, known, repaired: false };
    }

    /**
     * @param {SearchToken} token
     * @param {boolean} isLast
     * @returns {SearchGroup}
     */
    function group(token, isLast) {
      const { text, names } = token;
      /** @type {SearchAlternative[]} */
      const alternatives = [];
      let known = token.known;
      let repaired = false;
      if (names) {
        alternatives.push(...topicsOf(names, 1));
        const [{ topic }] = names;
        if (parts.nameKey(folding.fold(topic.name)) !== parts.nameKey(text)) {
          corrected.push([text, topic.name]);
        }
      }
      if (token.han) {
        alternatives.push(wordOf(text));
        // What is in the word: 卷积 and 网络 in 卷积神经网络.
        if (text.length > 2) {
          for (const inner of innerWords(text)) {
            alternatives.push(wordOf(inner, P.inner));
          }
        }
        if (P.pre > 0 && tokens.length > 3 && !names) {
          for (const longer of words.withPrefix(text, 10)) {
            alternatives.push(wordOf(longer, (P.pre * text.length) / longer.length));
          }
        }
        if (P.share > 0 && tokens.length > 3 && text.length === 2 && !names) {
          for (const longer of words.withPrefix(text[0], 12)) {
            if (longer !== text && longer.length===2) alternatives.push(wordOf(longer, P.share));
          }
        }
        if (isLast && tokens.length === 1) {
          for (const key of words.namesWithPrefix(text, 4)) {
            alternatives.push(...topicsOf(words.names.get(key) ?? [], 0.5));
          }
        }
      } else if (!names || !/[^\p{L}\p{N}_]/u.test(text)) {
        const whole = text.replace(/_/g, "");
        alternatives.push(wordOf(whole));
        for (const part of identifierParts(text)) {
          alternatives.push(wordOf(part, P.part));
        }
        const singular = /[^s]s$/.test(whole) && whole.length > 3 ? whole.slice(0, -1) : "";
        for (const other of [singular, `${whole}s`]) {
          if (other !== "" && words.has(other)) {
            alternatives.push(wordOf(other, 0.9));
          }
        }
        if (singular !== "") {
          alternatives.push(...topicsOf(words.names.get(singular) ?? [], 0.9));
        }
        known ||= alternatives.length > 1 || isWritten(whole);
        if (isLast && whole.length > 1) {
          const found = begunWith(whole);
          known ||= found.length > 0;
          alternatives.push(...found);
        }
        if (!token.known && !names && !isWritten(whole)) {
          const mended = repair.latin(whole, isLast, known);
          if (mended) {
            alternatives.push(...mended.alternatives);
            if (!known) {
              corrected.push([text, mended.used]);
              repaired = mended.doubtful;
            }
            known = true;
          }
        }
      }
      const weight = token.han && text.length === 1 && tokens.length > 1 ? P.single : names ? P.topic : 1;
      return { text, alternatives, weight, counts: true, known, repaired };
    }

    /** @param {string} text */
    function innerWords(text) {
      const found = [];
      for (const length of [3, 2]) {
        for (let from = 0; from + length <= text.length && length < text.length; from++) {
          const inner = text.slice(from, from + length);
          if (words.has(inner)) {
            found.push(inner);
          }
        }
      }
      return found;
    }

    /** Words and names that a word still being typed may become. @param {string} start */
    function begunWith(start) {
      /** @type {SearchAlternative[]} */
      const found = [];
      for (const word of words.withPrefix(start, 12)) {
        found.push(wordOf(word, 0.45 + (0.4 * start.length) / word.length));
      }
      for (const key of words.namesWithPrefix(start, 6)) {
        found.push(...topicsOf(words.names.get(key) ?? [], 0.45 + (0.4 * start.length) / key.length));
      }
      return found;
    }
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
