// @ts-check
/// <reference path="../types.d.ts" />
// An image that does not arrive says so instead of leaving a hole. The others open over the page; Escape closes them and
// gives the focus back, as dialogs do.
(() => {
  "use strict";
  const words = inkstone.words;

  const explain = (/** @type {HTMLImageElement} */ image) => {
    const box = document.createElement("span");
    box.className = "missing-image";
    const link = document.createElement("a");
    link.href = image.src;
    link.textContent = image.alt || new URL(image.src).hostname || image.getAttribute("src") || "";
    box.append(words.imageFailed ?? "", " ", link);
    (image.closest("a.enlarge") ?? image).replaceWith(box);
  };
  document.querySelector("main")?.addEventListener("error", (event) => {
    if (event.target instanceof HTMLImageElement) explain(event.target);
  }, true);
  /** @param {Element} image */
  const look = (image) => {
    const failed = image instanceof HTMLImageElement && image.loading !== "lazy" && image.complete && !image.naturalWidth;
    if (failed) explain(image);
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, "main img").forEach(look) });

  if (!("showModal" in HTMLDialogElement.prototype)) return;
  /** @type {HTMLDialogElement | null} */
  let dialog = null;

  const open = (/** @type {HTMLAnchorElement} */ link) => {
    dialog?.remove();
    dialog = document.createElement("dialog");
    dialog.className = "lightbox";
    dialog.setAttribute("aria-label", words.enlarged ?? "");
    const image = document.createElement("img");
    const small = link.querySelector("img");
    image.src = inkstone.packed ? (small?.src ?? "") : link.href;
    image.alt = small?.alt ?? "";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button";
    close.setAttribute("aria-label", words.close ?? "");
    close.textContent = "✕";
    dialog.append(close, image);
    dialog.addEventListener("click", () => dialog?.close());
    dialog.addEventListener("close", () => {
      dialog?.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  /** @param {Element} link */
  const listen = (link) => {
    link.addEventListener("click", (event) => {
      const mouse = /** @type {MouseEvent} */ (event);
      if (mouse.ctrlKey || mouse.metaKey || mouse.shiftKey || mouse.button !== 0) return;
      event.preventDefault();
      open(/** @type {HTMLAnchorElement} */ (link));
    });
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, "a.enlarge").forEach(listen) });
})();
