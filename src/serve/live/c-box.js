// @ts-check
/// <reference path="types.d.ts" />
// What the last build has found, in a corner over the page. It has a style of its own, which neither gets anything from the theme nor
// gives it anything.
(() => {
  "use strict";
  const CSS_TEXT = `
    :host { all: initial; position: fixed; z-index: 2147483647; inset: auto 12px max(12px, env(safe-area-inset-bottom)) auto; max-width: min(36rem, calc(100vw - 24px)); color-scheme: inherit; }
    @media (max-width: 60em) { :host { bottom: calc(4.25rem + env(safe-area-inset-bottom)); } }
    @media print { :host { display: none; } }
    .box { display: flex; flex-direction: column; max-height: min(60vh, 32rem); overflow: hidden; border: 1px solid light-dark(#c9c3b4, #4a4d55); border-inline-start: 4px solid light-dark(#a05a00, #e0a458); border-radius: 8px; background: light-dark(#fffdf7, #1f2228); color: light-dark(#23211c, #e4e2dc); box-shadow: 0 6px 24px rgb(0 0 0 / 22%); font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
    .box[data-severity=error] { border-inline-start-color: light-dark(#b3261e, #f2857d); }
    header { display: flex; align-items: center; gap: 8px; padding: 4px 4px 4px 12px; }
    header > :first-child { flex: 1; min-width: 0; margin: 0; padding: 4px 0; font: inherit; font-weight: 600; text-align: start; color: inherit; background: none; border: 0; }
    button { cursor: pointer; }
    .close { width: 32px; height: 32px; flex: none; border: 0; border-radius: 6px; background: none; color: inherit; font: 16px/1 system-ui, sans-serif; }
    .close:hover { background: light-dark(#efeadd, #2f333b); }
    :focus-visible { outline: 2px solid light-dark(#1a5fb4, #8ab4f8); outline-offset: 1px; }
    ol { margin: 0; padding: 0 12px 10px; overflow: auto; list-style: none; overscroll-behavior: contain; }
    ol[hidden] { display: none; }
    li { padding: 6px 0; border-top: 1px solid light-dark(#e9e4d6, #33363d); overflow-wrap: anywhere; }
    p { margin: 2px 0 0; }
    .place { font: 12.5px/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; color: light-dark(#1a5fb4, #8ab4f8); }
    .code { font: 12px/1.5 ui-monospace, monospace; color: light-dark(#6a6558, #a3a19a); }
    .remedy { color: light-dark(#6a6558, #a3a19a); }
  `;
  /** @type {HTMLElement | null} */
  let host = null;
  /** What was shown last, and what a reader has closed, who does not want to see the same again because it stands on another line. */
  let last = "";
  let closed = "";
  let isUnfolded = false;

  /** @param {string} name @param {string} [className] @param {string} [text] */
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const close = () => {
    host?.remove();
    host = null;
  };

  /** @param {LiveFinding} finding */
  const row = ({ path, line, column, code, message, remedy, edit }) => {
    const item = make("li");
    const place = make(edit ? "a" : "span", "place", `${path}:${line}:${column}`);
    if (edit) {
      place.setAttribute("href", edit);
      place.title = inkstoneLive.words().edit;
    }
    item.append(place, " ", make("span", "code", code), make("p", "message", message), make("p", "remedy", remedy));
    return item;
  };

  inkstoneLive.tell = ({ isGone, hasFailed, list }) => {
    const now = JSON.stringify([isGone, hasFailed, list]);
    if (now === last) return;
    last = now;
    close();
    const what = JSON.stringify([isGone, hasFailed, list.map(({ path, code, message }) => [path, code, message])]);
    if (what !== closed) closed = "";
    if ((!isGone && !hasFailed && list.length === 0) || closed) return;
    const words = inkstoneLive.words();
    host = make("div");
    host.lang = inkstoneLive.lang;
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS_TEXT);
    root.adoptedStyleSheets = [sheet];
    const box = make("section", "box");
    box.dataset.severity = hasFailed ? "error" : "warning";
    box.setAttribute("role", hasFailed ? "alert" : "status");
    const head = make("header");
    const rows = make("ol");
    rows.append(...list.map(row));
    const hasSite = document.documentElement.dataset.page !== undefined;
    const text = hasFailed ? (hasSite ? words.failed : words.nothing) : isGone ? words.gone : words.warnings.replace("{}", String(list.length));
    if (!hasFailed && list.length > 0) {
      // Those who write know most warnings already; a click tells which.
      const fold = make("button", "", text);
      const show = () => {
        rows.hidden = !isUnfolded;
        fold.setAttribute("aria-expanded", String(isUnfolded));
      };
      fold.addEventListener("click", () => {
        isUnfolded = !isUnfolded;
        show();
      });
      show();
      head.append(fold);
    } else head.append(make("p", "", text));
    const shut = make("button", "close", "✕");
    shut.setAttribute("aria-label", words.close);
    shut.addEventListener("click", () => {
      closed = what;
      close();
    });
    head.append(shut);
    box.append(head, ...(list.length > 0 ? [rows] : []));
    root.append(box);
    document.body.append(host);
  };

  // Where a page names places in notes, these open the editor too.
  let address = "";
  /** @param {Element} code */
  const link = (code) => {
    const [, path, line] = /^(.*):(\d+)$/.exec(code.textContent ?? "") ?? [];
    if (!path || code.parentElement?.matches("a")) return;
    const place = document.createElement("a");
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    place.href = address.replace("{line}", line).replace("{col}", "1").replace("{path}", () => encoded);
    place.title = inkstoneLive.words().edit;
    code.before(place);
    place.append(code);
  };
  inkstoneLive.linkPlaces = (edit) => {
    if (!edit || address || !window.inkstone?.feature) return;
    address = edit;
    inkstone.feature({ enter: (roots) => inkstone.within(roots, ".open-place code").forEach(link) });
  };
})();
