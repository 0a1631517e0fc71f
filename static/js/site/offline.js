// @ts-check
/// <reference path="types.d.ts" />
// Reading without a network: starts the service worker, says when there is a new version, and never forces it on anybody.
// Nothing of this happens on pages from disk.
(() => {
  "use strict";
  if (inkstone.packed || !/^https?:$/.test(location.protocol)) return;
  const [source, manifest] = [inkstone.site.worker, inkstone.site.manifest].map((path) => inkstone.root + path);
  const scope = new URL(inkstone.root || "./", location.href);
  const container = navigator.serviceWorker;

  /** @type {Promise<boolean> | null} */
  let lasting = null;
  inkstone.persist = () => {
    lasting ??= (navigator.storage?.persist?.() ?? Promise.resolve(false)).catch(() => false);
    return lasting;
  };

  // Not in the page itself, for browsers complain about it on pages from disk.
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = manifest;
  document.head.append(link);
  if (!container || typeof caches !== "object") return;

  /** Ends the worker of this site and drops what it has kept. */
  const letGo = async () => {
    const registration = await container.getRegistration(scope);
    if (registration?.scope !== scope.href) return;
    await registration.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`inkstone ${scope.pathname} `)) await caches.delete(name);
  };

  // On the author's own machine one address serves many sites, and a page must never be older than its note. Who wants to try
  // it there says so.
  const isHere = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);
  const isWanted = () => {
    try {
      return localStorage.getItem("inkstone:worker") === "on";
    } catch {
      return false;
    }
  };
  if (isHere && !isWanted()) {
    if (container.controller) letGo().catch(() => {});
    return;
  }

  const had = container.controller !== null;
  const notice = document.querySelector(".site-update p");
  const tell = () => notice instanceof HTMLElement && (notice.hidden = false);

  /** @param {ServiceWorker} worker @param {Record<string, unknown>} message @returns {Promise<any>} */
  const ask = (worker, message) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage(message, [port2]);
    });

  /** @param {ServiceWorkerRegistration} registration */
  const watch = (registration) => {
    const follow = () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed" && container.controller) tell();
      });
    };
    if (registration.waiting && container.controller) tell();
    follow();
    registration.addEventListener("updatefound", follow);
    // Another page of this site may have let the new version in.
    let isOwn = false;
    container.addEventListener("controllerchange", () => {
      if (isOwn) location.reload();
      else if (had) tell();
    });
    document.querySelector(".update-reload")?.addEventListener("click", () => {
      if (!registration.waiting) return location.reload();
      isOwn = true;
      registration.waiting.postMessage({ say: "take over" });
    });
    document.querySelector(".update-later")?.addEventListener("click", () => notice instanceof HTMLElement && (notice.hidden = true));
  };

  /** A site that has no worker any more must not live on in browsers. */
  const letGoIfGone = async () => {
    const { status } = await fetch(source, { method: "HEAD", cache: "no-store" });
    if (status === 404 || status === 410) await letGo();
  };

  const start = async () => {
    const registration = await container.register(source);
    watch(registration);
    const look = () => registration.update().catch(letGoIfGone).catch(() => {});
    if (had && navigator.onLine) look();
    addEventListener("online", look);
    const { active } = await container.ready;
    if (!active) return;
    if (!had) {
      // What was read before the worker was there is kept too.
      const urls = [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)];
      await ask(active, { say: "read", urls });
    }
    inkstone.offerToKeep?.((message) => ask(container.controller ?? active, message));
  };
  const begin = () => start().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
})();
