// @ts-check
/// <reference path="../types.d.ts" />
// Search in place, over the page. Without this file its controls are links to the list of all notes.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const dialog = document.querySelector("dialog.search");
  if (!inkstone.find || !(dialog instanceof HTMLDialogElement) || !("showModal" in dialog)) return;
  const LIMIT = 10;
  const MORE = 30;
  const MOST_RECENT = 8;
  const MOST_TOPICS = 3;
  const RECENT = "searches";
  const words = dialog.dataset;

  /** @template {HTMLElement} T @param {string} selector @returns {T} */
  const part = (selector) => {
    const found = dialog.querySelector(selector);
    if (!found) throw new Error(`search has no ${selector}`);
    return /** @type {T} */ (found);
  };
  const input = /** @type {HTMLInputElement} */ (part(".search-input"));
  const list = part(".search-results");
  const filters = part(".search-filters");
  const said = part(".search-said");
  const about = part("[data-about]");
  const none = part("[data-none]");
  const more = part(".search-more");
  const forget = part(".search-forget");
  const status = part("[role=status]");
  const openers = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".search-open")]);

  /** The number of the latest question, and of the one whose whole answer is shown. */
  let asked = 0;
  let shown = 0;
  /** The number of the question whose answer, whole or not, is in the list. */
  let listed = 0;
  let limit = LIMIT;
  /** The hit that is opened by Enter. */
  let active = -1;
  let composing = false;
  /** Enter came before the answer. */
  let openWhenShown = false;
  let speech = 0;
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  /** What the options stand for: a result, or a query of before. @type {Map<HTMLElement, SearchResult | string>} */
  const meanings = new Map();
  /** @type {string[]} */
  let forms = [];

  /** @param {string} name @param {string} [className] @param {string} [text] */
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const fill = (/** @type {string | undefined} */ text, /** @type {string | number} */ value) => (text ?? "").replace("{}", () => String(value));

  // What was looked for before.
  /** @returns {string[]} */
  const recent = () => {
    try {
      const kept = JSON.parse(inkstone.recall(RECENT) ?? "[]");
      return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, MOST_RECENT) : [];
    } catch {
      return [];
    }
  };
  const remember = () => {
    const query = input.value.trim();
    if (query) inkstone.keep(RECENT, JSON.stringify([query, ...recent().filter((each) => each !== query)].slice(0, MOST_RECENT)));
  };

  // Filters.
  /** The cards that are to be reviewed today. */
  let due = new Set();
  // The dialog is the same on all pages; some filters are for one kind of page alone.
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (filters.querySelectorAll("[data-for]"))) {
    if (!document.body.classList.contains(`${button.dataset.for}-page`)) button.remove();
    if (button.dataset.for !== "topic") continue;
    button.dataset.topicId = document.querySelector("main [data-topic-id]")?.getAttribute("data-topic-id") ?? "";
    button.textContent = document.querySelector("main h1")?.textContent ?? "";
  }
  const dueButton = filters.querySelector("[data-filter=due]");
  const pressed = () => /** @type {HTMLElement[]} */ ([...filters.querySelectorAll("[aria-pressed=true]")]);
  /** @returns {SearchFilter | undefined} */
  const filter = () => {
    const on = pressed();
    if (on.length === 0) return undefined;
    /** @type {SearchFilter} */
    const chosen = {};
    for (const { dataset } of on) {
      if (dataset.filter === "unanswered") chosen.unanswered = true;
      if (dataset.filter === "note") chosen.note = decodeURIComponent(page.page ?? "").replace(document.body.classList.contains("folder-page") ? /[^/]*$/ : "", "");
      if (dataset.filter === "topic") chosen.topic = dataset.topicId;
      if (dataset.filter === "due") chosen.cards = due;
    }
    return chosen;
  };
  /** Offers the topics that most of the results are about. @param {SearchResult[]} results */
  const offerTopics = async (results) => {
    const asking = asked;
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const id of results.flatMap((result) => result.topics)) counts.set(id, (counts.get(id) ?? 0) + 1);
    const frequent = [...counts].filter(([, count]) => count > 1 && count < results.length).sort((a, b) => b[1] - a[1]);
    const engine = await inkstone.prepareSearch();
    if (asking !== asked) return;
    for (const old of filters.querySelectorAll("[data-offered][aria-pressed=false]")) if (old !== document.activeElement) old.remove();
    const known = new Set([...filters.querySelectorAll("[data-topic-id]")].map((each) => /** @type {HTMLElement} */ (each).dataset.topicId));
    for (const [id] of frequent.slice(0, MOST_TOPICS)) {
      const name = engine.topicName(id);
      if (!name || known.has(id)) continue;
      const button = make("button", "", name);
      Object.assign(button.dataset, { filter: "topic", topicId: id, offered: "" });
      button.setAttribute("type", "button");
      button.setAttribute("aria-pressed", "false");
      filters.append(button);
    }
  };

  // The list.
  /** @param {number} index */
  const choose = (index) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  /** @param {string} text what readers hear, once they have stopped typing */
  const say = (text) => {
    clearTimeout(speech);
    speech = setTimeout(() => (status.textContent = text), 400);
  };
  /** @param {string} text */
  const note = (text) => {
    said.textContent = text;
    said.hidden = text === "";
  };
  /** @param {Node[]} content */
  const show = (content) => {
    list.replaceChildren(...content);
    list.hidden = content.length === 0;
    input.setAttribute("aria-expanded", String(content.length > 0));
    about.hidden = none.hidden = true;
    more.hidden = forget.hidden = true;
  };
  /** @param {string} title @param {number} number */
  const group = (title, number) => {
    const box = make("div", "search-group");
    box.setAttribute("role", "group");
    const name = make("div", "search-note", title);
    name.id = `search-note-${number}`;
    name.setAttribute("role", "presentation");
    box.setAttribute("aria-labelledby", name.id);
    box.append(name);
    return box;
  };
  /** @param {string} href @param {SearchResult | string} meaning @param {number} number tells it from others, of later answers too */
  const option = (href, meaning, number) => {
    const link = /** @type {HTMLAnchorElement} */ (make("a", "search-hit"));
    link.href = href;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.id = `search-hit-${number}`;
    options.push(link);
    meanings.set(link, meaning);
    return link;
  };

  /** @param {SearchResult} result */
  const hit = (result) => {
    const link = option(inkstone.addressOf(result), result, result.unit);
    const title = make("span", "hit-title");
    if (result.question) {
      const dot = make("span", "dot");
      dot.dataset.state = result.question.state;
      title.append(dot);
    }
    const heading = make("span", "hit-heading");
    inkstone.markText(heading, result.heading || result.title, forms);
    title.append(heading);
    if (result.question) {
      const name = result.question.state === "link-only" ? "linkOnly" : result.question.state;
      title.append(make("span", "visually-hidden", ` (${words[name] ?? ""})`));
    }
    link.append(title);
    // The title of the note stands above its hits.
    const path = result.path[0] === result.title ? result.path.slice(1) : result.path;
    if (path.length > 0) link.append(make("span", "hit-path", path.join(" › ")));
    if (result.snippet.length > 0) {
      const snippet = make("span", "hit-snippet");
      for (const [text, marked] of result.snippet) snippet.append(marked ? make("mark", "", text) : text);
      link.append(snippet);
    }
    return link;
  };

  const clearOptions = () => {
    options = [];
    meanings.clear();
    active = -1;
  };
  /** @param {SearchAnswer} answer @param {boolean} final */
  const showAnswer = ({ results: found, weak, corrected, marks }, final) => {
    // What the reader has moved to while the answer was not yet whole stays there and stays chosen.
    const before = listed === asked && active > 0 ? meanings.get(options[active]) : undefined;
    const kept = before !== undefined && typeof before !== "string" ? before : null;
    const results = kept && !found.some(({ unit }) => unit === kept.unit) ? [...found, kept] : found;
    const scrolled = kept ? list.scrollTop : 0;
    listed = asked;
    forms = marks;
    clearOptions();
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const result of results) {
      if (!groups.has(result.note)) groups.set(result.note, group(result.title, groups.size));
    }
    // In the order in which they stand, which arrows follow.
    for (const [route, box] of groups) box.append(...results.filter((each) => each.note === route).map(hit));
    show([...groups.values()]);
    list.scrollTop = scrolled;
    const again = options.findIndex((each) => kept !== null && /** @type {SearchResult} */ (meanings.get(each)).unit === kept.unit);
    choose(again >= 0 ? again : options.length > 0 ? 0 : -1);
    const used = [...new Set(corrected.filter(([typed, form]) => typed !== form.toLowerCase()).map(([, form]) => form))];
    const lines = [used.length > 0 && results.length > 0 ? fill(words.corrected, used.join(" ")) : "", weak && results.length > 0 ? (words.weak ?? "") : ""];
    const line = lines.filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "。" : ". ");
    note(line);
    none.hidden = results.length > 0 || !final;
    more.hidden = limit > LIMIT || found.length < limit;
    if (!final) return;
    say([fill(words.count, results.length), line].filter(Boolean).join(" "));
    offerTopics(results);
  };

  const showStart = () => {
    clearOptions();
    const queries = recent();
    const box = group(words.recent ?? "", 0);
    queries.forEach((query, number) => {
      const link = option(`#q=${encodeURIComponent(query)}`, query, number);
      link.append(make("span", "hit-title", query));
      box.append(link);
    });
    show(queries.length > 0 ? [box] : []);
    choose(-1);
    note("");
    about.hidden = queries.length > 0;
    forget.hidden = queries.length === 0;
    say("");
  };

  const update = async () => {
    const number = ++asked;
    const query = input.value;
    const chosen = filter();
    dialog.classList.toggle("busy", query.trim() !== "" || !!chosen);
    if (query.trim() === "" && !chosen) {
      shown = number;
      list.setAttribute("aria-busy", "false");
      showStart();
      return;
    }
    list.setAttribute("aria-busy", "true");
    const isLatest = () => number === asked;
    const loading = setTimeout(() => {
      if (!isLatest()) return;
      note(words.loading ?? "");
      say(words.loading ?? "");
    }, 200);
    try {
      const onPartial = (/** @type {SearchAnswer} */ answer) => {
        if (!isLatest() || answer.results.length === 0) return;
        clearTimeout(loading);
        showAnswer(answer, false);
      };
      const answer = await inkstone.find(query, { limit, filter: chosen, onPartial });
      clearTimeout(loading);
      if (!isLatest()) return;
      showAnswer(answer, true);
    } catch {
      if (!isLatest()) return;
      clearOptions();
      show([]);
      note(words.failed ?? "");
      say(words.failed ?? "");
    } finally {
      clearTimeout(loading);
    }
    shown = number;
    list.setAttribute("aria-busy", "false");
    if (openWhenShown) options[active]?.click();
    openWhenShown = false;
  };

  const ask = () => {
    limit = LIMIT;
    openWhenShown = false;
    return update();
  };

  /** @param {string} [query] */
  const open = (query) => {
    if (!dialog.open) {
      if (document.querySelector("dialog[open]")) return;
      inkstone.prepareSearch().catch(() => {});
      if (dueButton instanceof HTMLElement) dueButton.hidden = !inkstone.hasBook();
      dialog.showModal();
    }
    if (query !== undefined) input.value = query;
    input.focus();
    input.select();
    ask();
  };

  // Opening.
  for (const opener of openers) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
    opener.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    opener.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      open();
    });
    for (const type of ["focus", "pointerdown"]) opener.addEventListener(type, () => inkstone.prepareSearch().catch(() => {}));
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const writing = target !== null && (target.isContentEditable || target.matches("input, textarea, select"));
    const slash = event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const letter = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !letter) return;
    event.preventDefault();
    open();
  });
  const fromAddress = () => {
    const place = inkstone.place();
    if (!place.startsWith("q=")) return;
    try {
      open(decodeURIComponent(place.slice(2)));
    } catch {
      open(place.slice(2));
    }
  };
  addEventListener("hashchange", fromAddress);

  // Closing.
  part(".search-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => {
    if (composing) event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    asked++;
    clearTimeout(speech);
    status.textContent = "";
    if (inkstone.place().startsWith("q=")) inkstone.dropPlace();
  });

  // Typing. While an input method composes, keys are its own and the text is not yet what is meant.
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => {
    composing = false;
    ask();
  });
  input.addEventListener("input", (event) => {
    if (!composing && !(/** @type {InputEvent} */ (event).isComposing)) ask();
  });
  input.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.length === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown !== asked) openWhenShown = true;
      else if (event.ctrlKey || event.metaKey) options[active]?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
      else options[active]?.click();
    }
  });

  // Choosing.
  list.addEventListener("pointermove", ({ target }) => {
    const index = target instanceof Element ? options.indexOf(/** @type {HTMLAnchorElement} */ (target.closest(".search-hit"))) : -1;
    if (index >= 0 && index !== active) choose(index);
  });
  list.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".search-hit") : null;
    const meaning = link ? meanings.get(/** @type {HTMLElement} */ (link)) : undefined;
    if (meaning === undefined) return;
    if (typeof meaning === "string") {
      event.preventDefault();
      open(meaning);
      return;
    }
    remember();
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    // As they stand in the text too, which may be in traditional characters.
    const written = meaning.snippet.filter(([, marked]) => marked).map(([text]) => text);
    const all = [...new Set([...forms, ...written])];
    if (meaning.url !== page.page) {
      inkstone.leaveMarks(meaning.url, meaning.anchor, all);
      return;
    }
    dialog.close();
    if (!meaning.anchor) {
      // The address of the page itself would load it anew.
      event.preventDefault();
      scrollTo(0, 0);
    }
    setTimeout(() => inkstone.showMarks(meaning.anchor, all), 50);
  });
  filters.addEventListener("click", async ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button) return;
    if (button === dueButton) due = new Set((await inkstone.dueToday().catch(() => ({ cards: [] }))).cards);
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    ask();
  });
  more.addEventListener("click", async () => {
    limit = MORE;
    const at = active;
    await update();
    choose(Math.max(at, 0));
    input.focus();
  });
  forget.addEventListener("click", () => {
    inkstone.keep(RECENT, "[]");
    showStart();
    input.focus();
  });

  fromAddress();
})();
