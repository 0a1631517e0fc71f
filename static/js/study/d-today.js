// @ts-check
/// <reference path="types.d.ts" />
// Study: today. How much there is, the way into it, and what the reader must know or decide first.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  /** Seconds a question takes until the reader's own speed is known; a new one takes twice as long. */
  const USUAL = 45;

  /** @param {ReviewCounts} counts */
  const minutes = (counts) => {
    const heat = study.book.heat({ days: 30 });
    const reviews = heat.reduce((sum, { reviews }) => sum + reviews, 0);
    const seconds = heat.reduce((sum, { seconds }) => sum + seconds, 0);
    const each = reviews >= 10 && seconds > 0 ? seconds / reviews : USUAL;
    return Math.max(1, Math.round(((counts.learning + counts.review + counts.new * 2) * each) / 60));
  };

  /** Questions that were reworded, perhaps: the reader decides. */
  const reworded = () => {
    const { book, data, cards } = study;
    const { perhaps } = book.match(data);
    if (perhaps.length === 0) return [];
    const texts = new Map(book.entries().flatMap((entry) => (entry.kind === "card" ? [[/** @type {any} */ (entry).card, /** @type {any} */ (entry).text]] : [])));
    const list = make("ul", { class: "reworded" });
    const section = make("section", { class: "study-notice", "aria-labelledby": "reworded-title" }, make("h2", { id: "reworded-title" }, say("reworded", perhaps.length)), make("p", {}, say("reworded_about")), list);
    for (const [from, to] of perhaps.slice(0, 20)) {
      const answer = (/** @type {() => void} */ action) => () => {
        action();
        study.changed();
        study.show();
      };
      list.append(make("li", {},
        make("p", {}, make("del", {}, texts.get(from) ?? from), " ", make("ins", {}, cards.get(to)?.text ?? to)),
        make("p", { class: "study-actions" },
          make("button", { class: "secondary", click: answer(() => book.confirm(from, to)) }, say("same")),
          make("button", { class: "plain", click: answer(() => book.reject(from, to)) }, say("other")))));
    }
    return [section];
  };

  /** @param {ReviewPlan} plan */
  const countdown = (plan) => {
    const [today] = plan.days;
    const write = (today?.write ?? []).map((id) => study.cards.get(id)).filter((card) => card !== undefined);
    const lines = [make("p", {}, make("a", { href: "#plan" }, plan.daysLeft > 0 ? say("days_left", plan.daysLeft) : say("interview_today")))];
    if (write.length > 0) lines.push(make("p", { class: "write-title" }, say("write_today", write.length)), study.writeList(write));
    return make("section", { class: "countdown" }, ...lines);
  };

  study.writeList = (cards) =>
    make("ul", { class: "write-list" }, cards.map((card) =>
      make("li", {}, make("span", { class: "dot", "data-state": card.state, title: study.states[card.state] }), make("a", { href: inkstone.root + card.address }, card.text), make("span", { class: "visually-hidden" }, ` (${study.states[card.state]})`), " ", make("code", {}, card.place))));

  study.views.today = (view) => {
    const { book, data } = study;
    // Before anything is counted: what is surely the same question takes its history along.
    const questions = reworded();
    const counts = book.counts(data);
    const started = counts.seen > 0;
    const actions = make("p", { class: "study-actions" });
    if (counts.due > 0) actions.append(make("a", { class: "primary", href: "#review" }, say(counts.doneToday > 0 ? "go_on" : "start")));
    else if (counts.answered > 0) actions.append(make("a", { class: "secondary", href: "#review/all//ahead" }, say("ahead")));
    if (counts.answered >= 5) actions.append(make("a", { class: counts.due > 0 ? "secondary" : "primary", href: "#mock" }, say("mock")));
    const panel = make("section", { class: "today-panel", "aria-labelledby": "today-title" });
    if (counts.due > 0) {
      panel.append(
        make("h2", { id: "today-title", class: "today-count" }, make("strong", {}, String(counts.due)), " ", say("due_today"), " ", make("small", {}, say("about_minutes", minutes(counts)))),
        make("p", { class: "today-parts" }, [["review", counts.review], ["learning", counts.learning], ["new", counts.new]].filter(([, count]) => count).map(([name, count]) => make("span", {}, say(`part_${name}`, count)))),
      );
    } else {
      const [, tomorrow] = book.forecast(data, { days: 2 });
      panel.append(make("h2", { id: "today-title" }, say(counts.answered === 0 ? "no_cards" : "all_done")));
      if (counts.answered > 0) panel.append(make("p", { class: "today-parts" }, make("span", {}, say("tomorrow", tomorrow?.reviews ?? 0))));
    }
    panel.append(actions);
    if (counts.doneToday > 0) panel.append(make("p", { class: "done-today" }, say("done_today", counts.doneToday)));

    const plan = book.settings.interview ? book.plan(data) : null;
    const decks = /** @type {[string, number, string][]} */ ([["weak", 0, "#review/weak"], ["changed", counts.changed, "#review/changed"], ["leech", counts.leeches, "#review/leech"]])
      .map(([name, count, url]) => [name, name === "weak" ? book.queue(data, { deck: { kind: "weak" }, ahead: true }).cards.length : count, url])
      .filter(([, count]) => count)
      .map(([name, count, url]) => make("li", {}, make("a", { href: url }, say(`deck_${name}`)), make("span", { class: "leader" }), make("span", { class: "count" }, String(count))));
    const open = counts.questions - counts.answered;
    if (open > 0) decks.push(make("li", {}, make("a", { href: "#decks/write" }, say("deck_write")), make("span", { class: "leader" }), make("span", { class: "count" }, String(open))));
    view.append(
      ...study.warnings(),
      ...questions,
      panel,
      ...(plan && plan.daysLeft >= 0 ? [countdown(plan)] : []),
      ...(decks.length > 0 ? [make("ul", { class: "today-decks" }, ...decks)] : []),
      ...study.reminder(),
      ...(started ? [] : [make("p", { class: "study-hint" }, say("first_time"))]),
    );
  };
})();
