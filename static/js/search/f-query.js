// @ts-check
/// <reference path="../types.d.ts" />
// Search: what a query asks for. Each token of it becomes a group of alternatives, any of which answers it.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** The longest query that is understood, in characters, and in words. */
  const longestQuery = 200;
  const mostTokens = 24;
  /** From so many words on a query is a sentence, which says things in words that the notes need not use. */
  const sentence = 4;
  /** And a whole one from so many characters and Latin words on. */
  const fewestOfSentence = 8;

  // How much each way of answering a word counts, found by trying on the first part of the queries in `tests/search`.
  const stopWeight = 0.1;
  const nameWeight = 1.2;
  const innerWeight = 0.3;
  const partWeight = 0.1;
  /** Words that begin like one of a sentence, by how much of them it is; and those that only begin with its first character. */
  const longerWeight = 1;
  const kinWeight = 0.15;
  /** A heading with one of its characters: 图像去噪 for 噪点. */
  const characterWeight = 0.3;
  /** A name that is typed as an identifier means the identifier first. */
  const identifierNameWeight = 0.5;

  /** @type {(text: string, weight?: number) => SearchAlternative} */
  const wordOf = (text, weight = 1) => ({ kind: "word", text, weight, prefix: false, topic: null });
  /** @type {(topic: SearchTopic, weight: number) => SearchAlternative} */
  const topicOf = (topic, weight) => ({ kind: "topic", text: topic.name, weight, prefix: false, topic });
  parts.wordOf = wordOf;
  /** @type {(text: string) => SearchAlternative} */
  const pairOf = (text) => ({ ...wordOf(text), kind: "pair" });
  parts.pairOf = pairOf;
  /** @type {(text: string, weight?: number) => SearchAlternative} */
  const inHeadings = (text, weight = 1) => ({ ...wordOf(text, weight), kind: "heading" });

  /** @type {(names: SearchName[], weight: number) => SearchAlternative[]} */
  const topicsOf = (names, weight) =>
    names.map((name) => topicOf(name.topic, weight * (name.certain && names.length === 1 ? 1 : 0.9)));
  parts.topicsOf = topicsOf;

  /**
   * The identifiers in a query as written, with their parts: `max_pool2d`, `BatchNorm2d`.
   * @param {string} query
   * @param {SearchFolding} folding
   */
  const identifiersOf = (query, folding) => {
    /** @type {Map<string, string[]>} */
    const found = new Map();
    for (const [word] of query.matchAll(/\w+/g)) {
      if (/_|[a-z\d][A-Z]/.test(word)) {
        const split = word.split(/_+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).filter((part) => part.length > 1);
        found.set(folding.fold(word), split.map((part) => folding.fold(part)));
      }
    }
    return found;
  };

  /**
   * @param {string} query
   * @param {SearchWords} words
   * @param {SearchFolding} folding
   * @param {string} functionCharacters
   * @param {SearchRepair} repair
   * @param {(word: string) => boolean} isWritten whether the text of any section has the word
   * @param {(start: string) => string[]} rareWords words of the loaded files that begin so
   */
  parts.understand = (query, words, folding, functionCharacters, repair, isWritten, rareWords) => {
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
    const identifiers = identifiersOf(query, folding);

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
        groups.push({ text: token.text, alternatives: [inHeadings(token.text)], weight: stopWeight, counts: false, known: true, repaired: false });
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

    const asking = tokens.filter((token) => token.stop).length;
    const saying = tokens.length - asking - unnamed.reduce((sum, run) => sum + run.length - 1, 0);
    return {
      folded,
      groups: groups.filter((each) => each.alternatives.length > 0),
      corrected,
      unnamed: unnamed.filter((run) => run.length > 1),
      isSentence: pieces.length >= fewestOfSentence && (asking > 1 || saying > 4),
    };

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
      let isThing = false;
      if (names) {
        const isIdentifier = identifiers.has(text) && isWritten(text.replace(/_/g, ""));
        alternatives.push(...topicsOf(names, isIdentifier ? identifierNameWeight : 1));
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
            alternatives.push(wordOf(inner, innerWeight));
          }
        }
        if (tokens.length >= sentence && !names) {
          for (const longer of words.withPrefix(text, 10)) {
            alternatives.push(wordOf(longer, (longerWeight * text.length) / longer.length));
          }
        }
        if (tokens.length >= sentence && !names && text.length === 2) {
          const kin = words.withPrefix(text[0], 12).filter((word) => word !== text && word.length === 2);
          alternatives.push(...kin.map((word) => wordOf(word, kinWeight)));
        }
        if (tokens.length >= sentence && !names && text.length <= 2) {
          const own = [...text].filter((char) => !functionCharacters.includes(char));
          alternatives.push(...own.map((char) => inHeadings(char, characterWeight)));
        }
        if (isLast && tokens.length === 1) {
          for (const key of words.namesWithPrefix(text, 4)) {
            alternatives.push(...topicsOf(words.names.get(key) ?? [], 0.5));
          }
        }
      } else if (!names || !/[^\p{L}\p{N}_]/u.test(text)) {
        const whole = text.replace(/_/g, "");
        const inner = (identifiers.get(text) ?? []).filter((part) => words.has(part));
        alternatives.push(wordOf(whole));
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
        isThing = text.includes("_") && isWritten(whole);
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
        for (const part of inner) {
          known = true;
          alternatives.push(wordOf(part, partWeight));
        }
      }
      const weight = names ? nameWeight : 1;
      return { text, alternatives, weight, counts: true, known, repaired, isThing };
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
      const usual = words.withPrefix(start, 12);
      const rare = usual.length < 6 && start.length > 2 ? rareWords(start).filter((word) => word !== start && !usual.includes(word)) : [];
      for (const word of [...usual, ...rare]) {
        found.push(wordOf(word, 0.45 + (0.4 * start.length) / word.length));
      }
      for (const key of words.namesWithPrefix(start, 6)) {
        found.push(...topicsOf(words.names.get(key) ?? [], 0.45 + (0.4 * start.length) / key.length));
      }
      return found;
    }
  };

  /** What was typed, and what it was taken for. */
  parts.phrases = (understood, folding) => {
    const meant = understood.corrected.reduce((text, [typed, form]) => text.replace(typed, folding.fold(form)), understood.folded);
    return [...new Set([understood.folded, meant])];
  };

  /** What a heading would be called that is just what was asked for. */
  parts.headingForms = (understood, folding) => {
    const forms = parts.phrases(understood, folding);
    const counting = understood.groups.filter((group) => group.counts);
    forms.push(counting.map((group) => group.text).join(""));
    if (counting.length === 1) {
      for (const { topic, weight } of counting[0].alternatives) {
        if (topic && weight > 0.7) {
          forms.push(...topic.names.map((name) => folding.fold(name)));
        }
      }
    }
    return [...new Set(forms)];
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
