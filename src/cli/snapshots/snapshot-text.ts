import { printable } from "../../base/printable.ts";
import type { SnapshotView } from "../../mock/snapshots/mock-snapshot.ts";
import type { Paint } from "../output/terminal-paint.ts";

/** `after-reply: 2026-01-05 09:10:00, 4 campaigns, 40 leads, 1 webhook, 1 open delivery` */
export function snapshotLine(view: SnapshotView): string {
  return `${printable(view.name ?? "without a name")}: ${wordsOf(view)}`;
}

/** A line each, or one that says how to take the first. */
export function snapshotTable(views: readonly SnapshotView[], paint: Paint): readonly string[] {
  if (views.length === 0) return ["No snapshot is saved. Take one: smartlead-mock snapshot save NAME"];
  const width = Math.max(...views.map(({ name }) => name?.length ?? 0));
  return views.map((view) => `${paint("strong", (view.name ?? "").padEnd(width))}  ${wordsOf(view)}`);
}

function wordsOf(view: SnapshotView): string {
  const counts = [
    counted(view.campaigns, "campaign"),
    counted(view.leads, "lead"),
    counted(view.webhooks, "webhook"),
    counted(view.open_deliveries, "open delivery", "open deliveries"),
    ...(view.faults === 0 ? [] : [counted(view.faults, "fault")]),
  ];
  return [view.now.replace("T", " ").slice(0, 19), ...counts].join(", ");
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
