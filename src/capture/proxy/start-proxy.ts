import type { Cancel } from "../../base/time/clock.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import { RETRY_POLICIES } from "../../delivery/retry-policies.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { DialectShapes } from "../drift/shapes.ts";
import { Answering } from "./answer-flow.ts";
import { openListener, type Refusal } from "./exposed-listener.ts";
import { Forwarder } from "./forwarder.ts";
import { ProxiedEntries } from "./proxied-entries.ts";
import { Relay } from "./relay.ts";

export interface ProxyOptions {
  /** The mock whose journal, stream and control API show the deliveries. */
  readonly mock: SmartLeadMock;
  /** The developer's endpoint. */
  readonly target: string;
  readonly host: string;
  /** The port of the exposed listener; 0 uses a free one. */
  readonly port: number;
  /** If set, signatures are checked with it. */
  readonly secret: string | null;
  /** The previous secret, during a rotation. */
  readonly previousSecret?: string | null | undefined;
  /** Real ms until an attempt times out; `null` = never. */
  readonly timeoutMs: number | null;
  /** Dialects by which bodies are recognized, the nearest first. */
  readonly dialects: readonly DialectShapes[];
  readonly allowTargets: readonly string[];
  readonly insecureTls: boolean;
}

export interface RunningProxy {
  /** The address that a tunnel must point to. */
  readonly url: string;
  readonly port: number;
  /** Accepts no further requests, and lets those in flight finish for at most this many real ms. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts a proxy between the real SmartLead and the receiver. Throws `port_in_use` or `usage` if it cannot listen.
 * @example const proxy = await startProxy({ mock, target: "http://localhost:3000/hook", host: "127.0.0.1", port: 7628, … });
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { mock, secret, previousSecret, dialects, timeoutMs, allowTargets, insecureTls, host } = options;
  const target = new URL(options.target);
  const relay = new Relay({
    mock,
    target,
    timeoutMs,
    entries: new ProxiedEntries({ mock, target, secret, previousSecret, dialects, tries: RETRY_POLICIES.guide.tries }),
    forwarder: new Forwarder(target, { allowTargets, insecureTls, connectTimeoutMs: timeoutMs }),
  });
  const tell = (change: string) => mock.internals.record({ type: "world.changed", change });
  const refusals = new RefusalLog(tell);
  const listener = await openListener({
    host,
    port: options.port,
    path: target.pathname,
    onDelivery: (arrived, response) => relay.take(arrived, new Answering(response)),
    onRefused: (refusal) => refusals.note(refusal),
    onDefect: (error) => tell(`the proxy could not handle a delivery; this is a bug in the proxy: ${error}`),
  });
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listener.port}${target.pathname}`,
    port: listener.port,
    close: async (graceMs = 0) => {
      listener.stop();
      await relay.close(graceMs);
      await listener.close();
      refusals.close();
    },
  };
}

/** Real ms over which refusals of one kind are reported together: a public address is scanned all the time. */
const GATHER_MS = 10_000;

interface Gathered {
  readonly refusal: Refusal;
  more: number;
}

/** Reports refused requests: the first of a kind at once, those that follow soon after as a count. */
export class RefusalLog {
  readonly #tell: (sentence: string) => void;
  readonly #gathered = new Map<string, Gathered>();
  readonly #cancels = new Map<string, Cancel>();

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell;
  }

  note(refusal: Refusal): void {
    const key = `${refusal.status} ${refusal.why}`;
    const known = this.#gathered.get(key);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    this.#gathered.set(key, { refusal, more: 0 });
    this.#tell(`the proxy refused a request with ${refusal.status}: ${refusal.why}`);
    this.#cancels.set(
      key,
      afterReal(GATHER_MS, () => this.#flush(key)),
    );
  }

  close(): void {
    for (const key of [...this.#gathered.keys()]) this.#flush(key);
  }

  #flush(key: string): void {
    const gathered = this.#gathered.get(key);
    this.#cancels.get(key)?.();
    this.#cancels.delete(key);
    this.#gathered.delete(key);
    if (gathered === undefined || gathered.more === 0) return;
    const { refusal, more } = gathered;
    this.#tell(
      `the proxy refused ${more} more ${more === 1 ? "request" : "requests"} with ${refusal.status}: ${refusal.why}`,
    );
  }
}
