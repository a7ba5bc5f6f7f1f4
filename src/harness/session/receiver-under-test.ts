import { SmartLeadMockError } from "../../base/errors.ts";
import { createFunctionSender } from "../../delivery/function-sender.ts";
import type { LineSource } from "../../delivery/idempotency/log-lines.ts";
import type { Sender } from "../../delivery/sender.ts";
import { FUNCTION_TARGET_URL } from "../../library/library-options.ts";
import { controlClient } from "../../server/client/control-client.ts";
import {
  type ScriptedReceiver,
  type ScriptedReceiverOptions,
  startScriptedReceiver,
} from "../receiver/scripted-receiver.ts";
import type { EnvironmentReceiver, FunctionsMock, ReceiverFunction } from "../scenarios/run/run-options.ts";
import type { ReceiverClock } from "./receiver-clock.ts";
import { type MockAddress, ReceiverCommand, type ReceiverCommandOptions } from "./receiver-command.ts";

/** A receiver, with what its environment needs to run it. */
export interface ReceiverUnderTest extends EnvironmentReceiver {
  /** Replaces sockets; only for a function. */
  readonly sender: (() => Sender) | null;
  /** Its output; only for a command. */
  readonly lines: LineSource | null;
  /** The mock listens, so a receiver that calls it can be started. Throws `unreachable`. */
  enter(mock: MockAddress): Promise<void>;
  /** Never throws. */
  close(): Promise<void>;
}

/** Maximum request ids that are counted: ten times what one step may emit. */
const COUNTED_REQUESTS = 100_000;

function cannot(what: string, kind: EnvironmentReceiver["kind"]): SmartLeadMockError {
  const whose = { url: "a URL", function: "a function", command: "a command", "built-in": "the built-in receiver" }[
    kind
  ];
  return new SmartLeadMockError("conflict", `The receiver is ${whose}, which cannot be ${what}.`);
}

abstract class BaseReceiver implements ReceiverUnderTest {
  abstract readonly kind: EnvironmentReceiver["kind"];
  abstract readonly url: string;
  readonly sender: (() => Sender) | null = null;
  readonly lines: LineSource | null = null;

  requests(): readonly string[] | null {
    return null;
  }

  output(): string {
    return "";
  }

  async enter(_mock: MockAddress): Promise<void> {}

  async start(): Promise<void> {
    throw cannot("started; give its command after `--`", this.kind);
  }

  async stop(): Promise<void> {
    throw cannot("stopped; give its command after `--`", this.kind);
  }

  script(_answers: Parameters<EnvironmentReceiver["script"]>[0]): void {
    throw cannot("scripted; only the built-in one can be", this.kind);
  }

  async portTrouble(): Promise<SmartLeadMockError | null> {
    return null;
  }

  async close(): Promise<void> {}
}

class UrlReceiver extends BaseReceiver {
  override readonly kind = "url";

  constructor(override readonly url: string) {
    super();
  }
}

class FunctionReceiver extends BaseReceiver {
  override readonly kind = "function";
  override readonly url = FUNCTION_TARGET_URL;
  override readonly sender: () => Sender;
  readonly #handle: ReceiverFunction;
  readonly #seen: string[] = [];
  #mockUrl = "";

  constructor(handle: ReceiverFunction) {
    super();
    this.#handle = handle;
    // A mock closes its sender, and after a crash there is another mock.
    this.sender = () => createFunctionSender((request) => this.#call(request));
  }

  override requests(): readonly string[] {
    return this.#seen;
  }

  override async enter({ url }: MockAddress): Promise<void> {
    this.#mockUrl = url;
  }

  #call(request: Request): Response | Promise<Response> {
    const id = request.headers.get("x-request-id") ?? "";
    if (id !== "" && this.#seen.length < COUNTED_REQUESTS) this.#seen.push(id);
    return this.#handle(request, functionsMock(this.#mockUrl, id));
  }
}

interface CommandSurroundings {
  readonly signal?: AbortSignal | undefined;
  /** `null` = it uses the machine's time. Closed together with the receiver. */
  readonly clock?: ReceiverClock | null;
}

class CommandReceiver extends BaseReceiver {
  override readonly kind = "command";
  override readonly url: string;
  override readonly lines: LineSource;
  readonly #command: ReceiverCommand;
  readonly #around: CommandSurroundings;

  constructor(command: ReceiverCommand, around: CommandSurroundings) {
    super();
    this.url = command.url;
    this.lines = command.lines;
    this.#command = command;
    this.#around = around;
  }

  override output(): string {
    return this.#command.output();
  }

  override async enter(mock: MockAddress): Promise<void> {
    this.#command.introduce(mock);
    if (!this.#command.isRunning) await this.start();
  }

  override start(): Promise<void> {
    return this.#command.start(this.#around.signal);
  }

  override stop(): Promise<void> {
    return this.#command.stop();
  }

  override portTrouble(): Promise<SmartLeadMockError | null> {
    return this.#command.portTrouble();
  }

  override async close(): Promise<void> {
    await this.#command.stop();
    await this.#around.clock?.close();
  }
}

class BuiltInReceiverUnderTest extends BaseReceiver {
  override readonly kind = "built-in";
  override readonly url: string;
  readonly #receiver: ScriptedReceiver;

  constructor(receiver: ScriptedReceiver) {
    super();
    this.url = receiver.url;
    this.#receiver = receiver;
  }

  override requests(): readonly string[] {
    return this.#receiver.requests();
  }

  override script(answers: Parameters<EnvironmentReceiver["script"]>[0]): void {
    this.#receiver.script(answers);
  }

  override close(): Promise<void> {
    return this.#receiver.close();
  }
}

export function urlReceiver(url: string): ReceiverUnderTest {
  return new UrlReceiver(url);
}

export function functionReceiver(handle: ReceiverFunction): ReceiverUnderTest {
  return new FunctionReceiver(handle);
}

export async function commandReceiver(
  options: ReceiverCommandOptions,
  around: CommandSurroundings = {},
): Promise<ReceiverUnderTest> {
  const env = { ...options.env, ...around.clock?.env };
  return new CommandReceiver(await ReceiverCommand.plan({ ...options, env }), around);
}

export async function builtInReceiverUnderTest(options: ScriptedReceiverOptions): Promise<ReceiverUnderTest> {
  return new BuiltInReceiverUnderTest(await startScriptedReceiver(options));
}

/** The parts of the mock that a receiver function may use while it handles a request; a request without an id cannot report effects. */
export function functionsMock(url: string, requestId: string): FunctionsMock {
  const { call } = controlClient({ url, token: null });
  return {
    url,
    effect: async (name = "effect", value) => {
      const body = value === undefined ? { name } : { name, value };
      if (requestId !== "") await call("POST /effects/:key", { params: { key: requestId }, body });
    },
  };
}
