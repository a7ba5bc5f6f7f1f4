import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { MockClock } from "../../base/time/clock.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { countLines, type LineSource } from "../../delivery/idempotency/log-lines.ts";
import { type DataDirectory, openDataDirectory } from "../../journal/storage/data-directory.ts";
import { openPort } from "../../library/open-port.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../mock/mock.ts";
import { operationContext } from "../../mock/operation-context.ts";
import type { RunningServer } from "../../server/server.ts";
import { answerRequest } from "../../smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../smartlead/api/index.ts";
import { REST_BASE_PATH } from "../../smartlead/api/routes.ts";
import type {
  ApiAnswer,
  ApiCall,
  EnvironmentPlan,
  EnvironmentSetup,
  OpenEnvironment,
  TestEnvironment,
} from "../scenarios/run/run-options.ts";
import { openReceiverClock } from "./receiver-clock.ts";
import type { ReceiverCommandOptions } from "./receiver-command.ts";
import {
  builtInReceiverUnderTest,
  commandReceiver,
  functionReceiver,
  type ReceiverUnderTest,
  urlReceiver,
} from "./receiver-under-test.ts";
import { checkOwners, mockOptionsOf, saltOf, startOf } from "./scenario-mock.ts";

/** The key with which the scenario and its receiver call SmartLead's API; any other that is not empty is accepted too. */
const API_KEY = "smartlead-mock";

/** Aids for an unchanged receiver (`--effect-log`, `--receiver-clock`). */
export interface ReceiverAids {
  /** Matching lines count as work; they come from a file, or, if `lines` is `null`, from the receiver's command. */
  readonly effectLog?: { readonly pattern: RegExp; readonly lines: LineSource | null } | null;
  /** Gives a command's `Date` the mock's time; `nodeOptions` are its existing ones. `null` = it uses the machine's time. */
  readonly clock?: { readonly nodeOptions: string | undefined } | null;
}

/** Opens a mock with its server, and the receiver that target and scenario specify. */
export const openEnvironment: OpenEnvironment = environmentWith({});

/** The same for a receiver with these aids. */
export function environmentWith(aids: ReceiverAids): OpenEnvironment {
  return (plan) => open(plan, aids);
}

async function open(plan: EnvironmentPlan, aids: ReceiverAids): Promise<TestEnvironment> {
  const receiverParts: ReceiverParts = { stage: null, aids };
  const actor = await receiverOf(plan, receiverParts);
  const stage = new OpenedEnvironment(plan, actor);
  stage.countLines(aids.effectLog ?? null);
  receiverParts.stage = stage;
  try {
    await stage.open();
    return stage;
  } catch (error) {
    await stage.close();
    throw error;
  }
}

interface ReceiverParts {
  /** The environment that the built-in receiver reports to, once it is open. */
  stage: OpenedEnvironment | null;
  readonly aids: ReceiverAids;
}

async function receiverOf(plan: EnvironmentPlan, parts: ReceiverParts): Promise<ReceiverUnderTest> {
  const { loaded, options } = plan;
  const { target = null, mock = {}, cwd = process.cwd() } = options;
  const { receiver = {}, secret, secret_key } = loaded.scenario;
  if (target?.kind === "url") return urlReceiver(target.url);
  if (target?.kind === "function") return functionReceiver(target.handle);
  if (target?.kind === "command") {
    const { command, url, usualUrl } = target;
    return commandOf(plan, { command, url, usualUrl, path: receiver.path, cwd }, parts.aids);
  }
  if (receiver.url !== undefined) return urlReceiver(receiver.url);
  if (receiver.command !== undefined) {
    return commandOf(plan, { command: receiver.command, path: receiver.path, cwd }, parts.aids);
  }
  const actor = await builtInReceiverUnderTest({
    secret: mock.signatureForm === "none" ? null : (mock.signingSecret ?? secret ?? null),
    secretKey: mock.secretKey ?? secret_key ?? null,
    onEffect: (requestId) => parts.stage?.mock.effects.add(requestId, "crm"),
    lookUp: ({ leadEmail }) => parts.stage?.lookUp(leadEmail) ?? Promise.resolve(),
  });
  if (receiver.answers !== undefined) actor.script(receiver.answers);
  return actor;
}

async function commandOf(
  plan: EnvironmentPlan,
  asked: ReceiverCommandOptions,
  { clock: wanted = null }: ReceiverAids,
): Promise<ReceiverUnderTest> {
  const startsAt = startOf(plan);
  // If the mock uses the machine's time, the receiver needs no clock.
  const clock =
    wanted === null || startsAt === undefined ? null : await openReceiverClock(startsAt, wanted.nodeOptions);
  try {
    return await commandReceiver(asked, { signal: plan.options.signal, clock });
  } catch (error) {
    await clock?.close();
    throw error;
  }
}

/**
 * On a paused clock, events that are due at this moment happen before the first step: the number of event loop turns before that step
 * depends on the machine, and the order of events must not.
 */
async function dueNow(clock: MockClock): Promise<void> {
  const isDue = () => clock.state().mode !== "real" && (clock.nextDueAt() ?? Number.POSITIVE_INFINITY) <= clock.now();
  while (isDue()) await new Promise<void>((resolve) => systemTime.soon(resolve));
}

class OpenedEnvironment implements TestEnvironment {
  readonly receiver: ReceiverUnderTest;
  readonly #plan: EnvironmentPlan;
  #setup: EnvironmentSetup | null = null;
  #options: MockOptions = {};
  #folder: string | null = null;
  #mock: SmartLeadMock | null = null;
  #server: RunningServer | null = null;
  #port: number;
  #isDown = true;
  #endCounting = () => {};

  constructor(plan: EnvironmentPlan, actor: ReceiverUnderTest) {
    this.#plan = plan;
    this.receiver = actor;
    this.#port = plan.options.port ?? 0;
  }

  get mock(): SmartLeadMock {
    if (this.#mock === null) throw new RangeError("The stage is not open yet.");
    return this.#mock;
  }

  get mockUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** From now on, matching lines are effects of the event that they name, in whichever mock is running. */
  countLines(log: NonNullable<ReceiverAids["effectLog"]> | null): void {
    const lines = log?.lines ?? this.receiver.lines;
    if (log === null || lines === null) return;
    const ifUp = (tell: (mock: SmartLeadMock) => void) => (this.#isDown ? undefined : tell(this.mock));
    this.#endCounting = countLines(lines, log.pattern, {
      seeLine: (line, parts) => ifUp(({ reactions }) => reactions.seeLine(line, parts)),
      seeTornLine: (line) => ifUp(({ reactions }) => reactions.seeTornLine(line)),
    });
  }

  async open(): Promise<void> {
    const { url } = this.receiver;
    this.#setup = this.#plan.setup(url);
    this.#options = await mockOptionsOf(this.#plan, this.#setup, url);
    if (this.#plan.isCrashing) this.#folder = await mkdtemp(join(tmpdir(), "smartlead-mock-scenario-"));
    await this.#up();
  }

  call({ method, path, query, body }: ApiCall): ApiAnswer {
    this.#mustBe("up");
    const request = { method, path: `${REST_BASE_PATH}${path}`, query: { api_key: API_KEY, ...query }, body };
    const { allowTargets = [] } = this.#options;
    const { status, body: answer } = answerRequest(OPERATIONS, request, {
      context: operationContext(this.mock, allowTargets),
      apiKey: null,
    });
    return { status, body: answer };
  }

  async crash(): Promise<void> {
    this.#mustBe("up");
    this.#isDown = true;
    // In the same turn, so that the last response to a call is not still in transit.
    await Promise.all([this.mock.crash(), this.#server?.close()]);
  }

  async restart(): Promise<void> {
    this.#mustBe("down");
    await this.#up();
  }

  async close(): Promise<void> {
    this.#endCounting();
    await quietly(() => (this.#isDown ? undefined : this.#mock?.close(0)));
    await quietly(() => this.#server?.close());
    await quietly(() => this.receiver.close());
    const folder = this.#folder;
    if (folder !== null)
      await quietly(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  }

  /** A common first step of a receiver: it asks SmartLead for the lead. A refusal makes the work fail. */
  async lookUp(email: string | null): Promise<void> {
    if (email === null || this.#isDown) return;
    const query = new URLSearchParams({ api_key: API_KEY, email });
    const response = await fetch(`${this.mockUrl}${REST_BASE_PATH}/leads/?${query}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`SmartLead's API answered ${response.status}.`);
  }

  /** Nothing is sent before the receiver, and everything that it calls, is running. */
  async #up(): Promise<void> {
    const { options, onMock } = this.#plan;
    let open = () => {};
    const sendAfter = new Promise<void>((resolve) => {
      open = resolve;
    });
    const data = this.#openData();
    const given = { ...this.#options, sendAfter, ...definedOnly({ data: data ?? undefined }) };
    const mock = createMock(given, this.receiver.sender?.());
    this.#mock = mock;
    this.#isDown = false;
    onMock(mock);
    if (this.#setup !== null) checkOwners(this.#setup, mock);
    const { allowTargets = [] } = options.mock ?? {};
    const rateLimit = this.#plan.loaded.scenario.rate_limit ?? null;
    const controlled = options.watch?.enter(mock) ?? mock;
    this.#server = await openPort(mock, { port: this.#port, apiKey: null, rateLimit, allowTargets, controlled });
    this.#port = this.#server.port;
    await this.receiver.enter({ url: this.mockUrl, apiKey: API_KEY });
    open();
    await dueNow(mock.clock);
  }

  #openData(): DataDirectory | null {
    if (this.#folder === null) return null;
    const { seed, options } = this.#plan;
    const { now } = this.#options;
    return openDataDirectory({
      path: join(this.#folder, "data"),
      seed,
      run: saltOf(this.#plan),
      now,
      version: options.version,
    });
  }

  #mustBe(state: "up" | "down"): void {
    if (this.#isDown === (state === "down")) return;
    const sentence = this.#isDown ? "The mock is down; restart it first." : "The mock is up; crash it first.";
    throw new SmartLeadMockError("conflict", sentence);
  }
}

/** Errors in closing no longer matter. */
async function quietly(close: () => Promise<void> | undefined): Promise<void> {
  try {
    await close();
  } catch {
    // The error is ignored, because the run is over.
  }
}
