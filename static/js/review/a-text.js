// @ts-check
/// <reference path="types.d.ts" />
// Review: how alike two questions are. A question that was reworded has another id; its text says whose history it has.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  // Where this runs outside a browser, every look at a global is slow.
  const { max, min } = Math;
  const han = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}々〇\\u3040-\\u30ff";
  const pieces = new RegExp(`[${han}]+|(?:(?![${han}])[\\p{Alphabetic}\\p{M}\\p{N}_+#])+`, "gu");
  const isHan = new RegExp(`^[${han}]`, "u");

  /** Numbers before a question: `3.`, `（三）`, `Q3:`, `问题3：`. */
  const number = /^\s*(?:(?:q|question|问题|問題|题|題|第)?\s*\d{1,4}\s*[.．、:：)）题題](?!\d)|[(（][一二三四五六七八九十\d]{1,4}[)）]|[一二三四五六七八九十]{1,3}[、.．]|q\s*[:：])\s*/iu;

  /** What asks for a reason, a way, a time, or yes or no. Another one makes another question. */
  const kinds = [
    { kind: "why", han: /为什么|爲什麼|為什麼|为何|為何|为啥|何以/g, latin: /^why$/ },
    { kind: "how", han: /怎么样|怎么|怎樣|怎样|怎麼|如何/g, latin: /^how$/ },
    { kind: "whether", han: /是否|是不是|能不能|能否|吗|嗎/g, latin: /^whether$/ },
    { kind: "when", han: /什么时候|什麼時候|何时|何時/g, latin: /^when$/ },
  ];
  /** What says only that something is asked; longer ones first. */
  const asking =
    /请问|请|简要|简述|简单|试述|说明|解释|介绍|描述|阐述|一下|谈谈|说说|讲讲|聊聊|是什么|什么是|什么|是啥|啥|有哪些|哪些|有何|有|的|了|呢|啊|吧|是/g;
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
    const grams = gramsOf(content);
    const size = [...grams.values()].reduce((sum, count) => sum + count, 0);
    const wording = { content: content.replace(/ /g, ""), asks: [...asks].sort().join(" "), grams, size };
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
   * How alike two questions are, from 0 to 1: the Dice coefficient of what they are about. 1 means that they ask the same
   * in other words: every word of content is there, in the same order. A single character tells 过拟合 from 欠拟合 and 优点
   * from 缺点 in questions of any length, so nothing less than 1 is ever sure by the text alone.
   * @param {ReviewWording} one
   * @param {ReviewWording} other
   * @param {number} shared how many grams both have
   */
  const alike = (one, other, shared) => {
    if (one.content === other.content && one.asks === other.asks) {
      return 1;
    }
    const dice = (2 * shared) / max(1, one.size + other.size);
    return min(0.99, one.asks === other.asks ? dice : dice * 0.8);
  };

  parts.similarity = (a, b) => {
    const one = parts.wording(a);
    const other = parts.wording(b);
    let shared = 0;
    for (const [gram, count] of one.grams) {
      shared += min(count, other.grams.get(gram) ?? 0);
    }
    return alike(one, other, shared);
  };

  /** From here on a question may be another one reworded. Half of what they are about is the same. */
  const perhaps = 0.5;
  /** So many new questions are kept for an old one. */
  const mostNear = 5;
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
    const freshWordings = fresh.map((card) => parts.wording(card.text));
    /** Which fresh questions have a gram, and how often; so that not all pairs are compared. @type {Map<string, [at: number, count: number][]>} */
    const byGram = new Map();
    freshWordings.forEach(({ grams }, at) => {
      for (const [gram, count] of grams) {
        const list = byGram.get(gram);
        if (list) {
          list.push([at, count]);
        } else {
          byGram.set(gram, [[at, count]]);
        }
      }
    });
    const answers = counted([...orphans, ...fresh].map((card) => card.hash));
    /** @type {{ from: string, to: string, score: number, sure: boolean }[]} */
    const pairs = [];
    for (const old of orphans) {
      const wording = parts.wording(old.text);
      const shared = new Uint32Array(fresh.length);
      for (const [gram, count] of wording.grams) {
        for (const [at, other] of byGram.get(gram) ?? []) {
          shared[at] += min(count, other);
        }
      }
      /** @type {typeof pairs} */
      const near = [];
      fresh.forEach((card, at) => {
        const sameAnswer = old.hash !== "" && old.hash === card.hash && answers.get(old.hash) === 2;
        const score = shared[at] > 0 ? alike(wording, freshWordings[at], shared[at]) : 0;
        const enough = sameAnswer ? perhapsWithSameAnswer : near.length < mostNear ? perhaps : near[mostNear - 1].score;
        if (score >= enough && !isApart(old.id, card.id)) {
          const pair = { from: old.id, to: card.id, score, sure: score === 1 || sameAnswer };
          if (pair.sure) {
            pairs.push(pair);
          } else {
            near.push(pair);
            near.sort(best).splice(mostNear);
          }
        }
      });
      pairs.push(...near);
    }
    const claims = counted(pairs.filter((pair) => pair.sure).flatMap((pair) => [pair.from, pair.to]));
    const sure = pairs.filter((pair) => pair.sure && claims.get(pair.from) === 1 && claims.get(pair.to) === 1);
    const taken = new Set(sure.flatMap((pair) => [pair.from, pair.to]));
    const isFree = (/** @type {typeof pairs[0]} */ pair) => !taken.has(pair.from) && !taken.has(pair.to);
    const perhapsPairs = [];
    for (const pair of pairs.filter(isFree).sort(best)) {
      if (isFree(pair)) {
        taken.add(pair.from).add(pair.to);
        perhapsPairs.push(pair);
      }
    }
    return {
      sure: sure.map((pair) => [pair.from, pair.to]),
      perhaps: perhapsPairs.map((pair) => [pair.from, pair.to, pair.score]),
    };
  };

  /**
   * The most alike first.
   * @param {{ from: string, to: string, score: number }} a
   * @param {{ from: string, to: string, score: number }} b
   */
  function best(a, b) {
    return b.score - a.score || (a.from + a.to < b.from + b.to ? -1 : 1);
  }

  /** How often each text is there. @param {string[]} texts */
  function counted(texts) {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const text of texts) {
      found.set(text, (found.get(text) ?? 0) + 1);
    }
    return found;
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
