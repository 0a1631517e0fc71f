// @ts-check
/// <reference path="../types.d.ts" />
// What a topic is, beside the word: after a moment under the pointer, with the focus, or by a long press. Where the data
// cannot be had the link is a link and nothing else.
(() => {
  "use strict";
  const source = inkstone.site.topics;
  if (!source) return;
  const DELAY = 250;
  const PRESS = 500;
  const EDGE = 8;
  const GAP = 6;

  /** @type {HTMLElement | null} */
  let card = null;
  /** The link that the card stands beside. @type {HTMLAnchorElement | null} */
  let owner = null;
  /** The lengths of its formula: the policy allows no style attributes. @type {CSSStyleSheet | null} */
  let sheet = null;
  /** What waits to be opened or closed. */
  let timer = 0;
  /** What readers hear who opened a card by keyboard. @type {HTMLElement | null} */
  let said = null;

  /** @param {string} name @param {string} [className] @param {string} [text] */
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  /** @param {string} text @param {string} url */
  const anchor = (text, url) => {
    const link = document.createElement("a");
    link.href = inkstone.root + url;
    link.textContent = text;
    return link;
  };
  /** Links that say which topic they lead to, and those in rows of topics, which their addresses tell. */
  const LINKS = "a[data-topic], a.topic-chip:not(.sheet, #study *)";
  /** @param {unknown} target @returns {HTMLAnchorElement | null} */
  const topicLink = (target) => (target instanceof Element ? target.closest(LINKS) : null);
  /** @param {HTMLAnchorElement} link @param {TopicData["topics"]} topics @returns {TopicCard | undefined} */
  const topicOf = ({ dataset, href }, topics) => {
    if (dataset.topic) return topics[dataset.topic];
    const isIts = (/** @type {TopicCard} */ { u }) => new URL(inkstone.root + u, document.baseURI).href === href;
    return Object.values(topics).find(isIts);
  };
  const later = (/** @type {() => void} */ action, delay = DELAY) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };

  /** @param {TopicCard} topic @param {TopicData} data */
  const formula = async ({ f = "", c = "" }, { math }) => {
    if (!f || !("adoptedStyleSheets" in document)) return null;
    try {
      // Formulas need the style sheet that only pages with formulas load.
      await inkstone.loadStyle(inkstone.root + math);
    } catch {
      return null;
    }
    if (!sheet) {
      sheet = new CSSStyleSheet();
      inkstone.adopt(sheet);
    }
    sheet.replaceSync(c);
    const box = make("div", "card-formula");
    box.innerHTML = f;
    return box;
  };

  /** @param {TopicCard} topic @param {TopicData} data */
  const build = async (topic, data) => {
    const { words } = data;
    const box = make("aside", "topic-card");
    box.setAttribute("aria-label", topic.n);
    const title = make("p", "card-title");
    title.append(anchor(topic.n, topic.u));
    for (const name of topic.a ?? []) title.append(" ", make("span", "alias", name));
    box.append(title);
    if (topic.s) box.append(make("p", "card-summary", topic.s));
    const shown = await formula(topic, data);
    if (shown) box.append(shown);
    if (topic.q) {
      const list = make("ul");
      for (const [text, url, state] of topic.q) {
        const item = make("li");
        const dot = make("span", "dot");
        dot.dataset.state = state;
        item.append(dot, anchor(text, url), make("span", "visually-hidden", ` (${words.states[state] ?? ""})`));
        list.append(item);
      }
      box.append(make("p", "card-asked", words.asked), list);
    }
    const more = make("p", "card-more");
    more.append(anchor(topic.m ? words.more.replace("{}", String(topic.m - (topic.q?.length ?? 0))) : words.page, topic.u));
    box.append(more);
    return box;
  };

  /** Beside the word, above or below, never over it. */
  const place = () => {
    if (!card || !owner) return;
    const { style } = card;
    style.maxHeight = "";
    const word = owner.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const below = height - word.bottom - GAP - EDGE;
    const above = word.top - GAP - EDGE;
    const down = card.offsetHeight <= below || below >= above;
    style.maxHeight = `${Math.max(down ? below : above, 80)}px`;
    const top = down ? word.bottom + GAP : word.top - GAP - card.offsetHeight;
    const first = owner.getClientRects()[0] ?? word;
    const left = Math.max(EDGE, Math.min(first.left, width - card.offsetWidth - EDGE));
    style.left = `${left + scrollX}px`;
    style.top = `${top + scrollY}px`;
    const wide = card.querySelector(".card-formula > *");
    if (wide && wide.scrollWidth > wide.clientWidth) wide.setAttribute("tabindex", "0");
  };

  const close = () => {
    clearTimeout(timer);
    card?.remove();
    card = owner = null;
    if (said) said.textContent = "";
  };

  /** @param {HTMLAnchorElement} link @param {boolean} [aloud] */
  const open = async (link, aloud) => {
    if (owner === link) return;
    close();
    owner = link;
    const data = await inkstone.load("topics", inkstone.root + source).catch(() => null);
    const topic = data ? topicOf(link, data.topics) : undefined;
    const box = data && topic ? await build(topic, data) : null;
    // The reader may have gone on meanwhile.
    if (owner !== link) return;
    if (!box || !topic) {
      owner = null;
      return;
    }
    card = box;
    document.body.append(card);
    place();
    document.fonts?.ready.then(place);
    if (!aloud || !said) return;
    said.textContent = topic.s ? `${topic.n}：${topic.s}` : topic.n;
  };

  /** The pointer has left; what the keyboard has opened stays. */
  const leave = () => {
    if (!owner) clearTimeout(timer);
    else if (!owner.matches(":focus-visible") && !card?.contains(document.activeElement)) later(close);
  };

  // The pointer. It may wander from the word into the card.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = topicLink(event.target);
    const inside = event.target instanceof Node && card?.contains(event.target);
    if (inside || (link && link === owner)) clearTimeout(timer);
    else if (link) later(() => open(link));
    else leave();
  });
  document.documentElement.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || leave());

  // The keyboard: on from the word into the card, and from its end on in the text.
  document.addEventListener("focusin", ({ target }) => {
    const link = topicLink(target);
    if (target instanceof Node && card?.contains(target)) return;
    if (link?.matches(":focus-visible") && link !== owner) {
      // A live region must be there before it speaks.
      if (!said) {
        said = make("p", "visually-hidden");
        said.setAttribute("role", "status");
        document.body.append(said);
      }
      later(() => open(link, true));
    } else if (link !== owner) close();
  });
  document.addEventListener("keydown", (event) => {
    const from = owner;
    if (!card || !from) return;
    const stops = /** @type {HTMLElement[]} */ ([...card.querySelectorAll("a, [tabindex]")]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === "Escape") {
      if (at >= 0) from.focus();
      close();
    } else if (event.key !== "Tab") return;
    else if (document.activeElement === from && !event.shiftKey) {
      event.preventDefault();
      stops[0]?.focus();
    } else if (at >= 0 && at === (event.shiftKey ? 0 : stops.length - 1)) {
      // Before the browser moves on from the word; backwards it stays there.
      if (event.shiftKey) event.preventDefault();
      from.focus();
      if (!event.shiftKey) close();
    }
  });

  // A finger. What follows a long press is no choice of the link.
  let pressed = false;
  /** @type {{ x: number, y: number } | null} */
  let finger = null;
  const press = (/** @type {HTMLAnchorElement} */ link) => {
    clearTimeout(timer);
    pressed = true;
    open(link);
  };
  document.addEventListener("pointerdown", (event) => {
    pressed = false;
    finger = null;
    if (!(event.target instanceof Node && card?.contains(event.target)) && topicLink(event.target) !== owner) close();
    const link = topicLink(event.target);
    if (event.pointerType !== "touch" || !link || card?.contains(link)) return;
    finger = { x: event.clientX, y: event.clientY };
    later(() => press(link), PRESS);
  });
  const lift = (/** @type {PointerEvent} */ event) => {
    if (!finger || event.pointerType !== "touch") return;
    const moved = event.type !== "pointermove" || Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > 10;
    if (!moved) return;
    finger = null;
    if (!pressed) clearTimeout(timer);
  };
  for (const type of ["pointermove", "pointerup", "pointercancel"]) document.addEventListener(type, (event) => lift(/** @type {PointerEvent} */ (event)));
  document.addEventListener("contextmenu", (event) => {
    const link = topicLink(event.target);
    if (!link || !(finger || pressed)) return;
    event.preventDefault();
    if (!pressed) press(link);
  });
  document.addEventListener("click", (event) => {
    if (!pressed || !topicLink(event.target)) return;
    pressed = false;
    event.preventDefault();
  }, true);
  addEventListener("resize", place);
  addEventListener("pagehide", close);
  inkstone.feature({ leave: close });
})();
