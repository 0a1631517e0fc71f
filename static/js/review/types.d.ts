/// <reference path="../types.d.ts" />
// The review engine: what it is given, what it answers, and what its parts hand each other.

/** `data/cards.js`. */
interface CardsData {
  version: number;
  build: string;
  notes: [route: string, title: string, ...more: (string | string[] | undefined)[]][];
  topics: [id: string, name: string, page: string][];
  /** In reading order. `state` is the first letter of an `AnswerState`; topics are indexes, related cards indexes or ids. */
  cards: [
    id: string,
    note: number,
    anchor: string,
    text: string,
    state: string,
    topics: number[],
    line: number,
    hash: string,
    related: (number | string)[],
    path: string,
  ][];
}

interface Inkstone {
  /** Only where `js/review.js` is loaded. */
  reviewEngine: { open(options: ReviewOptions): Promise<ReviewBook> };
  reviewParts: ReviewParts;
}

/** What of `Storage` is used. */
type ReviewStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** A second place for the chunks of the log, by name. */
interface ReviewCopy {
  all(): Promise<Map<string, string>>;
  put(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

interface ReviewOptions {
  /** The id of the site. */
  site: string;
  storage?: ReviewStorage | null;
  indexedDB?: IDBFactory | null;
  /** Instead of `indexedDB`. */
  copy?: ReviewCopy | null;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** From 0 to 1, less than 1. */
  random?: () => number;
  /** Minutes that the reader's clock is before UTC at a time. */
  zone?: (at: number) => number;
}

/** An entry of the log. */
interface ReviewEntry {
  id: string;
  kind: string;
  /** Milliseconds since 1970. */
  at: number;
}
/** A review. */
interface ReviewGraded extends ReviewEntry {
  card: string;
  grade: number;
  /** The reader's calendar day, counted from 1970. */
  day?: number;
  seconds?: number;
  source?: string;
}
/** What a card said when it was reviewed. */
interface ReviewFace extends ReviewEntry {
  card: string;
  text: string;
  hash: string;
}
interface ReviewUndo extends ReviewEntry {
  of: string;
}
type ReviewValue = string | number | boolean | null;
interface ReviewSetting extends ReviewEntry {
  name: string;
  value: ReviewValue;
}
interface ReviewSuspension extends ReviewEntry {
  card: string;
  on: boolean;
}
/** The history of `from` is that of `to`; if they are equal, it is its own again. */
interface ReviewMatch extends ReviewEntry {
  from: string;
  to: string;
}

type ReviewPhase = "new" | "learning" | "review" | "relearning";

/** What FSRS knows of a card. */
interface ReviewMemory {
  state: ReviewPhase;
  /** Days until the chance to recall is 90 %. */
  stability: number;
  /** From 1 to 10. */
  difficulty: number;
  /** Milliseconds since 1970. */
  due: number;
  last: number;
  /** The day of the last review, of the last one on an earlier day (or -1), and of the first. */
  day: number;
  dayBefore: number;
  firstDay: number;
  /** Days, 0 while it is being learned. */
  interval: number;
  step: number;
  reps: number;
  lapses: number;
  /** The last grade. */
  grade: number;
}

interface ReviewHistory {
  memory: ReviewMemory;
  lastId: string;
  /** Reviews a day or more after the one before, of cards that were no longer being learned. */
  trials: [day: number, grade: number][];
}

interface ReviewCardState {
  state: ReviewPhase;
  stability: number;
  difficulty: number;
  due: number;
  last: number;
  reps: number;
  lapses: number;
  interval: number;
  leech: boolean;
  suspended: boolean;
  /** The answer is another one than at the last review. Only where the hash of the present one was given. */
  changed: boolean;
}

type ReviewDeck =
  | { kind: "all" | "weak" | "leech" | "changed" }
  | { kind: "note" | "folder" | "topic" | "tag"; key: string }
  | { kind: "cards"; ids: string[] };

interface ReviewLimits {
  newPerDay?: number;
  reviewsPerDay?: number;
}

interface ReviewQueue {
  /** Ids in the order in which they are asked. */
  cards: string[];
  counts: { learning: number; review: number; new: number };
  /** What the limits keep for another day. */
  held: { review: number; new: number };
  /** When the next card that is being learned becomes due, if one is. */
  next: number | null;
}

interface ReviewCounts {
  learning: number;
  review: number;
  new: number;
  /** All that are to be asked today. */
  due: number;
  questions: number;
  answered: number;
  seen: number;
  doneToday: number;
  suspended: number;
  leeches: number;
  changed: number;
}

interface ReviewDeckRow {
  kind: "note" | "topic" | "tag" | "weak";
  key: string;
  name: string;
  cards: number;
  due: number;
  seen: number;
}

interface ReviewPlan {
  date: string;
  daysLeft: number;
  days: {
    day: string;
    review: string[];
    learn: string[];
    write: string[];
    minutes: number;
    /** Whether it takes more than the minutes that were asked for. */
    isOver: boolean;
  }[];
  /** Questions that nobody has time to write. */
  unplaced: string[];
  /** Seconds for a review and for a new card, and whether they are the reader's own. */
  speed: { review: number; learn: number; isMeasured: boolean };
}

interface ReviewCalendarText {
  summary: string;
  description?: string;
}
interface ReviewCalendarWords {
  day(day: ReviewPlan["days"][0]): ReviewCalendarText;
  interview(plan: ReviewPlan): ReviewCalendarText;
}

interface ReviewDrawn {
  card: string;
  followUps: string[];
}

interface ReviewHeat {
  day: string;
  reviews: number;
  again: number;
  seconds: number;
}

interface ReviewForecast {
  day: string;
  reviews: number;
  minutes: number;
}

interface ReviewRetention {
  /** The id of the topic or the route of the note. */
  id: string;
  name: string;
  questions: number;
  /** Those with an answer, and those that were reviewed. */
  cards: number;
  seen: number;
  reviews: number;
  recalled: number;
  /** `recalled / reviews`. */
  rate: number | null;
  /** The mean chance to recall those that were seen, now. */
  retrievability: number | null;
  weakness: number;
}

interface ReviewImport {
  added: number;
  known: number;
  refused: number;
  /** Why entries were refused, and how many. */
  reasons: Record<string, number>;
  /** Why the whole file was. */
  reason: null | "too-large" | "not-json" | "not-a-log" | "newer" | "other-site";
}

interface ReviewMatches {
  sure: [from: string, to: string][];
  perhaps: [from: string, to: string, similarity: number][];
}

interface ReviewBook {
  site: string;
  /** Where the log is: kept, in this page only, or partly so because the storage is full. */
  readonly status: "kept" | "memory" | "full";
  /** Chunks of the log that cannot be read whole anywhere. */
  readonly damaged: number;
  /** Whether there is a copy in IndexedDB. */
  readonly copied: boolean;
  /** Reviews since the last export. */
  readonly unsaved: number;
  readonly settings: Record<string, ReviewValue>;
  /** Resolves when the copy has all. */
  settled(): Promise<void>;
  /** Takes in what other tabs have written; returns how many entries. */
  refresh(): number;
  entries(): ReviewEntry[];
  grade(
    card: string,
    grade: number,
    options?: { at?: number; text?: string; hash?: string; seconds?: number; source?: "study" | "recall" | "mock" },
  ): ReviewCardState & { review: string };
  /** Takes the entry of this id back, or the last step of this session, else the last review of all. Returns what was taken back. */
  undo(id?: string): ReviewEntry | null;
  card(card: string, hash?: string): ReviewCardState;
  /** The reviews of a card, the oldest first. */
  history(card: string): ReviewGraded[];
  preview(card: string, at?: number): { grade: number; due: number; state: ReviewPhase; interval: number }[];
  retrievability(card: string, at?: number): number | null;
  weakness(card: string, now?: number): number;
  suspend(card: string, on?: boolean): void;
  /** False if the value cannot be. */
  set(name: string, value: ReviewValue): boolean;
  match(data: CardsData): ReviewMatches;
  confirm(from: string, to: string): void;
  reject(from: string, to: string): void;
  queue(data: CardsData, options?: { deck?: ReviewDeck; limits?: ReviewLimits; now?: number; ahead?: boolean }): ReviewQueue;
  counts(data: CardsData, options?: { deck?: ReviewDeck; limits?: ReviewLimits; now?: number }): ReviewCounts;
  decks(data: CardsData, options?: { limits?: ReviewLimits; now?: number }): ReviewDeckRow[];
  /** `null` if no date is set. */
  plan(data: CardsData, options?: { date?: string; minutes?: number; now?: number }): ReviewPlan | null;
  /** The text of an `.ics` file. */
  calendar(plan: ReviewPlan, words: ReviewCalendarWords): string;
  mock(data: CardsData, options?: { count?: number; topics?: string[]; now?: number }): ReviewDrawn[];
  heat(options?: { days?: number; now?: number }): ReviewHeat[];
  forecast(data: CardsData, options?: { days?: number; now?: number }): ReviewForecast[];
  retention(data: CardsData, options?: { by?: "topic" | "note"; days?: number; now?: number }): ReviewRetention[];
  export(): string;
  import(text: string, options?: { force?: boolean }): ReviewImport;
}

/** What a question is about. */
interface ReviewWording {
  content: string;
  asks: string;
  /** What it is compared by, how often each, and how many there are. */
  grams: Map<string, number>;
  size: number;
}

interface ReviewCandidate {
  id: string;
  text: string;
  hash: string;
}

interface ReviewCard {
  id: string;
  /** Its place in reading order. */
  at: number;
  note: number;
  anchor: string;
  text: string;
  state: string;
  topics: number[];
  line: number;
  hash: string;
  related: number[];
  path: string;
  isAnswered: boolean;
  /** How many others name it as related. */
  dependents: number;
}

interface ReviewCards {
  data: CardsData;
  list: ReviewCard[];
  byId: Map<string, ReviewCard>;
}

/** A day, and what applies to it. */
interface ReviewDay {
  now: number;
  today: number;
  /** When the next day begins. */
  end: number;
  /** The day of the interview. */
  interview: number | null;
  newPerDay: number;
  reviewsPerDay: number;
}

interface ReviewSorted {
  learning: ReviewCard[];
  review: ReviewCard[];
  fresh: ReviewCard[];
  /** Neither due nor seen today. */
  ahead: ReviewCard[];
  held: { review: number; fresh: number };
}

interface ReviewChunks {
  /** The lines of all chunks that are as they were written. */
  read(): string[];
  /** Brings storage and copy together. Returns the lines that `read` could not. */
  mend(now: number): Promise<string[]>;
  append(lines: string[]): void;
  fresh(): string[];
  status(): "kept" | "memory" | "full";
  damaged(): number;
  copied(): boolean;
  settled(): Promise<void>;
}

interface ReviewLedger {
  /** Takes entries in; returns those that were new. */
  add(entries: ReviewEntry[]): ReviewEntry[];
  entries(): ReviewEntry[];
  entry(id: string): ReviewEntry | null;
  setting(name: string): ReviewValue | undefined;
  settings(): Record<string, ReviewValue>;
  allows(name: string, value: ReviewValue): boolean;
  root(card: string): string;
  settingEntry(name: string): ReviewSetting | undefined;
  isMatched(card: string): boolean;
  lastMatch(card: string): ReviewMatch | undefined;
  suspension(card: string): ReviewSuspension | undefined;
  isApart(from: string, to: string): boolean;
  isUndone(id: string): boolean;
  history(card: string): ReviewHistory;
  memory(card: string): ReviewMemory;
  face(card: string): ReviewFace | undefined;
  seenHash(card: string): string;
  isSuspended(card: string): boolean;
  reviewed(): string[];
  reviewsOf(card: string): ReviewGraded[];
  orphans(cards: Map<string, unknown>): string[];
  reviews(): ReviewGraded[];
  countReviews(): number;
}

interface ReviewParts {
  wording(text: string): ReviewWording;
  similarity(a: string, b: string): number;
  rematch(
    orphans: ReviewCandidate[],
    fresh: ReviewCandidate[],
    isApart: (from: string, to: string) => boolean,
  ): ReviewMatches;
  retrievability(days: number, stability: number): number;
  newMemory(): ReviewMemory;
  review(memory: ReviewMemory, grade: number, at: number, day: number, retention: number): ReviewMemory;
  version: number;
  longestText: number;
  sum(text: string): string;
  ids(writer: string): (now: number) => string;
  inOrder(a: ReviewEntry, b: ReviewEntry): number;
  dayOf(entry: ReviewGraded): number;
  checked(value: unknown, latest: number): ReviewEntry | "shape" | "id" | "time" | "content";
  line(entry: ReviewEntry): string;
  unline(line: string): ReviewEntry | null;
  upgraded(file: unknown): { site: string | null; entries: unknown[] } | "not-a-log" | "newer";
  indexedCopy(factory: IDBFactory, name: string): ReviewCopy;
  chunks(options: { storage: ReviewStorage | null; copy: ReviewCopy | null; prefix: string; writer: string }): ReviewChunks;
  dayNumber(date: unknown): number | null;
  date(day: number): string;
  ledger(): ReviewLedger;
  cards(data: CardsData): ReviewCards;
  weakness(memory: ReviewMemory, today: number): number;
  inDeck(
    cards: ReviewCards,
    deck: ReviewDeck | undefined,
    ledger: ReviewLedger,
    today: number,
  ): (card: ReviewCard) => boolean;
  isChanged(card: ReviewCard, ledger: ReviewLedger): boolean;
  sorted(
    cards: ReviewCard[],
    memoryOf: (card: ReviewCard) => ReviewMemory,
    day: ReviewDay,
    belongs: (card: ReviewCard) => boolean,
  ): ReviewSorted;
  chance(memory: ReviewMemory, day: number): number;
  queue(cards: ReviewCards, ledger: ReviewLedger, day: ReviewDay, deck?: ReviewDeck, ahead?: boolean): ReviewQueue;
  counts(cards: ReviewCards, ledger: ReviewLedger, day: ReviewDay, deck?: ReviewDeck): ReviewCounts;
  decks(cards: ReviewCards, ledger: ReviewLedger, day: ReviewDay): ReviewDeckRow[];
  askable(cards: ReviewCards, ledger: ReviewLedger): ReviewCard[];
  calendarDay(at: number, zone: number): number;
  dayStart(day: number, zone: number): number;
  finalDays: number;
  finalRound(
    cards: ReviewCard[],
    memoryOf: (card: ReviewCard) => ReviewMemory,
    today: number,
    interview: number | null,
  ): Map<ReviewCard, number>;
  speed(ledger: ReviewLedger): ReviewPlan["speed"];
  toWrite(cards: ReviewCards): ReviewCard[];
  plan(cards: ReviewCards, ledger: ReviewLedger, day: ReviewDay, interview: number, minutes: number): ReviewPlan;
  calendar(plan: ReviewPlan, site: string, now: number, words: ReviewCalendarWords): string;
  heat(ledger: ReviewLedger, today: number, days: number): ReviewHeat[];
  forecast(cards: ReviewCards, ledger: ReviewLedger, day: ReviewDay, days: number): ReviewForecast[];
  retention(
    cards: ReviewCards,
    ledger: ReviewLedger,
    day: ReviewDay,
    by: "topic" | "note",
    days: number,
  ): ReviewRetention[];
  mock(
    cards: ReviewCards,
    ledger: ReviewLedger,
    day: ReviewDay,
    options: { count: number; topics: string[]; random: () => number },
  ): ReviewDrawn[];
}
