import { isoFromMs } from "../../../src/base/time/iso.ts";
import { createClock } from "../../../src/base/time/simulated-clock.ts";
import type { AttemptOutcome, Delivery, DeliveryRequest } from "../../../src/delivery/delivery.ts";
import { DeliveryEngine, type EngineOptions } from "../../../src/delivery/engine.ts";
import { FailureStreaks, RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import type { AbortHandle, Sender, SendResult } from "../../../src/delivery/sender.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { JournalProjections } from "../../../src/mock/journal-projections.ts";
import { aDelivery as anyDelivery } from "../../a-delivery.ts";
import { EPOCH, FakeRealTime } from "../time/fake-real-time.ts";

/** What a receiver makes of one request: an outcome after so many real ms, or nothing ever. */
export type Answer = { readonly outcome: AttemptOutcome; readonly afterMs?: number } | "hang";

export interface Sent {
  readonly request: DeliveryRequest;
  /** Mock ms since the start. */
  readonly at: number;
}

/** A network without a network: it answers as told, in the fake machine's time. */
class ScriptedSender implements Sender {
  readonly sent: Sent[] = [];
  readonly #real: FakeRealTime;
  readonly #now: () => number;
  readonly #answer: (request: DeliveryRequest, number: number) => Answer;
  readonly #counts = new Map<string, number>();

  constructor(real: FakeRealTime, now: () => number, answer: (request: DeliveryRequest, number: number) => Answer) {
    this.#real = real;
    this.#now = now;
    this.#answer = answer;
  }

  send(request: DeliveryRequest, cut: AbortHandle | AbortSignal): Promise<SendResult> {
    this.sent.push({ request, at: this.#now() - EPOCH });
    const number = (this.#counts.get(request.body) ?? 0) + 1;
    this.#counts.set(request.body, number);
    const answer = this.#answer(request, number);
    return new Promise((resolve) => {
      let cancel = () => {};
      const end = (outcome: AttemptOutcome) => {
        cancel();
        resolve(resultOf(outcome));
      };
      if ("once" in cut) cut.once("abort", () => end("timeout"));
      else cut.addEventListener("abort", () => end("timeout"));
      if (answer !== "hang") cancel = this.#real.after(answer.afterMs ?? 1, () => end(answer.outcome));
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const STATUS_OF: Partial<Record<AttemptOutcome, number>> = {
  success: 200,
  rejected: 400,
  server_error: 500,
  redirect: 302,
};

function resultOf(outcome: AttemptOutcome): SendResult {
  const status = STATUS_OF[outcome] ?? null;
  const error = status === null ? `${outcome.toUpperCase()}: so it was told` : null;
  return {
    outcome,
    status,
    error,
    response: status === null ? null : { headers: {}, body: "", bytes: 0, truncated: false },
  };
}

type Harness = ReturnType<typeof anEngine>;

/** An engine with everything around it that is not the network: clock, journal, views. */
export function anEngine(
  answer: (request: DeliveryRequest, number: number) => Answer,
  options: Partial<EngineOptions> & { mode?: "real" | "virtual" | "manual"; speed?: number } = {},
) {
  const { mode = "virtual", speed = 1, ...others } = options;
  const real = new FakeRealTime();
  const clock = createClock({ mode, speed, startAt: EPOCH, real });
  const projections = new JournalProjections({ now: () => clock.now() });
  const sender = new ScriptedSender(real, () => clock.now(), answer);
  const disabled: { readonly webhookId: number; readonly afterSeq: number }[] = [];
  const engine = new DeliveryEngine({
    clock,
    sender,
    policy: RETRY_POLICIES.guide,
    minTimeoutMs: 2_000,
    limits: { perWebhook: 64, total: 256 },
    record: (fact) => projections.record(fact),
    currentUrl: () => undefined,
    judge: () => null,
    onRecorded: () => {},
    streaks: new FailureStreaks(),
    whenKept: (then) => then(),
    onDisable: (webhookId) => disabled.push({ webhookId, afterSeq: projections.journal.lastSeq }),
    ...others,
  });
  const accept = (id: string, webhookId = 1) => engine.accept(aDelivery(id, webhookId, clock.now()));
  const entries = () => projections.journal.since(0);
  return { real, clock, projections, sender, engine, disabled, accept, entries };
}

/** A delivery whose body is its id, so that a sender can tell them apart. */
export function aDelivery(id: string, webhookId = 1, now = EPOCH): Delivery & { readonly request: DeliveryRequest } {
  const url = `http://receiver-${webhookId}.test/`;
  const request = { url, headers: { "X-Request-Id": `req_${id}` }, body: id };
  const delivery = anyDelivery({
    id,
    event_id: `evt_${id}`,
    request_id: `req_${id}`,
    campaign_id: 1,
    client_id: null,
    webhook: { id: webhookId, name: `webhook ${webhookId}`, level: "user", url },
    created_at: isoFromMs(now),
  });
  return { ...delivery, request };
}

/** The entries in a line each: `type id …`, times in mock seconds since the start. */
export function linesOf({ entries }: Pick<Harness, "entries">): string[] {
  return entries().map((entry) => `${(Date.parse(entry.at) - EPOCH) / 1_000} ${lineOf(entry)}`);
}

function lineOf(entry: Entry): string {
  switch (entry.type) {
    case "delivery.created":
      return `${entry.delivery.id} created`;
    case "attempt.started":
      return `${entry.delivery_id} #${entry.attempt.number}`;
    case "attempt.finished":
      return `${entry.delivery_id} #${entry.attempt.number} ${entry.attempt.outcome}${entry.attempt.clipped ? " clipped" : ""}`;
    case "delivery.settled":
      return `${entry.delivery_id} ${entry.state}${entry.reason === null ? "" : ` (${entry.reason})`}`;
    default:
      return entry.type;
  }
}
