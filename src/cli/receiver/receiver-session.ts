/** The parts that `explore` and `load` open before they send: their reports, and the receiver with all its evidence. */
import { countedLines, idleMock } from "../../harness/verify/run-verify.ts";
import type { CommandContext } from "../command.ts";
import { progressLine } from "../output/progress-line.ts";
import { openSessionReports } from "../reports/session-reports.ts";
import type { VerifyPlan } from "../verify/verify-plan.ts";
import { type Closers, openSharedEndpoint, receiverOf } from "../verify/verify-session.ts";
import { type LogRequest, openLog } from "./log-evidence.ts";

/** The progress line, and the requested reports. */
export async function openOutput(context: CommandContext, closers: Closers) {
  const progress = progressLine(context.io);
  closers.push(() => progress.end());
  const reports = await openSessionReports(context, progress.stdout);
  closers.push(() => reports.close());
  return { progress, reports };
}

interface ReceiverParts {
  readonly plan: VerifyPlan;
  readonly log: LogRequest | null;
  readonly signal: AbortSignal;
  readonly closers: Closers;
}

export type OpenReceiver = Awaited<ReturnType<typeof openReceiver>>;

/** The endpoint that the receiver calls, and the receiver, which is started if a command was given; `found` is `null` if the session was stopped. */
export async function openReceiver(context: CommandContext, { plan, log, signal, closers }: ReceiverParts) {
  const idle = idleMock(plan.settings);
  closers.push(() => idle.close(0));
  const front = await openSharedEndpoint(context, plan, idle);
  closers.push(() => front.close());
  const found = await receiverOf(context, { plan, front, hasClock: false, signal, closers });
  const effectLog =
    log === null || found === null ? null : await openLog(context, log, { printed: found.printed, closers });
  closers.push(countedLines({ effectLog, front }));
  return { front, found };
}
