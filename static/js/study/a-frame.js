// @ts-check
/// <reference path="types.d.ts" />
// Study: what its views share: words, elements, dates.
(() => {
  "use strict";
  const place = document.querySelector("#study");
  const words = document.querySelector("#study-words");
  if (!(place instanceof HTMLElement) || !(words instanceof HTMLElement)) return;
  const lang = document.documentElement.lang;
  const SVG = "http://www.w3.org/2000/svg";

  const say = (/** @type {string} */ name, /** @type {(string | number)[]} */ ...values) =>
    values.reduce((/** @type {string} */ text, value) => text.replace("{}", () => String(value)), words.dataset[name.replace(/-/g, "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? name);

  /** @param {Element} element @param {StudyAttributes} attributes @param {StudyContent[]} children */
  const furnish = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
    }
    for (const child of children.flat()) if (child !== null && child !== undefined && child !== "") element.append(/** @type {Node | string} */ (child));
  };

  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  // Days are those of the reader's calendar, written as 2026-12-24.
  const dayFormat = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", weekday: "short", timeZone: "UTC" });
  const dateFormat = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", timeZone: "UTC" });
  const monthFormat = new Intl.DateTimeFormat(lang, { month: "short", timeZone: "UTC" });
  const dateOf = (/** @type {string} */ day) => new Date(`${day}T00:00:00Z`);

  inkstone.study = /** @type {StudyParts} */ ({
    views: {},
    keys: null,
    leave: null,
    refreshed: null,
    place,
    say,
    intervals: words.dataset.intervals ?? "",
    grades: (words.dataset.grades ?? "").split("|"),
    states: { answered: words.dataset.answered ?? "", stub: words.dataset.stub ?? "", "link-only": words.dataset.linkOnly ?? "", empty: words.dataset.empty ?? "" },
    make(name, attributes = {}, ...children) {
      const element = document.createElement(name);
      if (name === "button") element.setAttribute("type", "button");
      furnish(element, attributes, children);
      return element;
    },
    draw(name, attributes = {}, ...children) {
      const element = document.createElementNS(SVG, name);
      furnish(element, attributes, children);
      return element;
    },
    more(list, rest, text) {
      const [first] = rest;
      if (!first) return null;
      const button = this.make("button", { class: "plain", click: () => {
        list.append(...rest);
        button.remove();
        const target = /** @type {HTMLElement} */ (first.querySelector("a, button") ?? first);
        if (target === first) first.tabIndex = -1;
        target.focus();
      } }, text);
      return button;
    },
    announce(text) {
      status.textContent = text;
    },
    sentences: (...texts) => texts.filter(Boolean).join(lang.startsWith("zh") ? "" : " "),
    day: (day) => dayFormat.format(dateOf(day)),
    date: (day) => dateFormat.format(dateOf(day)),
    month: (day) => monthFormat.format(dateOf(day)),
    span: (milliseconds) => inkstone.interval(milliseconds, words.dataset.intervals),
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false;
      }
    },
    save(name, text, type) {
      const url = URL.createObjectURL(new Blob([text], { type }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  });
})();
