// @ts-check
/// <reference path="../types.d.ts" />
// Search: what was meant by a word that the notes do not have: slips of Latin letters, pinyin, first letters of pinyin,
// Chinese characters of the same sound, and names with a wrong, missing or extra character.
((inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** The most ways to read one word that are filed. */
  const mostReadings = 8;
  /** How many entries are filed between two rests, when there is time. */
  const stepSize = 1500;

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
   * @returns {SearchRepair}
   */
  parts.repair = (data, words, folding) => {
    /** @type {Map<string, string[]>} */
    const readings = new Map();
    for (const entry of parts.split(data.readings, " ")) {
      const [, syllable, chars] = /** @type {RegExpMatchArray} */ (entry.match(/^([a-z]+)(.*)$/u));
      for (const char of chars) {
        const known = readings.get(char);
        if (known) {
          known.push(syllable);
        } else {
          readings.set(char, [syllable]);
        }
      }
    }

    const syllables = new Set([...readings.values()].flat());
    /** The Latin words of names, when first asked for. @type {string[] | null} */
    let nameWords = null;

    /** What a filed text leads to. @type {(text: string, names: SearchName[] | undefined) => {text: string, names: SearchName[] | null, cost: number}} */
    const entryOf = (text, names) => ({
      text,
      names: names ?? null,
      cost: names ? words.nameCost(names) : (words.cost(text) ?? words.unknownCost),
    });
    /** @typedef {ReturnType<typeof entryOf>} Entry */

    /** @type {Map<string, Entry[]>} */
    const bySound = new Map();
    /** @type {Map<string, Entry[]>} */
    const byInitials = new Map();
    /** Names and long words with one character left out. @type {Map<string, Entry[]>} */
    const byRest = new Map();
    /** @type {string[]} */
    let sounds = [];
    let longestSound = 0;
    let isReady = false;

    const file = (/** @type {Map<string, Entry[]>} */ map, /** @type {string} */ key, /** @type {Entry} */ entry) => {
      const known = map.get(key);
      if (!known) {
        map.set(key, [entry]);
      } else if (!known.includes(entry)) {
        known.push(entry);
      }
    };

    /** All ways to read a text, letters as they are. @param {string} text */
    const soundsOf = (text) => {
      let all = [{ sound: "", initials: "" }];
      for (const char of text) {
        const own = readings.get(char) ?? (/[a-z0-9]/.test(char) ? [char] : null);
        if (!own) {
          return [];
        }
        const next = [];
        for (const before of all) {
          for (const reading of own) {
            next.push({ sound: before.sound + reading, initials: before.initials + reading[0] });
          }
        }
        all = next.slice(0, mostReadings);
      }
      return all;
    };

    /** @param {string} text @param {SearchName[]} [names] */
    const fileText = (text, names) => {
      if (!parts.isHan(text) && !/[\u4e00-\u9fff]/.test(text)) {
        return;
      }
      const entry = entryOf(text, names);
      const length = [...text].length;
      for (const { sound, initials } of soundsOf(text)) {
        file(bySound, sound, entry);
        longestSound = Math.max(longestSound, sound.length);
        if (length > 1) {
          file(byInitials, initials, entry);
        }
      }
      if (names ? length > 2 : length > 3) {
        for (let at = 0; at < text.length; at++) {
          file(byRest, text.slice(0, at) + text.slice(at + 1), entry);
        }
      }
    };

    const work = (function* () {
      let count = 0;
      for (const [key, names] of words.names) {
        fileText(key, names);
        if (++count % stepSize === 0) {
          yield;
        }
      }
      for (const word of words.han) {
        if (!words.names.has(word)) {
          fileText(word);
          if (++count % stepSize === 0) {
            yield;
          }
        }
      }
      sounds = [...bySound.keys()].sort();
      isReady = true;
    })();
    /** @type {Promise<void> | null} */
    let warming = null;

    const better = (/** @type {Entry} */ a, /** @type {Entry} */ b) =>
      Number(b.names !== null) - Number(a.names !== null) || a.cost - b.cost || (a.text < b.text ? -1 : 1);

    /** @type {(entry: Entry, weight: number) => SearchAlternative[]} */
    const alternativesOf = (entry, weight) => [
      ...(entry.names ? parts.topicsOf(entry.names, weight) : []),
      ...(parts.isHan(entry.text) ? [parts.wordOf(entry.text, weight)] : []),
    ];
    /** A name as it is written, for showing. */
    const shownAs = (/** @type {{text: string, names: SearchName[] | null}} */ entry) =>
      entry.names?.[0].topic.names.find((name) => parts.nameKey(folding.fold(name)) === entry.text) ?? entry.text;

    /**
     * A text in pinyin as words: the least surprising way through it.
     * @param {string} typed
     * @param {boolean} isLast whether the last syllable may be unfinished
     */
    const spoken = (typed, isLast) => {
      const count = typed.length;
      const costs = new Float64Array(count + 1).fill(Infinity);
      /** @type {({from: number, entries: Entry[], whole: boolean} | null)[]} */
      const steps = new Array(count + 1).fill(null);
      costs[0] = 0;
      for (let from = 0; from < count; from++) {
        if (costs[from] === Infinity) {
          continue;
        }
        for (let to = from + 1; to <= Math.min(count, from + longestSound); to++) {
          const entries = bySound.get(typed.slice(from, to));
          if (!entries) {
            continue;
          }
          const least = Math.min(...entries.map((entry) => entry.cost * (entry.names ? 0.8 : 1) + (entry.text.length < 2 ? 4 : 0)));
          if (costs[from] + least + 2 < costs[to]) {
            costs[to] = costs[from] + least + 2;
            steps[to] = { from, entries, whole: true };
          }
        }
        const rest = typed.slice(from);
        if (isLast && rest.length > 2) {
          const begun = startingWith(rest);
          if (begun.length > 0) {
            const cost = Math.min(...begun.map((entry) => entry.cost)) + 5;
            if (costs[from] + cost < costs[count]) {
              costs[count] = costs[from] + cost;
              steps[count] = { from, entries: begun, whole: false };
            }
          }
        }
      }
      if (!steps[count]) {
        return null;
      }
      /** @type {{entries: Entry[], whole: boolean}[]} */
      const path = [];
      for (let at = count; at > 0; ) {
        const step = /** @type {{from: number, entries: Entry[], whole: boolean}} */ (steps[at]);
        path.unshift(step);
        at = step.from;
      }
      const singles = path.filter((step) => step.entries.every((entry) => entry.text.length < 2)).length;
      return singles > path.length / 2 ? null : path;
    };

    /** @param {string} start */
    const startingWith = (start) => {
      let low = 0;
      let high = sounds.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sounds[middle] < start) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      /** @type {Entry[]} */
      const found = [];
      for (; low < sounds.length && sounds[low].startsWith(start) && found.length < 200; low++) {
        found.push(...(bySound.get(sounds[low]) ?? []).filter((entry) => entry.text.length > 1));
      }
      return found.sort(better).slice(0, 4);
    };

    /** Latin words and names near a mistyped one. @param {string} typed */
    const near = (typed) => {
      const most = typed.length >= 8 ? 2 : typed.length >= 4 ? 1 : 0;
      if (most === 0 || /^\d+$/.test(typed)) {
        return [];
      }
      const bits = letters(typed);
      /** @type {{text: string, names: SearchName[] | null, far: number, cost: number}[]} */
      const found = [];
      const consider = (/** @type {string} */ word, /** @type {SearchName[] | null} */ names) => {
        if (Math.abs(word.length - typed.length) > most || bitCount(bits ^ letters(word)) > 2 * most) {
          return;
        }
        const far = distance(typed, word, most);
        if (far <= most) {
          const cost = names ? words.nameCost(names) : (words.cost(word) ?? words.unknownCost);
          // Few mistype the first letter.
          found.push({ text: word, names, far: far + (word[0] === typed[0] ? 0 : 0.5), cost });
        }
      };
      for (const [key, names] of words.names) {
        consider(key, names);
      }
      for (const word of words.latin) {
        if (!words.names.has(word)) {
          consider(word, null);
        }
      }
      found.sort((a, b) => a.far - b.far || a.cost - b.cost || (a.text < b.text ? -1 : 1));
      return found.filter((each) => each.far <= found[0].far + 0.5).slice(0, 3);
    };

    return {
      async warm() {
        warming ??= (async () => {
          while (!work.next().done) {
            await new Promise((resolve) => setTimeout(resolve, 0));
          }
        })();
        // Whoever waits has no time for rests.
        while (!isReady && !work.next().done) {
          // The next step.
        }
        return warming;
      },

      mayHelp: (pieces, isWritten) =>
        pieces.some((piece) => piece.han) ||
        pieces.some((piece) => !words.has(piece.text) && !words.names.has(piece.text) && !isWritten(piece.text)),

      isSyllable: (text) => syllables.has(text),

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
          const path = typed.length > 2 ? spoken(typed, isLast) : null;
          if (path) {
            const weight = 0.95 / path.length;
            for (const step of path) {
              const entries = [...step.entries].sort(better).slice(0, 3);
              entries.forEach((entry, at) => {
                alternatives.push(...alternativesOf(entry, (path.length > 1 ? 0.5 : 0.95) * (step.whole ? 1 : 0.7) * 0.8 ** at));
              });
            }
            // Words of one compound are one text too.
            const text = path.map((step) => [...step.entries].sort(better)[0].text).join("");
            if (path.length > 1) {
              alternatives.push({ ...parts.wordOf(text, 0.95), prefix: false });
            }
            return { alternatives, used: text, doubtful: false, weight };
          }
          const initials = typed.length > 1 && typed.length < 9 ? byInitials.get(typed) : undefined;
          if (initials) {
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
        if (!isReady) {
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
          if (!doubtful && chars < 4) {
            continue;
          }
          // A word of the notes is seldom a mistake for another word; names are what one means to find.
          const sharing = (/** @type {string} */ other) => [...other].filter((char, index) => char === text[index]).length;
          const mayBe = (/** @type {Entry} */ entry) =>
            entry.text !== text &&
            entry.text.length === chars &&
            (entry.names !== null ? chars > 2 || sharing(entry.text) > 0 : doubtful && isShort && sharing(entry.text) > 0);
          const same = soundsOf(text).flatMap(({ sound }) => bySound.get(sound) ?? []);
          let found = same.filter(mayBe).sort(better)[0];
          let isNear = false;
          if (!found && doubtful && chars > 2) {
            /** @type {Set<Entry>} */
            const close = new Set();
            const keys = [text, ...[...text].map((_, index) => text.slice(0, index) + text.slice(index + 1))];
            for (const key of keys) {
              for (const entry of byRest.get(key) ?? []) {
                close.add(entry);
              }
              const names = words.names.get(key);
              if (names && key.length > 2) {
                close.add(entryOf(key, names));
              }
            }
            const isClose = (/** @type {Entry} */ entry) =>
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

  /** What a heading would be called that is just what was asked for. */
  parts.headingForms = (understood, folding) => {
    const forms = [understood.folded];
    const counting = understood.groups.filter((group) => group.counts);
    forms.push(counting.map((group) => group.text).join(""));
    if (counting.length === 1) {
      for (const { topic, weight } of counting[0].alternatives) {
        if (topic && weight > 0.7) {
          forms.push(...topic.names.map((name) => folding.fold(name)));
        }
      }
    }
    return forms;
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
