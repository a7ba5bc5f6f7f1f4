import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { absent, doubt, type Finding } from "../../harness/doctor/finding.ts";
import type { VerifySettings } from "../../harness/verify/verify-settings.ts";
import type { Connection } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { configFinding, dataFindings, nodeFinding, portFinding } from "../doctor/machine-findings.ts";
import { lookAtMock, type SeenMock } from "../doctor/mock-findings.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { type Paint, paintFor, type Tone } from "../output/terminal-paint.ts";
import { mustBeHttp } from "../receiver/receiver-url.ts";

const NO_MOCK: SeenMock = { findings: [], targets: [], url: null };

/** Reports what keeps deliveries from arriving. Sends the receiver only OPTIONS and HEAD, unless `--send` asks for events. */
export async function doctor(context: CommandContext): Promise<number> {
  const { settings, io } = context;
  const { values } = settings;
  const given = values.target === "none" ? undefined : values.target;
  if (given !== undefined) mustBeHttp(given, settings.nameOf("target"));
  const mock = await mockSeen(settings, io.cwd);
  const findings: Finding[] = [
    nodeFinding(process.versions.node),
    configFinding(settings),
    await portFinding(values.host ?? DEFAULT_HOST, values.port ?? DEFAULT_PORT, mock.url),
    ...(await dataFindings(settings, io.cwd)),
    ...mock.findings,
  ];
  const targets = given === undefined ? mock.targets : [given];
  for (const target of targets) findings.push(...(await receiver(context, target)));
  if (targets.length === 0) findings.push(await noTarget(io.cwd));
  tell(context, findings);
  return exitCodeOf(findings);
}

/** A mock that the user named must be running; the default one may be. */
async function mockSeen(settings: Settings, cwd: string): Promise<SeenMock> {
  const isAsked = settings.layerOf("connect") !== null;
  const connection = isAsked ? connectionOf(settings) : await runningMock(settings, cwd);
  try {
    return await lookAtMock(connection);
  } catch (error) {
    if (!(error instanceof SmartLeadMockError)) throw error;
    if (error.code === "forbidden")
      return { findings: [doubt("mock", error.message)], targets: [], url: connection.url };
    return isAsked ? { findings: [absent("mock", error.message)], targets: [], url: null } : NO_MOCK;
  }
}

/** Finds the mock that uses the data directory of this folder, wherever it listens. */
async function runningMock(settings: Settings, cwd: string): Promise<Connection> {
  const { resolve } = await import("node:path");
  const { holderOf } = await import("../../journal/storage/lock-holder.ts");
  const url = holderOf(resolve(cwd, settings.values.data ?? DEFAULT_DATA))?.url;
  const usual = connectionOf(settings);
  return url == null ? usual : { ...usual, url };
}

async function receiver(context: CommandContext, target: string): Promise<readonly Finding[]> {
  const { values } = context.settings;
  const { receiverFindings } = await import("../../harness/doctor/receiver-findings.ts");
  return receiverFindings(target, {
    allowTargets: values.allowTarget ?? [],
    insecureTls: values.insecure ?? false,
    send: values.send === true ? await sendSettings(context, target) : null,
  });
}

/** The same settings as in `verify`. */
async function sendSettings(context: CommandContext, target: string): Promise<VerifySettings> {
  const { planVerify } = await import("../verify/verify-plan.ts");
  const { settings } = context;
  const asked = { ...context, settings: { ...settings, values: { ...settings.values, target } } };
  return { ...planVerify(asked, "doctor").settings, target };
}

/** If a receiver of this folder's project listens, the finding suggests it. */
async function noTarget(cwd: string): Promise<Finding> {
  const { listeningReceiver } = await import("../start/receiver-offer.ts");
  const found = await listeningReceiver(cwd, []);
  const url = found?.url ?? "http://localhost:3000/webhooks/smartlead";
  const seen = found === null ? "" : " A server of this project listens.";
  const fix = `Name it: \`smartlead-mock doctor --target ${url}\`.`;
  return doubt("receiver", `No receiver was given, so none was checked.${seen}`, fix);
}

function tell({ settings, io }: CommandContext, findings: readonly Finding[]): void {
  const problems = findings.filter(({ grade }) => grade === "problem").length;
  const warnings = findings.filter(({ grade }) => grade === "warn").length;
  if (settings.values.json === true) {
    const data = findings.map(({ topic, grade, text, fix }) => ({ topic, grade, text, fix }));
    say(io.stdout, jsonText({ problems, warnings, findings: data }));
    return;
  }
  const paint = paintFor(io.stdout, io.env);
  for (const finding of findings) for (const line of linesOf(finding, paint)) say(io.stdout, line);
  say(io.stdout, summaryOf(problems, warnings));
}

const TONES: Readonly<Record<Finding["grade"], Tone>> = { ok: "good", warn: "warn", problem: "bad" };

function linesOf({ grade, topic, text, fix }: Finding, paint: Paint): readonly string[] {
  const head = `${paint(TONES[grade], grade.padEnd(7))}  ${topic.padEnd(8)}  ${printable(text)}`;
  return fix === null || fix === "" ? [head] : [head, `${" ".repeat(19)}${printable(fix)}`];
}

function summaryOf(problems: number, warnings: number): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  if (problems > 0) return `${count(problems, "problem")}, ${count(warnings, "warning")}.`;
  return warnings > 0 ? `No problem, ${count(warnings, "warning")}.` : "Everything is fine: nothing blocks a delivery.";
}

function exitCodeOf(findings: readonly Finding[]): number {
  const problems = findings.filter(({ grade }) => grade === "problem");
  if (problems.length === 0) return EXIT.good;
  return problems.every(({ isUnreachable }) => isUnreachable === true) ? EXIT.unreachable : EXIT.failed;
}
