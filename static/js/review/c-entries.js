// @ts-check
/// <reference path="types.d.ts" />
// Review: the entries of the log, how they are checked and stored, and what older versions become.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  parts.version = 2;
  const dayLength = 86_400_000;
  /** Reviews before 2000 are of a clock that was never set. */
  const earliest = Date.UTC(2000, 0, 1);
  const idPattern = /^([0-9a-z]{6,9})-[0-9a-z]{1,20}-[0-9a-z]{1,10}$/;
  const longestCard = 300;
  const longestText = 4000;
  const longestUnknown = 20_000;
  /** How a grade came about, by the letter that is stored. @type {Record<string, string>} */
  const sources = { s: "study", r: "recall", m: "mock" };
  const letters = new Map(Object.entries(sources).map(([letter, name]) => [name, letter]));

  /** The 32-bit FNV-1a hash of the UTF-16 units of a text, in digits to base 36. @param {string} text */
  parts.sum = (text) => {
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
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
  const timeOf = (id) => Number.parseInt(id, 36);

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
   * The known kinds: each takes the fields that it knows from a value of unknown origin, or nothing if one is wrong.
   * @type {Record<string, (value: any) => object | null>}
   */
  const kinds = {
    review(value) {
      const { card, grade, day, seconds, source, at } = value;
      if (!isCard(card) || ![1, 2, 3, 4].includes(grade)) {
        return null;
      }
      const isDay = Number.isInteger(day) && Math.abs(day - at / dayLength) <= 2;
      const isDuration = typeof seconds === "number" && seconds > 0 && seconds <= 86_400;
      return {
        card,
        grade,
        ...(isDay && { day }),
        ...(isDuration && { seconds: Math.max(0.1, Math.round(seconds * 10) / 10) }),
        ...(letters.has(source) && { source }),
      };
    },
    card: ({ card, text, hash }) =>
      isCard(card) && isText(text, longestText) && isText(hash ?? "", 100) ? { card, text, hash: hash ?? "" } : null,
    undo: ({ of }) => (isId(of) ? { of } : null),
    setting({ name, value }) {
      const isPlain = value === null || typeof value === "boolean" || isText(value, 2000) || Number.isFinite(value);
      return isText(name, 60, 1) && isPlain ? { name, value } : null;
    },
    suspend: ({ card, on }) => (isCard(card) && typeof on === "boolean" ? { card, on } : null),
    match: ({ from, to }) => (isCard(from) && isCard(to) ? { from, to } : null),
    apart: ({ from, to }) => (isCard(from) && isCard(to) ? { from, to } : null),
  };

  /** Entries of kinds that a later version brings are kept as they are, but for names that could reach a prototype. @param {object} value */
  const unknownEntry = (value) => {
    const text = JSON.stringify(value);
    return text.length > longestUnknown
      ? null
      : JSON.parse(text, (name, inner) => (["__proto__", "constructor", "prototype"].includes(name) ? undefined : inner));
  };

  /**
   * An entry made of a value of unknown origin, or why it is none.
   * @param {any} value
   * @param {number} latest no entry is later: a clock that runs ahead would win over all that follows
   * @returns {ReviewEntry | "shape" | "id" | "time" | "content"}
   */
  parts.checked = (value, latest) => {
    if (value === null || typeof value !== "object" || Array.isArray(value) || !isText(value.kind, 40, 1)) {
      return "shape";
    }
    const { id, kind, at } = value;
    if (!isId(id)) {
      return "id";
    }
    if (!Number.isFinite(at) || at < earliest || at > latest || timeOf(id) > latest) {
      return "time";
    }
    if (!Object.hasOwn(kinds, kind)) {
      return unknownEntry(value) ?? "content";
    }
    const fields = kinds[kind](value);
    return fields ? /** @type {ReviewEntry} */ ({ id, kind, at, ...fields }) : "content";
  };

  /**
   * An entry as a line of a chunk. Reviews, of which there are thousands, are lists: id, card, grade, day, seconds, source,
   * milliseconds since the time in the id; zeros at the end are left out.
   * @param {ReviewEntry} entry
   */
  parts.line = (entry) => {
    if (entry.kind !== "review") {
      return JSON.stringify(entry);
    }
    const { id, card, grade, day, seconds, source, at } = /** @type {ReviewGraded} */ (entry);
    const row = [id, card, grade, day ?? 0, seconds ?? 0, letters.get(source ?? "") ?? 0, at - timeOf(id)];
    while (row[row.length - 1] === 0) {
      row.pop();
    }
    return JSON.stringify(row);
  };

  /**
   * The entry of a line, or `null` if it is none.
   * @param {string} line
   * @returns {ReviewEntry | null}
   */
  parts.unline = (line) => {
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      return null;
    }
    if (Array.isArray(value) && isId(value[0])) {
      const [id, card, grade, day, seconds, source, offset] = value;
      value = { id, kind: "review", at: timeOf(id) + (offset ?? 0), card, grade, day: day || undefined, seconds, source: sources[source] };
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
    if (Array.isArray(file)) {
      return { site: null, entries: ofVersion1(file) };
    }
    const site = typeof file.site === "string" ? file.site : null;
    if (file.version === 1 && Array.isArray(file.reviews)) {
      return { site, entries: ofVersion1(file.reviews) };
    }
    if (typeof file.version === "number" && file.version > parts.version) {
      return "newer";
    }
    return file.version === parts.version && Array.isArray(file.entries) ? { site, entries: file.entries } : "not-a-log";
  };

  /** Version 0 was a list of `{card, grade, at}`; version 1 had the question and a hash of its answer with every review. @param {any[]} reviews */
  function ofVersion1(reviews) {
    const entries = [];
    for (const review of reviews) {
      const { card, grade, at, text, hash, seconds, source, day } = Object(review);
      const time = Number.isFinite(at) ? Math.max(0, Math.floor(at)).toString(36).padStart(8, "0") : "";
      entries.push({ id: `${time}-v1-${parts.sum(`${card}\n${grade}`)}`, kind: "review", at, card, grade, seconds, source, day });
      if (typeof text === "string") {
        entries.push({ id: `${time}-v1c-${parts.sum(`${card}\n${text}\n${hash}`)}`, kind: "card", at, card, text, hash });
      }
    }
    return entries;
  }
})(/** @type {any} */ (globalThis).inkstone ??= {});
