/** The receiver for `explore()` and `load()` of the library, and the form of requests to it. */
import { SmartLeadMockError } from "../../base/errors.ts";
import { DEFAULT_SEED, seededRandom } from "../../base/random.ts";
import { USUAL_NOW } from "../../base/time/clock.ts";
import { createFunctionSender } from "../../delivery/function-sender.ts";
import { RETRY_POLICIES } from "../../delivery/retry-policies.ts";
import { checkedDialect, FUNCTION_TARGET_URL, LIBRARY_RUN } from "../../library/library-options.ts";
import type { OwnDialectContent } from "../../library/smart-lead.ts";
import { detailText } from "../../reports/item-details.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { ReceiverFunction } from "../scenarios/run/run-options.ts";
import { functionsMock } from "../session/receiver-under-test.ts";
import { SharedEndpoint } from "./context/shared-endpoint.ts";
import type { VerifiedReceiver } from "./receiver.ts";
import { receiverAt, startReceiver } from "./receivers.ts";
import { idleMock } from "./run-verify.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** The receiver of a test, and the requests to it. */
export interface LibraryReceiverOptions {
  /** A URL, the function that handles requests, or a command that starts the receiver. */
  readonly target: string | ReceiverFunction | { readonly command: string | readonly string[]; readonly url?: string };
  /** Seeds all random choices; 1 by default. */
  readonly seed?: number;
  /** By default the one for which the receiver does most; `load` sends `guide`. Or a custom one, as in a dialect file, based on `guide` or `live`. */
  readonly dialect?: Exclude<DialectName, "core"> | OwnDialectContent;
  /** Bodies are signed with it. */
  readonly secret?: string;
  /** `secret_key` of `live` bodies. */
  readonly secretKey?: string;
  /** The folder in which a command runs; the process's own by default. */
  readonly cwd?: string;
  /** Stops it; findings up to then are returned. */
  readonly signal?: AbortSignal;
}

export interface LibraryReceiver {
  /** `target` is the receiver's address. */
  readonly settings: VerifySettings;
  /** The endpoint that the receiver calls. */
  readonly front: SharedEndpoint;
  readonly receiver: VerifiedReceiver;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Minimum real ms that an answer may take, as in `verify`. */
const MIN_TIMEOUT_MS = 2_000;
const API_KEY = "smartlead-mock";
/** Limits of each value in `text`, which a test runner's output must hold. */
const TEXT_LIMIT = { characters: 4_000, lines: 80 };

/** Opens the receiver, and closes it when `use` has ended. Throws `unreachable` for a command that does not listen. */
export async function withLibraryReceiver<Result>(
  options: LibraryReceiverOptions,
  use: (found: LibraryReceiver) => Promise<Result>,
): Promise<Result> {
  const { signal = new AbortController().signal, cwd = process.cwd() } = options;
  const settings = settingsOf(options);
  const idle = idleMock(settings);
  const front = await SharedEndpoint.open({ port: 0, apiKey: null, allowTargets: [], idle });
  try {
    const receiver = await receiverFor(options, { front, cwd, signal });
    try {
      const found = { ...settings, target: receiver.url, ...senderOf(options.target, front) };
      return await use({ settings: found, front, receiver, cwd, signal });
    } finally {
      await receiver.stop?.();
    }
  } finally {
    await front.close();
    await idle.close(0);
  }
}

function settingsOf({ seed = DEFAULT_SEED, dialect, secret, secretKey }: LibraryReceiverOptions): VerifySettings {
  return {
    target: FUNCTION_TARGET_URL,
    seed,
    run: LIBRARY_RUN,
    now: USUAL_NOW,
    policy: RETRY_POLICIES.guide,
    ...spokenOf(dialect),
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

function spokenOf(dialect: LibraryReceiverOptions["dialect"]): Pick<VerifySettings, "dialect" | "ownDialect"> {
  if (typeof dialect !== "object") return { dialect: dialect ?? null };
  const ownDialect = checkedDialect(dialect);
  if (ownDialect.on !== "core") return { dialect: ownDialect.on, ownDialect };
  throw new SmartLeadMockError("config", `dialect ${ownDialect.name} is based on core; base it on guide or live.`);
}

async function receiverFor(
  { target }: LibraryReceiverOptions,
  { front, cwd, signal }: Pick<LibraryReceiver, "front" | "cwd" | "signal">,
): Promise<VerifiedReceiver & { readonly stop?: () => Promise<void> }> {
  if (typeof target === "string") return receiverAt(target);
  if (typeof target === "function") return { ...receiverAt(FUNCTION_TARGET_URL), isAccepting: async () => true };
  const { command, url } = target;
  return startReceiver({ command, url, cwd, mockUrl: front.url, apiKey: API_KEY, signal });
}

/** A function is called in-process, and can report its effects. */
function senderOf(target: LibraryReceiverOptions["target"], { url }: SharedEndpoint): Pick<VerifySettings, "sender"> {
  if (typeof target !== "function") return {};
  return { sender: () => createFunctionSender((request) => callOf(target, request, url)) };
}

function callOf(handle: ReceiverFunction, request: Request, url: string): Response | Promise<Response> {
  return handle(request, functionsMock(url, request.headers.get("x-request-id") ?? ""));
}

/** The summary of a report's items for a test: the worst grade, and everything that is not `ok`, for the failure message. */
export function summaryOf(items: readonly ReportItem[]): {
  readonly grade: ReportItem["grade"];
  readonly text: string;
} {
  const has = (grade: ReportItem["grade"]) => items.some((item) => item.grade === grade);
  return {
    grade: (["fail", "inconclusive", "warn"] as const).find(has) ?? "ok",
    text: items
      .filter(({ grade }) => grade !== "ok")
      .map((item) => `${item.grade}: ${item.title}\n${detailText(item, TEXT_LIMIT)}`)
      .join("\n\n"),
  };
}
