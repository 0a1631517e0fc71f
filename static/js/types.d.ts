/// <reference path="search/types.d.ts" />
/** A folder or note of `data/tree.js`. */
interface TreeNode {
  /** Title. */
  t: string;
  /** Address from the root. */
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

/** `data/cards.js`: what there is to review. */
interface CardList {
  /** Of this form; readers refuse others. */
  version: 1;
  /** All data files of one build carry the same. */
  build: string;
  /** Address from the root of the style sheet for formulas. */
  math: string;
  /** Address from the root of the folder with the answers, ending in `/`. */
  files: string;
  /** Those that have questions. `key` names the file with the answers, `build` its version; both empty if there is none. `tags` if there are some. */
  notes: [route: string, title: string, key: string, build: string, tags?: string[]][];
  topics: [id: string, name: string, route: string][];
  /** Every question in reading order. */
  cards: CardRow[];
}

/** A question. `note` and `topics` are indices; `related` are card ids of questions that follow on it. */
type CardRow = [
  id: string,
  note: number,
  anchor: string,
  text: string,
  state: "a" | "s" | "l" | "e",
  topics: number[],
  line: number,
  hash: string,
  related: string[],
  path: string,
];

/** `data/cards/KEY.js`: the answers of one note. Addresses in them start at the root. */
interface CardFile {
  /** What the list names for this note. */
  build: string;
  /** The declarations that the answers need, as a style sheet. */
  style: string;
  /** Question and answer as HTML, by card id. */
  cards: Record<string, [question: string, answer: string]>;
}

/** A question of the site. */
interface StudyCard {
  id: string;
  /** The number of its note, and the route and title of that. */
  note: number;
  route: string;
  title: string;
  /** Address from the root, percent-encoded, with the anchor. */
  address: string;
  text: string;
  state: AnswerState;
  /** Indexes into the topics. */
  topics: number[];
  /** Of the source of the answer. */
  hash: string;
  /** Ids of questions that may be asked next. */
  related: string[];
  /** `file.md:line` in the notes folder. */
  place: string;
}

/** From forgotten to easy. */
type Grade = 1 | 2 | 3 | 4;

/** A step of an answer: an item, rows of a formula with its cells, or a blank. */
interface RecallStep {
  element: HTMLElement;
  cloze: boolean;
  cells: Element[];
}

/** An answer that is shown step by step. */
interface SteppedAnswer {
  /** How many steps are still folded. */
  readonly left: number;
  /** Shows the next step and returns it; `null` if there is none. */
  next(): HTMLElement | null;
  /** Fills one blank. */
  fill(mark: HTMLElement): void;
  all(): void;
  /** Leaves the answer as it was found. */
  end(): void;
}

/** A question of the page in recall mode. */
interface RecallItem {
  section: HTMLElement;
  answer: HTMLElement;
  cover: HTMLElement | null;
  steps: SteppedAnswer | null;
  tail: HTMLElement | null;
  open: boolean;
  /** The grade that was given here, or 0. */
  graded: number;
  /** The id of the review with that grade. */
  review: string;
}

interface DataFiles {
  tree: TreeData;
  topics: TopicData;
  cards: CardList;
  [answers: `cards/${string}`]: CardFile;
  [search: `search/${string}`]: any;
}

/** Where the reader was last, kept per site. */
interface LastRead {
  /** Address from the root. */
  url: string;
  title: string;
  /** The id of the heading, percent-encoded, or empty. */
  anchor: string;
}

/** What scripts must know of the site; addresses are counted from its root. */
interface SiteFacts {
  /** The markup that scripts put into every page: `templates/parts.html`. */
  parts: string;
  /** `data/tree.js`, the service worker, the manifest of the application. */
  tree: string;
  worker: string;
  manifest: string;
  /** The search engine, and the folder of the index, ending in `/`. */
  engine: string;
  search: string;
  /** `data/topics.js`; not on a site without topics. */
  topics?: string;
  /** The page of study, `data/cards.js` and the review engine; not on a site without questions. */
  study?: string;
  cards?: string;
  review?: string;
}

/** What stands for network and disk in a site that is one file. Addresses are as they stand in pages there. */
interface PackedSite {
  /** Runs a script. */
  script(url: string): Promise<unknown>;
  /** Puts a style sheet into the page, once. */
  style(url: string): Promise<unknown>;
  /** The content of a data file. */
  data(url: string): Promise<any>;
  /** Makes addresses that start at the root lead somewhere, before anything asks for them. */
  settle(root: ParentNode): Promise<unknown>;
}

/** A part of the interface, which is told of changes of the page. */
interface Feature {
  /** Sets up what is new: the document at first, later the elements that have come. */
  enter?(roots: ParentNode[]): void;
  /** Takes back what it did to the text, before that changes. */
  leave?(): void;
  /** Drops what it knows from data files. */
  forget?(): void;
}

interface Inkstone {
  /** Only in a site that is one file. */
  packed?: PackedSite;
  /** Stands at the beginning of `js/site.js`. */
  site: SiteFacts;
  /** What the scripts say: the attributes of `templates/partials/words.html`. */
  words: DOMStringMap;
  /** Leads from this page to the root of the site. */
  root: string;
  /** Called by data files with their content. */
  receive<K extends keyof DataFiles>(name: K, data: DataFiles[K]): void;
  /** Loads a data file once. Rejects if it cannot be loaded. */
  load<K extends keyof DataFiles>(name: K, url: string): Promise<DataFiles[K]>;
  /** Loads and runs a script. */
  loadScript(url: string): Promise<unknown>;
  /** Loads a style sheet, if the page has not. */
  loadStyle(url: string): Promise<unknown>;
  /** The elements of finished markup whose addresses start at the root, for pages at the root. */
  markup(html: string): Promise<DocumentFragment>;
  /** The place on this page that the address names, still encoded and without `#`; or empty. */
  place(): string;
  /** Takes the place out of the address. */
  dropPlace(): void;
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
  /** Takes the marks of a search away; false if there are none. */
  clearMarks(): boolean;
  /** Takes a part of the interface in: it is set up at once, and again whenever the page changes without being loaded. */
  feature(feature: Feature): void;
  /** The elements that match in `roots`, they themselves among them. */
  within(roots: ParentNode[], selector: string): Element[];
  /** Changes the page: `swap` gives the elements that are new, for all features to set up. */
  change(swap: () => ParentNode[]): void;
  /** The data files have changed; the next use loads them again. */
  forget(): void;
  /** Whether a dialog, a card or a popover lies over the page and takes the keys. */
  isCovered(): boolean;
  /** Adds a style sheet to the page. */
  adopt(sheet: CSSStyleSheet): void;
  /** A stored value of this site; `null` where storage is refused. */
  recall(key: string): string | null;
  /** Stores a value for this site, if storage allows. */
  keep(key: string, value: string): void;
  /** Folds an element so that a search in the page still finds it, where the browser knows how. */
  fold(element: HTMLElement): void;
  unfold(element: Element): void;
  /** Boxes that scroll by themselves can be reached by keyboard, those too that have come in sight since; at the next frame. */
  reachScrolling(): void;
  /** Makes a blank of a marked text, which a reader hears called `label`, and fills it in again. */
  cloze: { blank(mark: HTMLElement, label: string): void; fill(mark: HTMLElement): void };
  /** Folds the steps of an answer but the first. */
  stepped(answer: HTMLElement, label: string): SteppedAnswer;
  /** Opens the review log; the engine is loaded by the first call. */
  openBook(): Promise<ReviewBook>;
  /** All questions of the site by their ids. */
  studyCards(): Promise<{ data: CardList; cards: Map<string, StudyCard> }>;
  /** Whether somebody has reviewed anything here. */
  hasBook(): boolean;
  /** What is to be reviewed today: ids of cards, in their order. */
  dueToday(): Promise<{ cards: string[]; counts: ReviewCounts; book: ReviewBook }>;
  /** A span of milliseconds in words; these are minutes, hours, days, months and years with `{}` for their number. */
  interval(span: number, words: string | undefined): string;
  /** Only where `js/search.js` is loaded. `load("core")` brings the data of `search/core.js`, and so on. */
  searchEngine: { create(load: (name: string) => Promise<any>): Promise<SearchEngine> };
  searchParts: SearchParts;
}

type AnswerState = "answered" | "stub" | "link-only" | "empty";

/** A section that answers a query. */
interface SearchResult {
  /** The route of its note: the path of the page from the root, not encoded. */
  note: string;
  /** Its number over all notes. */
  unit: number;
  /** Address of the page from the root, percent-encoded, without the anchor. */
  url: string;
  /** Its id on the page, not encoded; empty for the beginning of a note. */
  anchor: string;
  /** The title of the note. */
  title: string;
  heading: string;
  /** The headings above it, the title of the note first. */
  path: string[];
  /** A passage in pieces, each with whether it is what was looked for. */
  snippet: [text: string, marked: boolean][];
  score: number;
  /** Whether it is what was asked for, and does not only come close. */
  exact: boolean;
  question: { state: AnswerState; card: string } | null;
  /** Ids of the topics that it speaks of. */
  topics: string[];
}

interface SearchAnswer {
  /** The best first. */
  results: SearchResult[];
  /** Nothing is what was asked for; the results only come close. */
  weak: boolean;
  /** What was typed and what it was taken for: slips, pinyin, other names. */
  corrected: [typed: string, used: string][];
  /** Forms to mark on the page that is opened. */
  marks: string[];
}

interface SearchFilter {
  /** Only questions without a full answer. */
  unanswered?: boolean;
  /** Only notes whose route begins so. */
  note?: string;
  /** Only sections that speak of the topic with this id. */
  topic?: string;
  /** Only questions with these cards. */
  cards?: Set<string>;
}

interface SearchOptions {
  /** The most results; 10 unless told. */
  limit?: number;
  filter?: SearchFilter;
  /** Called before files are loaded with what is known without them, which has no snippets. */
  onPartial?: (answer: SearchAnswer) => void;
}

interface SearchEngine {
  size: { rows: number };
  /** Makes, in small steps, what typing pinyin needs. Searching does so too if it must. */
  warm(): Promise<void>;
  /** The name of a topic, by its id, if the notes speak of it. */
  topicName(id: string): string | undefined;
  search(query: string, options?: SearchOptions): Promise<SearchAnswer>;
}

declare const module: { exports: unknown } | undefined;

interface Window {
  inkstone: Inkstone;
}

declare const inkstone: Inkstone;
