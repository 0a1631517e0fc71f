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
  /** Folds an element so that a search in the page still finds it, where the browser knows how. */
  fold(element: HTMLElement): void;
  unfold(element: Element): void;
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

// What the parts of the engine share; `docs/search.md` says what the files mean.

interface SearchCoreData {
  version: number;
  build: string;
  parts: number;
  notes: string;
  counts: string;
  headings: string;
  levels: string;
  anchorRows: string;
  anchors: string;
  questionRows: string;
  states: string;
  cards: string;
  references: string;
  textStarts: string;
  functionCharacters: string;
  shards: string;
  words: string;
  wordLevels: string;
  latin: string;
  latinLevels: string;
  topics: string;
  topicCounts: string;
  topicRows: string;
  topicImpacts: string;
  readings: string;
  traditional: string;
  simplified: string;
}

interface SearchShardData {
  build: string;
  words: string;
  counts: string;
  rows: string;
  impacts: string;
  pairs: string;
  pairCounts: string;
  pairRows: string;
}

/** The sections with a word, ascending, and how much it counts in each, from 1 to 15. */
interface SearchPlaces {
  rows: Uint32Array;
  impacts: Uint8Array | null;
}

interface SearchShard {
  word(word: string): SearchPlaces | null;
  /** Words that begin so, in their order. */
  withPrefix(prefix: string, most: number): string[];
  pair(pair: string): SearchPlaces | null;
}

interface SearchFolding {
  fold(text: string): string;
  /** With where each unit of the folded text comes from, and the end. */
  foldWithOrigins(text: string): { text: string; origins: number[] };
}

/** Finds the texts that have a piece, each once; Latin words whole, or with `prefix` by their beginning. */
type SearchScan = (piece: string, prefix: boolean) => number[];

interface SearchRows {
  count: number;
  notes: { route: string; title: string }[];
  headings: string[];
  noteOf: Uint32Array;
  /** The first section of each note, and the end. */
  firstOf: Uint32Array;
  /** The section above, or -1. */
  parent: Int32Array;
  /** Where the sections below a section end. */
  ends: Uint32Array;
  questions: Map<number, { state: AnswerState; card: string }>;
  references: Set<number>;
  anchor(row: number): string;
  /** Each different heading once, folded. */
  headingTexts: string[];
  textOf(row: number): number;
  rowsOfText(text: number): Uint32Array;
  headingNorm: Float32Array;
  scanHeadings: SearchScan;
  scanPaths: SearchScan;
}

interface SearchTopic {
  id: string;
  name: string;
  names: string[];
  rows: Uint32Array;
  inHeading: Uint8Array;
  impacts: Uint8Array;
}

/** A topic that a name may mean. */
interface SearchName {
  topic: SearchTopic;
  certain: boolean;
}

interface SearchWords {
  /** Words in Han characters, sorted. */
  han: string[];
  /** All other words, sorted. */
  latin: string[];
  topics: SearchTopic[];
  /** By folded name without separators. */
  names: Map<string, SearchName[]>;
  has(word: string): boolean;
  isPartOfWord(text: string): boolean;
  /** How surprising a word is, in nats. */
  cost(word: string): number | undefined;
  nameCost(names: SearchName[]): number;
  unknownCost: number;
  /** Longer words that begin so, the most frequent first. */
  withPrefix(prefix: string, most: number): string[];
  namesWithPrefix(prefix: string, most: number): string[];
}

/** A Han character or a Latin word of a query, and what stands before it. */
interface SearchPiece {
  text: string;
  han: boolean;
  gap: string;
}

/** A word or name of a query. */
interface SearchToken {
  text: string;
  /** Its pieces. */
  from: number;
  to: number;
  /** Whether all of it is Han. */
  han: boolean;
  names: SearchName[] | null;
  known: boolean;
  /** Whether it only asks or joins. */
  stop: boolean;
}

/** One way to answer a group. */
interface SearchAlternative {
  /** Words that only ask, and the characters of a sentence's words, are looked for in headings alone. */
  kind: "word" | "pair" | "topic" | "heading";
  text: string;
  weight: number;
  /** Whether a heading may go on behind it. */
  prefix: boolean;
  topic: SearchTopic | null;
}

/** What one token asks for. */
interface SearchGroup {
  text: string;
  alternatives: SearchAlternative[];
  weight: number;
  /** Whether a section without it is the worse for it. */
  counts: boolean;
  known: boolean;
  /** Whether it is a guess. */
  repaired: boolean;
  /** Whether it is an identifier, which is found wherever it stands. */
  isThing?: boolean;
}

interface SearchQuestion {
  folded: string;
  groups: SearchGroup[];
  corrected: [string, string][];
  unnamed: SearchGroup[][];
  /** Whether it says what is looked for in many words, as one asks a person. */
  isSentence: boolean;
  /** What was typed, and what it was taken for. */
  phrases: string[];
  /** What a heading is called that is just what was asked for. */
  forms: string[];
}

type SearchUnderstood = Omit<SearchQuestion, "forms" | "phrases">;

interface SearchRanked {
  rows: number[];
  score(row: number): number;
  /** How much of the query a section has, by the weight of its words. */
  share(row: number): number;
  /** Sections that are called what was typed. */
  called: Set<number>;
  /** Sections whose headings have it. */
  containing: Set<number>;
  /** How many words are nowhere, and how many there are. */
  unknown: number;
  typed: number;
}

type SearchRanking = (
  question: SearchQuestion,
  places: (alternative: SearchAlternative) => SearchPlaces | null,
) => SearchRanked;

/** A word or name, by what it may be typed. */
interface SearchEntry {
  text: string;
  names: SearchName[] | null;
  cost: number;
}

/** A stretch of a heading, made of whole words. */
interface SearchHeard {
  text: string;
  tokens: SearchToken[];
}

/** How the words, names and headings sound. */
interface SearchSounds {
  /** Files words and names by their sounds, in small steps, and all that is left at once. */
  warm(): Promise<void>;
  finish(): void;
  isReady(): boolean;
  isSyllable(text: string): boolean;
  entryOf(text: string, names?: SearchName[] | null): SearchEntry;
  /** The order of entries: names first, then what the notes have more of. */
  better(a: SearchEntry, b: SearchEntry): number;
  /** What sounds like a text. */
  alike(text: string): SearchEntry[];
  /** A text in pinyin as words, the least surprising way through it. Its last syllable may be unfinished if `isLast`. */
  spoken(typed: string, isLast: boolean): { entries: SearchEntry[]; whole: boolean }[] | null;
  /** Words and names by their first letters. */
  withInitials(typed: string): SearchEntry[];
  /** The first letters of two names one after the other: `gyhc` for 归一化层. */
  abbreviated(typed: string): SearchEntry[] | null;
  /** What stands in headings and sounds so, or has these first letters; the plainest first. */
  headingsSpoken(typed: string, isLast: boolean): SearchHeard[];
  headingsAbbreviated(typed: string): SearchHeard[];
}

interface SearchRepair {
  isSyllable(text: string): boolean;
  mayHelp(pieces: SearchPiece[], isWritten: (word: string) => boolean): boolean;
  isSyllable(text: string): boolean;
  nameWord(typed: string): string | null;
  latin(typed: string, isLast: boolean, known: boolean): { alternatives: SearchAlternative[]; used: string; doubtful: boolean } | null;
  han(tokens: SearchToken[], at: number): { length: number; corrected: [string, string][]; group: SearchGroup } | null;
}

interface SearchParts {
  folding(simplified: Map<string, string>): SearchFolding;
  runs(folded: string): { han: boolean; text: string; start: number }[];
  isHan(text: string): boolean;
  nameKey(folded: string): string;
  slug(heading: string): string;
  hash(text: string): string;
  encodePath(path: string): string;
  numbers(text: string): Uint32Array;
  ascending(text: string): Uint32Array;
  nibbles(text: string): Uint8Array;
  split(text: string, by: string): string[];
  prefixRange(list: string[], prefix: string): { low: number; end: number };
  shard(data: SearchShardData): SearchShard;
  scan(texts: string[]): SearchScan;
  rows(data: SearchCoreData, folding: SearchFolding): SearchRows;
  isStopWord(word: string): boolean;
  words(data: SearchCoreData, folding: SearchFolding, rowCount: number): SearchWords;
  pieces(folded: string): SearchPiece[];
  segment(pieces: SearchPiece[], words: SearchWords, functionCharacters: string): SearchToken[];
  distance(a: string, b: string, most: number): number;
  sounds(data: SearchCoreData, words: SearchWords, headings: string[]): SearchSounds;
  repair(
    data: SearchCoreData,
    words: SearchWords,
    folding: SearchFolding,
    sounds: SearchSounds,
    isInHeading: (text: string) => boolean,
  ): SearchRepair;
  phrases(understood: SearchUnderstood, folding: SearchFolding): string[];
  headingForms(understood: SearchUnderstood, folding: SearchFolding): string[];
  wordOf(text: string, weight?: number): SearchAlternative;
  pairOf(text: string): SearchAlternative;
  topicsOf(names: SearchName[], weight: number): SearchAlternative[];
  understand(
    query: string,
    words: SearchWords,
    folding: SearchFolding,
    functionCharacters: string,
    repair: SearchRepair,
    isWritten: (word: string) => boolean,
    rareWords: (start: string) => string[],
  ): SearchUnderstood;
  ranking(rows: SearchRows, words: SearchWords): SearchRanking;
  bestRows(rows: number[], score: (row: number) => number, most: number): number[];
  snippet(text: string, forms: string[], folding: SearchFolding): [string, boolean][];
}

declare const module: { exports: unknown } | undefined;

interface Window {
  inkstone: Inkstone;
}

declare const inkstone: Inkstone;
