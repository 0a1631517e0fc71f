// @ts-check
/// <reference path="types.d.ts" />
// Study: decks by note, topic and tag, what is still to be written, and what the reader has set aside.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  const KINDS = ["note", "topic", "tag", "write", "aside"];
  const FIRST = 60;

  /** @param {ReviewDeckRow} row */
  const deckRow = (row) => {
    const url = `#review/${row.kind}/${encodeURIComponent(row.key)}`;
    const due = row.due > 0 ? make("span", { class: "due" }, say("due", row.due)) : null;
    return make("li", {},
      make("a", { href: row.due > 0 ? url : `${url}/ahead` }, row.name),
      make("span", { class: "leader" }),
      make("span", { class: "count" }, due, make("span", { title: say("seen_of") }, `${row.seen}/${row.cards}`)));
  };

  /** @param {HTMLElement} list @param {HTMLElement[]} rest */
  const withRest = (list, rest) => [list, study.more(list, rest, say("more", rest.length))].filter((each) => each !== null);
  /** The first entries, and the rest on demand. @param {HTMLElement[]} items @param {string} name */
  const longList = (items, name) => {
    const list = make("ul", { class: name }, ...items.slice(0, FIRST));
    return withRest(list, items.slice(FIRST));
  };

  /** Open questions, those first that others lead to. */
  const openCards = () => {
    const { cards } = study;
    /** @type {Map<string, number>} */
    const leading = new Map();
    for (const card of cards.values()) for (const id of card.related) leading.set(id, (leading.get(id) ?? 0) + 1);
    return [...cards.values()].filter((card) => card.state !== "answered").sort((a, b) => (leading.get(b.id) ?? 0) - (leading.get(a.id) ?? 0));
  };

  /** @param {StudyCard} card @param {boolean} suspended */
  const asideRow = (card, suspended) =>
    make("li", {}, make("a", { href: inkstone.root + card.address }, card.text), make("span", { class: "leader" }),
      suspended
        ? make("button", { class: "plain", click: () => {
            study.book.suspend(card.id, false);
            study.changed();
            study.show();
          } }, say("resume"))
        : make("span", { class: "badge leech" }, say("badge_leech")));

  study.views.decks = (view, [chosen]) => {
    const { book, data, cards } = study;
    const rows = book.decks(data);
    const states = [...cards.values()].map((card) => ({ card, state: book.card(card.id) }));
    const aside = states.filter(({ state }) => state.suspended || state.leech);
    const open = openCards();
    /** @type {Record<string, () => Node[]>} */
    const lists = {
      note: () => longList(rows.filter((row) => row.kind === "note").map(deckRow), "deck-list"),
      topic: () => longList(rows.filter((row) => row.kind === "topic").sort((a, b) => b.due - a.due || b.cards - a.cards).map(deckRow), "deck-list"),
      tag: () => longList(rows.filter((row) => row.kind === "tag").sort((a, b) => b.cards - a.cards).map(deckRow), "deck-list"),
      write: () => [make("p", { class: "study-hint" }, say("write_about")), ...(open.length > 0 ? longListOfOpen(open) : [make("p", {}, say("all_written"))])],
      aside: () => longList(aside.map(({ card, state }) => asideRow(card, state.suspended)), "deck-list"),
    };
    const some = KINDS.filter((kind) => kind === "write" ? open.length > 0 : kind === "aside" ? aside.length > 0 : rows.some((row) => row.kind === kind));
    const kind = some.includes(chosen ?? "") ? chosen : some[0];
    const tabs = make("nav", { class: "chips", "aria-label": say("decks") }, some.map((each) => make("a", { href: `#decks/${each}`, "aria-current": each === kind ? "true" : undefined }, say(`by_${each}`))));
    view.append(make("h2", {}, say("decks")), tabs, ...(kind ? lists[kind]() : [make("p", {}, say("no_cards"))]));
    if (study.sheets) view.append(study.sheets);
  };

  /** @param {StudyCard[]} open */
  const longListOfOpen = (open) => {
    const rest = /** @type {HTMLElement[]} */ ([...study.writeList(open.slice(FIRST)).children]);
    return withRest(study.writeList(open.slice(0, FIRST)), rest);
  };
})();
