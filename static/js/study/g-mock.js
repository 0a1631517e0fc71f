// @ts-check
/// <reference path="types.d.ts" />
// Study: a mock interview. Questions against the clock, with what an interviewer might ask next, and a sheet at the end.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  const COUNTS = [5, 6, 7, 8, 9, 10];
  const MINUTES = [1, 2, 3, 5];
  const MOST_TOPICS = 24;

  const clock = (/** @type {number} */ seconds) => {
    const rest = Math.abs(seconds);
    return `${seconds < 0 ? "−" : ""}${Math.floor(rest / 60)}:${String(Math.floor(rest % 60)).padStart(2, "0")}`;
  };

  /** @param {string} name @param {string} label @param {number[]} values @param {number} chosen */
  const choice = (name, label, values, chosen) => {
    const select = make("select", { id: name }, values.map((value) => make("option", { value, selected: value === chosen }, String(value))));
    return { select: /** @type {HTMLSelectElement} */ (select), row: make("label", { for: name }, make("span", {}, label), select) };
  };

  study.views.mock = (view) => {
    const { book, data } = study;
    const count = choice("mock-count", say("mock_count"), COUNTS, 8);
    const minutes = choice("mock-minutes", say("mock_minutes"), MINUTES, 2);
    const topics = book.decks(data).filter((row) => row.kind === "topic").sort((a, b) => b.cards - a.cards).slice(0, MOST_TOPICS);
    const chips = make("div", { class: "chips", role: "group", "aria-label": say("mock_topics") }, topics.map(({ key, name }) =>
      make("button", { "aria-pressed": "false", "data-id": key, click: ({ currentTarget }) => currentTarget.setAttribute("aria-pressed", String(currentTarget.getAttribute("aria-pressed") !== "true")) }, name)));
    const answered = [...study.cards.values()].some((card) => card.state === "answered");
    view.append(
      make("h2", {}, say("mock")),
      make("p", { class: "study-hint" }, say("mock_about")),
      make("form", { class: "study-form mock-form", submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const chosen = /** @type {HTMLElement[]} */ ([...chips.querySelectorAll("[aria-pressed=true]")]).map((each) => each.dataset.id ?? "");
        const drawn = book.mock(data, { count: Number(count.select.value), topics: chosen });
        if (drawn.length > 0) interview(view, drawn, Number(minutes.select.value) * 60, data);
      } }, count.row, minutes.row, topics.length > 1 ? make("fieldset", {}, make("legend", {}, say("mock_topics")), chips) : null,
      make("button", { class: "primary", type: "submit", disabled: !answered }, say("mock_start"))),
    );
  };

  /** @param {HTMLElement} view @param {ReviewDrawn[]} drawn @param {number} seconds for a question @param {CardList} data */
  const interview = (view, drawn, seconds, data) => {
    const { book, cards } = study;
    document.body.classList.add("in-session");
    /** @type {{ card: StudyCard, number: number, follows: boolean }[]} */
    const asked = drawn.flatMap(({ card, followUps }, at) => [card, ...followUps].map((id, order) => ({ card: /** @type {StudyCard} */ (cards.get(id)), number: at + 1, follows: order > 0 })));
    /** @type {{ card: StudyCard, number: number, follows: boolean, grade: number, used: number }[]} */
    const results = [];
    let at = -1;
    let began = 0;
    let used = 0;
    let isOpen = false;
    let isShown = false;
    /** @type {StudyCardBox | null} */
    let shown = null;
    const time = make("span", { class: "clock", role: "timer" });
    const counts = make("p", { class: "session-counts" });
    const bar = make("progress", { class: "session-progress", max: drawn.length, value: 0, "aria-label": say("progress") });
    const stage = make("div", { class: "session-stage" });
    const main = make("div", { class: "session-main" });
    const tools = make("div", { class: "session-tools" });
    view.replaceChildren(make("div", { class: "session-head" }, bar, counts, time), stage, make("div", { class: "session-bar" }, main, tools));

    const tick = () => {
      if (isOpen || !shown) return;
      const left = seconds - (Date.now() - began) / 1000;
      time.textContent = clock(Math.ceil(left));
      time.classList.toggle("over", left < 0);
    };
    const timer = setInterval(tick, 250);
    study.leave = () => clearInterval(timer);

    const next = () => {
      at++;
      const item = asked[at];
      if (!item) return finish();
      isOpen = isShown = false;
      shown = study.cardBox(item.card);
      if (item.follows) shown.source.replaceChildren(make("span", { class: "badge" }, say("follow_up")));
      stage.replaceChildren(shown.box);
      counts.textContent = say("mock_at", item.number, drawn.length);
      bar.setAttribute("value", String(item.number - 1));
      began = Date.now();
      tick();
      main.replaceChildren(make("button", { class: "primary", click: open }, make("span", {}, say("mock_show")), make("kbd", { "aria-hidden": "true" }, say("space"))));
      tools.replaceChildren(
        ...(item.follows ? [make("button", { class: "session-tool", click: next }, make("span", {}, say("mock_skip")), make("kbd", { "aria-hidden": "true" }, "S"))] : []),
        make("button", { class: "session-tool", click: finish }, make("span", {}, say("end")), make("kbd", { "aria-hidden": "true" }, "Esc")));
      scrollTo(0, 0);
      shown.title.focus({ preventScroll: true });
    };
    const open = async () => {
      if (isOpen || !shown) return;
      isOpen = true;
      used = (Date.now() - began) / 1000;
      const box = shown;
      await box.open(false);
      if (box !== shown) return;
      isShown = true;
      main.replaceChildren(study.gradeRow(asked[at].card, rate));
      box.answer.focus({ preventScroll: true });
    };
    /** @param {Grade} grade */
    const rate = (grade) => {
      if (!isShown || !shown) return;
      const { card } = asked[at];
      book.grade(card.id, grade, { text: card.text, hash: card.hash, seconds: Math.min(600, Math.max(1, used)), source: "mock" });
      results.push({ ...asked[at], grade, used });
      study.changed();
      next();
    };

    const finish = () => {
      study.leave?.();
      study.leave = null;
      study.keys = null;
      shown = null;
      document.body.classList.remove("in-session");
      const heading = make("h2", { tabindex: -1 }, say("mock_result"));
      if (results.length === 0) {
        location.hash = "#today";
        return;
      }
      const good = results.filter(({ grade }) => grade >= 3).length;
      const late = results.filter(({ used }) => used > seconds).length;
      /** @type {Map<number, { all: number, bad: number }>} */
      const byTopic = new Map();
      for (const { card, grade } of results) {
        for (const topic of card.topics) {
          const row = byTopic.get(topic) ?? { all: 0, bad: 0 };
          row.all++;
          if (grade <= 2) row.bad++;
          byTopic.set(topic, row);
        }
      }
      const weak = [...byTopic].filter(([, { bad }]) => bad > 0).sort((a, b) => b[1].bad - a[1].bad).slice(0, 8);
      const rows = results.map(({ card, number, follows, grade, used }) =>
        make("tr", {}, make("td", {}, follows ? "" : String(number)), make("td", { class: follows ? "follows" : undefined }, make("a", { href: inkstone.root + card.address }, card.text)), make("td", { class: used > seconds ? "number over" : "number" }, clock(used)), make("td", { "data-grade": grade }, study.grades[grade - 1] ?? "")));
      const head = make("tr", {}, ["", say("column_question"), say("column_time"), say("column_grade")].map((text) => make("th", { scope: "col" }, text || make("span", { class: "visually-hidden" }, "#"))));
      view.replaceChildren(make("section", { class: "mock-result" },
        heading,
        make("p", { class: "mock-date" }, new Date().toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })),
        make("p", { class: "session-sum" }, say("mock_sum", good, results.length, late)),
        make("div", { class: "table-scroll" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows))),
        weak.length > 0 ? make("p", {}, `${say("mock_weak")} `, ...weak.map(([topic]) => make("a", { class: "topic-chip", href: `#review/topic/${encodeURIComponent(data.topics[topic][0])}/ahead` }, data.topics[topic][1]))) : null,
        make("p", { class: "study-actions no-print" }, make("button", { class: "primary", click: () => print() }, say("print")), make("button", { class: "secondary", click: () => study.show() }, say("mock_again")))));
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    };
    study.keys = ({ key, target }) => {
      const onButton = target instanceof Element && target.closest("button, a");
      if ((key === " " || key === "Enter") && !onButton && !isOpen) open();
      else if (/^[1-4]$/.test(key)) rate(/** @type {Grade} */ (Number(key)));
      else if (key.toLowerCase() === "s" && asked[at]?.follows) next();
      else if (key === "Escape") finish();
      else return false;
      return true;
    };
    next();
  };
})();
