import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The sample receivers of fixtures/receivers, and the options that all of them take (see serve.mjs there). */
export type SampleName =
  | "correct"
  | "naive"
  | "racy"
  | "records-before-working"
  | "over-deduplicating"
  | "flaky"
  | "slow"
  | "strict"
  | "forgets-on-restart"
  | "forgets-after-an-hour"
  | "deduplicates-by-lead"
  | "order-dependent"
  | "looks-up-by-to-email"
  | "needs-a-lead-id"
  | "needs-a-campaign"
  | "campaign-level-only"
  | "category-by-sample-id"
  | "rejects-stale"
  | "swallows-errors"
  | "accepts-anything"
  | "poisoned-by-bad-json"
  | "small-body-limit"
  | "strict-timestamps"
  | "strict-types"
  | "rate-limiting"
  | "three-byte-text"
  | "last-write-wins"
  | "by-timestamp"
  | "by-sequence"
  | "state-machine";

export interface SampleOptions {
  readonly port?: number;
  readonly effectsUrl?: string;
  readonly failFirst?: number;
  readonly loseFirst?: number;
  readonly hangFirst?: number;
  readonly workMs?: number;
  readonly delayMs?: number;
  readonly script?: readonly (number | "reset" | "hang")[];
  readonly apiBase?: string;
  readonly apiKey?: string;
  readonly secret?: string;
  readonly secretKey?: string;
  readonly store?: string;
}

export interface SampleReceiver {
  readonly url: string;
  readonly requests: readonly { readonly requestId: string; readonly json: Record<string, unknown> }[];
  /** Request ids in the order in which their work was done. */
  readonly worked: readonly string[];
  close(): Promise<void>;
}

const FOLDER = new URL("../../../fixtures/receivers/", import.meta.url);

export async function startSample(name: SampleName, options: SampleOptions = {}): Promise<SampleReceiver> {
  const module: { start(options: SampleOptions): Promise<SampleReceiver> } = await import(
    new URL(`${name}.mjs`, FOLDER).href
  );
  return module.start(options);
}

/** Starts a sample as its users do, as a program of its own, and gives its URL once it listens. */
export async function spawnSample(command: string, file: string, env: Record<string, string> = {}) {
  const child = spawn(command, [fileURLToPath(new URL(file, FOLDER))], {
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { url: await firstUrl(child), close: () => stop(child) };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const url = /listening on (\S+)\n/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The receiver ended before it listened: ${text}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
