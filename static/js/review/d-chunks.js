// @ts-check
/// <reference path="types.d.ts" />
// Review: where the log is kept: in chunks in `localStorage`, each with a copy in IndexedDB.
//
// Every tab writes chunks of its own, named after it, and always the whole chunk; so two tabs never overwrite each other.
((/** @type {Inkstone} */ inkstone) => {
  "use strict";
  const parts = (inkstone.reviewParts ??= /** @type {any} */ ({}));

  const mostLines = 250;
  /** Small chunks that nobody has written to for a day are put together when there are more than this. */
  const mostSmall = 16;
  const restTime = 86_400_000;
  /** Milliseconds that the copy is waited for. A browser may never answer. */
  const patience = 3000;

  /** @param {string[]} lines */
  const chunkText = (lines) => {
    const body = lines.join("\n");
    return `inkstone-review ${parts.version} ${parts.sum(body)}\n${body}`;
  };

  /**
   * The lines of a chunk, and whether they are as they were written. Of a damaged chunk every line that can be read is one.
   * @param {string} text
   */
  const chunkLines = (text) => {
    const end = text.indexOf("\n");
    const [, version, sum] = (end < 0 ? "" : text.slice(0, end)).split(" ");
    const body = text.slice(end + 1);
    const whole = version === String(parts.version) && sum === parts.sum(body);
    return { whole, lines: body.split("\n") };
  };

  /** @type {<T>(promise: Promise<T>) => Promise<T | null>} */
  const inTime = (promise) => {
    const caught = promise.catch(() => null);
    if (typeof setTimeout !== "function") {
      return caught;
    }
    return new Promise((done) => {
      const timer = setTimeout(() => done(null), patience);
      void caught.then((value) => {
        clearTimeout(timer);
        done(value);
      });
    });
  };

  /**
   * The copy in IndexedDB: a database for each site, in it the text of each chunk by name.
   * @param {IDBFactory} factory
   * @param {string} prefix
   * @returns {ReviewCopy}
   */
  parts.indexedCopy = (factory, prefix) => {
    /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
    const result = (request) =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    /** @type {Promise<IDBDatabase> | null} */
    let opened = null;
    const database = () => {
      opened ??= new Promise((done, fail) => {
        const request = factory.open(prefix, 1);
        request.onupgradeneeded = () => request.result.createObjectStore("chunks");
        request.onsuccess = () => {
          // A later version of the page may want to change the database while this one is open.
          request.result.onversionchange = () => request.result.close();
          done(request.result);
        };
        request.onerror = () => fail(request.error);
        request.onblocked = () => fail(new Error("blocked"));
      });
      return opened;
    };
    /** Resolves when a change is kept: its request succeeds before that, and a full disk shows after. @param {(store: IDBObjectStore) => void} change */
    const changed = async (change) => {
      const transaction = (await database()).transaction("chunks", "readwrite");
      await /** @type {Promise<void>} */ (
        new Promise((done, fail) => {
          transaction.oncomplete = () => done();
          transaction.onabort = () => fail(transaction.error);
          change(transaction.objectStore("chunks"));
        })
      );
    };
    return {
      async all() {
        const store = (await database()).transaction("chunks").objectStore("chunks");
        const [names, texts] = await Promise.all([result(store.getAllKeys()), result(store.getAll())]);
        return new Map(names.map((name, at) => [String(name), String(texts[at])]));
      },
      put: (name, text) => changed((store) => store.put(text, name)),
      remove: (name) => changed((store) => store.delete(name)),
    };
  };

  /**
   * @param {{ storage: ReviewStorage | null, copy: ReviewCopy | null, prefix: string, writer: string }} options
   * @returns {ReviewChunks}
   */
  parts.chunks = ({ storage, copy, prefix, writer }) => {
    const logPrefix = `${prefix}:log:`;
    /** What each chunk was when it was last read or written. @type {Map<string, string>} */
    const seen = new Map();
    /** Chunks that did not fit, by name. @type {Map<string, string>} */
    const waiting = new Map();
    /** @type {string[]} */
    let current = [];
    let number = 0;
    let kept = storage !== null;
    let copied = copy !== null;
    let damaged = 0;
    /** @type {Promise<unknown>} */
    let copying = Promise.resolve();
    /** While the log is opened: the copies, and the lines of each chunk. @type {Map<string, string> | null} */
    let copies = null;
    /** @type {Map<string, string[]>} */
    const read = new Map();

    const names = () => {
      const found = [];
      try {
        for (let at = 0; storage && at < storage.length; at++) {
          const key = storage.key(at);
          if (key?.startsWith(logPrefix)) {
            found.push(key.slice(logPrefix.length));
          }
        }
      } catch {
        kept = false;
      }
      return found.sort();
    };

    /** @param {string} name */
    const stored = (name) => {
      try {
        return storage?.getItem(logPrefix + name) ?? null;
      } catch {
        kept = false;
        return null;
      }
    };

    /** @type {(name: string, text: string) => boolean} */
    const store = (name, text) => {
      seen.set(name, text);
      try {
        storage?.setItem(logPrefix + name, text);
        waiting.delete(name);
        return storage !== null;
      } catch {
        waiting.set(name, text);
        return false;
      }
    };

    /** One change of the copy after the other, none after one that failed: it may remove what that should have put elsewhere. @param {(copy: ReviewCopy) => Promise<unknown>} change */
    const changeCopy = (change) => {
      if (copy && copied) {
        copying = copying.then(() => (copied ? change(copy) : null)).catch(() => {
          copied = false;
        });
      }
    };

    const nextName = () => `${writer}-${number.toString(36)}`;

    /** @type {(name: string, text: string) => void} */
    const write = (name, text) => {
      store(name, text);
      changeCopy((it) => it.put(name, text));
    };

    /** @param {string} name */
    const discard = (name) => {
      seen.delete(name);
      waiting.delete(name);
      try {
        storage?.removeItem(logPrefix + name);
      } catch {
        kept = false;
      }
    };

    /** @param {string[]} lines */
    const append = (lines) => {
      for (const [name, text] of [...waiting]) {
        if (!store(name, text)) {
          break;
        }
      }
      for (let start = 0; start < lines.length; ) {
        const room = mostLines - current.length;
        current.push(...lines.slice(start, start + room));
        start += room;
        write(nextName(), chunkText(current));
        if (current.length >= mostLines) {
          current = [];
          number++;
        }
      }
    };

    /**
     * Reads a chunk from both places and mends what the other has better. A chunk that cannot be read whole anywhere is left
     * as it is.
     * @param {string} name
     * @param {string | null} own
     * @param {string | null} other
     */
    const readBoth = (name, own, other) => {
      const texts = [own, other].filter((text) => text !== null);
      const both = (own === other ? texts.slice(1) : texts).map(chunkLines);
      const whole = both.filter((each) => each.whole);
      if (whole.length === 0) {
        damaged++;
        return both.flatMap((each) => each.lines);
      }
      const lines = whole.length === 1 ? whole[0].lines : [...new Set(whole.flatMap((each) => each.lines))];
      if (whole.length < both.length) {
        // The damaged one may have the later entries, but of those that both have it is not to be trusted.
        const ids = new Set(lines.map((line) => parts.unline(line)?.id));
        const rest = both.flatMap((each) => (each.whole ? [] : each.lines)).map(parts.unline);
        lines.push(...rest.filter((entry) => entry !== null).filter((entry) => !ids.has(entry.id)).map(parts.line));
      }
      const text = both.length === 1 ? /** @type {string} */ (texts[0]) : chunkText(lines);
      if (own === null) {
        seen.set(name, text);
      }
      // Another tab may have written to it since.
      if (own !== text && stored(name) === own) {
        store(name, text);
      }
      if (other !== text) {
        changeCopy((it) => it.put(name, text));
      }
      return lines;
    };

    /**
     * Puts small chunks of tabs that are long closed together. They are removed after their lines are elsewhere, and only as
     * they were read; a tab that is still open after all writes its whole chunk anew. Where there is no room for both, all stays
     * as it is.
     * @param {number} now
     */
    const tidy = (now) => {
      if (waiting.size > 0) {
        return;
      }
      const small = [...read].filter(([name, lines]) => {
        const made = Math.max(...lines.map((line) => Number.parseInt(/[0-9a-z]{6,9}(?=-)/.exec(line)?.[0] ?? "", 36) || 0));
        return lines.length < mostLines / 2 && made < now - restTime && chunkLines(seen.get(name) ?? "").whole;
      });
      if (small.length <= mostSmall) {
        return;
      }
      const lines = [...new Set(small.flatMap(([, lines]) => lines))];
      /** @type {[string, string][]} */
      const made = [];
      for (let start = 0; start < lines.length; start += mostLines) {
        made.push([nextName(), chunkText(lines.slice(start, start + mostLines))]);
        number++;
      }
      if (storage !== null && !made.every(([name, text]) => store(name, text))) {
        made.forEach(([name]) => discard(name));
        return;
      }
      for (const [name, text] of made) {
        changeCopy((it) => it.put(name, text));
      }
      for (const [name] of small) {
        if (storage === null || stored(name) === seen.get(name)) {
          discard(name);
          changeCopy((it) => it.remove(name));
        }
      }
    };

    return {
      read() {
        // The copy is fetched while the caller reads.
        copying = copy ? inTime(copy.all()).then((texts) => (copies = texts)) : copying;
        for (const name of names()) {
          const own = stored(name) ?? "";
          seen.set(name, own);
          const { whole, lines } = chunkLines(own);
          if (whole) {
            read.set(name, lines);
          }
        }
        return [...read.values()].flat();
      },
      async mend(now) {
        await copying;
        copied = copies !== null;
        const found = [];
        for (const name of new Set([...seen.keys(), ...(copies?.keys() ?? [])])) {
          const own = seen.get(name) ?? null;
          const other = copies?.get(name) ?? null;
          if (read.has(name) && other === null) {
            changeCopy((it) => it.put(name, /** @type {string} */ (own)));
          } else if (!read.has(name) || own !== other) {
            const lines = readBoth(name, own, other);
            read.set(name, lines);
            found.push(...lines);
          }
        }
        tidy(now);
        copies = null;
        read.clear();
        return found;
      },
      append,
      /** The lines of chunks that other tabs have written to since. */
      fresh() {
        const lines = [];
        for (const name of names()) {
          const text = stored(name);
          if (text !== null && text !== seen.get(name)) {
            seen.set(name, text);
            lines.push(...chunkLines(text).lines);
          }
        }
        return lines;
      },
      status: () => (waiting.size > 0 && storage && kept ? "full" : kept || copied ? "kept" : "memory"),
      damaged: () => damaged,
      copied: () => copied,
      settled: async () => {
        await copying;
      },
    };
  };
})(/** @type {any} */ (globalThis).inkstone ??= {});
