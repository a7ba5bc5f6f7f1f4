import { assertNever } from "../../base/errors.ts";
import type { AttemptFaults, Sending, StartingAttempt, TouchedAttempt } from "../attempt-faults.ts";
import { type DeliveryRequest, SENT_BODY_LIMIT_BYTES, type SentRequest } from "../delivery.ts";
import type { Sender, SendResult } from "../sender.ts";
import type { ChosenFault } from "./active-rule.ts";
import { type ContentContext, faultyRequest } from "./content/request-faults.ts";
import type { FaultRegistry } from "./fault-registry.ts";
import { type AttemptEffect, type ContentEffect, isWireEffect, type WireEffect } from "./selecting.ts";
import type { Gate, WireFault, WireOrder, WireSender } from "./wire-fault.ts";

/** What faults of the schedule leave for a delivery's first attempt. */
export interface ScheduleMark {
  readonly kinds: readonly string[];
  readonly gate: Gate | null;
}

export interface AttemptInterceptorParts {
  readonly book: Pick<FaultRegistry, "isEmpty" | "forAttempt">;
  /** By delivery; taken out as its first attempt begins. */
  readonly marks: Map<string, ScheduleMark>;
  readonly plain: Sender;
  readonly wire: WireSender;
  readonly content: ContentContext;
}

/** Brings the armed rules to attempts: what they say, and what happens to them on the wire. */
export class AttemptInterceptor implements AttemptFaults {
  readonly #parts: AttemptInterceptorParts;

  constructor(parts: AttemptInterceptorParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#parts.book.isEmpty && this.#parts.marks.size === 0;
  }

  touch(attempt: StartingAttempt): TouchedAttempt | null {
    const mark = this.#takeMark(attempt);
    const chosen = this.#parts.book.forAttempt(attempt);
    if (mark === null && chosen.length === 0) return null;
    const { event_type: eventType } = attempt.delivery;
    const content = chosen.filter(isContentFault);
    const order: WireOrder = { faults: chosen.flatMap(wireFaultsOf), gate: mark?.gate ?? null };
    return {
      names: [...new Set([...(mark?.kinds ?? []), ...chosen.map(({ effect }) => effect.kind)])],
      send: async (request, sending) => {
        const changed =
          content.length === 0 ? request : faultyRequest(request, content, { ...this.#parts.content, eventType });
        const result = await this.#transmit(changed, sending, order);
        return changed === request ? result : { ...result, sent: sentRequest(changed) };
      },
    };
  }

  #takeMark({ delivery, number }: StartingAttempt): ScheduleMark | null {
    const mark = number === 1 ? this.#parts.marks.get(delivery.id) : undefined;
    if (mark === undefined) return null;
    this.#parts.marks.delete(delivery.id);
    return mark;
  }

  #transmit(request: DeliveryRequest, sending: Sending, order: WireOrder): Promise<SendResult> {
    if (order.faults.length === 0 && order.gate === null) return this.#parts.plain.send(request, sending.cut);
    return this.#parts.wire.send(request, sending, order);
  }
}

function isContentFault(fault: ChosenFault<AttemptEffect>): fault is ChosenFault<ContentEffect> {
  return !isWireEffect(fault.effect);
}

function wireFaultsOf({ effect }: ChosenFault<AttemptEffect>): WireFault[] {
  return isWireEffect(effect) ? [wireFaultOf(effect)] : [];
}

/** With everything decided, in real milliseconds. */
function wireFaultOf(effect: WireEffect): WireFault {
  switch (effect.kind) {
    case "lost-response":
    case "timeout":
      return { kind: effect.kind };
    case "reset":
      return { kind: "reset", at: effect.at };
    case "slow-body":
      return { kind: "slow-body", overMs: effect.over, pieces: effect.pieces };
    case "truncated-body":
      return { kind: "truncated-body", share: effect.share };
    case "override-status":
      return { kind: "override-status", status: effect.status };
    default:
      return assertNever(effect);
  }
}

function sentRequest({ url, headers, body }: DeliveryRequest): SentRequest {
  const bytes = new TextEncoder().encode(body);
  const isTruncated = bytes.length > SENT_BODY_LIMIT_BYTES;
  return {
    url,
    headers,
    body: isTruncated ? new TextDecoder().decode(bytes.subarray(0, SENT_BODY_LIMIT_BYTES)) : body,
    body_bytes: bytes.length,
    truncated: isTruncated,
  };
}
