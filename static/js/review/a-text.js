// @ts-check
/// <reference path="types.d.ts" />
// Review: how alike two questions are. A question that was reworded has another id; its text says whose history it has.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  const han = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}々〇\\u3040-\\u30ff";
  const pieces = new RegExp(`[${han}]+|(?:(?![${han}])[\\p{Alphabetic}\\p{M}\\p{N}_+#])+`, "gu");
  const isHan = new RegExp(`^[${han}]`, "u");

  /** Numbers before a question: `3.`, `（三）`, `Q3:`, `问题3：`. */
  const number = /^\s*(?:(?:q|question|问题|問題|题|題|第)?\s*\d{1,4}\s*[.．、:：)）题題]|[(（][一二三四五六七八九十\d]{1,4}[)）]|[一二三四五六七八九十]{1,3}[、.．]|q\s*[:：])\s*/iu;

  /** What asks for a reason, a way or a time. Another one makes another question. */
  const kinds = [
    { kind: "why", han: /为什么|爲什麼|為什麼|为何|為何|为啥|何以/g, latin: /^why$/ },
    { kind: "how", han: /怎么样|怎么|怎樣|怎样|怎麼|如何/g, latin: /^how$/ },
    { kind: "when", han: /什么时候|什麼時候|何时|何時/g, latin: /^when$/ },
  ];
  /** What says only that something is asked; longer ones first. */
  const asking =
    /请问|请|简要|简述|简单|试述|说明|解释|介绍|描述|阐述|一下|谈谈|说说|讲讲|聊聊|是什么|什么是|什么|是啥|啥|有哪些|哪些|有何|有|的|了|吗|呢|啊|吧|是/g;
  const askingLatin = new Set(
    "a an the is are was were be do does did of to what which please explain describe briefly".split(" "),
  );

  /** @type {Map<string, ReviewWording>} */
  const known = new Map();

  /**
   * What a question is about, without number, punctuation, case, width, and words that only ask.
   * @param {string} text
   * @returns {ReviewWording}
   */
  parts.wording = (text) => {
    const found = known.get(text);
    if (found) {
      return found;
    }
    const plain = text.normalize("NFKC").toLowerCase().replace(number, "");
    /** @type {Set<string>} */
    const asks = new Set();
    /** @type {string[]} */
    const words = [];
    for (const [piece] of plain.matchAll(pieces)) {
      if (isHan.test(piece)) {
        let rest = piece;
        for (const each of kinds) {
          rest = rest.replace(each.han, () => {
            asks.add(each.kind);
            return " ";
          });
        }
        words.push(...rest.replace(asking, " ").split(" ").filter(Boolean));
      } else {
        const kind = kinds.find((each) => each.latin.test(piece));
        if (kind) {
          asks.add(kind.kind);
        } else if (!askingLatin.has(piece)) {
          words.push(piece);
        }
      }
    }
    // A question of nothing but such words is about them.
    const content = words.length > 0 ? words.join(" ") : plain.trim();
    const wording = { content: content.replace(/ /g, ""), asks: [...asks].sort().join(" "), grams: gramsOf(content) };
    if (known.size > 20_000) {
      known.clear();
    }
    known.set(text, wording);
    return wording;
  };

  /**
   * Words in Latin letters and numbers whole, for `L1` and `L2` are as different as two words can be; two characters
   * at a time of Han.
   * @param {string} content
   */
  function gramsOf(content) {
    /** @type {Map<string, number>} */
    const grams = new Map();
    const add = (/** @type {string} */ gram) => grams.set(gram, (grams.get(gram) ?? 0) + 1);
    for (const [piece] of content.matchAll(pieces)) {
      const chars = [...piece];
      if (!isHan.test(piece) || chars.length === 1) {
        add(piece);
        continue;
      }
      for (let at = 0; at + 1 < chars.length; at++) {
        add(chars[at] + chars[at + 1]);
      }
    }
    return grams;
  }

  /**
   * The Dice coefficient of two multisets, from 0 to 1.
   * @param {Map<string, number>} a
   * @param {Map<string, number>} b
   */
  function dice(a, b) {
    let both = 0;
    let all = 0;
    for (const [gram, count] of a) {
      both += Math.min(count, b.get(gram) ?? 0);
      all += count;
    }
    for (const count of b.values()) {
      all += count;
    }
    return all === 0 ? 0 : (2 * both) / all;
  }

  /**
   * How alike two questions are, from 0 to 1: the Dice coefficient of what they are about. 1 means that they ask the same
   * in other words: every word of content is there, in the same order. A single character tells 过拟合 from 欠拟合 and 优点
   * from 缺点 in questions of any length, so nothing less than 1 is ever sure by the text alone.
   * @param {string} a
   * @param {string} b
   */
  parts.similarity = (a, b) => {
    const one = parts.wording(a);
    const other = parts.wording(b);
    if (one.content === other.content && one.asks === other.asks) {
      return 1;
    }
    const alike = dice(one.grams, other.grams);
    return Math.min(0.99, one.asks === other.asks ? alike : alike * 0.8);
  };

  /** From here on a question may be another one reworded. Half of what they are about is the same. */
  const perhaps = 0.5;
  /** With the same answer it is one from here on: the answer is the better witness. */
  const perhapsWithSameAnswer = 0.25;

  /**
   * Finds which new questions are old ones reworded. Each is matched once. Sure are those that ask the same in other words,
   * and those whose answer has not changed at all and which still have something in common; if two may be meant, none is sure.
   * @param {ReviewCandidate[]} orphans questions with a history which the notes no longer have
   * @param {ReviewCandidate[]} fresh questions of the notes without a history
   * @param {(from: string, to: string) => boolean} isApart what the reader said are two questions
   * @returns {ReviewMatches}
   */
  parts.rematch = (orphans, fresh, isApart) => {
    /** The fresh questions by what they share with others, so that not all pairs are compared. @type {Map<string, number[]>} */
    const byGram = new Map();
    const file = (/** @type {string} */ key, /** @type {number} */ at) => {
      const list = byGram.get(key);
      if (list) {
        list.push(at);
      } else {
        byGram.set(key, [at]);
      }
    };
    fresh.forEach((card, at) => {
      for (const gram of parts.wording(card.text).grams.keys()) {
        file(gram, at);
      }
    });
    const answers = counts([...orphans, ...fresh]);
    /** @type {{ from: string, to: string, score: number, sure: boolean }[]} */
    const pairs = [];
    for (const old of orphans) {
      const near = new Set([...parts.wording(old.text).grams.keys()].flatMap((gram) => byGram.get(gram) ?? []));
      for (const at of near) {
        const card = fresh[at];
        if (isApart(old.id, card.id)) {
          continue;
        }
        const score = parts.similarity(old.text, card.text);
        const sameAnswer = old.hash !== "" && old.hash === card.hash && answers.get(old.hash) === 2;
        if (score >= perhaps || (sameAnswer && score >= perhapsWithSameAnswer)) {
          pairs.push({ from: old.id, to: card.id, score, sure: score === 1 || sameAnswer });
        }
      }
    }
    const isRival = (/** @type {typeof pairs[0]} */ one, /** @type {typeof pairs[0]} */ other) =>
      one !== other && other.sure && (one.from === other.from || one.to === other.to);
    const sure = pairs.filter((pair) => pair.sure && !pairs.some((other) => isRival(pair, other)));
    const taken = new Set(sure.flatMap((pair) => [pair.from, pair.to]));
    const perhapsPairs = [];
    for (const pair of pairs.sort((a, b) => b.score - a.score || (a.from + a.to < b.from + b.to ? -1 : 1))) {
      if (!taken.has(pair.from) && !taken.has(pair.to)) {
        taken.add(pair.from).add(pair.to);
        perhapsPairs.push(pair);
      }
    }
    return {
      sure: sure.map((pair) => [pair.from, pair.to]),
      perhaps: perhapsPairs.map((pair) => [pair.from, pair.to, pair.score]),
    };
  };

  /** @param {ReviewCandidate[]} cards */
  function counts(cards) {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const card of cards) {
      found.set(card.hash, (found.get(card.hash) ?? 0) + 1);
    }
    return found;
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
