/** Groups items in reports for people: each cause is reported once, with all the items that it explains. */

import { totalsOf } from "./assemble.ts";
import type { Grade, Report, ReportGroup, ReportItem } from "./report.ts";
import { gradeCounts } from "./report-text.ts";

/** Items that have the same problem for the same reason. */
export interface ItemGroup {
  /** The item that is shown in full. */
  readonly lead: ReportItem;
  readonly others: readonly ReportItem[];
}

/** Items that are inconclusive or skipped for the same reason. */
interface OpenQuestion {
  /** The action that would settle them, or the reason for skipping; a sentence or two. */
  readonly text: string;
  readonly items: readonly ReportItem[];
}

const UNSETTLED = "Nothing showed these either way; --explain CHECK says what each one needs.";

/** Failures and warnings, the worst first, each cause once. */
export function causesOf({ groups, command }: Report): readonly ItemGroup[] {
  const items = groups.flatMap((group) => group.items);
  const wrong = (["fail", "warn"] as const).flatMap((grade) => items.filter((item) => item.grade === grade));
  const byCause = groupedBy(wrong, (item, at) => causeKey(item, command) ?? `${at}`);
  return byCause.flatMap(([lead, ...others]) => (lead === undefined ? [] : [{ lead, others }]));
}

/** Inconclusive items, grouped by the action that would settle them. */
export function unprovenOf({ groups }: Report): readonly OpenQuestion[] {
  const items = groups.flatMap((group) => group.items).filter(({ grade }) => grade === "inconclusive");
  return questionsOf(items, (item) => item.settle ?? adviceIn(item.reason) ?? UNSETTLED);
}

/** Skipped items, grouped by reason. */
export function skippedOf({ groups }: Report): readonly OpenQuestion[] {
  const items = groups.flatMap((group) => group.items).filter(({ grade }) => grade === "skip");
  return questionsOf(items, ({ reason }) => reason ?? "It does not apply.");
}

/** Skipped items in as few lines as possible: all items that one option would enable share a line. */
export function skippedTexts(report: Report): readonly string[] {
  const questions = skippedOf(report);
  const needs = [...new Set(questions.flatMap(({ items }) => items.map(({ settle }) => settle ?? "")))];
  const optional = questions.flatMap(({ items }) => items.filter(({ settle }) => settle !== undefined));
  const others = questions.filter(({ items }) => items.some(({ settle }) => settle === undefined));
  const listed = listText(
    needs.filter((need) => need !== ""),
    "or",
  );
  return [
    ...others.map(({ text, items }) => `${items.length} skipped: ${idsText(items)}. ${text}`),
    ...(optional.length === 0 ? [] : [`${optional.length} skipped because ${listed} is missing.`]),
  ];
}

/** Ids, or ranges of ids, that are listed; beyond it only their groups are named. */
const IDS_SHOWN = 6;

/** `SL-4.1 to SL-4.3 and SL-5.1`; of many `SL-2, SL-4 and SL-5`. */
export function idsText(items: readonly ReportItem[]): string {
  const all = items.map(({ id }) => id);
  const rows = rowsOf(all);
  return listText(rows.length <= IDS_SHOWN ? rows : [...new Set(all.map((id) => id.replace(/\.\d+$/, "")))], "and");
}

/** Three or more consecutive ids, as first and last. */
function rowsOf(ids: readonly string[]): readonly string[] {
  const rows: string[][] = [];
  for (const id of ids) {
    const row = rows.at(-1);
    if (row !== undefined && followerOf(row.at(-1) ?? "") === id) row.push(id);
    else rows.push([id]);
  }
  return rows.flatMap((row) => (row.length < 3 ? row : [`${row[0]} to ${row.at(-1)}`]));
}

function followerOf(id: string): string | null {
  const [, group, number] = /^(.*\.)(\d+)$/.exec(id) ?? [];
  return group === undefined ? null : `${group}${Number(number) + 1}`;
}

function listText(words: readonly string[], last: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function questionsOf(items: readonly ReportItem[], textOf: (item: ReportItem) => string): readonly OpenQuestion[] {
  return groupedBy(items, textOf).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const text = textOf(first);
    // An item without shared questions is better described by its own reason.
    const isAlone = group.length === 1 && first.settle === undefined;
    return [{ text: isAlone ? (first.reason ?? text) : text, items: group }];
  });
}

/** Groups in the order of their first items. */
function groupedBy(
  items: readonly ReportItem[],
  keyOf: (item: ReportItem, at: number) => string,
): readonly ReportItem[][] {
  const groups = new Map<string, ReportItem[]>();
  for (const [at, item] of items.entries()) {
    const key = keyOf(item, at);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/**
 * Checks with the same reason, word for word, have the same cause; scenarios may share a reason with different causes. `null` = no shared
 * cause.
 */
export function causeKey({ cause, reason }: ReportItem, command: Report["command"]): string | null {
  if (cause !== undefined) return `cause ${cause}`;
  return command === "verify" && reason !== null ? `reason ${reason}` : null;
}

/** Advice after the first sentence of a reason. */
function adviceIn(reason: string | null): string | null {
  const at = reason?.indexOf(". ") ?? -1;
  return reason === null || at === -1 ? null : reason.slice(at + 2);
}

/** From best to the grades that need attention first. */
const BY_WEIGHT: readonly Grade[] = ["skip", "ok", "inconclusive", "warn", "fail"];

/** A group whose items have ended, as one line. */
export interface GroupLine {
  /** The grade of the whole group. */
  readonly grade: Grade;
  readonly text: string;
}

/** Collects the items of a group as they end, when each group is one line: `SL-4 Idempotency: 3 ok, 7 inconclusive`. */
export class GroupLines {
  #group: Pick<ReportGroup, "id" | "title"> | null = null;
  #items: ReportItem[] = [];

  /** Takes an item; returns the line of the previous group if this item begins a new one. */
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
    // Skip reasons are reported at the end, once for all items.
    if (items.every(({ grade }) => grade === "skip")) return null;
    const counts = gradeCounts(totalsOf([{ items }])).map(({ grade, count }) => `${count} ${grade}`);
    const grade = BY_WEIGHT.findLast((one) => items.some((item) => item.grade === one)) ?? "skip";
    return { grade, text: `${group.id} ${group.title}: ${counts.join(", ")}` };
  }
}
