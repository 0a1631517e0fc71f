/** A folder or note of `data/tree.js`. */
interface TreeNode {
  /** Title. */
  t: string;
  /** Address from the root, percent-encoded. */
  u: string;
  /** State of a note that has questions. */
  s?: "answered" | "partial" | "empty";
  /** Contents of a folder. */
  c?: TreeNode[];
}

interface TreeData {
  /** All data files of one build carry the same. */
  build: string;
  /** The root folder; `null` for a site without notes. */
  root: TreeNode | null;
}

interface DataFiles {
  tree: TreeData;
}

/** Where the reader was last, kept per site. */
interface LastRead {
  /** Address from the root. */
  url: string;
  title: string;
  /** The id of the heading, percent-encoded, or empty. */
  anchor: string;
}

interface Inkstone {
  /** Leads from this page to the root of the site. */
  root: string;
  /** Called by data files with their content. */
  receive<K extends keyof DataFiles>(name: K, data: DataFiles[K]): void;
  /** Loads a data file once. Rejects if it cannot be loaded. */
  load<K extends keyof DataFiles>(name: K, url: string): Promise<DataFiles[K]>;
  /** A stored value of this site; `null` where storage is refused. */
  recall(key: string): string | null;
  /** Stores a value for this site, if storage allows. */
  keep(key: string, value: string): void;
}

interface Window {
  inkstone: Inkstone;
}

declare const inkstone: Inkstone;
