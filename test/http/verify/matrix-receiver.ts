/** Receivers made from three choices: when they work, by what their work is seen, and what is wrong with them. */
import { type ChildProcess, fork } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LineRelay } from "../../../src/delivery/idempotency/log-lines.ts";
import type { Probe } from "../../../src/harness/probe/probe.ts";

export const STYLES = ["before the answer", "after the answer", "in a second process"] as const;
export const EVIDENCE = ["beacon", "sink", "probe", "log"] as const;
export const DEFECTS = [
  "deduplicates nothing",
  "drops a second reply",
  "drops ids as text",
  "refuses what comes again",
  "drops most of a crowd",
] as const;
export type Style = (typeof STYLES)[number];
export type Evidence = (typeof EVIDENCE)[number];
export type Defect = (typeof DEFECTS)[number];

export interface Choice {
  readonly style: Style;
  readonly evidence: Evidence;
  /** `null` = correct. */
  readonly defect: Defect | null;
}

export interface MatrixReceiver {
  readonly url: string;
  readonly probe: Probe;
  readonly lines: LineRelay;
  close(): Promise<unknown>;
}

type Event = Readonly<Record<string, unknown>>;

const BODY_LIMIT = 4_000_000;
const LATER_MS = 20;
/** Requests at once from which on `drops most of a crowd` does nothing for one. */
const CROWD = 10;
const JSON_TYPE = { "content-type": "application/json" };

/** Starts one; the URL is that of the mock, which it reports to. */
export async function startMatrixReceiver(mockUrl: string, choice: Choice): Promise<MatrixReceiver> {
  const receiver = new Receiver(mockUrl, choice);
  const server = createServer((request, response) => void receiver.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    probe: { read: async () => receiver.rows },
    lines: receiver.lines,
    close: () => {
      receiver.end();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

class Receiver {
  rows = 0;
  readonly lines = new LineRelay();
  readonly #mockUrl: string;
  readonly #choice: Choice;
  readonly #done = new Set<string>();
  readonly #busy = new Map<string, Promise<void>>();
  readonly #jobs = new Map<number, () => void>();
  readonly #worker: ChildProcess | null;
  #jobCount = 0;
  #present = 0;
  #isOver = false;

  constructor(mockUrl: string, choice: Choice) {
    this.#mockUrl = mockUrl;
    this.#choice = choice;
    const isForked = choice.style === "in a second process";
    this.#worker = isForked ? fork(join(import.meta.dirname, "matrix-worker.mjs"), { execArgv: [] }) : null;
    this.#worker?.on("message", (message: { job: number }) => this.#jobs.get(message.job)?.());
  }

  end(): void {
    this.#isOver = true;
    this.#worker?.kill("SIGKILL");
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await this.#statusOf(request).catch(() => 500);
    if (!response.destroyed) response.writeHead(status, JSON_TYPE).end("{}");
  }

  async #statusOf(request: IncomingMessage): Promise<number> {
    if (request.method !== "POST") return 405;
    if (!/^application\/json/.test(request.headers["content-type"] ?? "")) return 415;
    const text = await textOf(request);
    if (text === null) return 413;
    const event = eventIn(text);
    if (event === null) return 400;
    const id = String(request.headers["x-request-id"]);
    if (this.#isDropped(event) || (await this.#isCrowdedOut())) return 200;
    const key = this.#keyOf(event, id);
    const isKnown = this.#done.has(key) || this.#busy.has(key);
    if (isKnown && this.#choice.defect === "refuses what comes again") return 409;
    if (this.#choice.style === "before the answer") {
      await this.#once(key, () => this.#work(event, id));
      return 200;
    }
    void this.#once(key, () => this.#untilDone(event, id));
    return 202;
  }

  #isDropped({ campaign_id: campaign }: Event): boolean {
    const { defect } = this.#choice;
    return defect === "drops ids as text" && typeof campaign === "string";
  }

  async #isCrowdedOut(): Promise<boolean> {
    if (this.#choice.defect !== "drops most of a crowd") return false;
    this.#present += 1;
    const isCrowded = this.#present > CROWD;
    await sleep(5);
    this.#present -= 1;
    return isCrowded;
  }

  #keyOf(event: Event, id: string): string {
    const { defect } = this.#choice;
    if (defect === "deduplicates nothing") return `${id} ${this.#jobCount++}`;
    return defect === "drops a second reply" && event.event_type === "EMAIL_REPLY" ? `reply of ${leadOf(event)}` : id;
  }

  async #once(key: string, work: () => Promise<void>): Promise<void> {
    for (let other = this.#busy.get(key); other !== undefined; other = this.#busy.get(key)) await other.catch(() => {});
    if (this.#done.has(key)) return;
    const job = work();
    this.#busy.set(key, job);
    await job.then(() => this.#done.add(key)).finally(() => this.#busy.delete(key));
  }

  async #untilDone(event: Event, id: string): Promise<void> {
    if (this.#worker === null) await sleep(LATER_MS);
    while (!this.#isOver) {
      const isDone = await this.#work(event, id).then(
        () => true,
        () => false,
      );
      if (isDone) return;
      await sleep(50);
    }
  }

  async #work(event: Event, id: string): Promise<void> {
    const request = this.#requestFor(event, id);
    if (this.#worker === null) await must(request);
    else await this.#inWorker(request);
    if (this.#choice.evidence === "probe") this.rows += 1;
    if (this.#choice.evidence === "log") this.lines.tell(`worked on ${event.event_type} of ${leadOf(event)} (${id})`);
  }

  #requestFor(event: Event, id: string): { url: string; init: RequestInit } | null {
    const body = JSON.stringify({ email: leadOf(event), type: event.event_type });
    const init = { method: "POST", headers: JSON_TYPE, body };
    switch (this.#choice.evidence) {
      case "beacon":
        return { url: `${this.#mockUrl}/_mock/effects/${id}`, init: { ...init, body: "{}" } };
      case "sink":
        return { url: `${this.#mockUrl}/_mock/sink/crm/notes`, init };
      default:
        return null;
    }
  }

  #inWorker(request: { url: string; init: RequestInit } | null): Promise<void> {
    this.#jobCount += 1;
    const job = this.#jobCount;
    return new Promise((resolve) => {
      this.#jobs.set(job, () => {
        this.#jobs.delete(job);
        resolve();
      });
      this.#worker?.send({ job, request });
    });
  }
}

async function must(request: { url: string; init: RequestInit } | null): Promise<void> {
  if (request === null) return;
  const response = await fetch(request.url, request.init);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${request.url} answered ${response.status}.`);
}

async function textOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? null : Buffer.concat(chunks).toString();
}

function eventIn(text: string): Event | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Event) : null;
  } catch {
    return null;
  }
}

function leadOf({ sl_lead_email, to_email, lead_email }: Event): string {
  return String(sl_lead_email ?? to_email ?? lead_email ?? "nobody");
}
