import { type ChildProcess, spawn } from "node:child_process";
import { maskSecrets } from "../../base/mask-secrets.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { LineSplitter } from "../../delivery/idempotency/log-lines.ts";
import { endTree } from "../../harness/session/platform/process-tree.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";

/** Commands that run at the same time; a slow one delays the next, not the deliveries. */
const MAX_RUNNING = 4;
/** Deliveries that wait for their command; further ones are skipped. */
const MAX_QUEUED = 1_000;

export interface DeliveryCommandOptions {
  /** As the user typed it: run by the shell, and never put together with anything from a delivery. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mock: SmartLeadMock;
  /** Called for each line that a command prints. */
  readonly print: (line: string) => void;
}

/**
 * Runs a command for each delivery that has settled. What it is about comes in the environment and, whole, as JSON on standard input,
 * so that no text of a lead is ever read by a shell.
 */
export class DeliveryCommand {
  readonly #options: DeliveryCommandOptions;
  readonly #queue: string[] = [];
  readonly #running = new Set<ChildProcess>();
  readonly #unsubscribe: () => void;
  #whenIdle: (() => void)[] = [];

  constructor(options: DeliveryCommandOptions) {
    this.#options = options;
    this.#unsubscribe = options.mock.journal.subscribe((entry) => {
      if (entry.type === "delivery.settled") this.#take(entry.delivery_id);
    });
  }

  /** Takes nothing more; resolves when the commands under way and those that wait have ended. */
  stop(): Promise<void> {
    this.#unsubscribe();
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Ends what still runs, at once. */
  kill(): void {
    this.#queue.length = 0;
    for (const { pid } of this.#running) if (pid !== undefined) endTree(pid, "SIGKILL");
  }

  #take(id: string): void {
    if (this.#queue.length >= MAX_QUEUED) {
      const sentence = `The command of --exec is too slow: ${MAX_QUEUED} deliveries are waiting for it, and further ones are skipped.`;
      this.#options.mock.internals.notice(sentence);
      return;
    }
    this.#queue.push(id);
    this.#next();
  }

  #next(): void {
    while (this.#running.size < MAX_RUNNING && this.#queue.length > 0) this.#run(this.#queue.shift() ?? "");
    if (this.#running.size === 0) for (const told of this.#whenIdle.splice(0)) told();
  }

  #run(id: string): void {
    const { command, cwd, env, mock, print } = this.#options;
    const delivery = mock.deliveries.get(id);
    if (delivery === undefined) return;
    const child = spawn(command, {
      cwd,
      shell: true,
      env: { ...env, ...variablesOf(delivery) },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      // Its own group, so that all that the shell started can be ended.
      detached: process.platform !== "win32",
    });
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new LineSplitter(print);
      stream.setEncoding("utf8").on("data", (text: string) => lines.push(text));
      stream.on("end", () => lines.end());
    }
    const end = (why: string | null) => {
      if (!this.#running.delete(child)) return;
      if (why !== null) mock.internals.notice(`The command of --exec ${why}; it was about ${id}.`);
      this.#next();
    };
    this.#running.add(child);
    child.once("error", ({ message }) => end(`could not be started (${message})`));
    child.once("close", (code, signal) => end(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}`));
    // A command that does not read is no failure.
    child.stdin.on("error", () => {});
    child.stdin.end(`${JSON.stringify(delivery)}\n`);
  }
}

function variablesOf(delivery: Delivery): Record<string, string> {
  const { id, request_id, event_type, state, reason, lead_email, campaign_id, attempts, webhook } = delivery;
  return {
    SMARTLEAD_DELIVERY_ID: id,
    SMARTLEAD_REQUEST_ID: request_id,
    SMARTLEAD_EVENT_TYPE: event_type,
    SMARTLEAD_STATE: state,
    SMARTLEAD_REASON: reason ?? "",
    SMARTLEAD_LEAD_EMAIL: lead_email ?? "",
    SMARTLEAD_CAMPAIGN_ID: campaign_id === null ? "" : String(campaign_id),
    SMARTLEAD_ATTEMPTS: String(attempts.length),
    SMARTLEAD_STATUS: String(attempts.at(-1)?.status ?? ""),
    SMARTLEAD_URL: maskSecrets(webhook.url),
  };
}
