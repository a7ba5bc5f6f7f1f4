import type { Random, RandomState } from "./random.ts";

/** All ids are made here. An id is a branded string, so that the compiler rejects one kind where another is expected. */
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
  /** The position in each kind's stream, so that `restore` continues with the same ids. */
  save(): IdsState;
  /** Continues from there. Throws `data_unusable` for an invalid state. */
  restore(state: IdsState): void;
}

/** A place in the stream of each kind of id: events, deliveries, requests, faults. */
export type IdsState = readonly RandomState[];

export function idsOf(random: Random): Ids {
  const events = random.fork("event ids");
  const deliveries = random.fork("delivery ids");
  const requests = random.fork("request ids");
  const faults = random.fork("fault ids");
  const streams = [events, deliveries, requests, faults];
  const short = (source: Random, kind: string) => source.hex(20, kind);
  return {
    event: () => short(events, "evt_") as EventId,
    delivery: () => short(deliveries, "dlv_") as DeliveryId,
    request: () => requests.uuid() as RequestId,
    fault: () => short(faults, "flt_") as FaultId,
    save: () => streams.map((stream) => stream.save()),
    restore: (state) => {
      for (const [at, stream] of streams.entries()) stream.restore(state[at] ?? []);
    },
  };
}

/** A new run id for each process: eight hex digits that do not depend on the seed. `randomUUID` is missing on pages without HTTPS. */
export function freshRun(): string {
  const [word = 0] = globalThis.crypto.getRandomValues(new Uint32Array(1));
  return word.toString(16).padStart(8, "0");
}
