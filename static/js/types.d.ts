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

/** A card of `data/topics.js`. */
interface TopicCard {
  /** Name. */
  n: string;
  /** Other names. */
  a?: string[];
  /** Address from the root. */
  u: string;
  /** Summary. */
  s?: string;
  /** The first formula of the section that introduces it, as HTML. */
  f?: string;
  /** The declarations that the formula needs, as a style sheet. */
  c?: string;
  /** Questions about it: text, address from the root, state. */
  q?: [text: string, url: string, state: string][];
  /** How many questions there are in all, if `q` has only the first. */
  m?: number;
}

interface TopicData {
  /** All data files of one build carry the same. */
  build: string;
  /** Address from the root of the style sheet for formulas. */
  math: string;
  /** What the card itself says; `{}` in `more` stands for a number. */
  words: { asked: string; more: string; page: string; states: Record<string, string> };
  /** By the id of the topic. */
  topics: Record<string, TopicCard>;
}

/** A place that a query was found at, as scripts of other authors get it. */
interface SearchHit {
  /** Address relative to this page, with the anchor. */
  url: string;
  title: string;
  heading: string;
  /** The headings above it, the outermost first. */
  path: string[];
  /** A passage of its text. */
  snippet: string;
  score: number;
  /** False if it only comes close. */
  exact: boolean;
}

interface DataFiles {
  [file: `search/${string}`]: any;
  tree: TreeData;
  topics: TopicData;
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
  /** Finds sections. The engine and its index are loaded by the first call. */
  search(query: string, options?: { limit?: number }): Promise<SearchHit[]>;
  /** Loads the search engine. */
  prepareSearch(): Promise<SearchEngine>;
  /** Like `search`, with all that the engine answers. */
  find(query: string, options?: SearchOptions): Promise<SearchAnswer>;
  /** The address of a result, relative to this page. */
  addressOf(result: { url: string; anchor: string }): string;
  /** Puts `text` into an element, with marks around `forms`. */
  markText(element: Element, text: string, forms: string[]): void;
  /** Marks `forms` in the section at `anchor` of this page. */
  showMarks(anchor: string, forms: string[]): void;
  /** Leaves word for the page at `url`, from the root, what to mark there. */
  leaveMarks(url: string, anchor: string, forms: string[]): void;
  /** A stored value of this site; `null` where storage is refused. */
  recall(key: string): string | null;
  /** Stores a value for this site, if storage allows. */
  keep(key: string, value: string): void;
}

interface Window {
  inkstone: Inkstone;
}

declare const inkstone: Inkstone;
