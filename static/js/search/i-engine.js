// @ts-check
/// <reference path="../types.d.ts" />
// Search: the engine. It touches neither the page nor the network: `load` brings the files of the index.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = inkstone.searchParts;
  const version = 1;
  const mostMarks = 24;

  /**
   * Whether the best results only come close: they have too little of what was typed, by the weight of its words. Of a few
   * words nearly each is needed, above all if the notes do not have one at all. A sentence has many that they say
   * otherwise; only when it has hardly anything to do with them is it said that they have no answer.
   * @param {number} share the best share found in one section
   * @param {SearchRanked} ranked
   * @param {boolean} isSentence
   */
  const isWeak = (share, { unknown, typed }, isSentence) => {
    if (isSentence) {
      return share < 0.15 || (unknown > 0.5 * typed && share < 0.5);
    }
    if (unknown >= 0.34 * typed) {
      return share < 0.9;
    }
    return typed < 5 ? share < (unknown > 0 ? 0.75 : 0.45) : share < 0.25;
  };

  /**
   * @param {(name: string) => Promise<any>} load
   * @returns {Promise<SearchEngine>}
   */
  const create = async (load) => {
    /** @type {SearchCoreData} */
    const core = { ...(await load("core")) };
    if (core.version !== version) {
      throw new Error("the search index is of another version");
    }
    const numbers = Array.from({ length: core.parts - 1 }, (_, at) => at + 2);
    for (const part of await Promise.all(numbers.map((number) => load(`core-${number}`)))) {
      checkBuild(part);
      for (const [name, text] of Object.entries(part)) {
        if (typeof text === "string" && name !== "build") {
          /** @type {any} */ (core)[name] = (/** @type {any} */ (core)[name] ?? "") + text;
        }
      }
    }
    /** @type {Map<string, string>} */
    const simplified = new Map();
    const simple = [...core.simplified];
    [...core.traditional].forEach((char, at) => simplified.set(char, simple[at]));
    const folding = parts.folding(simplified);
    const rows = parts.rows(core, folding);
    const words = parts.words(core, folding, rows.count);
    const rank = parts.ranking(rows, words);
    const sounds = parts.sounds(core, words, rows.headingTexts);
    const repair = parts.repair(core, words, folding, sounds, (text) => rows.scanHeadings(text, true).length > 0);
    const shardStarts = core.shards.split("\n");
    /** @type {(SearchShard | undefined)[]} */
    const shards = new Array(shardStarts.length);
    /** @type {Map<number, Promise<unknown>>} */
    const loading = new Map();
    /** The texts that are loaded, by the first section of their file. @type {Map<number, string[] | null>} */
    const texts = new Map();

    /** @param {{build: string}} data */
    function checkBuild(data) {
      if (data.build !== core.build) {
        throw new Error("the files of the search index are of different builds");
      }
    }

    /** The shard that would have a word. @param {string} word */
    const shardOf = (word) => {
      let low = 0;
      let high = shardStarts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (shardStarts[middle] <= word) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    };

    /** @param {Iterable<string>} wanted */
    const loadShards = async (wanted) => {
      const missing = new Set([...wanted].map(shardOf).filter((at) => !shards[at]));
      await Promise.all(
        [...missing].map((at) => {
          let promise = loading.get(at);
          if (!promise) {
            promise = load(`s-${at}`).then((data) => {
              checkBuild(data);
              shards[at] = parts.shard(data);
            });
            promise.catch(() => loading.delete(at));
            loading.set(at, promise);
          }
          return promise;
        }),
      );
    };

    /** @type {(alternative: SearchAlternative) => SearchPlaces | null} */
    const places = (alternative) => {
      if (alternative.kind === "heading") {
        return null;
      }
      const shard = shards[shardOf(alternative.text)];
      return (alternative.kind === "pair" ? shard?.pair(alternative.text) : shard?.word(alternative.text)) ?? null;
    };
    /** What the places of an alternative are filed under, if they are not in the core. @param {SearchAlternative} each */
    const filed = (each) => (each.topic || each.kind === "heading" ? [] : [each.text]);

    /** Where files of texts begin within a note. */
    const textStarts = parts.ascending(core.textStarts);

    /** The text of a section. @param {number} row */
    const textOf = async (row) => {
      const note = rows.noteOf[row];
      const { route } = rows.notes[note];
      let start = rows.firstOf[note];
      let end = rows.firstOf[note + 1];
      let index = 1;
      for (const border of textStarts) {
        if (border > row) {
          end = Math.min(end, border);
          break;
        }
        if (border > rows.firstOf[note]) {
          start = border;
          index++;
        }
      }
      let found = texts.get(start);
      if (found === undefined) {
        found = null;
        try {
          const data = await load(`t-${parts.hash(route)}${index > 1 ? `-${index}` : ""}`);
          const anchors = Array.from({ length: end - start }, (_, at) => rows.anchor(start + at));
          const key = parts.hash(anchors.join("\n"));
          const entry = data.notes.find((/** @type {string[]} */ each) => each[0] === route && each[1] === key);
          found = entry ? entry[2].split("\n") : null;
        } catch {
          // A result without its text is still one.
        }
        texts.set(start, found ?? null);
      }
      return found?.[row - start] ?? "";
    };

    /**
     * What a query asks for. Rare words are told from mistakes by the files of places, and these are loaded as they are
     * needed; so the answer never depends on what was loaded before.
     * @param {string} query
     * @param {SearchPiece[]} pieces
     */
    const understand = async (query, pieces) => {
      for (;;) {
        /** @type {Set<string>} */
        const missing = new Set();
        const shardWith = (/** @type {string} */ word) => {
          const shard = shards[shardOf(word)];
          if (!shard) {
            missing.add(word);
          }
          return shard;
        };
        const isWritten = (/** @type {string} */ word) => (shardWith(word)?.word(word) ?? null) !== null;
        const rareWords = (/** @type {string} */ start) => shardWith(start)?.withPrefix(start, 6) ?? [];
        if (repair.mayHelp(pieces, isWritten) && missing.size === 0) {
          sounds.finish();
        }
        const understood = parts.understand(query, words, folding, core.functionCharacters, repair, isWritten, rareWords);
        if (missing.size === 0) {
          return understood;
        }
        await loadShards(missing);
      }
    };

    const topicsById = new Map(words.topics.map((topic) => [topic.id, topic]));
    /** @type {Map<number, string[]> | null} */
    let topicsByRow = null;
    const topicsOfRow = (/** @type {number} */ row) => {
      if (!topicsByRow) {
        topicsByRow = new Map();
        for (const topic of words.topics) {
          for (const at of topic.rows) {
            const list = topicsByRow.get(at);
            if (list) {
              list.push(topic.id);
            } else {
              topicsByRow.set(at, [topic.id]);
            }
          }
        }
      }
      return topicsByRow.get(row) ?? [];
    };

    /** @param {SearchFilter | undefined} filter */
    const accepts = (filter) => {
      if (!filter) {
        return null;
      }
      const topicRows = filter.topic ? new Set(topicsById.get(filter.topic)?.rows) : null;
      return (/** @type {number} */ row) => {
        const question = rows.questions.get(row);
        return (
          (!filter.unanswered || (question !== undefined && question.state !== "answered")) &&
          (!filter.cards || (question !== undefined && filter.cards.has(question.card))) &&
          (!filter.note || rows.notes[rows.noteOf[row]].route.startsWith(filter.note)) &&
          (!topicRows || topicRows.has(row))
        );
      };
    };

    /** @param {number} row */
    const pathOf = (row) => {
      /** @type {string[]} */
      const path = [];
      for (let above = rows.parent[row]; above >= 0; above = rows.parent[above]) {
        path.unshift(rows.headings[above]);
      }
      return path;
    };

    /** @type {(row: number, score: number, exact: boolean, forms: string[], withText: boolean) => Promise<SearchResult>} */
    const result = async (row, score, exact, forms, withText) => {
      const note = rows.noteOf[row];
      const text = withText ? await textOf(row) : "";
      const { route, title } = rows.notes[note];
      return {
        note: route,
        unit: row,
        url: parts.encodePath(route),
        anchor: rows.anchor(row),
        title,
        heading: rows.headings[row],
        path: pathOf(row),
        snippet: text === "" ? [] : parts.snippet(text, forms, folding),
        score,
        exact,
        question: rows.questions.get(row) ?? null,
        topics: topicsOfRow(row),
      };
    };

    /** The forms that show a group's alternatives. @param {SearchGroup[]} groups */
    const formsOf = (groups) => {
      /** @type {Set<string>} */
      const forms = new Set();
      for (const group of groups.filter((each) => each.counts)) {
        for (const alternative of group.alternatives) {
          if (alternative.topic) {
            alternative.topic.names.slice(0, 8).forEach((name) => forms.add(name));
          } else if (alternative.weight > 0.35) {
            forms.add(alternative.text);
          }
        }
      }
      return [...forms].slice(0, mostMarks);
    };

    void sounds.warm();
    return {
      size: { rows: rows.count },
      warm: () => sounds.warm(),
      topicName: (id) => topicsById.get(id)?.name,
      async search(query, { limit = 10, filter, onPartial } = {}) {
        const accept = accepts(filter);
        const pieces = parts.pieces(folding.fold(query));
        if (pieces.length === 0) {
          const all = accept ? Array.from({ length: rows.count }, (_, row) => row).filter(accept).slice(0, limit) : [];
          const results = await Promise.all(all.map((row) => result(row, 0, true, [], true)));
          return { results, weak: false, corrected: [], marks: [] };
        }
        const understood = await understand(query, pieces);
        const { groups, corrected } = understood;
        const question = { ...understood, forms: parts.headingForms(understood, folding), phrases: parts.phrases(understood, folding) };
        const forms = formsOf(groups);
        const folded = forms.map((form) => folding.fold(form)).filter((form) => form.length > 1 || parts.isHan(form));
        const wanted = groups.flatMap((group) => group.alternatives.flatMap(filed));

        const answer = async (/** @type {boolean} */ final) => {
          const ranked = rank(question, places);
          const candidates = accept ? ranked.rows.filter(accept) : ranked.rows;
          const top = parts.bestRows(candidates, ranked.score, limit);
          const shares = top.slice(0, 3).map(ranked.share);
          const isCalled = top.slice(0, 3).some((row) => ranked.called.has(row) || ranked.containing.has(row));
          const weak = top.length === 0 || (!isCalled && isWeak(Math.max(...shares), ranked, understood.isSentence));
          const repaired = groups.some((group) => group.repaired);
          const results = top.map((row) => {
            const exact = !weak && !repaired && (ranked.called.has(row) || ranked.share(row) >= 0.5);
            return result(row, ranked.score(row), exact, folded, final);
          });
          return { results: await Promise.all(results), weak, corrected, marks: forms };
        };
        const isMissing = wanted.some((word) => !shards[shardOf(word)]);
        if (onPartial && isMissing) {
          onPartial(await answer(false));
        }
        await loadShards(wanted);
        return answer(true);
      },
    };
  };

  inkstone.searchEngine = { create };
  if (typeof module === "object" && module) {
    module.exports = { create };
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
