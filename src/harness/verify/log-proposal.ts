import type { LineSource } from "../../delivery/idempotency/log-lines.ts";

/** Lines of the profile that are looked at, the newest dropped: some for each event are enough. */
const MAX_LINES = 600;
/** Different leads that a kind of line has to name, so that it is one for each event and not a chance. */
const LEADS_NEEDED = 3;
/** Characters of a pattern that still says something. */
const LEAST_PATTERN = 4;
/** What differs from line to line: addresses, ids, numbers, quotes. */
const VARIABLE = /[\w.+-]+@[\w.-]+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|<[^>]*>|\d+|["'{}[\]\\]/gi;

/** Sees what the receiver prints while it is profiled. */
export class PrintedLines {
  readonly #lines: string[] = [];
  readonly #release: () => void;

  constructor(lines: LineSource | null) {
    this.#release =
      lines?.subscribe((line) => {
        if (this.#lines.length < MAX_LINES) this.#lines.push(line);
      }) ?? (() => {});
  }

  /** Looks no more, and proposes a pattern; `null` where nothing fits. */
  proposal(): string | null {
    this.#release();
    return proposedPattern(this.#lines);
  }
}

/**
 * The words that lines have in common which name the leads that events were sent about: what `--effect-log` needs. Of several kinds of
 * lines the one that is printed for the fewest events wins, since a line for every request says that it came and not that it was done.
 */
export function proposedPattern(lines: readonly string[]): string | null {
  const kinds = new Map<string, { readonly leads: Set<string>; count: number }>();
  for (const line of lines) {
    const lead = /[\w.+-]+@[\w.-]+\.example/.exec(line)?.[0];
    const words = lead === undefined ? "" : longestConstant(line);
    if (lead === undefined || words.length < LEAST_PATTERN) continue;
    const kind = kinds.get(words) ?? { leads: new Set<string>(), count: 0 };
    kind.leads.add(lead);
    kinds.set(words, { leads: kind.leads, count: kind.count + 1 });
  }
  const fitting = [...kinds].filter(([, { leads }]) => leads.size >= LEADS_NEEDED);
  const [best] = fitting.sort(([, one], [, other]) => one.count - other.count);
  return best === undefined ? null : best[0];
}

/** The longest part of a line that is the same for every event. */
function longestConstant(line: string): string {
  const parts = line.split(VARIABLE).map((part) => part.trim().replace(/^[:,.;=\-\s]+|[:,;=\-\s]+$/g, ""));
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

/** For the report: the flag that a user can copy. */
export function logAdvice(pattern: string): string {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("'", "'\\''");
  return `Your receiver printed a line for each event: run again with --effect-log '${escaped}' if that line says that the work was done.`;
}
