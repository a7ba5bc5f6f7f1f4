import { SmartLeadMockError } from "../../../base/errors.ts";
import { afterReal, systemTime } from "../../../base/time/system-clock.ts";
import type { Delivery, DeliveryRequest } from "../../delivery.ts";
import type { Fact } from "../../facts.ts";
import type { AbortHandle, SendResult } from "../../sender.ts";

/** Attempts held at once: as many as a person can look through. A further one continues as if no rule were armed. */
export const MAX_HELD_ATTEMPTS = 100;

/** Changes to a request before it is sent; a header that is `null` is removed. */
export interface RequestEdit {
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** The replacement for the receiver's answer, or changes to it. */
export interface AnswerEdit {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** How an attempt continues. */
export type Decision =
  | { readonly kind: "released"; readonly edit: RequestEdit & AnswerEdit }
  /** This answer counts: the request is never sent, or its real answer is ignored. */
  | { readonly kind: "answered"; readonly answer: AnswerEdit }
  /** Ends as if the connection had been reset. */
  | { readonly kind: "dropped" }
  /** There was no decision in time. */
  | { readonly kind: "expired" }
  /** The mock ends, or the caller that waited is gone. */
  | { readonly kind: "cut" };

/** An attempt that waits for a decision, in the field names of the control API. */
export interface HeldView {
  readonly delivery_id: string;
  readonly request_id: string;
  readonly event_type: string;
  readonly campaign_id: number | null;
  readonly lead_email: string | null;
  /** The attempt's number. */
  readonly attempt: number;
  /** `request` = nothing was sent yet; `answer` = the answer does not count yet. */
  readonly at: "request" | "answer";
  /** Real ms until it continues by itself. */
  readonly goes_on_in_ms: number;
  readonly request: DeliveryRequest;
  /** Present only at `answer`; `status` is `null` if there is no answer, and `error` says why. */
  readonly answer: Pick<SendResult, "status" | "error" | "response"> | null;
}

/** A held attempt: its delivery, position, duration, and content. */
export interface Holding {
  readonly delivery: Pick<Delivery, "id" | "request_id" | "event_type" | "campaign_id" | "lead_email">;
  readonly number: number;
  /** Real ms. */
  readonly forMs: number;
  readonly request: DeliveryRequest;
  /** `null` = held before it is sent. */
  readonly result: SendResult | null;
  readonly cut: AbortHandle;
}

interface Waiting extends Holding {
  readonly endsAt: number;
  readonly decide: (decision: Decision) => void;
}

/** The held attempts, and the decisions about them. */
export interface Held {
  /** Oldest first. */
  list(): readonly HeldView[];
  /** Throws `not_found` where no attempt of this delivery is held. */
  get(deliveryId: string): HeldView;
  /** Continues the attempt with the changes. Throws `not_found`, and `bad_request` for a change that does not apply at this position. */
  release(deliveryId: string, edit?: RequestEdit & AnswerEdit): HeldView;
  /** Uses this answer; a held request is never sent. Throws `not_found`. */
  answer(deliveryId: string, answer?: AnswerEdit): HeldView;
  /** Ends it as if the connection had been reset. Throws `not_found`. */
  drop(deliveryId: string): HeldView;
  /** Continues all without changes; returns their number. */
  releaseAll(): number;
}

export class HeldAttempts implements Held {
  readonly #record: (fact: Fact) => void;
  readonly #waiting = new Map<string, Waiting>();

  constructor(record: (fact: Fact) => void) {
    this.#record = record;
  }

  /** Whether one more may be held. */
  get hasRoom(): boolean {
    return this.#waiting.size < MAX_HELD_ATTEMPTS;
  }

  /** Resolves when someone decides, the time is over, or the attempt is cut. */
  wait(holding: Holding): Promise<Decision> {
    const { delivery, number, forMs, result, cut } = holding;
    const at = result === null ? "request" : "answer";
    return new Promise((resolve) => {
      const cancel = afterReal(forMs, () => decide({ kind: "expired" }));
      const decide = (decision: Decision) => {
        cancel();
        if (!this.#waiting.delete(delivery.id)) return;
        const change = decision.kind;
        this.#record({ type: "hold.changed", delivery_id: delivery.id, attempt_number: number, held_at: at, change });
        resolve(decision);
      };
      this.#waiting.set(delivery.id, { ...holding, endsAt: systemTime.monotonicMs() + forMs, decide });
      this.#record({
        type: "hold.changed",
        delivery_id: delivery.id,
        attempt_number: number,
        held_at: at,
        change: "held",
      });
      cut.once("abort", () => decide({ kind: "cut" }));
      if (cut.aborted) decide({ kind: "cut" });
    });
  }

  list(): readonly HeldView[] {
    return [...this.#waiting.values()].map(viewOf);
  }

  get(deliveryId: string): HeldView {
    return viewOf(this.#find(deliveryId));
  }

  release(deliveryId: string, edit: RequestEdit & AnswerEdit = {}): HeldView {
    const held = this.#find(deliveryId);
    if (held.result === null && edit.status !== undefined)
      throw new SmartLeadMockError(
        "bad_request",
        "A held request has no status; answer it, or change only headers and body.",
      );
    return this.#decide(held, { kind: "released", edit });
  }

  answer(deliveryId: string, answer: AnswerEdit = {}): HeldView {
    return this.#decide(this.#find(deliveryId), { kind: "answered", answer });
  }

  drop(deliveryId: string): HeldView {
    return this.#decide(this.#find(deliveryId), { kind: "dropped" });
  }

  releaseAll(): number {
    const all = [...this.#waiting.values()];
    for (const held of all) held.decide({ kind: "released", edit: {} });
    return all.length;
  }

  /** Ends all when the mock ends: the attempts are interrupted. */
  close(): void {
    for (const held of [...this.#waiting.values()]) held.decide({ kind: "cut" });
  }

  #decide(held: Waiting, decision: Decision): HeldView {
    const view = viewOf(held);
    held.decide(decision);
    return view;
  }

  #find(deliveryId: string): Waiting {
    const held = this.#waiting.get(deliveryId);
    if (held !== undefined) return held;
    throw new SmartLeadMockError(
      "not_found",
      `No attempt of delivery ${deliveryId.slice(0, 60)} is held; smartlead-mock hold list shows those that are.`,
    );
  }
}

function viewOf({ delivery, number, request, result, endsAt }: Waiting): HeldView {
  const { id, request_id, event_type, campaign_id, lead_email } = delivery;
  return {
    delivery_id: id,
    request_id,
    event_type,
    campaign_id,
    lead_email,
    attempt: number,
    at: result === null ? "request" : "answer",
    goes_on_in_ms: Math.max(0, Math.round(endsAt - systemTime.monotonicMs())),
    request,
    answer: result === null ? null : { status: result.status, error: result.error, response: result.response },
  };
}
