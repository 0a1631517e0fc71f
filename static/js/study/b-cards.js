// @ts-check
/// <reference path="types.d.ts" />
// Study: questions and answers as the notes show them. The cards of a note come in a file of their own, with the declarations
// that its formulas need: the policy of the page allows no style attributes.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  /** The sheets of the notes whose cards were shown. @type {Set<string>} */
  const styled = new Set();
  const canStyle = "adoptedStyleSheets" in document && "replaceSync" in CSSStyleSheet.prototype;
  // Then formulas are shown as the browser itself sets them.
  if (!canStyle) document.documentElement.classList.add("no-sheets");
  /** @param {CardList} data @param {number} note @returns {Promise<CardFile | null>} */
  const facesOf = async (data, note) => {
    const [, , key, version] = data.notes[note] ?? [];
    if (!key) return null;
    const address = `${inkstone.root}${data.files}${key}.js`;
    let faces = /** @type {CardFile} */ (await inkstone.load(`cards/${key}`, address));
    // A cache may hold the file of an older build: once more, past all caches.
    if (faces.build !== version) faces = await inkstone.load(`cards/${key}`, `${address}?at=${version}`);
    return faces;
  };

  study.face = async (card) => {
    const { data } = study;
    const faces = await facesOf(data, card.note).catch(() => null);
    const face = faces?.cards[card.id];
    if (!faces || !face) return null;
    const [, , key] = data.notes[card.note];
    if (canStyle && !styled.has(key)) {
      styled.add(key);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(faces.style);
      inkstone.adopt(sheet);
    }
    // It has the classes that formulas share with what notes ask to look so.
    if (face.some((html) => /katex|\bs-/.test(html))) await inkstone.loadStyle(inkstone.root + data.math).catch(() => {});
    return face;
  };

  study.cardBox = (card) => {
    const title = make("h2", { class: "question-title", tabindex: -1 }, card.text);
    const answer = make("div", { class: "question-answer", tabindex: -1 });
    const source = make("p", { class: "session-source" }, card.title);
    const box = make("article", { class: "prose session-card" }, source, title, answer);
    inkstone.fold(answer);
    /** @type {SteppedAnswer | null} */
    let steps = null;
    // The question is there as text at once; its formulas follow.
    const ready = study.face(card).then(async (face) => {
      if (face) {
        title.replaceChildren(await inkstone.markup(face[0]));
        answer.append(await inkstone.markup(face[1]));
      } else {
        const why = card.state === "empty" ? study.states.empty : card.state === "link-only" ? study.states["link-only"] : say("no_face");
        answer.append(make("p", { class: "unanswered" }, why));
      }
    });
    return {
      box,
      title,
      answer,
      source,
      ready,
      async open(stepwise) {
        await ready;
        inkstone.unfold(answer);
        if (stepwise) steps = inkstone.stepped(answer, say("blank"));
      },
      get left() {
        return steps?.left ?? 0;
      },
      next: () => steps?.next() ?? null,
      fill: (mark) => steps?.fill(mark),
    };
  };
})();
