// @ts-check
/// <reference path="../types.d.ts" />
// Search: what was meant by a word that the notes do not have: pinyin, its first letters, slips of Latin letters, Chinese
// characters of the same sound, and names with a wrong, missing or extra character.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;
  const hanSomewhere = /[\u3400-\u9fff]/;

  /**
   * The optimal string alignment distance, if at most `most` (Damerau 1964, without edits inside transpositions).
   * @param {string} a
   * @param {string} b
   * @param {number} most
   */
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) {
      return most + 1;
    }
    let previous = new Uint8Array(b.length + 1);
    let current = Uint8Array.from({ length: b.length + 1 }, (_, at) => at);
    let next = new Uint8Array(b.length + 1);
    for (let i = 1; i <= a.length; i++) {
      next[0] = i;
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        let cost = Math.min(current[j] + 1, next[j - 1] + 1, current[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, previous[j - 2] + 1);
        }
        next[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > most) {
        return most + 1;
      }
      [previous, current, next] = [current, next, previous];
    }
    return current[b.length];
  };
  parts.distance = distance;

  /** Which letters a word has, as bits. @param {string} word */
  const letters = (word) => {
    let bits = 0;
    for (let at = 0; at < word.length; at++) {
      bits |= 1 << (word.charCodeAt(at) % 31);
    }
    return bits;
  };
  const bitCount = (/** @type {number} */ bits) => {
    let count = 0;
    for (; bits !== 0; bits &= bits - 1) {
      count++;
    }
    return count;
  };

  /**
   * @param {SearchCoreData} data
   * @param {SearchWords} words
   * @param {SearchFolding} folding
   * @param {SearchSounds} sounds
   * @param {(text: string) => boolean} isInHeading
   * @returns {SearchRepair}
   */
  parts.repair = (data, words, folding, sounds, isInHeading) => {
    const { better, entryOf } = sounds;
    /** The Latin words of names, when first asked for. @type {string[] | null} */
    let nameWords = null;
    /** What a Latin word may be a slip for, with its letters, when first asked for. @type {{word: string, bits: number}[] | null} */
    let candidates = null;
    /** Names of Han characters with one left out, when first asked for. @type {Map<string, SearchEntry[]> | null} */
    let byRest = null;

    const namesWithout = (/** @type {string} */ key) => {
      if (!byRest) {
        byRest = new Map();
        for (const [text, names] of words.names) {
          if (text.length > 2 && hanSomewhere.test(text)) {
            const entry = entryOf(text, names);
            for (let at = 0; at < text.length; at++) {
              const rest = text.slice(0, at) + text.slice(at + 1);
              const known = byRest.get(rest);
              if (!known) {
                byRest.set(rest, [entry]);
              } else if (!known.includes(entry)) {
                known.push(entry);
              }
            }
          }
        }
      }
      return byRest.get(key) ?? [];
    };

    /** @type {(entry: SearchEntry, weight: number) => SearchAlternative[]} */
    const alternativesOf = (entry, weight) => [
      ...(entry.names ? parts.topicsOf(entry.names, weight) : []),
      ...(parts.isHan(entry.text) ? [parts.wordOf(entry.text, weight)] : []),
    ];
    /** A name as it is written, for showing. */
    const shownAs = (/** @type {{text: string, names: SearchName[] | null}} */ entry) =>
      entry.names?.[0].topic.names.find((name) => parts.nameKey(folding.fold(name)) === entry.text) ?? entry.text;

    /** What stands in headings, and less so the words that it is made of. @param {SearchHeard[]} heard */
    const alternativesHeard = (heard) =>
      heard.flatMap(({ text, tokens }, at) => [
        { ...parts.wordOf(text, 0.95 * 0.8 ** at), prefix: true },
        ...tokens.flatMap((token) => (token.stop || token.text === text ? [] : [parts.wordOf(token.text, 0.4 * 0.8 ** at)])),
        ...tokens.flatMap((token) => (token.names ? parts.topicsOf(token.names, (token.text === text ? 0.9 : 0.4) * 0.8 ** at) : [])),
      ]);

    /** Latin words and names near a mistyped one. @param {string} typed */
    const near = (typed) => {
      // In a shorter word two slips leave the letters the same, in another order.
      const most = typed.length >= 6 ? 2 : typed.length >= 4 ? 1 : 0;
      const isLong = typed.length >= 8;
      if (most === 0 || /^\d+$/.test(typed)) {
        return [];
      }
      const bits = letters(typed);
      /** @type {{text: string, names: SearchName[] | null, far: number, cost: number}[]} */
      const found = [];
      if (!candidates) {
        const others = words.latin.filter((word) => !words.names.has(word));
        candidates = [...words.names.keys(), ...others].map((word) => ({ word, bits: letters(word) }));
      }
      for (const { word, bits: others } of candidates) {
        if (Math.abs(word.length - typed.length) > most) {
          continue;
        }
        const differing = bitCount(bits ^ others);
        const allowed = isLong || (differing === 0 && word[0] === typed[0]) ? most : 1;
        const far = differing > 2 * allowed ? allowed + 1 : distance(typed, word, allowed);
        if (far <= allowed) {
          const names = words.names.get(word) ?? null;
          const cost = names ? words.nameCost(names) : (words.cost(word) ?? words.unknownCost);
          // Few mistype the first letter.
          found.push({ text: word, names, far: far + (word[0] === typed[0] ? 0 : 0.5), cost });
        }
      }
      found.sort((a, b) => a.far - b.far || a.cost - b.cost || (a.text < b.text ? -1 : 1));
      return found.filter((each) => each.far <= found[0].far + 0.5).slice(0, 3);
    };

    return {
      isSyllable: sounds.isSyllable,

      mayHelp: (pieces, isWritten) =>
        pieces.some((piece) => piece.han) ||
        pieces.some((piece) => !words.has(piece.text) && !words.names.has(piece.text) && !isWritten(piece.text)),

      nameWord(typed) {
        const most = typed.length >= 8 ? 2 : typed.length >= 5 ? 1 : 0;
        if (most === 0) {
          return null;
        }
        nameWords ??= [...new Set(words.topics.flatMap((topic) => topic.names.flatMap((name) => folding.fold(name).match(/[a-z]{4,}/g) ?? [])))].sort();
        let best = null;
        let least = most + 1;
        for (const word of nameWords) {
          const far = word === typed ? 0 : distance(typed, word, least - 1);
          if (far < least) {
            best = word;
            least = far;
          }
        }
        return best === typed ? null : best;
      },

      latin(typed, isLast, known) {
        /** @type {SearchAlternative[]} */
        const alternatives = [];
        if (/^[a-z]+$/.test(typed)) {
          const path = typed.length > 2 ? sounds.spoken(typed, isLast) : null;
          const heard = path?.length === 1 && path[0].whole ? [] : sounds.headingsSpoken(typed, isLast);
          if (path || heard.length > 0) {
            alternatives.push(...alternativesHeard(heard));
            for (const step of path ?? []) {
              const entries = [...step.entries].sort(better).slice(0, 3);
              entries.forEach((entry, at) => {
                alternatives.push(...alternativesOf(entry, (path && path.length > 1 ? 0.5 : 0.95) * (step.whole ? 1 : 0.7) * 0.8 ** at));
              });
            }
            // Words of one compound are one text too.
            const text = (path ?? []).map((step) => [...step.entries].sort(better)[0].text).join("");
            if (path && path.length > 1) {
              alternatives.push(parts.wordOf(text, 0.95));
            }
            return { alternatives, used: heard[0]?.text ?? text, doubtful: false };
          }
          const initials = sounds.withInitials(typed);
          if (initials.length > 0) {
            const entries = [...initials].sort(better).slice(0, 5);
            entries.forEach((entry, at) => {
              alternatives.push(...alternativesOf(entry, 0.9 * 0.75 ** at * (entry.names ? 1 : 0.8)));
            });
            const slips = known ? [] : near(typed).filter((each) => each.far <= 1);
            for (const each of slips) {
              alternatives.push(...(each.names ? parts.topicsOf(each.names, 0.6) : []), parts.wordOf(each.text, 0.6));
            }
            return { alternatives, used: shownAs(entries[0]), doubtful: false };
          }
          const slips = known ? [] : near(typed);
          const written = known || slips.some((each) => each.far <= 1) ? [] : sounds.headingsAbbreviated(typed);
          if (written.length > 0) {
            return { alternatives: alternativesHeard(written), used: written[0].text, doubtful: false };
          }
          const compound = known || slips.length > 0 ? null : sounds.abbreviated(typed);
          if (compound) {
            for (const entry of compound) {
              alternatives.push(...alternativesOf(entry, 0.5));
            }
            const text = compound.map((entry) => entry.text).join("");
            return { alternatives: [...alternatives, parts.wordOf(text, 0.9)], used: text, doubtful: true };
          }
        }
        if (known) {
          return null;
        }
        const slips = near(typed);
        if (slips.length === 0) {
          return null;
        }
        for (const each of slips) {
          const weight = 0.9 - 0.2 * each.far;
          alternatives.push(...(each.names ? parts.topicsOf(each.names, weight) : []), parts.wordOf(each.text, weight));
        }
        return { alternatives, used: shownAs(slips[0]), doubtful: true };
      },

      han(tokens, at) {
        if (!sounds.isReady()) {
          return null;
        }
        const isDoubtful = (/** @type {SearchToken} */ token) =>
          token.han && !token.names && !token.stop && token.text.length === 1 && !data.functionCharacters.includes(token.text);
        // In a sentence what is not known is mostly an ordinary word that the notes do not use.
        const isShort = tokens.length < 6;
        // The longest stretch that sounds like, or nearly is, a word or name.
        for (let length = Math.min(6, tokens.length - at); length > 0; length--) {
          const window = tokens.slice(at, at + length);
          // A word that asks is none; a character that joins words may be part of one.
          if (!window.every((token) => token.han && (!token.stop || (isShort && token.text.length === 1)))) {
            continue;
          }
          const text = window.map((token) => token.text).join("");
          const chars = text.length;
          const doubtful = window.some(isDoubtful);
          if (chars < 2 || chars > 12 || (length === 1 && window[0].known)) {
            continue;
          }
          // What is being typed may be the beginning of a name.
          {
            if (doubtful && at + length === tokens.length) {
              const begun = words.namesWithPrefix(text, 5);
              const longer = words.withPrefix(text, 5);
              const alternatives = [
                ...begun.flatMap((key) => parts.topicsOf(words.names.get(key) ?? [], 0.85)),
                ...longer.map((word) => parts.wordOf(word, 0.8)),
              ];
              if (alternatives.length > 0) {
                alternatives.push({ ...parts.wordOf(text), prefix: true });
                return { length, corrected: [], group: { text, alternatives, weight: 1, counts: true, known: true, repaired: false } };
              }
            }
          }
          // What stands so in a heading is no mistake.
          if (isInHeading(text)) {
            return null;
          }
          if (!doubtful && chars < 4) {
            continue;
          }
          // A word of the notes is seldom a mistake for another word; names are what one means to find.
          const sharing = (/** @type {string} */ other) => [...other].filter((char, index) => char === text[index]).length;
          const mayBe = (/** @type {SearchEntry} */ entry) =>
            entry.text !== text &&
            entry.text.length === chars &&
            (entry.names !== null ? chars > 2 || sharing(entry.text) > 0 : doubtful && isShort && sharing(entry.text) > 0);
          let found = sounds.alike(text).filter(mayBe).sort(better)[0];
          let isNear = false;
          if (!found && doubtful && chars > 2) {
            /** @type {Set<SearchEntry>} */
            const close = new Set();
            const keys = [text, ...[...text].map((_, index) => text.slice(0, index) + text.slice(index + 1))];
            for (const key of keys) {
              for (const entry of namesWithout(key)) {
                close.add(entry);
              }
              const names = words.names.get(key);
              if (names && key.length > 2) {
                close.add(entryOf(key, names));
              }
            }
            const isClose = (/** @type {SearchEntry} */ entry) =>
              distance(entry.text, text, 1) === 1 && entry.names !== null && (isShort || Math.min(entry.text.length, chars) > 3);
            found = [...close].filter(isClose).sort(better)[0];
            isNear = true;
          }
          if (found) {
            const alternatives = alternativesOf(found, isNear ? 0.8 : 0.9);
            return {
              length,
              corrected: [[text, shownAs(found)]],
              group: { text, alternatives, weight: 1, counts: true, known: true, repaired: isNear },
            };
          }
        }
        return null;
      },
    };
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
