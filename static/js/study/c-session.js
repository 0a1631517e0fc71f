// @ts-check
/// <reference path="types.d.ts" />
// Study: a session. One question at a time; what comes next is asked of the log after every grade.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  /** Who takes longer has gone away. */
  const LONGEST = 600;
  const REMIND_AFTER = 20;
  study.remindAfter = REMIND_AFTER;

  /** The row of grades, each with when the question would come back. @param {StudyCard} card @param {(grade: Grade) => void} rate */
  study.gradeRow = (card, rate) => {
    const now = Date.now();
    const due = study.book.preview(card.id);
    const row = make("div", { class: "grades", role: "group", "aria-label": say("grade") });
    study.grades.forEach((name, at) => {
      const grade = /** @type {Grade} */ (at + 1);
      const when = due[at] ? study.span(due[at].due - now) : "";
      row.append(make("button", { class: "grade", "data-grade": grade, click: () => rate(grade) }, make("span", {}, name), make("kbd", { "aria-hidden": "true" }, String(grade)), make("small", {}, when)));
    });
    return row;
  };

  /** @param {string} name @param {string} key @param {() => void} action */
  const tool = (name, key, action) =>
    make("button", { class: "session-tool", click: action }, make("span", {}, say(name)), make("kbd", { "aria-hidden": "true" }, key));

  study.views.review = (view, [kind = "", key = "", when = ""]) => {
    const { book, data, cards } = study;
    const deck = /** @type {ReviewDeck | undefined} */ (kind && kind !== "all" ? { kind, key } : undefined);
    let ahead = when === "ahead" || ["weak", "leech", "changed"].includes(kind);
    /** @type {ReviewLimits | undefined} */
    let limits;
    /** @type {Set<string>} */
    const skipped = new Set();
    /** @type {{ id: string, grade: number }[]} */
    const done = [];
    const began = Date.now();
    /** @type {StudyCard | null} */
    let card = null;
    /** @type {StudyCardBox | null} */
    let shown = null;
    let isOpen = false;
    /** The whole answer is there. */
    let isShown = false;
    let since = 0;
    /** The last review of the card when it was shown. */
    let lastReview = 0;

    const bar = make("progress", { class: "session-progress", max: 1, value: 0, "aria-label": say("progress") });
    const counts = make("p", { class: "session-counts" });
    const stage = make("div", { class: "session-stage" });
    const main = make("div", { class: "session-main" });
    const undoButton = tool("undo", "U", () => undo());
    const tools = make("div", { class: "session-tools" }, undoButton, tool("skip", "S", () => skip()), tool("suspend", "P", () => suspend()), make("a", { class: "session-tool", href: "#today" }, make("span", {}, say("end")), make("kbd", { "aria-hidden": "true" }, "Esc")));
    const foot = make("div", { class: "session-bar" }, main, tools);
    view.append(make("div", { class: "session-head" }, bar, counts), stage, foot);

    const asked = () => {
      const queue = book.queue(data, { deck, ahead, limits });
      let ids = queue.cards.filter((id) => !skipped.has(id));
      if (ids.length === 0 && queue.cards.length > 0) {
        skipped.clear();
        ids = queue.cards;
      }
      return { ids, queue };
    };
    /** @param {StudyCard} of */
    const badges = (of) => {
      const state = book.card(of.id, of.hash);
      const list = [];
      if (state.state === "new") list.push(make("span", { class: "badge" }, say("badge_new")));
      if (state.leech) list.push(make("span", { class: "badge leech", title: say("leech_about") }, say("badge_leech")));
      if (state.changed) list.push(make("span", { class: "badge changed" }, say("badge_changed")));
      if (of.state === "stub") list.push(make("span", { class: "badge" }, study.states.stub));
      return list;
    };

    /** @param {string | undefined} [first] the card to show, if not what is next */
    const next = (first) => {
      const { ids, queue } = asked();
      const id = first ?? ids[0];
      const total = done.length + ids.length;
      bar.setAttribute("max", String(Math.max(1, total)));
      bar.setAttribute("value", String(done.length));
      counts.textContent = say("left", ids.length, done.length);
      undoButton.toggleAttribute("disabled", done.length === 0);
      card = (id !== undefined && cards.get(id)) || null;
      lastReview = card ? book.card(card.id).last : 0;
      isOpen = isShown = false;
      if (!card) return finish(queue);
      shown = study.cardBox(card);
      shown.source.append(...badges(card).flatMap((badge) => [" ", badge]));
      stage.replaceChildren(shown.box);
      main.replaceChildren(make("button", { class: "primary", click: () => act() }, make("span", {}, say("show")), make("kbd", { "aria-hidden": "true" }, say("space"))));
      tools.hidden = false;
      scrollTo(0, 0);
      shown.title.focus({ preventScroll: true });
      since = Date.now();
      // What is next is there when it is asked for.
      const after = ids[1] === undefined ? undefined : cards.get(ids[1]);
      if (after) shown.ready.then(() => study.face(after));
    };

    const links = () => {
      const of = /** @type {StudyCard} */ (card);
      const related = of.related.map((id) => cards.get(id)).filter((each) => each !== undefined).slice(0, 3);
      return make("p", { class: "session-links" }, make("a", { href: inkstone.root + of.address, class: "session-open" }, say("open")), ...related.map((each) => make("a", { href: inkstone.root + each.address }, each.text)));
    };
    const drawBar = () => {
      if (!card || !shown) return;
      isShown = shown.left === 0;
      if (shown.left > 0) main.replaceChildren(make("button", { class: "primary", click: () => act() }, make("span", {}, say("step", shown.left)), make("kbd", { "aria-hidden": "true" }, say("space"))));
      else main.replaceChildren(study.gradeRow(card, rate));
    };
    const act = async () => {
      if (!card || !shown) return;
      if (!isOpen) {
        isOpen = true;
        const box = shown;
        await box.open(book.settings.steps === true);
        if (box !== shown) return;
        box.box.append(links());
        drawBar();
        box.answer.focus({ preventScroll: true });
      } else if (shown.left > 0) {
        const step = shown.next();
        drawBar();
        if (shown.left === 0) shown.answer.focus({ preventScroll: true });
        else /** @type {HTMLElement | null} */ (main.firstChild)?.focus();
        step?.scrollIntoView({ block: "nearest" });
      }
    };
    /** @param {HTMLElement} mark */
    const fillBlank = (mark) => {
      if (!shown) return;
      shown.fill(mark);
      drawBar();
      shown.answer.focus({ preventScroll: true });
    };
    stage.addEventListener("click", ({ target }) => {
      const mark = target instanceof Element ? target.closest("mark.cloze") : null;
      if (mark instanceof HTMLElement) fillBlank(mark);
    });
    /** Goes on if another tab has graded the card, or set it aside, since it was shown. */
    const passed = () => {
      const state = card && book.card(card.id);
      if (!state || (state.last <= lastReview && !state.suspended)) return false;
      study.toast(say("elsewhere"));
      next();
      return true;
    };
    /** @param {Grade} grade */
    const rate = (grade) => {
      if (!card || !isShown || passed()) return;
      const now = Date.now();
      const seconds = Math.min(LONGEST, Math.max(1, (now - since) / 1000));
      inkstone.persist?.();
      const state = book.grade(card.id, grade, { text: card.text, hash: card.hash, seconds, source: "study" });
      done.push({ id: card.id, grade });
      skipped.delete(card.id);
      study.announce(say("graded", study.grades[grade - 1], study.span(state.due - now)));
      if (state.leech && grade === 1) study.toast(say("became_leech"));
      study.changed();
      next();
    };
    const undo = () => {
      if (done.length === 0) return;
      const last = done.pop();
      book.undo();
      study.changed();
      study.announce(say("undone"));
      next(last?.id);
    };
    const skip = () => {
      if (!card) return;
      skipped.add(card.id);
      next();
    };
    const suspend = () => {
      if (!card) return;
      book.suspend(card.id);
      done.push({ id: card.id, grade: 0 });
      study.changed();
      study.toast(say("suspended"));
      next();
    };
    /** @param {ReviewQueue} queue */
    const finish = (queue) => {
      card = shown = null;
      const graded = done.filter((each) => each.grade > 0);
      const again = graded.filter((each) => each.grade === 1).length;
      const lines = [];
      if (graded.length > 0) lines.push(make("p", { class: "session-sum" }, say("sum", graded.length, Math.max(1, Math.round((Date.now() - began) / 60_000)), again)));
      if (queue.next !== null) lines.push(make("p", {}, say("wait", study.span(queue.next - Date.now()))));
      const held = queue.held.review + queue.held.new;
      const actions = [make("a", { class: "primary", href: "#today" }, say("back"))];
      const more = (/** @type {string} */ text, /** @type {() => void} */ change) =>
        make("button", { class: "secondary", click: () => {
          change();
          next();
        } }, text);
      if (held > 0) actions.push(more(say("beyond", held), () => (limits = { newPerDay: 9999, reviewsPerDay: 9999 })));
      else if (!ahead && book.queue(data, { deck, ahead: true, limits }).cards.length > 0) actions.push(more(say("ahead"), () => (ahead = true)));
      const heading = make("h2", { tabindex: -1 }, graded.length > 0 ? say("finished") : say("nothing"));
      stage.replaceChildren(make("section", { class: "session-end" }, heading, ...lines, ...study.reminder(), make("p", { class: "study-actions" }, ...actions)));
      main.replaceChildren(...(done.length > 0 ? [make("button", { class: "secondary", click: undo }, say("undo_last"))] : []));
      tools.hidden = true;
      heading.focus({ preventScroll: true });
    };

    study.refreshed = passed;
    study.keys = (event) => {
      const { key, target } = event;
      // The hints are capital letters.
      const typed = key.length === 1 ? key.toLowerCase() : key;
      const onButton = target instanceof Element && target.closest("button, a, summary");
      const actions = /** @type {Record<string, () => void>} */ ({ u: undo, z: undo, s: skip, p: suspend, Escape: () => (location.hash = "#today") });
      const isPress = typed === " " || typed === "Enter";
      if (isPress && target instanceof HTMLElement && target.matches("mark.cloze")) fillBlank(target);
      else if (isPress && !onButton && card && (!isOpen || (shown?.left ?? 0) > 0)) act();
      else if (/^[1-4]$/.test(typed) && card) rate(/** @type {Grade} */ (Number(typed)));
      else if (typed === "o" && card) location.href = inkstone.root + card.address;
      else if (actions[typed]) actions[typed]();
      else return false;
      return true;
    };
    next();
  };
})();
