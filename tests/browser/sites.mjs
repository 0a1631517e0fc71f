// The sites that the browser reads, built by the real program, and the ways in which they are reached.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { serve } from "./server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
/** The repository, which is a site too. */
export const root = join(here, "../..");
const corpora = join(root, "../shared/corpora");

/** Runs the program, quietly. */
function inkstone(...args) {
  const program = process.env.INKSTONE ? [process.env.INKSTONE] : ["cargo", "run", "--quiet", "--"];
  const [command, ...first] = program;
  execFileSync(command, [...first, ...args, "--quiet"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

/** Builds the site of `folder` into `output`, with further arguments. */
export function build(folder, output, ...args) {
  rmSync(output, { recursive: true, force: true });
  inkstone("build", folder, "-o", output, ...args);
  return output;
}

/** Exports the site of `folder` as `format` into `file`, with further arguments. */
export function exportTo(format, folder, file, ...args) {
  inkstone("export", format, folder, "-o", file, ...args);
  return file;
}

/** Makes sites in a folder of their own, which `remove` deletes. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), "inkstone-"));
  return {
    folder,
    /** The repository's own site. */
    own: () => build(root, join(folder, "own")),
    /** Every way of writing in one small folder of notes. */
    mixed: () => build(mixedNotes(folder), join(folder, "mixed")),
    /** A folder of somebody's notes. */
    corpus: (name) => build(join(corpora, name), join(folder, name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A copy of the mixed notes, with the names that not every system lets a repository hold. */
export function mixedNotes(folder) {
  const notes = join(folder, "mixed notes #1");
  cpSync(join(root, "tests/sites/mixed/in"), notes, { recursive: true });
  writeFileSync(join(notes, "为什么?.md"), "# 为什么？\n\n文件名里有问号。[问自己](为什么%3F.md)，[问归一化](归一化.md#多卡怎么同步)。\n");
  writeFileSync(join(notes, "a&b \"c\" <d>.md"), "# a&b \"c\" <d>\n\n文件名里有 HTML 的符号。[[为什么?]]\n");
  return notes;
}

/** Folders of notes that lie beside the repository; none on most machines. */
export const corpusNames = existsSync(corpora) ? readdirSync(corpora).sort() : [];
if (corpusNames.length === 0) console.log("skipped: the sites of ../shared/corpora, which is not there");

/** The three places where the same bytes must work. */
export const PLACES = ["from disk", "over http at a root", "over http under a path"];

/** Makes the site in `folder` reachable at `place`: its base address, and `close`. */
export async function reach(place, folder) {
  if (place === "from disk") return { url: `${pathToFileURL(folder).href}/`, close: async () => {} };
  return serve(folder, place.endsWith("root") ? "/" : "/my notes/");
}

/** All pages of the site in `folder`, as relative addresses. */
export function pagesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".html"))
    .map((path) => path.split(/[\\/]/).map(encodeURIComponent).join("/"))
    .sort();
}

/** A folder for pictures and other evidence of a failed test. */
export function evidence(name) {
  const folder = join(here, "out", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
