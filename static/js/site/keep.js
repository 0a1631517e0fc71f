// @ts-check
/// <reference path="types.d.ts" />
// At the foot of the home page: keeps the whole site for reading without a network. The page asks for every file, and the
// worker keeps what is asked for; so it can be stopped, and goes on where it was.
(() => {
  "use strict";
  const place = document.querySelector(".keep-offline");
  const said = place?.querySelector(".keep-said");
  const bar = place?.querySelector("progress");
  const button = place?.querySelector("button");
  const about = place?.querySelector(".keep-about");
  if (!(place instanceof HTMLElement) || !said || !bar || !button || !(about instanceof HTMLElement)) return;
  const words = place.dataset;
  const AT_ONCE = 6;
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  const fill = (/** @type {string | undefined} */ text, /** @type {string[]} */ ...values) => values.reduce((text, value) => text.replace("{}", value), text ?? "");

  inkstone.offerToKeep = async (ask) => {
    let isRunning = false;
    const state = () => /** @type {Promise<KeptState>} */ (ask({ say: "state" }));
    const sum = (/** @type {[string, number][]} */ files) => files.reduce((sum, [, size]) => sum + size, 0);

    const show = async () => {
      const { version, bytes, missing, everything } = await state();
      const isWhole = missing.length === 0;
      said.textContent = isWhole ? fill(words.kept, megabytes(bytes), version.slice(0, 8)) : everything ? fill(words.stopped, megabytes(bytes - sum(missing)), megabytes(bytes)) : "";
      button.textContent = isWhole ? (words.forget ?? "") : everything ? (words.on ?? "") : fill(words.keep, megabytes(sum(missing)));
      button.className = isWhole ? "plain" : "secondary";
      about.hidden = isWhole;
      bar.hidden = true;
      button.onclick = isWhole ? drop : keep;
      place.hidden = false;
    };

    const drop = async () => {
      await ask({ say: "forget" });
      await show();
    };

    const keep = async () => {
      inkstone.persist?.();
      await ask({ say: "everything" });
      const { bytes, missing } = await state();
      let done = bytes - sum(missing);
      const step = () => {
        bar.value = done / Math.max(1, bytes);
        bar.textContent = said.textContent = fill(words.progress, megabytes(done), megabytes(bytes));
      };
      isRunning = true;
      bar.hidden = false;
      button.textContent = words.stop ?? "";
      button.onclick = () => (isRunning = false);
      step();
      const work = async () => {
        for (let next = missing.shift(); next && isRunning; next = missing.shift()) {
          const [url, size] = next;
          // An empty answer is no less an answer; a network that is gone ends it.
          await (await fetch(url)).arrayBuffer();
          done += size;
          step();
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work)).catch(() => {});
      isRunning = false;
      await show();
    };

    await show();
  };
})();
