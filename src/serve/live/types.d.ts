/// <reference path="../../../static/js/types.d.ts" />
/** What the parts of the script for served pages share. */
interface InkstoneLive {
  /** The language of the site, once it is known. */
  lang: string;
  words(): Record<"failed" | "nothing" | "warnings" | "gone" | "close" | "edit", string>;
  /** Brings what `html`, the page as it is now, has new to the screen. False if only loading it can. */
  show(html: string): Promise<boolean>;
  /** Loads the files at these paths anew where the page shows them; all if `null`. */
  showFiles(paths: Set<string> | null, generation: number): void;
  /** Makes places in notes that pages name links to `edit`, with `{path}`, `{line}` and `{col}`; none if it is empty. */
  linkPlaces(edit: string): void;
  /** Shows findings in the corner; nothing if there are none. */
  tell(findings: { isGone: boolean, hasFailed: boolean, list: LiveFinding[] }): void;
}

interface LiveFinding {
  path: string;
  line: number;
  column: number;
  severity: "error" | "warning" | "hint";
  code: string;
  message: string;
  remedy: string;
  /** Opens an editor; absent if none is wanted. */
  edit?: string;
}

/** An event. Either files have changed, or there are other findings. */
type LiveEvent =
  | { generation: number, changed?: string[], all?: true }
  | { ok: boolean, lang: string, edit: string, error?: LiveFinding[], warning?: LiveFinding[] };

interface Window {
  inkstoneLive: any;
}

declare const inkstoneLive: InkstoneLive;
