// @ts-check
/// <reference path="../types.d.ts" />
// An answer that is shown bit by bit: items of ordered lists, rows of aligned formulas, and blanks where the author has
// marked words. What comes after the next step is folded too, so that nothing tells it beforehand.
(() => {
  "use strict";
  const FINDABLE = "onbeforematch" in document.body;
  // Only what has a box of its own can be folded so that searching in the page still finds it.
  const BLOCKS = /^(?:P|UL|OL|LI|DL|DD|DT|DIV|FIGURE|PRE|BLOCKQUOTE|TABLE|DETAILS|SECTION|ASIDE|H[1-6])$/;

  inkstone.fold = (element) => {
    element.classList.add("folded");
    if (FINDABLE && BLOCKS.test(element.tagName)) element.setAttribute("hidden", "until-found");
  };
  inkstone.unfold = (element) => {
    element.classList.remove("folded");
    element.removeAttribute("hidden");
    inkstone.reachScrolling();
  };

  /**
   * The cells of each row of an aligned formula, drawn and spoken.
   * @param {HTMLElement} formula @returns {Element[][]}
   */
  const rowsOf = (formula) => {
    if (!formula.dataset.steps) return [];
    /** @type {Element[][]} */
    const rows = [];
    const add = (/** @type {number} */ at, /** @type {Element} */ cell) => (rows[at] ??= []).push(cell);
    const table = formula.querySelector(".katex-html .mtable");
    for (const column of table?.children ?? []) {
      const list = column.querySelector(".vlist");
      [...(list?.children ?? [])].filter((cell) => !cell.matches(".vlist-s")).forEach((cell, at) => add(at, cell));
    }
    const spoken = formula.querySelector(".katex-mathml mtable");
    [...(spoken?.children ?? [])].forEach((row, at) => add(at, row));
    return rows;
  };

  /**
   * A list of steps in the order of the text. A cloze folds nothing but itself.
   * @param {HTMLElement} answer @returns {RecallStep[]}
   */
  const stepsOf = (answer) => {
    /** @type {RecallStep[]} */
    const steps = [];
    const found = answer.querySelectorAll("ol > li, .math.display, mark");
    for (const element of /** @type {Iterable<HTMLElement>} */ (found)) {
      if (element.closest(".footnotes, .question-links, .code-block, svg")) continue;
      if (element.matches("mark")) steps.push({ element, cloze: true, cells: [] });
      else if (element.matches("li")) {
        const list = element.parentElement;
        const isInner = list?.parentElement?.closest("ol");
        if (list && list.children.length > 1 && !(isInner && answer.contains(isInner))) steps.push({ element, cloze: false, cells: [] });
      } else {
        // The first row comes with what stands before it.
        const rows = rowsOf(element);
        rows.slice(1).forEach((_, at) => steps.push({ element, cloze: false, cells: rows.slice(at + 1).flat() }));
      }
    }
    return steps;
  };

  /** @param {HTMLElement} mark @param {string} label what is said of a blank */
  const blank = (mark, label) => {
    mark.classList.add("cloze");
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-label", label);
    mark.tabIndex = 0;
    const inside = document.createElement("span");
    inside.append(...mark.childNodes);
    mark.append(inside);
  };
  /** @param {HTMLElement} mark */
  const fill = (mark) => {
    if (!mark.matches(".cloze")) return;
    mark.replaceChildren(...(mark.firstElementChild?.childNodes ?? []));
    mark.classList.remove("cloze");
    for (const name of ["role", "aria-label", "tabindex"]) mark.removeAttribute(name);
  };
  inkstone.cloze = { blank, fill };

  inkstone.stepped = (answer, label) => {
    const steps = stepsOf(answer);
    /** @type {Set<RecallStep>} */
    const shown = new Set();
    /** Texts that had to be put into an element to be folded. @type {HTMLElement[]} */
    const wrapped = [];

    /** @param {Node} node */
    const foldNode = (node) => {
      if (node instanceof HTMLElement) return inkstone.fold(node);
      if (!(node instanceof Text) || !node.data.trim()) return;
      const span = document.createElement("span");
      node.replaceWith(span);
      span.append(node);
      wrapped.push(span);
      inkstone.fold(span);
    };
    const unfoldAll = () => {
      for (const element of answer.querySelectorAll(".folded")) inkstone.unfold(element);
      for (const element of answer.querySelectorAll(".folded-row")) element.classList.remove("folded-row");
    };
    const draw = () => {
      unfoldAll();
      const next = steps.find((step) => !step.cloze && !shown.has(step));
      if (!next) return;
      if (next.cells.length === 0) inkstone.fold(next.element);
      for (const cell of next.cells) cell.classList.add("folded-row");
      for (let at = next.element; at !== answer && at.parentElement; at = at.parentElement) {
        const after = [];
        for (let node = at.nextSibling; node; node = node.nextSibling) after.push(node);
        after.forEach(foldNode);
      }
    };
    const show = (/** @type {RecallStep} */ step) => {
      shown.add(step);
      if (step.cloze) fill(step.element);
    };

    for (const step of steps) if (step.cloze) blank(step.element, label);
    // Something of the answer comes at once.
    const [first] = steps.filter((step) => !step.cloze);
    if (first && first.cells.length === 0) shown.add(first);
    draw();

    return {
      get left() {
        return steps.length - shown.size;
      },
      next() {
        const step = steps.find((each) => !shown.has(each));
        if (!step) return null;
        show(step);
        draw();
        return step.element;
      },
      fill(mark) {
        const step = steps.find((each) => each.element === mark);
        if (step) show(step);
      },
      all() {
        steps.forEach(show);
        draw();
      },
      end() {
        steps.forEach(show);
        unfoldAll();
        for (const span of wrapped) span.replaceWith(...span.childNodes);
        if (wrapped.length > 0) answer.normalize();
        wrapped.length = 0;
      },
    };
  };
})();
