// @ts-check
/// <reference path="types.d.ts" />
// Study: how the log is kept, taken along and brought in, and the settings.
(() => {
  "use strict";
  const { study } = inkstone;
  if (!study) return;
  const { make, say } = study;
  /** Safari drops what pages have stored after seven days without a visit, unless they are on the home screen. */
  const mayEvict = /safari/i.test(navigator.userAgent) && !/chrome|chromium|crios|android|edg/i.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

  const fileName = () => `${document.documentElement.dataset.site || "inkstone"}-${study.book.heat({ days: 1 })[0].day}.json`;
  const exportFile = () => {
    study.save(fileName(), study.book.export(), "application/json");
    study.toast(say("exported"));
    study.changed();
    const notice = document.querySelector(".study-notice.unsaved");
    const held = notice?.contains(document.activeElement);
    notice?.remove();
    if (held) study.focusHeading();
  };

  study.reminder = () => {
    const { unsaved } = study.book;
    if (unsaved < study.remindAfter) return [];
    return [make("section", { class: "study-notice unsaved" }, make("p", {}, say("unsaved", unsaved)), make("p", { class: "study-actions" }, make("button", { class: "secondary", click: exportFile }, say("export")), make("a", { class: "plain", href: "#progress" }, say("about_progress"))))];
  };

  study.warnings = () => {
    const { status, damaged } = study.book;
    const lines = [];
    if (status === "memory") lines.push(say("storage_memory"));
    if (status === "full") lines.push(say("storage_full"));
    if (damaged > 0) lines.push(say("storage_damaged"));
    return lines.map((line) => make("section", { class: "study-notice warning" }, make("p", {}, line), make("p", { class: "study-actions" }, make("a", { class: "secondary", href: "#progress" }, say("about_progress")))));
  };

  /** @param {string} text @param {HTMLElement} said */
  const bringIn = (text, said) => {
    const { book } = study;
    let result = book.import(text);
    if (result.reason === "other-site") {
      const sure = make("button", { class: "secondary", click: () => {
        result = book.import(text, { force: true });
        tell(result, said);
      } }, say("import_anyway"));
      said.replaceChildren(make("p", {}, say("reason_other-site")), sure);
      return;
    }
    tell(result, said);
  };
  /** @param {ReviewImport} result @param {HTMLElement} said */
  const tell = (result, said) => {
    const text = result.reason ? say(`reason_${result.reason}`) : study.sentences(say("imported", result.added, result.known), result.refused > 0 ? say("refused", result.refused) : "");
    said.replaceChildren(make("p", { class: result.reason ? "bad" : "good" }, text));
    study.announce(text);
    study.changed();
  };

  /** @param {string} name @param {StudyAttributes} attributes @param {(value: number) => number} [read] @param {(value: number) => number} [write] */
  const setting = (name, attributes, read = (value) => value, write = (value) => value) => {
    const stored = () => String(read(Number(study.book.settings[name])));
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "number", inputmode: "numeric", id: `set-${name}`, value: stored(), required: true, ...attributes, change: () => {
      const isSet = input.checkValidity() && study.book.set(name, write(Number(input.value)));
      if (isSet) study.changed();
      else input.value = stored();
      study.toast(isSet ? say("kept") : say("not_set", input.min, input.max));
    } }));
    return make("label", { for: `set-${name}` }, make("span", {}, say(`set_${name}`)), input);
  };

  study.views.progress = (view) => {
    const { book } = study;
    const count = book.entries().filter((entry) => entry.kind === "review").length;
    const said = make("div", { class: "import-said", role: "status" });
    const file = /** @type {HTMLInputElement} */ (make("input", { type: "file", id: "import-file", class: "visually-hidden", accept: ".json,application/json", change: async () => {
      const [chosen] = file.files ?? [];
      if (chosen) bringIn(await chosen.text(), said);
      file.value = "";
    } }));
    const area = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "progress-text", rows: 5, spellcheck: "false", autocomplete: "off", placeholder: say("text_hint"), "aria-label": say("by_text") }));
    const copyButton = make("button", { class: "secondary", click: async () => {
      area.value = book.export();
      area.select();
      study.changed();
      study.toast(say((await study.copy(area.value)) ? "copied" : "select_text"));
    } }, say("copy_text"));
    const stepsBox = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", id: "set-steps", checked: book.settings.steps === true, change: () => {
      book.set("steps", stepsBox.checked);
      study.changed();
    } }));
    // Browsers may drop what pages have stored when space is short, unless they have been asked not to.
    const lasting = make("p", { class: "study-hint", hidden: true });
    navigator.storage?.persisted?.().then((persists) => {
      if (persists) lasting.textContent = say("lasting");
      else lasting.append(make("button", { class: "plain", click: async () => {
        lasting.textContent = say((await navigator.storage.persist()) ? "lasting" : "not_lasting");
      } }, say("make_lasting")));
      lasting.hidden = false;
    }).catch(() => {});
    const kept = book.status === "memory" ? "storage_memory" : book.status === "full" ? "storage_full" : book.copied ? "storage_kept" : "storage_one";
    view.append(
      make("h2", {}, say("progress_title")),
      make("p", {}, study.sentences(say("reviews_kept", count), book.unsaved > 0 ? say("not_exported", book.unsaved) : "")),
      make("p", { class: "study-hint" }, study.sentences(say(kept), say("one_device"))),
      lasting,
      ...(mayEvict ? [make("p", { class: "study-notice warning" }, say("safari"))] : []),
      make("p", { class: "study-actions" },
        make("button", { class: "primary", click: exportFile }, say("export")),
        make("label", { class: "secondary file-label", for: "import-file" }, say("import")), file),
      said,
      make("details", { class: "by-text" }, make("summary", {}, say("by_text")), area, make("p", { class: "study-actions" }, copyButton, make("button", { class: "secondary", click: () => bringIn(area.value, said) }, say("import_text")))),
      make("h2", {}, say("settings")),
      make("div", { class: "study-form settings" },
        setting("newPerDay", { min: 0, max: 9999 }),
        setting("reviewsPerDay", { min: 0, max: 9999 }),
        setting("retention", { min: 70, max: 97 }, (value) => Math.round(value * 100), (value) => value / 100),
        setting("leechAfter", { min: 2, max: 99 }),
        setting("writeMinutes", { min: 1, max: 600 }),
        make("label", { for: "set-steps", class: "check" }, stepsBox, make("span", {}, say("set_steps")))),
      make("p", { class: "study-hint" }, say("settings_about")));
  };
})();
