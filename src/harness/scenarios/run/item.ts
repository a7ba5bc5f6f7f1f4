import { definedOnly } from "../../../base/defined-only.ts";
import { maskSecrets } from "../../../base/mask-secrets.ts";
import { quoted } from "../../../base/shell-words.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { Finding, Grade, ReportItem } from "../../../reports/report.ts";
import { typedLine } from "../../../reports/typed-line.ts";
import { HOW_TO_GIVE_EVIDENCE } from "./expect/evidence-expectations.ts";
import type { Diagnostic, RunContext } from "./run-context.ts";
import type { Performed } from "./run-options.ts";

interface Ending {
  readonly diagnostics: readonly Diagnostic[];
  readonly end: Performed["end"];
  /** Why it was not run at all. */
  readonly notReady: string | null;
  readonly mockMs: number;
  readonly durationMs: number;
}

/** Maximum findings of one scenario that are shown; the rest is counted. */
const MAX_FINDINGS = 20;

/** The result of a scenario as reports show it. */
export function itemOf(context: RunContext, ending: Ending): ReportItem {
  const { loaded, options, seed } = context;
  const { scenario } = loaded;
  const grade = gradeOf(context, ending);
  return {
    id: options.id ?? scenario.name,
    title: scenario.name,
    grade,
    reason: reasonOf(context, ending),
    findings: grade === "skip" ? [] : findingsOf(context, ending),
    evidence: grade === "skip" ? [] : evidenceOf(context),
    hint: context.unproven.length > 0 && grade === "inconclusive" ? HOW_TO_GIVE_EVIDENCE : null,
    source: null,
    place: loaded.placeOf([]),
    reproduce: options.reproduce ?? reproduceLine(context),
    seed,
    run: options.run,
    duration_ms: ending.durationMs,
    mock_ms: ending.mockMs,
  };
}

/** The timeline of a delivery is reported once, with the first of its findings. If the receiver is unreachable, one finding is enough. */
function findingsOf(context: RunContext, { diagnostics, end }: Ending): readonly Finding[] {
  const told = new Set<string | undefined>();
  return shownOf([...diagnostics, ...context.unproven], end).map(({ deliveryId, ...diagnostic }) => {
    const isNew = deliveryId !== undefined && !told.has(deliveryId);
    told.add(deliveryId);
    return context.finding({ ...diagnostic, ...definedOnly({ deliveryId: isNew ? deliveryId : undefined }) });
  });
}

function shownOf(all: readonly Diagnostic[], end: Ending["end"]): readonly Diagnostic[] {
  if (end === "unreachable") return all.slice(0, 1);
  const [next, ...others] = all.slice(MAX_FINDINGS);
  if (next === undefined) return all;
  const message = `${others.length + 1} more ${others.length === 0 ? "finding is" : "findings are"} not shown.`;
  return [...all.slice(0, MAX_FINDINGS), { message, path: next.path }];
}

function gradeOf(context: RunContext, { diagnostics, end, notReady }: Ending): Grade {
  if (notReady !== null) return "skip";
  if (diagnostics.length > 0) return "fail";
  if (end === "aborted" || context.unproven.length > 0 || context.expectationCount === 0) return "inconclusive";
  return "ok";
}

function reasonOf(context: RunContext, { diagnostics, end, notReady }: Ending): string | null {
  if (notReady !== null) return notReady;
  if (end === "aborted") return "It was stopped before the end.";
  if (end === "unreachable") {
    const command = diagnostics.find(({ isUnreachable }) => isUnreachable === true);
    if (command !== undefined) return command.message;
    const where = context.hasEnvironment ? ` at ${maskSecrets(context.stage.receiver.url)}` : "";
    return `Nothing listens${where}: start the receiver first, or pass another --target.`;
  }
  const [first] = diagnostics;
  if (first !== undefined) return first.message;
  if (context.unproven.length > 0) return context.unproven[0]?.message ?? null;
  return context.expectationCount === 0 ? "No expectation was reached, so the scenario proves nothing." : null;
}

function evidenceOf(context: RunContext): readonly string[] {
  if (!context.hasEnvironment) return [];
  const { mock, receiver } = context.stage;
  const { events, deliveries, attempts, delivered, failed } = mock.state().counters;
  const effects = mock.effects.list().length;
  const facts = [
    `${count(context.stepCount, "step")} taken, ${count(context.expectationCount, "expectation")} reached.`,
    `${count(events, "event")}, ${count(deliveries, "delivery", "deliveries")} (${delivered} delivered, ${failed} failed), ${count(attempts, "attempt")}.`,
    effects > 0 ? `${count(effects, "effect")} of the receiver seen.` : "No effect of the receiver was seen.",
  ];
  facts.push(...reconciliation(mock));
  const output = receiver.output();
  return output === "" ? facts : [...facts, `The receiver's last lines: ${output}`];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function reproduceLine({ loaded, options, seed }: RunContext): string {
  const { target = null } = options;
  const to = target?.kind === "url" ? ` --target ${quoted(target.url)}` : "";
  const command =
    target?.kind === "command"
      ? ` -- ${typeof target.command === "string" ? target.command : target.command.map(quoted).join(" ")}`
      : "";
  const { run } = options;
  return typedLine(`smartlead-mock run ${quoted(loaded.file)}${to} --seed ${seed} --run ${quoted(run)}${command}`);
}

/** Totals after an outage, by event type: sent, acknowledged, and processed. */

interface Row {
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged on a later attempt, or after a retrigger. */
  readonly late: number;
  readonly lost: number;
  /** `null` = unknown, because no effect of this type was ever seen. */
  readonly done: number | null;
  readonly doubled: number | null;
}

type Story = Pick<SmartLeadMock, "deliveries" | "effects">;

/** A line for each event type, if something failed and was resent; otherwise empty. */
function reconciliation(mock: Story): readonly string[] {
  const all = [...mock.deliveries.all()];
  const failed = new Set(all.filter(({ state }) => state === "failed").map(({ id }) => id));
  if (!all.some(({ resent_from: origin }) => origin !== null && failed.has(origin))) return [];
  const types = [...new Set(all.map(({ event_type }) => event_type))];
  return types.map((type) =>
    rowText(
      type,
      rowOf(
        mock,
        all.filter(({ event_type }) => event_type === type),
      ),
    ),
  );
}

function rowOf({ effects }: Story, deliveries: readonly Delivery[]): Row {
  const [first] = deliveries;
  const requests = byRequest(deliveries);
  const stories = [...requests.values()];
  const done = stories.filter(isAcknowledged);
  const isCounted = first !== undefined && effects.isCounted(first.event_type);
  const counts = [...requests.keys()].map((id) => Math.max(0, ...effects.countsOf(id).values()));
  return {
    sent: requests.size,
    acknowledged: done.length,
    late: done.filter((story) => !isAtOnce(story)).length,
    lost: stories.length - done.length,
    done: isCounted ? counts.filter((count) => count > 0).length : null,
    doubled: isCounted ? counts.filter((count) => count > 1).length : null,
  };
}

function byRequest(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const one of deliveries) groups.set(one.request_id, [...(groups.get(one.request_id) ?? []), one]);
  return groups;
}

function isAcknowledged(story: readonly Delivery[]): boolean {
  return story.some(({ state }) => state === "delivered");
}

function isAtOnce([first]: readonly Delivery[]): boolean {
  return first?.state === "delivered" && first.attempts.length === 1;
}

function rowText(type: string, { sent, acknowledged, late, lost, done, doubled }: Row): string {
  const work = done === null ? "work unknown" : `${done} done, ${doubled} doubled`;
  return `${type}: ${sent} sent, ${acknowledged} acknowledged (${late} late), ${lost} lost for good, ${work}.`;
}
