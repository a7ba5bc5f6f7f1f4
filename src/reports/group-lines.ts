import { totalsOf } from "./assemble.ts";
import type { Grade, ReportGroup, ReportItem } from "./report.ts";
import { gradeCounts } from "./report-text.ts";

/** From the best to what needs a look first. */
const BY_WEIGHT: readonly Grade[] = ["skip", "ok", "inconclusive", "warn", "fail"];

/** A group whose items have ended, as one line. */
export interface GroupLine {
  /** The one by which the whole group stands. */
  readonly grade: Grade;
  readonly text: string;
}

/** Gathers the items of a group as they end, where each group is one line: `SL-4 Idempotency: 3 ok, 7 inconclusive`. */
export class GroupLines {
  #group: Pick<ReportGroup, "id" | "title"> | null = null;
  #items: ReportItem[] = [];

  /** Takes an item; gives the line of the group before it, where that has ended with this. */
  take(item: ReportItem, group: Pick<ReportGroup, "id" | "title">): GroupLine | null {
    const ended = this.#group === null || this.#group.id === group.id ? null : this.end();
    this.#group = group;
    this.#items.push(item);
    return ended;
  }

  /** The line of the last group. */
  end(): GroupLine | null {
    const group = this.#group;
    if (group === null) return null;
    const items = this.#items;
    this.#group = null;
    this.#items = [];
    // Why they were left out is told at the end, once for all of them.
    if (items.every(({ grade }) => grade === "skip")) return null;
    const counts = gradeCounts(totalsOf([{ items }])).map(({ grade, count }) => `${count} ${grade}`);
    const grade = BY_WEIGHT.findLast((one) => items.some((item) => item.grade === one)) ?? "skip";
    return { grade, text: `${group.id} ${group.title}: ${counts.join(", ")}` };
  }
}
