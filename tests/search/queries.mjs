// The queries and their answers, and what a line of `queries.tsv` must be like.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export const CATEGORIES = [
  "natural",
  "word",
  "acronym",
  "mixed",
  "alias",
  "pinyin",
  "initials",
  "typo-latin",
  "typo-han",
  "partial",
  "code",
  "traditional",
  "none",
];

/** The part a query belongs to: by its own bytes, so that nobody chooses and a new query moves no other. */
export function partOf(query) {
  return createHash("sha256").update(query).digest()[16] % 2 === 0 ? "tune" : "report";
}

/**
 * Reads `queries.tsv`: `{part, category, query, answers}`, where `answers` maps `page.html#anchor` to a grade of 1 to 3.
 * Throws and names the line when one is not as the README says.
 */
export function readQueries(file = new URL("queries.tsv", import.meta.url)) {
  const [header, ...lines] = readFileSync(file, "utf8").replace(/\n$/, "").split("\n");
  if (header !== "part\tcategory\tquery\tanswers") throw new Error("queries.tsv: no header");
  const seen = new Set();
  return lines.map((line, index) => {
    const fault = (what) => new Error(`queries.tsv:${index + 2}: ${what}`);
    const [part, category, query, list, ...rest] = line.split("\t");
    if (!list || rest.length > 0) throw fault("four columns are wanted");
    if (!CATEGORIES.includes(category)) throw fault(`no category ${category}`);
    if (part !== partOf(query)) throw fault(`${query} belongs to the part ${partOf(query)}`);
    if (seen.has(query)) throw fault(`${query} stands there twice`);
    seen.add(query);
    const answers = new Map();
    for (const answer of list === "-" ? [] : list.split(" ")) {
      const [, path, anchor, grade] = answer.match(/^([^#]+\.md)#([^=]+)=([123])$/) ?? [];
      if (!grade) throw fault(`not an answer: ${answer}`);
      const key = `${pageOf(path)}#${anchor}`;
      if (answers.has(key)) throw fault(`answered twice: ${answer}`);
      answers.set(key, Number(grade));
    }
    if ((category === "none") !== (answers.size === 0)) throw fault("queries without an answer are those of the category none");
    if (category !== "none" && !queryIsAnswerable(answers)) throw fault("no answer of grade 2 or 3");
    return { part, category, query, answers };
  });
}

function queryIsAnswerable(answers) {
  return [...answers.values()].some((grade) => grade >= 2);
}

/** The file of what was read and found to be no answer. */
export const REJECTED = new URL("rejected.tsv", import.meta.url);

/** What was read and found to be no answer: keys `page.html#anchor` by query. */
export function readRejected() {
  const [, ...lines] = readFileSync(REJECTED, "utf8").trimEnd().split("\n");
  return new Map(lines.map((line) => {
    const [query, list] = line.split("\t");
    return [query, new Set(list.split(" ").map((answer) => answer.replace(/^[^#]*/, pageOf)))];
  }));
}

/** The page of a note, as the contract has it. */
export function pageOf(note) {
  return note.replace(/\.md$/, ".html").replace(/(^|\/)README\.html$/, "$1index.html");
}

/** The note of a page. */
export function noteOf(page) {
  return page.replace(/(^|\/)index\.html$/, "$1README.html").replace(/\.html$/, ".md");
}
