import { SmartLeadMockError } from "../../base/errors.ts";
import { DEFAULT_SEED, seededRandom } from "../../base/random.ts";
import { USUAL_NOW } from "../../base/time/clock.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { createFunctionSender } from "../../delivery/function-sender.ts";
import { RETRY_POLICIES } from "../../delivery/retry-policies.ts";
import { FUNCTION_TARGET_URL, LIBRARY_RUN } from "../../library/library-options.ts";
import { detailText } from "../../reports/item-details.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { ReceiverFunction } from "../scenarios/run/run-options.ts";
import { functionsMock } from "../session/functions-mock.ts";
import { SharedEndpoint } from "../verify/context/shared-endpoint.ts";
import type { VerifiedReceiver } from "../verify/receiver.ts";
import { receiverAt, startReceiver } from "../verify/receivers.ts";
import { idleMock } from "../verify/run-verify.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import { type Explored, exploreReceiver, UNLIMITED_RUNS } from "./explore.ts";
import type { ExploredReceiver, ExploreLibraryOptions } from "./explore-library.ts";
import { propertyItems } from "./property-items.ts";

/** Real ms that a search takes in a test unless it is said. */
const USUAL_BUDGET_MS = 10_000;
/** Real ms that an answer has at least, as in `verify`. */
const MIN_TIMEOUT_MS = 2_000;
const API_KEY = "smartlead-mock";
/** Of each value in `text`: what a test runner's output can bear. */
const TEXT_LIMIT = { characters: 4_000, lines: 80 };

/** Does what `explore` of the library promises. */
export async function exploreFor(options: ExploreLibraryOptions): Promise<ExploredReceiver> {
  const { signal = new AbortController().signal, cwd = process.cwd(), runs, restarts = true } = options;
  const budgetMs = budgetOf(options);
  const { version } = await import("../../../package.json");
  const settings = settingsOf(options);
  const idle = idleMock(settings);
  const front = await SharedEndpoint.open({ port: 0, apiKey: null, allowTargets: [], idle });
  try {
    const receiver = await receiverFor(options, { front, cwd, signal });
    try {
      const explored = await exploreReceiver({
        settings: { ...settings, target: receiver.url, ...senderOf(options.target, front) },
        front,
        receiver,
        probe: null,
        budgetMs,
        runs: runs ?? UNLIMITED_RUNS,
        areRestartsTried: restarts,
        version,
        cwd,
        signal,
      });
      return resultOf(explored, settings, signal.aborted);
    } finally {
      await receiver.stop?.();
    }
  } finally {
    await front.close();
    await idle.close(0);
  }
}

function budgetOf({ budget, runs }: ExploreLibraryOptions): number {
  if (budget === undefined) return runs === undefined ? USUAL_BUDGET_MS : Number.POSITIVE_INFINITY;
  const ms = parseDuration(budget);
  if (ms !== null) return ms;
  throw new SmartLeadMockError("usage", `budget ${JSON.stringify(budget)} is not a duration; write it like "30s".`);
}

function settingsOf({ seed = DEFAULT_SEED, dialect, secret, secretKey }: ExploreLibraryOptions): VerifySettings {
  return {
    target: FUNCTION_TARGET_URL,
    seed,
    run: LIBRARY_RUN,
    now: USUAL_NOW,
    policy: RETRY_POLICIES.guide,
    dialect: dialect ?? null,
    minTimeoutMs: MIN_TIMEOUT_MS,
    secretKey: secretKey ?? seededRandom(seed, "secret key").uuid(),
    isSecretKeyChecked: secretKey !== undefined,
    signingSecret: secret ?? null,
    apiKey: null,
    allowTargets: [],
    insecureTls: false,
    recogniser: {},
  };
}

interface Surroundings {
  readonly front: SharedEndpoint;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

async function receiverFor(
  { target }: ExploreLibraryOptions,
  { front, cwd, signal }: Surroundings,
): Promise<VerifiedReceiver & { readonly stop?: () => Promise<void> }> {
  if (typeof target === "string") return receiverAt(target);
  if (typeof target === "function") return { ...receiverAt(FUNCTION_TARGET_URL), isAccepting: async () => true };
  const { command, url } = target;
  return startReceiver({ command, url, cwd, mockUrl: front.url, apiKey: API_KEY, signal });
}

/** A function is called in the process, with a way to report what it did. */
function senderOf(target: ExploreLibraryOptions["target"], { url }: SharedEndpoint): Pick<VerifySettings, "sender"> {
  if (typeof target !== "function") return {};
  return { sender: () => createFunctionSender((request) => callOf(target, request, url)) };
}

function callOf(handle: ReceiverFunction, request: Request, url: string): Response | Promise<Response> {
  return handle(request, functionsMock(url, request.headers.get("x-request-id") ?? ""));
}

function resultOf(explored: Explored, { seed, run }: VerifySettings, isStopped: boolean): ExploredReceiver {
  const searchAgain = `explore({ seed: ${seed} })`;
  const items = propertyItems(explored, { seed, run, searchAgain, playAgain: null, isStopped });
  const { found } = explored;
  return {
    grade: gradeOf(items),
    items,
    text: items
      .filter(({ grade }) => grade !== "ok")
      .map((item) => `${item.grade}: ${item.title}\n${detailText(item, TEXT_LIMIT)}`)
      .join("\n\n"),
    scenario: found?.scenario.scenario ?? null,
    yaml: found?.scenario.yaml ?? null,
    coverage: explored.coverage,
  };
}

function gradeOf(items: readonly ReportItem[]): ReportItem["grade"] {
  const has = (grade: ReportItem["grade"]) => items.some((item) => item.grade === grade);
  return (["fail", "inconclusive", "warn"] as const).find(has) ?? "ok";
}
