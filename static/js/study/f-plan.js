// @ts-check
/// <reference path="types.d.ts" />
// Study: the days until an interview.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  const SHOWN = 14;
  const NAMED = 4;

  /** The texts of cards, the first of them. @param {string[]} ids */
  const named = (ids) => {
    const texts = ids.slice(0, NAMED).map((id) => study.cards.get(id)?.text ?? "").filter(Boolean);
    return texts.join("\n") + (ids.length > NAMED ? `\n${say("more", ids.length - NAMED)}` : "");
  };
  /** @param {ReviewPlan["days"][0]} day */
  const sum = (day) =>
    [["review", day.review.length], ["new", day.learn.length], ["write", day.write.length]].filter(([, count]) => count).map(([name, count]) => say(`part_${name}`, count)).join(say("separator"));

  /** @param {ReviewPlan["days"][0]} day @param {boolean} first */
  const dayRow = (day, first) => {
    const write = day.write.map((id) => study.cards.get(id)).filter((card) => card !== undefined);
    return make("li", { class: "plan-day" },
      make("p", { class: "plan-line" }, make("span", { class: "plan-date" }, first ? say("today") : study.day(day.day)), make("span", { class: "plan-sum" }, sum(day) || say("rest")), make("span", { class: day.isOver ? "plan-minutes over" : "plan-minutes" }, day.minutes > 0 ? say("minutes", day.minutes) : "")),
      write.length > 0 ? study.writeList(write) : null);
  };

  study.views.plan = (view) => {
    const { book, data } = study;
    const chosen = String(book.settings.interview ?? "");
    const today = book.heat({ days: 1 })[0].day;
    const date = /** @type {HTMLInputElement} */ (make("input", { type: "date", id: "plan-date", value: chosen, min: today, required: true }));
    const minutes = /** @type {HTMLInputElement} */ (make("input", { type: "number", id: "plan-minutes", inputmode: "numeric", min: 0, max: 1440, step: 5, value: String(book.settings.minutes || ""), placeholder: say("no_limit") }));
    const form = make("form", { class: "study-form", submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      if (!book.set("interview", date.value)) return;
      book.set("minutes", Number(minutes.value) || 0);
      study.changed();
      study.show();
      study.toast(say("kept"));
    } },
      make("label", { for: "plan-date" }, make("span", {}, say("plan_date")), date),
      make("label", { for: "plan-minutes" }, make("span", {}, say("plan_minutes")), minutes),
      make("button", { class: "primary", type: "submit" }, say(chosen ? "plan_change" : "plan_make")));
    view.append(make("h2", {}, say("plan")), make("p", { class: "study-hint" }, say("plan_about")), form);
    const plan = chosen ? book.plan(data) : null;
    if (!plan) return;
    if (plan.daysLeft <= 0) {
      view.append(make("p", {}, say(plan.daysLeft === 0 ? "interview_today" : "plan_past")));
    } else {
      const rows = plan.days.map((day, at) => dayRow(day, at === 0));
      const list = make("ol", { class: "plan-days" }, ...rows.slice(0, SHOWN));
      const more = study.more(list, rows.slice(SHOWN), say("more_days", rows.length - SHOWN));
      view.append(make("p", { class: "plan-left" }, say("days_left", plan.daysLeft), " ", make("small", {}, say(plan.speed.isMeasured ? "speed" : "speed_guess", Math.round(plan.speed.review)))), list, ...(more ? [more] : []));
      if (plan.unplaced.length > 0) view.append(make("p", { class: "study-hint" }, say("unplaced", plan.unplaced.length)));
    }
    const calendar = () => {
      const text = book.calendar(plan, {
        day: (day) => ({ summary: say("calendar_day", sum(day), day.minutes), description: [day.write.length > 0 ? `${say("by_write")}\n${named(day.write)}` : "", day.learn.length > 0 ? `${say("badge_new")}\n${named(day.learn)}` : ""].filter(Boolean).join("\n\n") }),
        interview: () => ({ summary: say("calendar_interview") }),
      });
      study.save(`${say("file_plan")}.ics`, text, "text/calendar");
    };
    view.append(make("p", { class: "study-actions" },
      make("button", { class: "secondary", click: calendar }, say("calendar")),
      make("button", { class: "plain", click: () => {
        book.set("interview", "");
        study.changed();
        study.show();
        study.toast(say("kept"));
      } }, say("plan_drop"))));
  };
})();
