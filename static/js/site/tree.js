// @ts-check
/// <reference path="../types.d.ts" />
// The page holds an excerpt of the tree; the rest comes from data/tree.js when it is asked for.
(() => {
  "use strict";
  const { words } = inkstone;
  const here = document.documentElement.dataset.page ?? "";

  /** @param {TreeNode} node @param {string} url @returns {TreeNode | null} */
  const find = (node, url) => {
    if (node.c && node.u === url) return node;
    for (const child of node.c ?? []) {
      const found = child.c ? find(child, url) : null;
      if (found) return found;
    }
    return null;
  };

  /** The address from the root of a link on this page. @param {Element | null} link */
  const address = (link) => (link?.getAttribute("href") ?? "").slice(inkstone.root.length);

  /** @param {string} url @returns {Promise<TreeNode | null>} */
  const folder = async (url) => {
    const { root } = await inkstone.load("tree", inkstone.root + inkstone.site.tree);
    return root && find(root, url);
  };

  /** @param {TreeNode} node @param {Map<string, Element>} open entries that are open already, by address */
  const entry = (node, open) => {
    const known = node.c && open.get(node.u);
    if (known) return known;
    const item = document.createElement("li");
    item.className = node.c ? "folder" : "note";
    const link = document.createElement("a");
    link.href = inkstone.root + node.u;
    if (node.u === here) link.setAttribute("aria-current", "page");
    const label = document.createElement("span");
    label.className = "label";
    label.textContent = node.t;
    link.append(label);
    if (node.s) {
      const dot = document.createElement("span");
      dot.className = "dot";
      dot.dataset.state = node.s;
      link.append(dot);
    }
    item.append(link);
    if (node.c) addButton(item);
    return item;
  };

  /** @param {TreeNode} node @param {Element | null} old the list that is shown so far */
  const list = (node, old) => {
    const open = new Map();
    for (const item of old?.querySelectorAll(":scope > li.folder.open") ?? []) open.set(address(item.querySelector("a")), item);
    const ul = document.createElement("ul");
    ul.append(...(node.c ?? []).map((child) => entry(child, open)));
    return ul;
  };

  /** @param {Element} item a folder */
  const addButton = (item) => {
    const label = item.querySelector(".label")?.textContent ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "expand";
    const show = () => {
      const open = item.classList.contains("open");
      button.setAttribute("aria-expanded", String(open));
      button.setAttribute("aria-label", `${open ? words.collapse : words.expand} ${label}`);
    };
    button.addEventListener("click", async () => {
      let inner = item.querySelector(":scope > ul");
      if (!inner) {
        const node = await folder(address(item.querySelector("a"))).catch(() => null);
        if (!node) return;
        inner = list(node, null);
        item.append(inner);
      } else {
        inner.toggleAttribute("hidden");
      }
      item.classList.toggle("open", !inner.hasAttribute("hidden"));
      show();
    });
    item.querySelector(":scope > a")?.after(button);
    show();
  };

  /** @param {Event} event */
  const showMore = async (event) => {
    const link = event.target instanceof Element ? event.target.closest("li.more > a") : null;
    const old = link?.closest("ul");
    if (!(link instanceof HTMLAnchorElement) || !old || event.defaultPrevented) return;
    event.preventDefault();
    const node = await folder(address(link)).catch(() => null);
    if (!node) {
      location.href = link.href;
      return;
    }
    const index = [...old.children].findIndex((item) => item.querySelector("[aria-current]"));
    const whole = list(node, old);
    old.replaceWith(whole);
    // The keyboard goes on where it was.
    const items = whole.querySelectorAll(":scope > li > a");
    const target = whole.querySelector("[aria-current]") ?? items[Math.max(index, 0)];
    if (target instanceof HTMLElement) target.focus();
  };

  /** @param {Element} tree */
  const start = (tree) => {
    for (const item of tree.querySelectorAll("li.folder")) addButton(item);
    tree.addEventListener("click", showMore, true);
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, "#tree").forEach(start) });
})();
