import { type ChildProcess, spawn } from "node:child_process";
import { maskSecrets } from "../../base/mask-secrets.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { LineSplitter } from "../../delivery/idempotency/log-lines.ts";
import { endTree } from "../../harness/session/platform/process-tree.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";

/** Maximum concurrent commands; a slow one delays the next command, not the deliveries. */
const MAX_RUNNING = 4;
/** Maximum deliveries that wait for their command; further ones are skipped. */
const MAX_QUEUED = 1_000;

export interface DeliveryCommandOptions {
  /** The command as the user typed it: it is run by the shell, and never combined with text from a delivery. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mock: SmartLeadMock;
  /** Called for each line that a command prints. */
  readonly print: (line: string) => void;
}

/**
 * Runs a command for each settled delivery. The facts are passed in the environment and, completely, as JSON on standard input, so that a
 * shell never evaluates text of a lead.
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

  /** Accepts no further deliveries; resolves when the running and the waiting commands have ended. */
  stop(): Promise<void> {
    this.#unsubscribe();
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Kills the running commands at once. */
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
      // Its own process group, so that everything the shell started can be ended.
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
    // A command that does not read its input is not a failure.
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
