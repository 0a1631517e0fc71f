// @ts-check
/// <reference path="types.d.ts" />
// Listens to the server, and decides what is to be done about a change.
(() => {
  "use strict";
  // A page in a frame is part of another one, which listens.
  if (window !== top) return;
  const script = document.currentScript;
  /** The generation that is known here. */
  let mark = (script instanceof HTMLScriptElement && new URL(script.src).searchParams.get("from")) || "";
  const path = decodeURIComponent(location.pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");
  /** @type {{ isGone: boolean, hasFailed: boolean, list: LiveFinding[] }} */
  const told = { isGone: false, hasFailed: false, list: [] };
  /** Scripts put their addresses into a page; what they load is read anew when it is next used. */
  const DATA = /\.(?:js|json)$/;
  /** What is shown in no page as it is. */
  const NO_PICTURE = /\.(?:html?|js|json|css|xml|txt|webmanifest)$/;

  /** Shows the page as it is now. */
  const refresh = async () => {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    told.isGone = answer.status === 404 && !document.body.classList.contains("not-found-page");
    if (told.isGone) return;
    const text = await answer.text();
    if (!window.inkstone?.change || !(await inkstoneLive.show(text))) location.reload();
  };

  /** What has changed since the last look; `null` for everything. @type {Set<string> | null} */
  let waiting = new Set();
  let generation = 0;
  let isBusy = false;
  const work = async () => {
    if (isBusy) return;
    isBusy = true;
    while (waiting === null || waiting.size > 0) {
      const changed = waiting;
      waiting = new Set();
      const has = (/** @type {RegExp} */ form) => changed === null || [...changed].some((each) => form.test(each));
      // A page of a site that could not be built yet has nothing to keep.
      if (document.documentElement.dataset.page === undefined && document.body.childElementCount === 0) return location.reload();
      if (has(DATA)) window.inkstone?.forget?.();
      inkstoneLive.showFiles(changed && new Set([...changed].filter((each) => !NO_PICTURE.test(each))), generation);
      if (changed === null || changed.has(path)) {
        await refresh().catch(() => {
          // The server may just have ended; the next connection says that everything may be new.
          mark = "";
          again = setTimeout(listen, 500);
        });
        inkstoneLive.tell(told);
      }
    }
    isBusy = false;
  };

  /** @param {MessageEvent<string>} event */
  const hear = ({ data, lastEventId }) => {
    const news = /** @type {LiveEvent} */ (JSON.parse(data));
    if ("generation" in news) {
      mark = lastEventId;
      generation = news.generation;
      if (!news.changed || waiting === null) waiting = null;
      else for (const each of news.changed) waiting.add(each);
      work();
      return;
    }
    inkstoneLive.lang = news.lang || inkstoneLive.lang;
    inkstoneLive.linkPlaces(news.edit);
    told.hasFailed = !news.ok;
    told.list = news.error ?? news.warning ?? [];
    inkstoneLive.tell(told);
  };

  // Browsers open six connections to a server and no more, so pages that nobody sees give theirs back. What they miss
  // they are told when they are seen again.
  /** @type {EventSource | null} */
  let source = null;
  let again = 0;
  const leave = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const listen = () => {
    leave();
    if (document.visibilityState === "hidden") return;
    const opened = new EventSource(`/.inkstone/events?from=${encodeURIComponent(mark)}&page=${encodeURIComponent(path)}`);
    source = opened;
    opened.onmessage = hear;
    opened.onerror = () => {
      // Browsers try again by themselves, but not after an answer that is no stream.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(listen, 2000);
    };
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
  listen();
})();
