// @ts-check
// Images open over the page; Escape closes them and gives the focus back, as dialogs do.
(() => {
  "use strict";
  const words = document.body.dataset;
  const links = document.querySelectorAll("a.enlarge");
  if (!links.length || !("showModal" in HTMLDialogElement.prototype)) return;
  /** @type {HTMLDialogElement | null} */
  let dialog = null;

  const open = (/** @type {HTMLAnchorElement} */ link) => {
    dialog?.remove();
    dialog = document.createElement("dialog");
    dialog.className = "lightbox";
    dialog.setAttribute("aria-label", words.enlarged ?? "");
    const image = document.createElement("img");
    image.src = link.href;
    image.alt = link.querySelector("img")?.alt ?? "";
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

  for (const link of links) {
    link.addEventListener("click", (event) => {
      const mouse = /** @type {MouseEvent} */ (event);
      if (mouse.ctrlKey || mouse.metaKey || mouse.shiftKey || mouse.button !== 0) return;
      event.preventDefault();
      open(/** @type {HTMLAnchorElement} */ (link));
    });
  }
})();
