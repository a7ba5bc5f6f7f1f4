import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientOptions, WebSocket } from "ws";
import type { Frame } from "../../../src/journal/entry.ts";
import { Journal } from "../../../src/journal/journal.ts";
import { accessRules } from "../../../src/server/access.ts";
import { PING_INTERVAL_MS, Stream } from "../../../src/server/stream.ts";
import { guideUpgrades } from "../../../src/server/upgrade.ts";

/** A stream over a journal of its own, on a free port. */
export interface StreamBench {
  readonly journal: Journal;
  readonly stream: Stream;
  readonly url: string;
  /** Resolves once a client that reads has been sent everything. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}

export async function openStream(options: { maxEntries?: number; pingIntervalMs?: number } = {}): Promise<StreamBench> {
  const { maxEntries = 20_000, pingIntervalMs = PING_INTERVAL_MS } = options;
  return openStreamOn(new Journal({ now: () => 0, maxEntries }), pingIntervalMs);
}

/** A stream over this journal. */
export async function openStreamOn(journal: Journal, pingIntervalMs = PING_INTERVAL_MS): Promise<StreamBench> {
  const stream = new Stream({ journal, run: "run-1", version: "1.2.3", pingIntervalMs });
  const server = createServer((_request, response) => response.end());
  guideUpgrades(server, accessRules({ host: "127.0.0.1", token: null, apiKey: null, allowNames: [] }), stream);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    journal,
    stream,
    flushed: async () => {
      const probe = new Listener(
        `ws://127.0.0.1:${(server.address() as AddressInfo).port}/_mock/stream?since=${journal.lastSeq}`,
      );
      journal.append(aFact("probe"));
      await probe.untilSeq(journal.lastSeq);
      probe.close();
    },
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/_mock/stream`,
    close: async () => {
      await stream.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that keeps everything it was sent. */
export class Listener {
  readonly messages: Frame[][] = [];
  readonly socket: WebSocket;
  bytes = 0;
  /** The highest number that came or was announced as gone. */
  lastSeq = 0;
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: () => void = () => {};

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, { ...options, perMessageDeflate: false });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => {
      const text = data.toString();
      this.bytes += text.length;
      const frames: Frame[] = JSON.parse(text);
      this.messages.push(frames);
      for (const frame of frames) this.lastSeq = Math.max(this.lastSeq, coverOf(frame).to);
      this.#wake();
    });
  }

  get frames(): Frame[] {
    return this.messages.flat();
  }

  /** Resolves once this is so; the test's own limit ends a wait for what never comes. */
  async until(isSo: () => boolean): Promise<Frame[]> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.frames;
  }

  untilHello(): Promise<Frame[]> {
    return this.until(() => this.messages.length > 0);
  }

  untilSeq(seq: number): Promise<Frame[]> {
    return this.until(() => this.lastSeq >= seq);
  }

  close(): void {
    this.socket.terminate();
  }
}

/** Which numbers of the journal a frame accounts for. */
export function coverOf(frame: Frame): { from: number; to: number } {
  if (frame.type === "gap") return { from: frame.from, to: frame.to };
  return "seq" in frame ? { from: frame.seq, to: frame.seq } : { from: 0, to: 0 };
}

/** A small fact that tells them apart. */
export function aFact(change: string) {
  return { type: "world.changed", change } as const;
}
