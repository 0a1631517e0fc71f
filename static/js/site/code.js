// @ts-check
/// <reference path="../types.d.ts" />
// Copy buttons on code.
(() => {
  "use strict";
  const words = inkstone.words;

  /** @param {string} text */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Some browsers refuse the clipboard to pages from disk; the old way still works there.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "visually-hidden";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  /** @param {Element} pre */
  const addButton = (pre) => {
    let frame = pre.parentElement;
    if (!frame?.matches("figure.code-block")) {
      frame = document.createElement("div");
      frame.className = "code-frame";
      pre.before(frame);
      frame.append(pre);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy ?? "";
    button.addEventListener("click", async () => {
      const done = await copy((pre.querySelector("code") ?? pre).textContent ?? "");
      button.textContent = (done ? words.copied : words.copyFailed) ?? "";
      button.dataset.done = "";
      button.focus();
      setTimeout(() => {
        button.textContent = words.copy ?? "";
        delete button.dataset.done;
      }, 1600);
    });
    frame.append(button);
  };
  inkstone.feature({ enter: (roots) => inkstone.within(roots, "main pre.code").forEach(addButton) });
})();
