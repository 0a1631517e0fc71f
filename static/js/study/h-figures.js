// @ts-check
/// <reference path="types.d.ts" />
// Study: what the log says, drawn. Each figure says in words what it shows and has its numbers as a table.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, draw, say } = study;
  const CELL = 12;
  const STEP = 15;
  const WEEKS = 53;
  const AHEAD = 30;
  const MOST_ROWS = 15;

  /** @param {string} title @param {string} about @param {Element} picture @param {string[]} head @param {(string | number)[][]} rows */
  const figure = (title, about, picture, head, rows) =>
    make("figure", { class: "study-figure" },
      make("h3", {}, title),
      make("p", { class: "figure-about" }, about),
      picture,
      make("details", { class: "figure-table" }, make("summary", {}, say("as_table")),
        make("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": title }, make("table", {}, make("thead", {}, make("tr", {}, head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, rows.map((row) => make("tr", {}, row.map((cell) => make("td", {}, String(cell))))))))));

  /** How dark a day is, from 0 to 4. @param {number} count @param {number} most */
  const level = (count, most) => (count === 0 ? 0 : Math.min(4, 1 + Math.floor((3.999 * count) / Math.max(most, 8))));

  /** A column a week, Monday at the top. */
  const heat = () => {
    const days = study.book.heat({ days: WEEKS * 7 });
    const weekday = (/** @type {string} */ day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const first = weekday(days[0].day);
    const sorted = days.map(({ reviews }) => reviews).filter(Boolean).sort((a, b) => a - b);
    // One long day must not make all others pale.
    const most = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
    const columns = Math.ceil((days.length + first) / 7);
    const svg = draw("svg", { width: columns * STEP + 24, height: 7 * STEP + 18, viewBox: `-24 -18 ${columns * STEP + 24} ${7 * STEP + 18}`, class: "heat", "aria-hidden": "true" });
    let month = "";
    let labelled = -4;
    days.forEach(({ day, reviews }, at) => {
      const column = Math.floor((at + first) / 7);
      const row = (at + first) % 7;
      if (day.slice(0, 7) !== month && column - labelled > 3) {
        if (month || row === 0) {
          svg.append(draw("text", { x: column * STEP, y: -6 }, study.month(day)));
          labelled = column;
        }
        month = day.slice(0, 7);
      }
      svg.append(draw("rect", { x: column * STEP, y: row * STEP, width: CELL, height: CELL, rx: 2, class: `level-${level(reviews, most)}` }, draw("title", {}, say("day_reviews", study.day(day), reviews))));
    });
    // 2024 began on a Monday.
    for (const row of [0, 2, 4]) {
      const name = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "narrow", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + row));
      svg.append(draw("text", { x: -20, y: row * STEP + 10 }, name));
    }
    const total = days.reduce((sum, { reviews }) => sum + reviews, 0);
    const active = days.filter(({ reviews }) => reviews > 0);
    let streak = 0;
    for (let at = days.length - 1 - (days[days.length - 1].reviews > 0 ? 0 : 1); at >= 0 && days[at].reviews > 0; at--) streak++;
    const box = make("div", { class: "figure-scroll", tabindex: 0, role: "group", "aria-label": say("heat") }, svg);
    requestAnimationFrame(() => (box.scrollLeft = box.scrollWidth));
    return figure(say("heat"), say("heat_about", total, active.length, streak), box, [say("column_day"), say("column_reviews"), say("column_again")], active.reverse().map(({ day, reviews, again }) => [study.day(day), reviews, again]));
  };

  /** @param {number} room the width there is, so that letters come out as large as they are meant */
  const forecast = (room) => {
    const days = study.book.forecast(study.data, { days: AHEAD });
    const most = Math.max(...days.map(({ reviews }) => reviews), 4);
    const width = Math.max(280, Math.min(room, 672)) / AHEAD;
    const height = 120;
    const svg = draw("svg", { viewBox: `0 -16 ${AHEAD * width} ${height + 36}`, class: "bars", "aria-hidden": "true" });
    days.forEach(({ day, reviews, minutes }, at) => {
      const tall = (reviews / most) * height;
      svg.append(draw("g", {}, draw("title", {}, say("day_due", study.day(day), reviews, minutes)), draw("rect", { x: at * width, y: -16, width, height: height + 16, class: "hit" }), draw("rect", { x: at * width + 1.5, y: height - tall, width: width - 3, height: tall, class: at === 0 ? "bar first" : "bar" })));
      if (reviews > 0 && (at === 0 || reviews === most)) svg.append(draw("text", { x: at * width + width / 2, y: height - tall - 4, class: "middle" }, String(reviews)));
      if (at % (room < 500 ? 14 : 7) === 0) svg.append(draw("text", { x: at * width + 2, y: height + 16 }, at === 0 ? say("today") : study.date(day)));
    });
    svg.append(draw("path", { d: `M0 ${height + 0.5}H${AHEAD * width}`, class: "axis" }));
    const total = days.reduce((sum, { reviews }) => sum + reviews, 0);
    return figure(say("forecast"), say("forecast_about", total, Math.round(total / AHEAD)), svg, [say("column_day"), say("column_reviews"), say("column_minutes")], days.filter(({ reviews }) => reviews > 0).map(({ day, reviews, minutes }) => [study.day(day), reviews, minutes]));
  };

  const retention = () => {
    const percent = (/** @type {number | null} */ share) => (share === null ? "–" : `${Math.round(share * 100)}%`);
    const all = study.book.retention(study.data).filter((row) => row.seen > 0).sort((a, b) => (a.retrievability ?? 1) - (b.retrievability ?? 1));
    const bars = all.map((row) => {
      const share = Math.round((row.retrievability ?? 0) * 100);
      const bar = draw("svg", { class: "share", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { class: "track", width: 100, height: 6 }), draw("rect", { class: share >= 85 ? "good" : share >= 70 ? "fair" : "poor", width: share, height: 6 }));
      return make("li", {}, make("a", { href: `#review/topic/${encodeURIComponent(row.id)}/ahead` }, row.name), bar, make("span", { class: "count" }, make("b", {}, percent(row.retrievability)), make("span", { title: say("seen_of") }, `${row.seen}/${row.cards}`)));
    });
    const list = make("ul", { class: "retention" }, bars.slice(0, MOST_ROWS));
    const more = study.more(list, bars.slice(MOST_ROWS), say("more", bars.length - MOST_ROWS));
    return figure(say("retention"), say("retention_about"), make("div", {}, list, more), [say("column_topic"), say("column_now"), say("column_recalled"), say("column_seen")], all.map((row) => [row.name, percent(row.retrievability), row.rate === null ? "–" : `${percent(row.rate)} (${row.recalled}/${row.reviews})`, `${row.seen}/${row.cards}`]));
  };

  study.views.figures = (view) => {
    view.append(make("h2", {}, say("figures")));
    if (study.book.counts(study.data).seen === 0) {
      view.append(make("p", { class: "study-hint" }, say("no_figures")));
      return;
    }
    view.append(heat(), forecast(view.clientWidth), retention());
  };
})();
