import { seededRandom } from "../../../src/base/random.ts";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import type { Probe } from "../../../src/harness/probe/probe.ts";
import { selectChecks } from "../../../src/harness/verify/catalogue.ts";
import { SharedEndpoint } from "../../../src/harness/verify/context/shared-endpoint.ts";
import type { VerifiedReceiver } from "../../../src/harness/verify/receiver.ts";
import { receiverAt } from "../../../src/harness/verify/receivers.ts";
import { idleMock, type VerifyOptions, verify } from "../../../src/harness/verify/run-verify.ts";
import { USUAL_NOW, type VerifySettings } from "../../../src/harness/verify/verify-settings.ts";
import type { Grade, Report, ReportItem } from "../../../src/reports/report.ts";

/** A receiver to be judged, and how it is ended. */
export interface Judged {
  readonly url: string;
  close(): Promise<unknown>;
}

export interface VerifyWish {
  /** Starts the receiver; the URL is that of the mock, for its effects and calls. */
  start(mockUrl: string): Promise<Judged>;
  readonly only?: readonly string[];
  readonly settings?: Partial<VerifySettings>;
  readonly probe?: Probe | null;
  /** In the place of one that merely runs. */
  readonly receiver?: (judged: Judged) => Partial<VerifiedReceiver>;
  readonly strict?: boolean;
  readonly state?: VerifyOptions["state"];
  readonly effectLog?: VerifyOptions["effectLog"];
}

let runs = 0;

/** A run that no earlier one has had: what receivers remember of that is no matter. */
function nextRun(): string {
  runs += 1;
  return `test-${runs}`;
}

/** Judges a receiver over real sockets. */
export async function verified({ start, ...requested }: VerifyWish): Promise<Report> {
  const base = { seed: 1, run: requested.settings?.run ?? nextRun(), now: USUAL_NOW };
  const idle = idleMock(base);
  const front = await SharedEndpoint.open({ port: 0, apiKey: null, allowTargets: [], idle });
  try {
    const judged = await start(front.url);
    try {
      return await judge(judged, { ...requested, front, base });
    } finally {
      await judged.close();
    }
  } finally {
    await front.close();
    await idle.close(0);
  }
}

interface JudgeWish extends Omit<VerifyWish, "start"> {
  readonly front: SharedEndpoint;
  readonly base: Pick<VerifySettings, "seed" | "run" | "now">;
}

export function judge(
  judged: Judged,
  {
    front,
    base,
    only = [],
    probe = null,
    settings,
    receiver,
    strict = false,
    state = null,
    effectLog = null,
  }: JudgeWish,
): Promise<Report> {
  return verify({
    state,
    settings: {
      ...base,
      target: judged.url,
      policy: RETRY_POLICIES.guide,
      dialect: null,
      minTimeoutMs: 2_000,
      secretKey: seededRandom(1, "secret key").uuid(),
      isSecretKeyChecked: false,
      signingSecret: null,
      apiKey: null,
      allowTargets: [],
      insecureTls: false,
      recogniser: {},
      ...settings,
    },
    front,
    receiver: { ...receiverAt(judged.url), ...receiver?.(judged) },
    probe,
    effectLog,
    checks: selectChecks({ only, skip: [] }),
    strict,
    version: "0",
    wording: { target: judged.url, flags: [], command: null },
    reporter: { begin: () => {}, item: () => {} },
  });
}

export function itemsOf({ groups }: Report): readonly ReportItem[] {
  return groups.flatMap(({ items }) => items);
}

export function itemOf(report: Report, id: string): ReportItem {
  const item = itemsOf(report).find((one) => one.id === id);
  if (item === undefined) throw new Error(`The report has no ${id}.`);
  return item;
}

/** `SL-4.1 fail, SL-2.1 warn`: the ids with these grades, in order. */
export function gradesOf(report: Report, grades: readonly Grade[] = ["fail", "warn"]): string {
  return itemsOf(report)
    .filter(({ grade }) => grades.includes(grade))
    .map(({ id, grade }) => `${id.replace("SL-", "")} ${grade}`)
    .join(", ");
}
