import type { Attempt, AttemptOutcome, Delivery } from "../../../src/delivery/delivery.ts";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import type { CheckContext } from "../../../src/harness/verify/context/check-context.ts";
import type { Sent } from "../../../src/harness/verify/context/sent.ts";
import { type Measurement, read, unknown } from "../../../src/harness/verify/measuring/measurement.ts";
import type { ReceiverProfile, TypeProfile } from "../../../src/harness/verify/receiver-profile.ts";
import { USUAL_NOW } from "../../../src/harness/verify/verify-settings.ts";
import { aDelivery as anyDelivery } from "../../a-delivery.ts";

const REQUEST_ID = "11111111-2222-4333-8444-555555555555";

/** `200 {"status":"processed"}`, `500`, `timeout`, `reset`, `clipped`. */
function anAttempt(answer: string, number = 1): Attempt {
  const status = /^\d{3}/.exec(answer)?.[0];
  const base = {
    number,
    started_at: `2026-01-05T09:0${number}:00.000Z`,
    ended_at: `2026-01-05T09:0${number}:01.000Z`,
    duration_ms: 5,
    faults: [],
    duplicate: null,
    next_attempt_at: null,
  };
  if (status === undefined) {
    const isTimeout = answer === "timeout" || answer === "clipped";
    const error = isTimeout ? "TIMEOUT: no complete answer within the timeout" : "ECONNRESET: socket hang up";
    const outcome = isTimeout ? "timeout" : "network_error";
    return { ...base, outcome, status: null, error, clipped: answer === "clipped", response: null };
  }
  const body = answer.slice(4);
  const response = { headers: {}, body, bytes: body.length, truncated: false };
  return { ...base, outcome: outcomeOf(Number(status)), status: Number(status), error: null, clipped: false, response };
}

function outcomeOf(status: number): AttemptOutcome {
  if (status < 300) return "success";
  if (status < 400) return "redirect";
  return status < 500 ? "rejected" : "server_error";
}

export const UNKNOWN: Measurement = unknown("nothing shows its work", "Show it.");

/** An event whose tries were answered so; settled accordingly. Its work is counted, and done so often. */
export function aSent(
  answers: readonly string[],
  parts: Partial<Sent> & { readonly times?: number | null } = {},
): Sent {
  const { times = null, ...rest } = parts;
  const delivery = aDelivery(answers);
  return {
    label: "EMAIL_REPLY",
    type: "EMAIL_REPLY",
    dialect: "live",
    delivery,
    deliveries: [delivery],
    counts: times === null || times === 0 ? new Map() : new Map([["crm", times]]),
    work: times === null ? UNKNOWN : read(times),
    total: null,
    waitedMs: 100,
    effects: [],
    calls: [],
    ...rest,
  };
}

export function aDelivery(answers: readonly string[], parts: Partial<Delivery> = {}): Delivery {
  const attempts = answers.map((answer, index) => anAttempt(answer, index + 1));
  const isDelivered = attempts.at(-1)?.outcome === "success";
  return anyDelivery({
    request_id: REQUEST_ID,
    campaign_id: 3600002,
    lead_email: "ada.lovelace@sl-4-1.run.example",
    webhook: { id: 1, name: "target", level: "user", url: "http://127.0.0.1:3000/hook" },
    dialect: "live",
    state: isDelivered ? "delivered" : "failed",
    reason: isDelivered ? null : "exhausted",
    attempts,
    settled_at: "2026-01-05T09:09:00.000Z",
    request: {
      url: "http://127.0.0.1:3000/hook",
      headers: { "X-Request-Id": REQUEST_ID },
      body: '{"event_type":"EMAIL_REPLY"}',
    },
    ...parts,
  });
}

export const WORKS: TypeProfile = { kind: "works", units: new Map([["crm", 1]]) };
export const IDLE: TypeProfile = { kind: "idle" };
export const UNMEASURED: TypeProfile = { kind: "unmeasured", why: "no event had a visible effect" };

/** A receiver that does something for a reply, as this profile says, and says so when a request comes again. */
export function aProfile(parts: Partial<ReceiverProfile> & { readonly reply?: TypeProfile } = {}): ReceiverProfile {
  const { reply = WORKS, ...rest } = parts;
  return {
    dialects: ["live", "guide"],
    dialect: "live",
    obstacle: null,
    isHanging: false,
    usualTries: 1,
    answersInMs: 3,
    answersAtBestInMs: 2,
    concurrency: 1,
    types: new Map([["live", new Map([["EMAIL_REPLY", reply]])]]),
    lags: new Lags(),
    tellsDuplicates: true,
    callsAllDuplicates: false,
    workType: "EMAIL_REPLY",
    plainType: "EMAIL_SENT",
    areEffectsNamed: true,
    areEventsNamed: true,
    namelessTypes: new Set(),
    callsApi: false,
    makesCalls: true,
    variantsAtOnce: 1,
    warmUpMs: 0,
    advice: null,
    ...rest,
  };
}

/** Nothing shows its work, and it says nothing of duplicates. */
export const SILENT = { reply: UNMEASURED, tellsDuplicates: false } as const;

/** As much of a bench as judges look at. */
export function aBench(known: Parameters<typeof aProfile>[0] = {}): CheckContext {
  const settings = { seed: 1, run: "run", now: USUAL_NOW, policy: RETRY_POLICIES.guide, recogniser: {} };
  return { known: aProfile(known), settings } as unknown as CheckContext;
}
