import type { ReportItem } from "../../../../reports/report.ts";
import type { RunContext } from "../run-context.ts";
import type { Asked } from "./asked.ts";
import type { Lack, UsualEvents } from "./usual-events.ts";

/**
 * A story of the library asks a receiver only for what it does under normal circumstances (PRODUCT §9): what it failed in is held against how the
 * receiver treats the same event types alone. What the receiver never does is no failure; where nothing else failed, the story is skipped.
 */
export async function withoutUnusual(
  context: RunContext,
  { item, asked, usual }: { readonly item: ReportItem; readonly asked: readonly Asked[]; readonly usual: UsualEvents },
): Promise<ReportItem> {
  const excused = new Map<string, Lack>();
  for (const one of asked) {
    const lack = await lackOf(usual, one);
    if (lack !== null) excused.set(one.message, lack);
  }
  const [first] = excused.values();
  if (first === undefined || context.isAborted) return item;
  const findings = item.findings.filter(({ message }) => !excused.has(message));
  const remaining = asked.find(({ message }) => !excused.has(message));
  if (remaining !== undefined) return { ...item, reason: remaining.message, findings };
  return { ...item, grade: "skip", reason: sentenceOf(first), findings: [], evidence: [], hint: null };
}

async function lackOf(usual: UsualEvents, { types, needs, mayChangeNothing }: Asked): Promise<Lack | null> {
  for (const eventType of types) {
    const lack = await usual.lackOf(eventType, needs);
    if (lack !== null) return lack;
  }
  const [eventType] = types;
  if (!mayChangeNothing || eventType === undefined || !(await usual.worksOnlyForward())) return null;
  return { eventType, need: "change", status: null };
}

function sentenceOf({ eventType, need, status }: Lack): string {
  if (need === "change") {
    return "The receiver works only when the state of a lead changes (an EMAIL_SENT after an EMAIL_REPLY has no effect), so this scenario expects too much of it.";
  }
  const what = {
    accepted: `answers ${eventType} with ${status ?? "nothing"}`,
    effects: `does nothing visible for ${eventType}`,
    calls: `does not call SmartLead's API for ${eventType}`,
  }[need];
  return `The receiver ${what} under normal circumstances, so this scenario expects too much of it.`;
}
