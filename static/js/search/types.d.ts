/// <reference path="../types.d.ts" />
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
