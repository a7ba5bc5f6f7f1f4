import { maskSecrets } from "../../../base/mask-secrets.ts";
import type { Finding, Grade, ReportItem } from "../../../reports/report.ts";
import { HOW_TO_GIVE_EVIDENCE } from "./expect/evidence-expectations.ts";
import type { Complaint, Scene } from "./run-context.ts";
import type { Performed } from "./run-options.ts";

export interface Ending {
  readonly complaints: readonly Complaint[];
  readonly end: Performed["end"];
  /** Why it was not performed at all. */
  readonly lacking: string | null;
  readonly mockMs: number;
  readonly durationMs: number;
}

/** Findings of one scenario that are told; the rest is counted. */
const MAX_FINDINGS = 20;

/** How the scenario stands, as reports show it. */
export function itemOf(scene: Scene, ending: Ending): ReportItem {
  const { loaded, options, seed } = scene;
  const { scenario } = loaded;
  const grade = gradeOf(scene, ending);
  return {
    id: options.id ?? scenario.name,
    title: scenario.name,
    grade,
    reason: reasonOf(scene, ending),
    findings: grade === "skip" ? [] : findingsOf(scene, ending),
    evidence: grade === "skip" ? [] : evidenceOf(scene),
    hint: scene.unproven.length > 0 && grade === "inconclusive" ? HOW_TO_GIVE_EVIDENCE : null,
    source: null,
    place: loaded.placeOf([]),
    reproduce: options.reproduce ?? reproduceLine(scene),
    seed,
    run: options.run,
    duration_ms: ending.durationMs,
    mock_ms: ending.mockMs,
  };
}

/** The life of a delivery is told once, with the first of its findings. Where nobody listens, one is enough. */
function findingsOf(scene: Scene, { complaints, end }: Ending): readonly Finding[] {
  const told = new Set<string | undefined>();
  return shownOf([...complaints, ...scene.unproven], end).map(({ deliveryId, ...complaint }) => {
    const isNew = deliveryId !== undefined && !told.has(deliveryId);
    told.add(deliveryId);
    return scene.finding({ ...complaint, ...(isNew ? { deliveryId } : {}) });
  });
}

function shownOf(all: readonly Complaint[], end: Ending["end"]): readonly Complaint[] {
  if (end === "unreachable") return all.slice(0, 1);
  const [next, ...others] = all.slice(MAX_FINDINGS);
  if (next === undefined) return all;
  const message = `${others.length + 1} more ${others.length === 0 ? "finding is" : "findings are"} left out.`;
  return [...all.slice(0, MAX_FINDINGS), { message, path: next.path }];
}

function gradeOf(scene: Scene, { complaints, end, lacking }: Ending): Grade {
  if (lacking !== null) return "skip";
  if (complaints.length > 0) return "fail";
  if (end === "aborted" || scene.unproven.length > 0 || scene.expectationCount === 0) return "inconclusive";
  return "ok";
}

function reasonOf(scene: Scene, { complaints, end, lacking }: Ending): string | null {
  if (lacking !== null) return lacking;
  if (end === "aborted") return "It was stopped before its end.";
  if (end === "unreachable") {
    const command = complaints.find(({ isUnreachable }) => isUnreachable === true);
    if (command !== undefined) return command.message;
    const where = scene.hasStage ? ` at ${maskSecrets(scene.stage.receiver.url)}` : "";
    return `Nobody listens${where}: start the receiver first, or give another --target.`;
  }
  const [first] = complaints;
  if (first !== undefined) return first.message;
  if (scene.unproven.length > 0) return scene.unproven[0]?.message ?? null;
  return scene.expectationCount === 0 ? "No expectation was reached, so nothing is proven." : null;
}

function evidenceOf(scene: Scene): readonly string[] {
  if (!scene.hasStage) return [];
  const { mock, receiver } = scene.stage;
  const { events, deliveries, attempts, delivered, failed } = mock.state().counters;
  const effects = mock.effects.list().length;
  const facts = [
    `${count(scene.stepCount, "step")} taken, ${count(scene.expectationCount, "expectation")} reached.`,
    `${count(events, "event")}, ${count(deliveries, "delivery", "deliveries")} (${delivered} delivered, ${failed} failed), ${count(attempts, "attempt")}.`,
    effects > 0 ? `${count(effects, "effect")} of the receiver seen.` : "No effect of the receiver was seen.",
  ];
  const output = receiver.output();
  return output === "" ? facts : [...facts, `The receiver's last lines: ${output}`];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function reproduceLine({ loaded, options, seed }: Scene): string {
  const { target = null } = options;
  const to = target?.kind === "url" ? ` --target ${maskSecrets(target.url)}` : "";
  const command =
    target?.kind === "command"
      ? ` -- ${typeof target.command === "string" ? target.command : target.command.join(" ")}`
      : "";
  return `smartlead-mock run ${loaded.file}${to} --seed ${seed} --run ${options.run}${command}`;
}
