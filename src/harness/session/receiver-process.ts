import { SmartLeadMockError } from "../../base/errors.ts";
import { createFunctionSender } from "../../delivery/function-sender.ts";
import type { Sender } from "../../delivery/sender.ts";
import { FUNCTION_TARGET_URL } from "../../library/library-options.ts";
import {
  type ScriptedReceiver,
  type ScriptedReceiverOptions,
  startScriptedReceiver,
} from "../receiver/scripted-receiver.ts";
import type { StageReceiver } from "../scenarios/run/environment.ts";
import type { ReceiverFunction } from "../scenarios/run/run-options.ts";
import { type MockAddress, ReceiverCommand, type ReceiverCommandOptions } from "./receiver-command.ts";

/** A receiver with what its stage has to do for it. */
export interface StageActor extends StageReceiver {
  /** In place of sockets; for a function only. */
  readonly sender: (() => Sender) | null;
  /** The mock listens: whoever calls it may be started. Throws `unreachable`. */
  enter(mock: MockAddress): Promise<void>;
  /** Never throws. */
  close(): Promise<void>;
}

/** Request ids that are counted: ten times what one step may emit. */
const COUNTED_REQUESTS = 100_000;

function cannot(what: string, kind: StageReceiver["kind"]): SmartLeadMockError {
  const whose = { url: "a URL", function: "a function", command: "a command", "built-in": "the built-in receiver" }[
    kind
  ];
  return new SmartLeadMockError("conflict", `The receiver is ${whose}, which cannot be ${what}.`);
}

abstract class Actor implements StageActor {
  abstract readonly kind: StageReceiver["kind"];
  abstract readonly url: string;
  readonly sender: (() => Sender) | null = null;

  requests(): readonly string[] | null {
    return null;
  }

  output(): string {
    return "";
  }

  async enter(_mock: MockAddress): Promise<void> {}

  async start(): Promise<void> {
    throw cannot("started; give its command behind --", this.kind);
  }

  async stop(): Promise<void> {
    throw cannot("stopped; give its command behind --", this.kind);
  }

  script(_answers: Parameters<StageReceiver["script"]>[0]): void {
    throw cannot("scripted; only the built-in one does what a scenario says", this.kind);
  }

  async close(): Promise<void> {}
}

class UrlActor extends Actor {
  override readonly kind = "url";

  constructor(override readonly url: string) {
    super();
  }
}

class FunctionActor extends Actor {
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
    const url = this.#mockUrl;
    return this.#handle(request, {
      url,
      effect: async (name = "effect") => {
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ name });
        await fetch(`${url}/_mock/effects/${encodeURIComponent(id)}`, { method: "POST", headers, body });
      },
    });
  }
}

class CommandActor extends Actor {
  override readonly kind = "command";
  override readonly url: string;
  readonly #command: ReceiverCommand;
  readonly #signal: AbortSignal | undefined;

  constructor(command: ReceiverCommand, signal: AbortSignal | undefined) {
    super();
    this.url = command.url;
    this.#command = command;
    this.#signal = signal;
  }

  override output(): string {
    return this.#command.output();
  }

  override async enter(mock: MockAddress): Promise<void> {
    this.#command.introduce(mock);
    if (!this.#command.isRunning) await this.start();
  }

  override start(): Promise<void> {
    return this.#command.start(this.#signal);
  }

  override stop(): Promise<void> {
    return this.#command.stop();
  }

  override close(): Promise<void> {
    return this.#command.stop();
  }
}

class BuiltInActor extends Actor {
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

  override script(answers: Parameters<StageReceiver["script"]>[0]): void {
    this.#receiver.script(answers);
  }

  override close(): Promise<void> {
    return this.#receiver.close();
  }
}

export function urlActor(url: string): StageActor {
  return new UrlActor(url);
}

export function functionActor(handle: ReceiverFunction): StageActor {
  return new FunctionActor(handle);
}

export async function commandActor(options: ReceiverCommandOptions, signal?: AbortSignal): Promise<StageActor> {
  return new CommandActor(await ReceiverCommand.plan(options), signal);
}

export async function builtInActor(options: ScriptedReceiverOptions): Promise<StageActor> {
  return new BuiltInActor(await startScriptedReceiver(options));
}
