// @ts-check
/// <reference path="types.d.ts" />
// Review: the entries of the log, how they are checked and stored, and what older versions become.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  // Where this runs outside a browser, every look at a global is slow.
  const { abs, imul, max, round } = Math;
  const { parse, stringify } = JSON;
  const { isFinite, isInteger, parseInt } = Number;
  const { isArray } = Array;
  const { hasOwn } = Object;

  parts.version = 2;
  const dayLength = 86_400_000;
  /** Reviews before 2000 are of a clock that was never set. */
  const earliest = Date.UTC(2000, 0, 1);
  const idPattern = /^([0-9a-z]{6,9})-[0-9a-z]{1,20}-[0-9a-z]{1,10}$/;
  const longestCard = 300;
  const longestText = 4000;
  parts.longestText = longestText;
  const longestUnknown = 20_000;
  /** How a grade came about, by the letter that is stored. @type {Record<string, string>} */
  const sources = { s: "study", r: "recall", m: "mock" };
  const letters = new Map(Object.entries(sources).map(([letter, name]) => [name, letter]));

  /** The 32-bit FNV-1a hash of the UTF-16 units of a text, in digits to base 36. @param {string} text */
  parts.sum = (text) => {
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) {
      hash = imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    return (hash >>> 0).toString(36);
  };

  /**
   * Makes ids: the time, who writes, a counter; so no two are equal, whatever device or tab they are from.
   * @param {string} writer
   */
  parts.ids = (writer) => {
    let count = 0;
    return (/** @type {number} */ now) => `${Math.floor(now).toString(36).padStart(8, "0")}-${writer}-${(count++).toString(36)}`;
  };

  /** When an id was made. @param {string} id */
  const timeOf = (id) => parseInt(id, 36);

  /**
   * The order in which entries take effect: by time, then by id.
   * @param {ReviewEntry} a
   * @param {ReviewEntry} b
   */
  parts.inOrder = (a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

  /**
   * The day of the reader's calendar, counted from 1970, that a review counts for: the one recorded with it, else that of UTC.
   * @param {ReviewGraded} entry
   */
  parts.dayOf = (entry) => entry.day ?? Math.floor(entry.at / dayLength);

  const isText = (/** @type {unknown} */ value, /** @type {number} */ most, least = 0) =>
    typeof value === "string" && value.length >= least && value.length <= most;
  const isCard = (/** @type {unknown} */ value) => isText(value, longestCard, 1);
  const isId = (/** @type {unknown} */ value) => typeof value === "string" && idPattern.test(value);

  /**
   * The known kinds: each puts the fields that it knows from a value of unknown origin into an entry, or says that one is wrong.
   * @type {Record<string, (entry: any, value: any) => boolean>}
   */
  const kinds = {
    review(entry, { card, grade, day, seconds, source }) {
      entry.card = card;
      entry.grade = grade;
      if (isInteger(day) && abs(day - entry.at / dayLength) <= 2) {
        entry.day = day;
      }
      if (typeof seconds === "number" && seconds > 0 && seconds <= 86_400) {
        entry.seconds = max(0.1, round(seconds * 10) / 10);
      }
      if (letters.has(source)) {
        entry.source = source;
      }
      return isCard(card) && (grade === 1 || grade === 2 || grade === 3 || grade === 4);
    },
    card(entry, { card, text, hash }) {
      entry.card = card;
      entry.text = text;
      entry.hash = hash ?? "";
      return isCard(card) && isText(text, longestText) && isText(entry.hash, 100);
    },
    undo(entry, { of }) {
      entry.of = of;
      return isId(of);
    },
    setting(entry, { name, value }) {
      entry.name = name;
      entry.value = value;
      return isText(name, 60, 1) && (value === null || typeof value === "boolean" || isText(value, 2000) || isFinite(value));
    },
    suspend(entry, { card, on }) {
      entry.card = card;
      entry.on = on;
      return isCard(card) && typeof on === "boolean";
    },
    match(entry, { from, to }) {
      entry.from = from;
      entry.to = to;
      return isCard(from) && isCard(to);
    },
    apart: (entry, value) => kinds.match(entry, value),
  };

  /** Entries of kinds that a later version brings are kept as they are, but for names that could reach a prototype. @param {object} value */
  const unknownEntry = (value) => {
    const text = stringify(value);
    return text.length > longestUnknown
      ? null
      : parse(text, (name, inner) => (["__proto__", "constructor", "prototype"].includes(name) ? undefined : inner));
  };

  /**
   * An entry made of a value of unknown origin, or why it is none.
   * @param {any} value
   * @param {number} latest no entry is later: a clock that runs ahead would win over all that follows
   * @returns {ReviewEntry | "shape" | "id" | "time" | "content"}
   */
  parts.checked = (value, latest) => {
    if (value === null || typeof value !== "object" || isArray(value) || !isText(value.kind, 40, 1)) {
      return "shape";
    }
    const { id, kind, at } = value;
    if (!isId(id)) {
      return "id";
    }
    if (!isFinite(at) || at < earliest || at > latest || timeOf(id) > latest) {
      return "time";
    }
    if (!hasOwn(kinds, kind)) {
      return unknownEntry(value) ?? "content";
    }
    const entry = { id, kind, at };
    return kinds[kind](entry, value) ? entry : "content";
  };

  /**
   * An entry as a line of a chunk. Reviews, of which there are thousands, are lists: id, card, grade, day, seconds, source,
   * milliseconds since the time in the id; zeros at the end are left out.
   * @param {ReviewEntry} entry
   */
  parts.line = (entry) => {
    if (entry.kind !== "review") {
      return stringify(entry);
    }
    const { id, card, grade, day, seconds, source, at } = /** @type {ReviewGraded} */ (entry);
    const row = [id, card, grade, day ?? 0, seconds ?? 0, letters.get(source ?? "") ?? 0, at - timeOf(id)];
    while (row[row.length - 1] === 0) {
      row.pop();
    }
    return stringify(row);
  };

  /**
   * The entry of a line, or `null` if it is none.
   * @param {string} line
   * @returns {ReviewEntry | null}
   */
  parts.unline = (line) => {
    let value;
    try {
      value = parse(line);
    } catch {
      return null;
    }
    if (isArray(value) && isId(value[0])) {
      const [id, card, grade, day, seconds, source, offset] = value;
      value = { id, kind: "review", at: timeOf(id) + (offset ?? 0), card, grade, day, seconds, source: sources[source] };
    }
    const entry = parts.checked(value, Infinity);
    return typeof entry === "string" ? null : entry;
  };

  /**
   * The entries of a file of any version, not yet checked, or why there are none. Ids that older versions did not have are made
   * of the content, so that the same review read twice, on two devices, is one.
   * @param {any} file
   * @returns {{ site: string | null, entries: any[] } | "not-a-log" | "newer"}
   */
  parts.upgraded = (file) => {
    if (file === null || typeof file !== "object") {
      return "not-a-log";
    }
    if (isArray(file)) {
      return { site: null, entries: ofVersion1(file) };
    }
    const site = typeof file.site === "string" ? file.site : null;
    if (file.version === 1 && isArray(file.reviews)) {
      return { site, entries: ofVersion1(file.reviews) };
    }
    if (typeof file.version === "number" && file.version > parts.version) {
      return "newer";
    }
    return file.version === parts.version && isArray(file.entries) ? { site, entries: file.entries } : "not-a-log";
  };

  /** Version 0 was a list of `{card, grade, at}`; version 1 had the question and a hash of its answer with every review. @param {any[]} reviews */
  function ofVersion1(reviews) {
    const entries = [];
    for (const review of reviews) {
      const { card, grade, at, text, hash, seconds, source, day } = Object(review);
      const time = isFinite(at) ? max(0, Math.floor(at)).toString(36).padStart(8, "0") : "";
      entries.push({ id: `${time}-v1-${parts.sum(`${card}\n${grade}`)}`, kind: "review", at, card, grade, seconds, source, day });
      if (typeof text === "string") {
        entries.push({ id: `${time}-v1c-${parts.sum(`${card}\n${text}\n${hash}`)}`, kind: "card", at, card, text, hash });
      }
    }
    return entries;
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
