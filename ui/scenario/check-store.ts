import type { CHECK_GRADES, CheckPlace } from "../../src/delivery/facts.ts";
import type { Entry } from "../../src/journal/entry.ts";

/** Checks of one verify that are held: four times as many as there are. */
const MAX_CHECKS = 200;

type CheckEntry = Extract<Entry, { type: "check.started" | "check.finished" }>;

/** A check of a verify, as far as it has come. */
export interface CheckRow extends CheckPlace {
  /** `null` while it runs. */
  readonly grade: (typeof CHECK_GRADES)[number] | null;
  /** Why it stands so; `null` where there is nothing to say. */
  readonly reason: string | null;
  /** Real ms; `null` while it runs. */
  readonly durationMs: number | null;
}

/** Keeps the checks of the verify that runs, or ran last, as the stream tells them. */
export class CheckStore {
  #checks: readonly CheckRow[] = [];

  /** In the order in which they were begun. */
  get checks(): readonly CheckRow[] {
    return this.#checks;
  }

  take(entry: CheckEntry): void {
    const row = rowOf(entry);
    // The first one begins another run.
    const known = entry.type === "check.started" && entry.number === 1 ? [] : this.#checks;
    const others = known.filter(({ check }) => check !== row.check);
    this.#checks = [...others, row].slice(-MAX_CHECKS);
  }

  clear(): void {
    this.#checks = [];
  }
}

function rowOf(entry: CheckEntry): CheckRow {
  const { check, title, group, number, of } = entry;
  const place = { check, title, group, number, of };
  if (entry.type === "check.started") return { ...place, grade: null, reason: null, durationMs: null };
  return { ...place, grade: entry.grade, reason: entry.reason, durationMs: entry.duration_ms };
}

/** The check that is being performed; `null` when none is. */
export function runningCheck(checks: readonly CheckRow[]): CheckRow | null {
  const last = checks.at(-1);
  return last?.grade === null ? last : null;
}
