// @ts-check
/// <reference path="types.d.ts" />
// Recall mode: answers fold under their questions and come back one by one, whole or step by step. Without this file all
// answers are simply open.
(() => {
  "use strict";
  const html = document.documentElement;
  const STATE = "recall";
  /** A question that nobody has looked at for longer is not being thought about. */
  const LONGEST = 600;
  /** @type {RecallItem[]} */
  let items = [];
  /** Words that are marked outside of answers. @type {HTMLElement[]} */
  let blanks = [];
  /** @type {HTMLElement[]} */
  let buttons = [];
  const { words } = inkstone;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  let on = false;
  /** The question that the reader is at. @type {RecallItem | null} */
  let current = null;
  /** Since when. */
  let since = 0;
  /** @type {ReviewBook | null} */
  let book = null;
  /** What the log says of a card beside its grade; a review does not wait for it. @type {Map<string, StudyCard> | null} */
  let cards = null;

  const fill = (/** @type {string | undefined} */ text, /** @type {(string | number)[]} */ ...values) => values.reduce((/** @type {string} */ all, value) => all.replace("{}", () => String(value)), text ?? "");
  /** @param {string} name @param {string} className @param {string} [text] */
  const make = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    if (name === "button") element.setAttribute("type", "button");
    if (text) element.textContent = text;
    return element;
  };
  /** @param {string} className @param {string | undefined} text @param {string} key @param {() => void} action */
  const button = (className, text, key, action) => {
    const element = make("button", className);
    element.append(make("span", "", text));
    if (key) {
      const hint = make("kbd", "", key);
      hint.setAttribute("aria-hidden", "true");
      element.append(hint);
    }
    element.addEventListener("click", action);
    return element;
  };

  const progress = () => {
    const open = items.filter((item) => item.open).length;
    for (const each of buttons) {
      const count = each.querySelector(".recall-count");
      if (count) count.textContent = on && items.length > 0 ? `${open}/${items.length}` : "";
    }
  };
  /** What is not answered is to be written, not reviewed. */
  const isCard = (/** @type {RecallItem} */ item) => item.section.dataset.state === "answered";
  const isDone = (/** @type {RecallItem} */ item) => item.open && !item.steps?.left;
  /** The upper edge of what can be seen of the text. */
  const ceiling = () => {
    const header = document.querySelector(".site-header");
    return header && getComputedStyle(header).position === "sticky" ? header.getBoundingClientRect().bottom : 0;
  };
  const isInView = (/** @type {RecallItem} */ item) => {
    const { top, bottom } = item.section.getBoundingClientRect();
    return top < innerHeight * 0.9 && bottom > ceiling() + 24;
  };
  /** @param {Element} element @param {boolean} toTop */
  const bring = (element, toTop) => {
    const { top, bottom } = element.getBoundingClientRect();
    if (toTop || top < ceiling() || bottom > innerHeight * 0.85) element.scrollIntoView({ block: toTop ? "start" : "nearest" });
  };

  // One question.
  /** @param {RecallItem} item */
  const coverOf = (item) => {
    const cover = button("recall-cover", words.recallShow, words.recallSpace ?? "", () => reveal(item));
    cover.setAttribute("aria-expanded", "false");
    return cover;
  };
  /** @param {RecallItem} item */
  const foldItem = (item) => {
    item.steps?.end();
    item.tail?.remove();
    item.steps = item.tail = null;
    item.open = false;
    item.section.classList.remove("revealed");
    inkstone.fold(item.answer);
    item.cover ??= coverOf(item);
    item.answer.before(item.cover);
  };
  /** @param {RecallItem} item */
  const openItem = (item) => {
    if (item.open) return;
    item.open = true;
    item.section.classList.add("revealed");
    item.cover?.remove();
    inkstone.unfold(item.answer);
    item.answer.tabIndex = -1;
    item.steps = inkstone.stepped(item.answer, words.recallBlank ?? "");
    item.tail = make("div", "recall-tail");
    item.answer.after(item.tail);
    drawTail(item);
    progress();
  };
  /** @param {RecallItem} item */
  const freeItem = (item) => {
    item.steps?.end();
    item.tail?.remove();
    item.cover?.remove();
    item.steps = item.tail = null;
    item.open = false;
    item.section.classList.remove("revealed", "current");
    inkstone.unfold(item.answer);
    item.answer.removeAttribute("tabindex");
  };

  /** @param {RecallItem} item */
  function drawTail(item) {
    const { tail, steps } = item;
    if (!tail || !steps) return;
    const held = tail.contains(document.activeElement);
    tail.replaceChildren();
    if (steps.left > 0) {
      tail.append(
        button("recall-next", fill(words.recallNext, steps.left), words.recallSpace ?? "", () => advance(item)),
        button("recall-rest", words.recallRest, "", () => {
          steps.all();
          finish(item);
        }),
      );
      if (held) /** @type {HTMLElement} */ (tail.firstChild).focus({ preventScroll: true });
      return;
    }
    if (book && item.graded > 0) tail.append(gradedLine(item));
    else if (book && isCard(item)) tail.append(gradeRow(item));
    const again = button("recall-again", words.recallAgain, "", () => {
      item.graded = 0;
      foldItem(item);
      progress();
      item.cover?.focus({ preventScroll: true });
    });
    tail.append(again);
  }
  /** @param {RecallItem} item */
  const gradeRow = (item) => {
    const row = make("div", "grades");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", words.grade ?? "");
    const id = item.section.dataset.card ?? "";
    const due = book?.preview(id) ?? [];
    (words.grades ?? "").split("|").forEach((name, at) => {
      const grade = /** @type {Grade} */ (at + 1);
      const each = button("grade", name, String(grade), () => rate(item, grade));
      each.dataset.grade = String(grade);
      const when = due[at] ? inkstone.interval(due[at].due - Date.now(), words.intervals) : "";
      if (when) each.append(make("small", "", when));
      row.append(each);
    });
    return row;
  };
  /** @param {RecallItem} item */
  const gradedLine = (item) => {
    const line = make("p", "recall-graded");
    const due = book?.card(item.section.dataset.card ?? "").due ?? 0;
    line.append(make("span", "", fill(words.graded, inkstone.interval(due - Date.now(), words.intervals))));
    line.append(button("recall-undo", words.undo, "", () => {
      book?.undo(item.review);
      item.graded = 0;
      drawTail(item);
      item.answer.focus({ preventScroll: true });
    }));
    return line;
  };

  /** @param {RecallItem} item */
  const at = (item) => {
    if (current !== item) since = Date.now();
    current?.section.classList.remove("current");
    item.section.classList.add("current");
    current = item;
  };
  /** @param {RecallItem} item */
  function reveal(item) {
    at(item);
    openItem(item);
    item.answer.focus({ preventScroll: true });
    const heading = item.section.firstElementChild;
    if (heading) bring(heading, heading.getBoundingClientRect().top < ceiling() || item.answer.getBoundingClientRect().top > innerHeight * 0.6);
    const left = item.steps?.left ?? 0;
    status.textContent = left > 0 ? fill(words.recallNext, left) : (words.recallShown ?? "");
  }
  /** @param {RecallItem} item */
  function advance(item) {
    at(item);
    const step = item.steps?.next();
    if (!item.steps || !step) return;
    if (item.steps.left === 0) return finish(item, step);
    drawTail(item);
    bring(/** @type {HTMLElement} */ (item.tail), false);
    status.textContent = step.matches(".math") ? fill(words.recallNext, item.steps.left) : (step.textContent ?? "");
  }
  /** @param {RecallItem} item @param {Element} [step] */
  function finish(item, step) {
    drawTail(item);
    item.answer.focus({ preventScroll: true });
    if (step) bring(/** @type {HTMLElement} */ (item.tail), false);
    status.textContent = words.recallShown ?? "";
  }
  /** @param {RecallItem} item @param {Grade} grade */
  function rate(item, grade) {
    if (!book || item.graded > 0 || !isDone(item) || !isCard(item)) return;
    inkstone.persist?.();
    const id = item.section.dataset.card ?? "";
    const now = Date.now();
    const seconds = Math.min(Math.max(1, Math.round((now - since) / 1000)), LONGEST);
    item.graded = grade;
    // The hash tells later whether the answer has changed since; without it only the review is written.
    const { text, hash } = cards?.get(id) ?? {};
    item.review = book.grade(id, grade, { at: now, text, hash, seconds, source: "recall" }).review;
    since = now;
    drawTail(item);
    status.textContent = fill(words.graded, inkstone.interval(book.card(id).due - Date.now(), words.intervals));
    next(item);
  }

  /** Goes on to the next question that is still folded. @param {RecallItem | null} from */
  function next(from) {
    const start = from ? items.indexOf(from) + 1 : 0;
    const item = items.slice(start).find((each) => !isDone(each));
    if (!item) {
      status.textContent = words.recallEnd ?? "";
      return false;
    }
    at(item);
    const heading = item.section.firstElementChild;
    if (heading) bring(heading, true);
    (item.cover?.isConnected ? item.cover : item.answer).focus({ preventScroll: true });
    return true;
  }
  /** What a key means that names no question. */
  const act = () => {
    const focused = items.find((item) => item.section.contains(document.activeElement));
    const here = [focused, current].find((item) => item && isInView(item));
    if (here && !isDone(here)) return here.open ? (advance(here), true) : (reveal(here), true);
    if (here) return next(here);
    const open = items.find((item) => !isDone(item) && (isInView(item) || item.section.getBoundingClientRect().top > ceiling()));
    if (!open) return false;
    if (!isInView(open)) return next(items[items.indexOf(open) - 1] ?? null);
    return open.open ? (advance(open), true) : (reveal(open), true);
  };

  // The mode.
  const enter = () => {
    on = true;
    html.dataset.recall = "on";
    items.forEach(foldItem);
    for (const mark of blanks) inkstone.cloze.blank(mark, words.recallBlank ?? "");
    for (const each of buttons) each.setAttribute("aria-pressed", "true");
    const first = items.find(isInView);
    if (first) at(first);
    since = Date.now();
    progress();
    if (inkstone.site.review) {
      inkstone.openBook().then((opened) => {
        book = opened;
        items.filter(isDone).forEach(drawTail);
      }, () => {});
      inkstone.studyCards().then((known) => (cards = known.cards), () => {});
    }
  };
  const leave = () => {
    const held = document.activeElement;
    const title = held?.closest(".question")?.querySelector(".question-title");
    on = false;
    delete html.dataset.recall;
    items.forEach(freeItem);
    blanks.forEach(inkstone.cloze.fill);
    for (const each of buttons) each.setAttribute("aria-pressed", "false");
    current = null;
    progress();
    // What had the focus may be gone, or may no longer have it.
    if (document.activeElement !== held || held?.matches(".question-answer")) rest(title);
  };
  /** @param {Element | null | undefined} title */
  const rest = (title) => {
    if (!(title instanceof HTMLElement)) return;
    title.tabIndex = -1;
    title.addEventListener("blur", () => title.removeAttribute("tabindex"), { once: true });
    title.focus({ preventScroll: true });
  };
  /** Keeps what the reader looks at where it is while the text above it grows or shrinks. @param {() => void} change */
  const steadily = (change) => {
    const places = [...document.querySelectorAll("main .prose > *, main .question-title")];
    const anchor = scrollY > 0 ? places.find((each) => each.getBoundingClientRect().bottom > ceiling() + 1) : undefined;
    const title = anchor?.closest(".question")?.firstElementChild ?? anchor;
    const before = title?.getBoundingClientRect().top ?? 0;
    change();
    if (title) scrollBy({ top: title.getBoundingClientRect().top - Math.max(before, ceiling() + 8), behavior: "instant" });
  };
  const toggle = () => {
    steadily(on ? leave : enter);
    inkstone.keep(STATE, on ? "on" : "");
    status.textContent = on ? fill(words.recallEntered, items.length + blanks.length) : (words.recallLeft ?? "");
  };

  const fillBlank = (/** @type {HTMLElement} */ mark) => {
    const item = items.find((each) => each.answer.contains(mark));
    if (!item?.steps) return inkstone.cloze.fill(mark);
    const held = mark === document.activeElement;
    item.steps.fill(mark);
    drawTail(item);
    if (held) item.answer.focus({ preventScroll: true });
  };
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest(".recall-button")) return toggle();
    const mark = on && target instanceof Element ? target.closest("main mark.cloze") : null;
    if (mark instanceof HTMLElement) fillBlank(mark);
  });
  // A search in the page, or an address, has led into an answer.
  document.addEventListener("beforematch", ({ target }) => {
    const item = target instanceof Element ? items.find((each) => each.section.contains(target)) : null;
    if (!item || !on) return;
    openItem(item);
    item.steps?.all();
    drawTail(item);
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target, key } = event;
    if (!(target instanceof Element) || target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (document.querySelector("dialog[open]")) return;
    if (items.length + blanks.length === 0) return;
    if (key === "h" || key === "H") {
      event.preventDefault();
      toggle();
    } else if (!on) return;
    else if (target.matches("mark.cloze") && (key === "Enter" || key === " ")) {
      event.preventDefault();
      fillBlank(/** @type {HTMLElement} */ (target));
    } else if (key === " " && !event.shiftKey && !target.closest("button, summary")) {
      if (act()) event.preventDefault();
    } else if (/^[1-4]$/.test(key)) {
      const item = items.find((each) => each.section.contains(target)) ?? current;
      if (item) rate(item, /** @type {Grade} */ (Number(key)));
    } else if (key === "Escape" && !inkstone.isCovered()) {
      event.preventDefault();
      // One thing at a time: first the marks of a search that led here.
      if (!inkstone.clearMarks()) toggle();
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    const item = on && target instanceof Node ? items.find((each) => each.section.contains(target)) : undefined;
    if (item) at(item);
  });

  const collect = () => {
    items = [];
    blanks = [];
    buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".recall-button")]);
    if (buttons.length === 0) return;
    for (const element of /** @type {Iterable<HTMLElement>} */ (document.querySelectorAll("main .prose :is(.question, mark)"))) {
      if (!element.matches(".question")) {
        if (!element.closest(".question-answer, .toc-inline")) blanks.push(element);
        continue;
      }
      const answer = element.querySelector(".question-answer");
      if (!(answer instanceof HTMLElement) || element.dataset.state === "empty") continue;
      items.push({ section: element, answer, cover: null, steps: null, tail: null, open: false, graded: 0, review: "" });
    }
  };
  /** What was open before the page changed, by card: how many steps were left, and its review. @type {Map<string, { left: number, graded: number, review: string }>} */
  const before = new Map();
  inkstone.feature({
    leave() {
      before.clear();
      if (!on) return;
      for (const { section, steps, open, graded, review } of items) if (open) before.set(section.dataset.card ?? "", { left: steps?.left ?? 0, graded, review });
      leave();
    },
    enter() {
      collect();
      const isUsable = items.length + blanks.length > 0;
      for (const each of buttons) {
        each.hidden = !isUsable;
        each.setAttribute("aria-pressed", "false");
      }
      if (isUsable && !status.isConnected) document.body.append(status);
      if (!isUsable || inkstone.recall(STATE) !== "on") {
        delete html.dataset.recall;
        return;
      }
      enter();
      for (const item of items) {
        const { left, graded, review } = before.get(item.section.dataset.card ?? "") ?? {};
        if (left === undefined) continue;
        openItem(item);
        Object.assign(item, { graded, review });
        while (item.steps && item.steps.left > left) item.steps.next();
        drawTail(item);
      }
    },
  });
})();
