/// <reference path="../types.d.ts" />
/// <reference path="../review/types.d.ts" />
// The page of study: what its parts share.

type StudyContent = Node | string | null | undefined | StudyContent[];
/** Functions listen to the event of that name; what is false or undefined is left out. */
type StudyAttributes = Record<string, string | number | boolean | undefined | ((event: any) => void)>;

/** A question and its folded answer on the page. */
interface StudyCardBox {
  box: HTMLElement;
  title: HTMLElement;
  answer: HTMLElement;
  source: HTMLElement;
  /** Resolves when formulas and answer are there. */
  ready: Promise<void>;
  /** Shows the answer, or the first step of it. */
  open(stepwise: boolean): Promise<void>;
  /** Steps that are still folded. */
  readonly left: number;
  next(): HTMLElement | null;
  /** Fills one blank. */
  fill(mark: HTMLElement): void;
}

type StudyView = (view: HTMLElement, path: string[]) => void;

interface StudyParts {
  place: HTMLElement;
  book: ReviewBook;
  data: CardList;
  cards: Map<string, StudyCard>;
  intervals: string;
  grades: string[];
  states: Record<AnswerState, string>;
  remindAfter: number;
  views: Record<string, StudyView>;
  /** Takes a key; whether it meant something. @param event */
  keys: ((event: KeyboardEvent) => boolean) | null;
  /** Runs when another tab has written to the log and the view is not drawn anew for it. */
  refreshed: (() => void) | null;
  /** Runs when the view is left. */
  leave: (() => void) | null;
  /** A word of the interface with its values. */
  say(name: string, ...values: (string | number)[]): string;
  make(name: string, attributes?: StudyAttributes, ...children: StudyContent[]): HTMLElement;
  draw(name: string, attributes?: StudyAttributes, ...children: StudyContent[]): SVGElement;
  announce(text: string): void;
  toast(text: string): void;
  /** Sentences one after the other, as the language sets them. */
  sentences(...texts: string[]): string;
  day(day: string): string;
  /** Without the day of the week. */
  date(day: string): string;
  month(day: string): string;
  span(milliseconds: number): string;
  copy(text: string): Promise<boolean>;
  save(name: string, text: string, type: string): void;
  face(card: StudyCard): Promise<[string, string] | null>;
  cardBox(card: StudyCard): StudyCardBox;
  gradeRow(card: StudyCard, rate: (grade: Grade) => void): HTMLElement;
  /** What the reader should be told about keeping the log. */
  reminder(): HTMLElement[];
  /** Something was written to the log. */
  changed(): void;
  warnings(): HTMLElement[];
  writeList(cards: StudyCard[]): HTMLElement;
  /** The sheets to print, as the page had them. */
  sheets: Element | null;
  show(): void;
  /** Takes the focus to the heading of the view, when what had it is gone. */
  focusHeading(): void;
  /** A button that brings the rest of a list and leads to its first entry; `null` if there is none. */
  more(list: Element, rest: HTMLElement[], text: string): HTMLElement | null;
}

interface Inkstone {
  study?: StudyParts;
  review: {
    state(): Record<string, ReviewCardState>;
    due(): string[];
    grade(card: string, grade: Grade, at?: number): ReviewCardState;
    export(): string;
    import(json: string): ReviewImport;
  };
}
