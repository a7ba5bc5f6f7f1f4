import { isoFromMs } from "../../base/time/iso.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import { interrupted, newAttempt, STOPPED } from "../../delivery/attempts.ts";
import type { Attempt } from "../../delivery/delivery.ts";
import { judgeDuplicate } from "../../delivery/idempotency/duplicate-verdict.ts";
import { AbortHandle, type SendResult } from "../../delivery/sender.ts";
import { knownBy } from "../../mock/duplicate-detector.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { Answering } from "./answer-flow.ts";
import { noteAttempt } from "./dedup-cache.ts";
import { headersToReceiver } from "./forwarded-request.ts";
import type { Forwarder } from "./forwarder.ts";
import type { InboundRequest } from "./inbound-request.ts";
import type { ProxiedEntries, RecordedDelivery } from "./proxied-entries.ts";
import { ProxySchedule } from "./proxy-schedule.ts";

/** Up to this many attempts of one request id, earlier verdicts are judged again: the work grows with the square, and a monitor's pings are all alike. */
const MAX_JUDGED_AGAIN = 20;

export interface RelayParts {
  readonly mock: SmartLeadMock;
  readonly target: URL;
  readonly entries: ProxiedEntries;
  readonly forwarder: Forwarder;
  /** Real ms until an attempt times out; `null` = never. */
  readonly timeoutMs: number | null;
}

interface Passing {
  /** `null` if no one waits for the answer. */
  readonly answering: Answering | null;
  /** Kinds of the scheduled faults that caused this attempt. */
  readonly kinds: readonly string[];
}

/** Accepts a request from SmartLead, records it, forwards it, and answers with the receiver's answer. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #schedule: ProxySchedule;
  readonly #underWay = new Set<Promise<void>>();
  /** Attempts that a fault affects: one that is held could outlast the shutdown. */
  readonly #cuts = new Set<AbortHandle>();
  #isClosing = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#schedule = new ProxySchedule(parts.mock);
  }

  /** Never rejects. */
  async take(arrived: InboundRequest, answering: Answering): Promise<void> {
    const booked = this.#parts.entries.book(arrived);
    const [original, ...copies] = this.#schedule.plan(booked.delivery);
    const first = original.due.then(() => this.#attempt(booked, arrived, { answering, kinds: original.kinds }));
    for (const copy of copies) {
      const again = this.#parts.entries.bookCopy(booked, copy.delivery);
      void copy.due.then(() => this.#attempt(again, arrived, { answering: null, kinds: copy.kinds }));
    }
    await first;
  }

  /** Lets requests in flight finish for this many real ms, then breaks them off, so that SmartLead retries. */
  async close(graceMs: number): Promise<void> {
    this.#schedule.close();
    const landed = Promise.all(this.#underWay);
    let cancel = () => {};
    await Promise.race([landed, new Promise<void>((resolve) => (cancel = afterReal(graceMs, resolve)))]);
    cancel();
    this.#isClosing = true;
    this.#parts.forwarder.close();
    for (const cut of this.#cuts) cut.abort();
    await Promise.all(this.#underWay);
  }

  #attempt(booked: RecordedDelivery, arrived: InboundRequest, how: Passing): Promise<void> {
    const attempt = this.#passOn(booked, arrived, how);
    this.#underWay.add(attempt);
    return attempt.finally(() => this.#underWay.delete(attempt));
  }

  async #passOn(booked: RecordedDelivery, arrived: InboundRequest, { answering, kinds }: Passing): Promise<void> {
    const { clock, internals } = this.#parts.mock;
    const { delivery, number } = booked;
    const order = this.#schedule.nextOrder();
    const touched = internals.attempts.isIdle ? null : internals.attempts.touch({ delivery, order, number });
    const attempt = newAttempt(number, clock.now(), [...new Set([...kinds, ...(touched?.names ?? [])])]);
    const inBook = noteAttempt(booked.history, attempt, null);
    internals.record({ type: "attempt.started", delivery_id: delivery.id, attempt });
    // The start of the attempt is recorded before the receiver is notified.
    await new Promise<void>((resolve) => systemTime.soon(resolve));
    const startedAt = systemTime.monotonicMs();
    const { cut, cancel } = this.#deadline(answering);
    if (touched !== null) this.#cuts.add(cut);
    const isAborted = new Promise<void>((resolve) => cut.once("abort", resolve));
    const result =
      touched === null
        ? await this.#pass(delivery.request.url, arrived, { answering, cut })
        : await touched.send(delivery.request, { cut, timedOut: () => isAborted });
    cancel();
    this.#cuts.delete(cut);
    const seen = this.#seenBy(answering, result);
    await answer(answering, seen, touched !== null);
    const isLost = seen.error === null && answering !== null && !answering.isDone;
    const { isAnswered: _, ...ended } = isLost ? hungUp(seen) : seen;
    const duration_ms = Math.round((systemTime.monotonicMs() - startedAt) * 1_000) / 1_000;
    this.#book(booked, { ...attempt, ...ended, ended_at: isoFromMs(clock.now()), duration_ms }, inBook);
    this.#schedule.wasSent(order);
  }

  #pass(
    url: string,
    { rawHeaders, body }: InboundRequest,
    { answering, cut }: { readonly answering: Answering | null; readonly cut: AbortHandle },
  ): Promise<SendResult> {
    const { pathname, search, host } = new URL(url);
    const outgoing = {
      path: `${pathname}${search}`,
      rawHeaders: headersToReceiver(rawHeaders, host, body.length),
      body,
    };
    return this.#parts.forwarder.forward(outgoing, answering, cut);
  }

  /**
   * An attempt ends when the receiver's time is up, or SmartLead no longer waits. If SmartLead closed the connection earlier, the receiver
   * still gets the request.
   */
  #deadline(answering: Answering | null): { readonly cut: AbortHandle; readonly cancel: () => void } {
    const cut = new AbortHandle();
    const { timeoutMs } = this.#parts;
    const cancel = timeoutMs === null ? () => {} : afterReal(timeoutMs, () => cut.abort());
    if (answering?.isGone === false) answering.onOver(({ isAnswered }) => (isAnswered ? null : cut.abort()));
    return { cut, cancel };
  }

  /** The result as SmartLead saw it: an answer that arrives too late does not count. */
  #seenBy(answering: Answering | null, result: SendResult): SendResult {
    if (this.#isClosing && result.outcome === "network_error") return interrupted(STOPPED);
    return answering?.isGone === true ? hungUp(result) : result;
  }

  /** Records how the attempt ended, and the duplicate verdicts that follow from it, over everything received. */
  #book({ delivery, history, requestId }: RecordedDelivery, ended: Attempt, inBook: Attempt): void {
    const { internals, effects } = this.#parts.mock;
    const at = history.attempts.indexOf(inBook);
    const earlier = at === -1 ? [] : history.attempts.slice(0, at);
    const judged = judgeDuplicate({
      attempt: ended,
      earlier,
      requestId,
      eventType: delivery.event_type,
      effects,
      recognise: internals.recognise,
    });
    const finding = knownBy(delivery.proxied, judged);
    const attempt = { ...ended, duplicate: finding };
    const noted = noteAttempt(history, attempt, inBook);
    internals.record({ type: "attempt.finished", delivery_id: delivery.id, attempt });
    if (finding !== null) {
      internals.record({
        type: "delivery.duplicate",
        delivery_id: delivery.id,
        attempt_number: attempt.number,
        ...finding,
      });
    }
    const isDelivered = attempt.outcome === "success";
    // Whether SmartLead retries is unknown; a retry is recorded as a delivery of its own.
    const reason = attempt.outcome === "rejected" ? "rejected" : null;
    internals.record({
      type: "delivery.settled",
      delivery_id: delivery.id,
      state: isDelivered ? "delivered" : "failed",
      reason: isDelivered ? null : reason,
    });
    // An attempt that was sent later may have ended earlier.
    const isLast = history.attempts.at(-1) === noted;
    if (!isLast && history.count <= MAX_JUDGED_AGAIN) internals.judgeAgain(requestId);
  }
}

function hungUp(result: SendResult): SendResult {
  const late = result.status === null ? "" : `; the receiver had answered ${result.status}`;
  const error = `TIMEOUT: SmartLead closed the connection before it was answered${late}`;
  return { ...result, outcome: "timeout", status: null, error, response: null };
}

/** Answers SmartLead. An answer that was streamed through only has to be ended. */
async function answer(answering: Answering | null, result: SendResult, isDisturbed: boolean): Promise<void> {
  if (answering === null || answering.isGone) return;
  const { outcome, error } = result;
  if (error === null) return isDisturbed ? answering.answerWith(result) : answering.end();
  // Half an answer, or one that a fault has lost: SmartLead sees its connection break.
  const isBroken = answering.hasBegun || outcome === "interrupted" || error.startsWith("FAULT_LOST_RESPONSE");
  if (isBroken || (isDisturbed && outcome === "timeout")) {
    return answering.reset();
  }
  const status = outcome === "timeout" ? 504 : 502;
  return answering.answer(status, `The receiver gave no answer (${error.split(":", 1)[0]}).`);
}
