// @ts-check
/// <reference path="../types.d.ts" />
// Search: how Chinese sounds. What is typed in pinyin, or in its first letters, and which words, names and headings it
// stands for.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;

  /** How many entries are filed between two rests, when there is time. */
  const stepSize = 400;
  const hanSomewhere = /[\u3400-\u9fff]/;
  /** The fewest letters that are looked for in headings: in pinyin, and as first letters. */
  const shortestSpoken = 4;
  const shortestInitials = 3;
  const longestSyllable = 6;
  /** The most headings whose words are kept. */
  const mostCut = 2000;
  /** The most different stretches of headings that are looked at. */
  const mostStretches = 60;

  /**
   * @param {SearchCoreData} data
   * @param {SearchWords} words
   * @param {string[]} headings folded, each once
   * @returns {SearchSounds}
   */
  parts.sounds = (data, words, headings) => {
    /** The characters that are read so. @type {Map<string, Set<string>>} */
    const bySyllable = new Map();
    /** The characters whose reading begins with a letter. @type {Map<string, Set<string>>} */
    const byLetter = new Map();
    /** @type {Map<string, string[]>} */
    const readings = new Map();
    for (const entry of parts.split(data.readings, " ")) {
      const [, syllable, chars] = /** @type {RegExpMatchArray} */ (entry.match(/^([a-z]+)(.*)$/u));
      bySyllable.set(syllable, new Set(chars));
      const alike = byLetter.get(syllable[0]) ?? new Set();
      byLetter.set(syllable[0], alike);
      for (const char of chars) {
        alike.add(char);
        const known = readings.get(char);
        if (known) {
          known.push(syllable);
        } else {
          readings.set(char, [syllable]);
        }
      }
    }

    /** @type {(text: string, names?: SearchName[] | null) => SearchEntry} */
    const entryOf = (text, names) => ({
      text,
      names: names ?? null,
      cost: names ? words.nameCost(names) : (words.cost(text) ?? words.unknownCost),
    });

    /** @type {Map<string, SearchEntry[]>} */
    const bySound = new Map();
    /** @type {Map<string, SearchEntry[]>} */
    const byInitials = new Map();
    /** @type {string[]} */
    let sounds = [];
    let longestSound = 0;
    let isReady = false;

    const file = (/** @type {Map<string, SearchEntry[]>} */ map, /** @type {string} */ key, /** @type {SearchEntry} */ entry) => {
      const known = map.get(key);
      if (!known) {
        map.set(key, [entry]);
      } else if (!known.includes(entry)) {
        known.push(entry);
      }
    };

    /** One way to read a text, letters as they are, and those in which one character is read otherwise. @param {string} text */
    const soundsOf = (text) => {
      /** @type {string[]} */
      const usual = [];
      let others = false;
      for (const char of text) {
        const own = readings.get(char);
        if (own === undefined && !/[a-z0-9]/.test(char)) {
          return [];
        }
        usual.push(own ? own[0] : char);
        others ||= own !== undefined && own.length > 1;
      }
      const all = [usual];
      if (others) {
        [...text].forEach((char, at) => {
          for (const other of (readings.get(char) ?? []).slice(1)) {
            const changed = usual.slice();
            changed[at] = other;
            all.push(changed);
          }
        });
      }
      return all;
    };

    /** @param {string} text @param {SearchName[]} [names] */
    const fileText = (text, names) => {
      if (!hanSomewhere.test(text)) {
        return;
      }
      const entry = entryOf(text, names);
      for (const sounds of soundsOf(text)) {
        const sound = sounds.join("");
        file(bySound, sound, entry);
        longestSound = Math.max(longestSound, sound.length);
        if (sounds.length > 1) {
          let initials = "";
          for (const each of sounds) {
            initials += each[0];
          }
          file(byInitials, initials, entry);
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

    const better = (/** @type {SearchEntry} */ a, /** @type {SearchEntry} */ b) =>
      Number(b.names !== null) - Number(a.names !== null) || a.cost - b.cost || (a.text < b.text ? -1 : 1);

    /** @param {string} start */
    const startingWith = (start) => {
      const { low, end } = parts.prefixRange(sounds, start);
      /** @type {SearchEntry[]} */
      const found = [];
      for (let at = low; at < end && found.length < 200; at++) {
        found.push(...(bySound.get(sounds[at]) ?? []).filter((entry) => entry.text.length > 1));
      }
      return found.sort(better).slice(0, 4);
    };

    /**
     * Stretches of the headings, each with how many headings have it and where the first of them does.
     * @param {Set<string>} begins the characters with which one may begin
     * @param {(heading: string, from: number) => number} reads where the one from there on ends, or -1
     */
    const stretches = (begins, reads) => {
      /** @type {Map<string, {count: number, heading: string, at: number}>} */
      const found = new Map();
      for (const heading of headings) {
        for (let at = 0; at < heading.length; at++) {
          const end = begins.has(heading[at]) ? reads(heading, at) : -1;
          if (end > at + 1) {
            const text = heading.slice(at, end);
            const same = found.get(text);
            if (same) {
              same.count++;
            } else if (found.size < mostStretches) {
              found.set(text, { count: 1, heading, at });
            }
          }
        }
      }
      return found;
    };

    /** The words of a heading and where they stand. @param {string} heading */
    const wordsOf = (heading) => {
      let known = cut.get(heading);
      if (!known) {
        const pieces = parts.pieces(heading);
        let place = 0;
        const starts = pieces.map((piece) => {
          const start = place + piece.gap.length;
          place = start + piece.text.length;
          return start;
        });
        const tokens = parts.segment(pieces, words, data.functionCharacters);
        known = tokens.map((token) => ({ token, start: starts[token.from], end: starts[token.to - 1] + pieces[token.to - 1].text.length }));
        if (cut.size > mostCut) {
          cut.clear();
        }
        cut.set(heading, known);
      }
      return known;
    };
    /** @type {Map<string, {token: SearchToken, start: number, end: number}[]>} */
    const cut = new Map();

    /** Those of `found` that are whole words of their headings, the plainest first. @param {ReturnType<typeof stretches>} found */
    const wholeWords = (found) => {
      const whole = [];
      for (const [text, { count, heading, at }] of found) {
        const inside = wordsOf(heading).filter(({ start }) => start >= at && start < at + text.length);
        const first = inside[0];
        const last = inside.at(-1);
        if (first?.start === at && last?.end === at + text.length && !first.token.stop && !last.token.stop) {
          whole.push({ text, count, tokens: inside.map((each) => each.token) });
        }
      }
      whole.sort((a, b) => a.tokens.length - b.tokens.length || b.count - a.count || (a.text < b.text ? -1 : 1));
      return whole.slice(0, 3);
    };

    return {
      async warm() {
        while (!work.next().done) {
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      },

      finish() {
        while (!work.next().done) {
          // The next step.
        }
      },

      isReady: () => isReady,
      isSyllable: (text) => bySyllable.has(text),
      entryOf,
      better,
      alike: (text) => soundsOf(text).flatMap((each) => bySound.get(each.join("")) ?? []),

      spoken(typed, isLast) {
        const count = typed.length;
        const costs = new Float64Array(count + 1).fill(Infinity);
        /** @type {({from: number, entries: SearchEntry[], whole: boolean} | null)[]} */
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
        /** @type {{entries: SearchEntry[], whole: boolean}[]} */
        const path = [];
        for (let at = count; at > 0; ) {
          const step = /** @type {{from: number, entries: SearchEntry[], whole: boolean}} */ (steps[at]);
          path.unshift(step);
          at = step.from;
        }
        const singles = path.filter((step) => step.entries.every((entry) => entry.text.length < 2)).length;
        return singles > path.length / 2 ? null : path;
      },

      withInitials: (typed) => (typed.length > 1 && typed.length < 9 ? (byInitials.get(typed) ?? []) : []),

      abbreviated(typed) {
        /** @type {SearchEntry[] | null} */
        let best = null;
        let least = Infinity;
        for (let at = 2; at <= typed.length - 2; at++) {
          const halves = [typed.slice(0, at), typed.slice(at)].map((half) => [...(byInitials.get(half) ?? [])].sort(better)[0]);
          const cost = halves.reduce((sum, entry) => sum + (entry ? entry.cost - (entry.names ? 2 : 0) : Infinity), 0);
          if (cost < least && halves.every((entry) => entry.names)) {
            least = cost;
            best = halves;
          }
        }
        return best;
      },

      headingsSpoken(typed, isLast) {
        if (typed.length < shortestSpoken) {
          return [];
        }
        /** @type {(heading: string, at: number, from: number) => number} */
        const read = (heading, at, from) => {
          if (from === typed.length) {
            return at;
          }
          for (const syllable of readings.get(heading[at]) ?? []) {
            if (typed.startsWith(syllable, from)) {
              const end = read(heading, at + 1, from + syllable.length);
              if (end >= 0) {
                return end;
              }
            } else if (isLast && from > 0 && syllable.startsWith(typed.slice(from))) {
              return at + 1;
            }
          }
          return -1;
        };
        /** @type {Set<string>} */
        const begins = new Set();
        for (let end = 1; end <= Math.min(typed.length, longestSyllable); end++) {
          bySyllable.get(typed.slice(0, end))?.forEach((char) => begins.add(char));
        }
        return wholeWords(stretches(begins, (heading, at) => read(heading, at, 0)));
      },

      headingsAbbreviated(typed) {
        if (typed.length < shortestInitials) {
          return [];
        }
        const letters = [...typed].map((letter) => byLetter.get(letter) ?? new Set());
        return wholeWords(
          stretches(letters[0], (heading, at) => (letters.every((each, offset) => each.has(heading[at + offset])) ? at + typed.length : -1)),
        );
      },
    };
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
