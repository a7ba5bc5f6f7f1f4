import { assertNever } from "../../base/errors.ts";
import type { AttemptFaults, Sending, StartingAttempt, TouchedAttempt } from "../attempt-faults.ts";
import type { DeliveryRequest } from "../delivery.ts";
import { sentRequest } from "../outgoing-request.ts";
import type { Sender, SendResult } from "../sender.ts";
import type { ChosenFault } from "./active-rule.ts";
import { type ContentContext, faultyRequest } from "./content/request-faults.ts";
import type { FaultRegistry } from "./fault-registry.ts";
import type { HeldAttempts } from "./hold/held-attempts.ts";
import { holding } from "./hold/holding.ts";
import { type AttemptEffect, type ContentEffect, type HoldEffect, isWireEffect, type WireEffect } from "./selecting.ts";
import type { Gate, Transmit, WireFault, WireOrder, WireSender } from "./wire-fault.ts";

/** Data that schedule faults leave for a delivery's first attempt. */
export interface ScheduleMark {
  readonly kinds: readonly string[];
  readonly gate: Gate | null;
}

export interface AttemptInterceptorParts {
  readonly book: Pick<FaultRegistry, "isEmpty" | "forAttempt">;
  /** By delivery; removed when its first attempt begins. */
  readonly marks: Map<string, ScheduleMark>;
  readonly plain: Sender;
  readonly wire: WireSender;
  readonly content: ContentContext;
  readonly held: HeldAttempts;
}

/** Applies the armed rules to attempts: to their content and to their bytes on the wire. */
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
    const holds = chosen.filter(isHold);
    const content = chosen.filter(isContentFault);
    const order: WireOrder = { faults: chosen.flatMap(wireFaultsOf), gate: mark?.gate ?? null };
    return {
      names: [...new Set([...(mark?.kinds ?? []), ...chosen.map(({ effect }) => effect.kind)])],
      send: async (request, sending) => {
        const changed =
          content.length === 0 ? request : faultyRequest(request, content, { ...this.#parts.content, eventType });
        const transmit = this.#held(holds, attempt, (one, how) => this.#transmit(one, how, order));
        const result = await transmit(changed, sending);
        return changed === request ? result : { ...result, sent: result.sent ?? sentRequest(changed) };
      },
    };
  }

  /** The first rule for each position applies: an attempt is held only once at the same position. */
  #held(holds: readonly ChosenFault<HoldEffect>[], { delivery, number }: StartingAttempt, send: Transmit): Transmit {
    const { held, content } = this.#parts;
    const { signingSecret, signatureForm = "sha256" } = content;
    const places = (["request", "answer"] as const).flatMap((at) => holds.find(({ effect }) => effect.at === at) ?? []);
    return places.reduce(
      (inner, { effect }) =>
        holding({ held, effect, subject: { delivery, number }, signing: { signingSecret, signatureForm } }, inner),
      send,
    );
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
  return !isWireEffect(fault.effect) && fault.effect.kind !== "hold";
}

function isHold(fault: ChosenFault<AttemptEffect>): fault is ChosenFault<HoldEffect> {
  return fault.effect.kind === "hold";
}

function wireFaultsOf({ effect }: ChosenFault<AttemptEffect>): WireFault[] {
  return isWireEffect(effect) ? [wireFaultOf(effect)] : [];
}

/** The fault with all values decided, in real milliseconds. */
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
