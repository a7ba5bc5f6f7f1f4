import { definedOnly } from "../base/defined-only.ts";
import { seededRandom } from "../base/random.ts";
import type { Clock, MockClock } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { createClock } from "../base/time/simulated-clock.ts";
import { DEFAULT_CONCURRENCY_PER_WEBHOOK, DEFAULT_CONCURRENCY_TOTAL } from "../delivery/delivery.ts";
import type { ConnectorOptions } from "../delivery/guarded-connector.ts";
import { withHeaders } from "../delivery/own-headers.ts";
import type { RetryPolicy } from "../delivery/retry-policies.ts";
import type { Sender } from "../delivery/sender.ts";
import { createUndiciSender } from "../delivery/undici-sender.ts";
import type { WorldPlan } from "../smartlead/account/world-plan.ts";
import type { Webhook } from "../smartlead/webhooks/webhook.ts";
import type { DeliverySettings } from "./delivery-plan.ts";
import type { MockOptions, MockState } from "./mock.ts";

/** Minimum real ms for an attempt when the clock is not real (PRODUCT §4). */
export const DEFAULT_MIN_TIMEOUT_MS = 2_000;
/** Deliveries that may be open at once: some 300 MB of bodies in memory; a receiver that is down for long fills this first. */
export const MAX_OPEN_DELIVERIES = 100_000;
/** A connection that no one waits for any longer is given up so much after the timeout. */
const CONNECT_SLACK_MS = 5_000;

export interface SettingsParts {
  readonly options: MockOptions;
  readonly policy: RetryPolicy;
  readonly seed: number;
  /** As it is registered now. */
  readonly webhook: (id: number) => Webhook | undefined;
}

export function settingsOf({ options, policy, seed, webhook }: SettingsParts): DeliverySettings {
  return {
    dialect: options.ownDialect?.on ?? options.dialect ?? "guide",
    ownDialect: options.ownDialect ?? null,
    secretKey: options.secretKey ?? secretKeyOf(seed),
    // Nothing is signed by the form `none`, so that faults sign nothing either.
    signingSecret: options.signatureForm === "none" ? null : (options.signingSecret ?? null),
    nextSecret: secretsInTurn(options),
    signatureForm: options.signatureForm ?? "sha256",
    traceparent: options.traceparent ?? false,
    maxAttempts: policy.tries,
    ownHeadersOf: (id) => {
      const ofWebhook = webhook(id)?.headers;
      return options.headers === undefined ? ofWebhook : withHeaders(options.headers, ofWebhook);
    },
  };
}

/** While a rotation lasts, some of the sender's servers still sign with the previous secret: here every second delivery is. */
function secretsInTurn({ signingSecret = null, previousSecret = null }: MockOptions): () => string | null {
  if (signingSecret === null || previousSecret === null) return () => signingSecret;
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 1 ? signingSecret : previousSecret;
  };
}

/** An account has one, the same for all its events; without `--secret-key` the seed draws it (smartlead.md §2 "Common tail"). */
function secretKeyOf(seed: number): string {
  return seededRandom(seed, "secret key").uuid();
}

export function clockOf(options: MockOptions, onDefect: (error: unknown) => void): MockClock {
  const { clock: mode = "real", speed, now: startAt, minTimeoutMs: patienceMs = DEFAULT_MIN_TIMEOUT_MS } = options;
  return createClock(definedOnly({ mode, speed, startAt, patienceMs, onDefect }));
}

export function senderOf(options: MockOptions, policy: RetryPolicy): Sender {
  const { freshConnections = false } = options;
  return createUndiciSender({ ...connectorOf(options, policy), freshConnections });
}

/** How connections are made, plain ones and those that a fault breaks. */
export function connectorOf(options: MockOptions, policy: RetryPolicy): ConnectorOptions {
  return {
    allowTargets: options.allowTargets ?? [],
    insecureTls: options.insecureTls ?? false,
    connectTimeoutMs: policy.timeoutMs === null ? null : policy.timeoutMs + CONNECT_SLACK_MS,
  };
}

export function clockView(clock: Clock): MockState["clock"] {
  const { mode, speed, now } = clock.state();
  return { mode, speed, now: isoFromMs(now) };
}

export function policyView({ name, tries, waitsMs, timeoutMs, note }: RetryPolicy): MockState["policy"] {
  return { name, tries, waits_ms: waitsMs, timeout_ms: timeoutMs, note };
}

/** How many attempts may be in flight at once. */
export function limitsOf({ concurrencyPerWebhook, concurrencyTotal }: MockOptions) {
  return {
    perWebhook: concurrencyPerWebhook ?? DEFAULT_CONCURRENCY_PER_WEBHOOK,
    total: concurrencyTotal ?? DEFAULT_CONCURRENCY_TOTAL,
  };
}

/** The directory's account takes precedence over a file that differs. */
export function noticeOfPlan(asked: WorldPlan | null, kept: WorldPlan | null): string[] {
  if (asked === null || JSON.stringify(asked) === JSON.stringify(kept)) return [];
  return [
    "The account in the data directory takes precedence over --world, which differs; use another --data to start from the file.",
  ];
}
