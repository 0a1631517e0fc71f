// @ts-check
/// <reference path="types.d.ts" />
// On the page for what is not kept: the way back to what was asked for, and the notes that can be read now.
(() => {
  "use strict";
  const place = document.querySelector(".offline-kept");
  const rows = place?.querySelector("ul");
  if (!(place instanceof HTMLElement) || !rows || !/^https?:$/.test(location.protocol)) return;
  const scope = new URL(inkstone.root || "./", location.href);

  const showAsked = () => {
    const asked = /^#from=(.+)/.exec(location.hash)?.[1];
    const again = document.querySelector(".offline-again");
    const link = again?.querySelector("a");
    const name = again?.querySelector(".from");
    if (!asked || !(again instanceof HTMLElement) || !link || !name) return;
    try {
      const url = new URL(scope.href + decodeURIComponent(asked));
      if (!url.href.startsWith(scope.href)) return;
      link.href = url.href;
      name.textContent = decodeURIComponent(url.pathname.slice(scope.pathname.length));
      again.hidden = false;
    } catch {
      // An address that cannot be read leads nowhere.
    }
  };

  const showKept = async () => {
    /** @type {Set<string>} */
    const kept = new Set();
    for (const name of await caches.keys()) {
      if (!name.startsWith(`inkstone ${scope.pathname} `)) continue;
      for (const { url } of await (await caches.open(name)).keys()) kept.add(url);
    }
    const { root } = /** @type {TreeData} */ (await inkstone.load("tree", inkstone.root + inkstone.site.tree));
    /** @param {TreeNode} node @returns {TreeNode[]} */
    const notes = (node) => (node.c ? node.c.flatMap(notes) : [node]);
    const key = (/** @type {string} */ address) => new URL(address.split("/").map((part) => encodeURIComponent(decodeURIComponent(part))).join("/"), scope).href;
    for (const { t: title, u: address } of root ? notes(root).filter((note) => kept.has(key(note.u))) : []) {
      const link = document.createElement("a");
      link.href = inkstone.root + address;
      link.textContent = title;
      const row = document.createElement("li");
      row.append(link);
      rows.append(row);
    }
    place.hidden = rows.childElementCount === 0;
  };

  showAsked();
  if (typeof caches === "object") showKept().catch(() => {});
})();
