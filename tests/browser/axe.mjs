// What axe-core finds on a page, strictly: every impact, its good practices too, and targets of 24 px.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Rules that say nothing of these pages, each with the reason. */
const OFF = {
  // Notes are other people's: a note that goes from its title to h4 is shown as it is written.
  "heading-order": { enabled: false },
};

/** All that axe finds on `page` at each of `widths`, or within `within`, a selector. */
export async function findings(page, widths, within) {
  // Style sheets of a policy without `unsafe-inline` let a script in only by way of the tools.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    // What moves in is looked at when it has arrived, and what scripts measure when they have done so.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
    const { violations, passes } = await page.evaluate(
      // From disk, style sheets cannot be asked for a second time.
      ([within, rules]) => window.axe.run(within ?? document, { resultTypes: ["violations"], preload: false, rules: { ...rules, "target-size": { enabled: true } } }),
      [within, OFF],
    );
    if (passes.length < 4) throw new Error(`axe has not looked at ${page.url()}`);
    for (const { id, impact, nodes } of violations) {
      found.push(`${width} px: ${id} (${impact}): ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${[...node.any, ...node.all, ...node.none][0]?.message ?? ""}`).join(" | ")}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""}`);
    }
  }
  return found;
}
