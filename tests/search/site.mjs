// What is in a built site: the anchors that answers may name, and the sections that other engines are given.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

const NOT_NOTES = new Set(["assets", "data", "search", "topics"]);

/** The pages of the notes, relative to the site, with `/`. */
export function notePages(site) {
  return readdirSync(site, { recursive: true })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".html") && !NOT_NOTES.has(path.split("/")[0]))
    .sort();
}

/** Every `page.html#anchor` of a heading. */
export function anchorsOf(site) {
  const found = new Set();
  for (const page of notePages(site)) {
    const html = readFileSync(join(site, page), "utf8").match(/<article class="prose">.*<\/article>/s)?.[0] ?? "";
    // A question carries its anchor itself, any other section in its heading.
    for (const [, id] of html.matchAll(/<(?:h[1-6]|section class="question")[^>]* id="([^"]*)"/g)) {
      found.add(`${page}#${id.replaceAll("&quot;", "\"").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")}`);
    }
  }
  return found;
}

/**
 * The heading sections of the notes as plain text: `{key, page, anchor, level, title, parents, text}`. Formulas are their TeX; the links of a
 * question to its topics and relatives are left out, because they are the work of Inkstone and not what the notes say.
 */
export async function sectionsOf(site) {
  const { parse } = await import("node-html-parser");
  const all = [];
  for (const page of notePages(site)) {
    const article = parse(readFileSync(join(site, page), "utf8"), { blockTextElements: { script: false, style: false, pre: false } }).querySelector("main article");
    if (!article) continue;
    const open = [];
    let current = null;
    const visit = (node) => {
      if (node.nodeType === 3) {
        if (current) current.text += node.text;
        return;
      }
      const tag = node.tagName ?? "";
      if (["anchor", "question-links"].some((name) => node.classList?.contains(name)) || ["SCRIPT", "STYLE", "SVG"].includes(tag)) return;
      if (node.classList?.contains("math")) {
        if (current) current.text += ` ${node.getAttribute("data-tex")} `;
        return;
      }
      const level = Number(tag.match(/^H([1-6])$/)?.[1]);
      const anchor = level && (node.getAttribute("id") ?? node.parentNode.getAttribute("id"));
      if (anchor) {
        while (open.length > 0 && open.at(-1).level >= level) open.pop();
        current = { key: `${page}#${anchor}`, page, anchor, level, title: textOf(node), parents: open.map((it) => it.title), text: "" };
        open.push(current);
        all.push(current);
        return;
      }
      node.childNodes.forEach(visit);
      if (["P", "LI", "TD", "TH", "TR", "PRE", "DIV", "FIGCAPTION"].includes(tag) && current) current.text += "\n";
    };
    visit(article);
  }
  return all;
}

function textOf(heading) {
  return heading.childNodes
    .filter((node) => !node.classList?.contains("anchor"))
    .map((node) => (node.classList?.contains("math") ? node.getAttribute("data-tex") : node.text))
    .join("")
    .trim();
}
