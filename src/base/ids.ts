import type { Random } from "./random.ts";

/** Identity has one home. An id is a string with a brand, so that one kind is never taken for another. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `evt_…`: one thing that happened. */
export type EventId = Branded<"EventId">;
/** `dlv_…`: one event on its way to one webhook. */
export type DeliveryId = Branded<"DeliveryId">;
/** A UUID, sent as `X-Request-Id`, the same on every attempt of a delivery. */
export type RequestId = Branded<"RequestId">;
/** `flt_…`: a fault rule that was armed. */
export type FaultId = Branded<"FaultId">;

/**
 * Makes the ids of one run. The run salts every one of them, so that the deduplication store that a receiver
 * kept from an earlier run does not know them; the same seed and run give the same ids in the same order.
 */
export interface Ids {
  event(): EventId;
  delivery(): DeliveryId;
  request(): RequestId;
  fault(): FaultId;
}

export function idsOf(random: Random): Ids {
  const events = random.fork("event ids");
  const deliveries = random.fork("delivery ids");
  const requests = random.fork("request ids");
  const faults = random.fork("fault ids");
  const short = (source: Random) => source.hex(20);
  return {
    event: () => `evt_${short(events)}` as EventId,
    delivery: () => `dlv_${short(deliveries)}` as DeliveryId,
    request: () => requests.uuid() as RequestId,
    fault: () => `flt_${short(faults)}` as FaultId,
  };
}

/** A run of its own for each process: eight hex digits that no seed decides. A page that is not secure has no randomUUID. */
export function freshRun(): string {
  const [word = 0] = globalThis.crypto.getRandomValues(new Uint32Array(1));
  return word.toString(16).padStart(8, "0");
}
