import { SmartLeadMockError } from "../../base/errors.ts";
import type { Attempt, Delivery } from "../../delivery/delivery.ts";
import { deliveryIdOf, reduceDelivery } from "../../journal/delivery-reducer.ts";
import type { Entry, Frame } from "../../journal/entry.ts";
import { type Damage, framesOf, type RecordingSource } from "./recorded-frames.ts";

/** Maximum deliveries read from one recording: a quarter of a gigabyte without their bodies. */
export const MAX_RECORDED_DELIVERIES = 200_000;

/** The contents of a recording, as far as it can be read. */
export interface Recording {
  /** The path as it was given. */
  readonly name: string;
  /** The `run` of its first `hello`. */
  readonly run: string;
  /** In the order in which they were created. An attempt that was in flight at the end is `interrupted`. */
  readonly deliveries: readonly Delivery[];
  /** Number of entries read. */
  readonly entries: number;
  /** Where and why reading stopped early; `null` if everything was read. */
  readonly damage: Damage | null;
}

export interface ReadingOptions {
  /** Whether to keep request and response bodies; without them a recording of any size fits in memory. */
  readonly keepBodies: boolean;
  /** Reads only the delivery with this id. */
  readonly only?: string;
}

/**
 * Reads a recording and rebuilds its deliveries. Throws `usage` if it is not a recording, or holds too many deliveries.
 * @example const { deliveries } = await readRecordingFrom(recordingFile("session.ndjson", cwd), { keepBodies: false });
 */
export async function readRecordingFrom(source: RecordingSource, options: ReadingOptions): Promise<Recording> {
  const book = new RecordedDeliveries(source.name, options);
  let damage: Damage | null = null;
  for await (const { frame } of framesOf(source, (found) => (damage = found))) book.take(frame);
  return { name: source.name, ...book.ended(), damage };
}

class RecordedDeliveries {
  readonly #name: string;
  readonly #options: ReadingOptions;
  readonly #deliveries = new Map<string, Delivery>();
  #run: string | null = null;
  #entries = 0;
  #lastAt: string | null = null;

  constructor(name: string, options: ReadingOptions) {
    this.#name = name;
    this.#options = options;
  }

  take(frame: Frame): void {
    if (frame.type === "hello") this.#run ??= frame.run;
    if (frame.type === "hello" || frame.type === "gap") return;
    this.#entries += 1;
    this.#lastAt = frame.at;
    const id = deliveryIdOf(frame);
    if (id === null || (this.#options.only !== undefined && id !== this.#options.only)) return;
    const after = reduceDelivery(this.#deliveries.get(id), this.#options.keepBodies ? frame : withoutBodies(frame));
    // The delivery began before the recording did.
    if (after === undefined) return;
    this.#deliveries.set(id, after);
    if (this.#deliveries.size > MAX_RECORDED_DELIVERIES) throw this.#tooMany();
  }

  ended(): Pick<Recording, "run" | "deliveries" | "entries"> {
    const deliveries = [...this.#deliveries.values()].map((delivery) => landed(delivery, this.#lastAt));
    return { run: this.#run ?? "", deliveries, entries: this.#entries };
  }

  #tooMany(): SmartLeadMockError {
    const limit = MAX_RECORDED_DELIVERIES.toLocaleString("en");
    return new SmartLeadMockError(
      "usage",
      `${this.#name} holds more than ${limit} deliveries, which is the limit; split it into files that each begin with its first line.`,
    );
  }
}

/** Removes the parts that a list, a query or a comparison does not use. */
function withoutBodies(entry: Entry): Entry {
  if (entry.type === "delivery.created") {
    const { request: _, ...delivery } = entry.delivery;
    return { ...entry, delivery };
  }
  if (entry.type !== "attempt.finished") return entry;
  const { sent: _, ...attempt } = entry.attempt;
  return { ...entry, attempt: { ...attempt, response: null } };
}

const CUT_OFF = "INTERRUPTED: the recording ends while the attempt was in flight";

/** The outcome of an attempt whose end was not recorded is unknown. */
function landed(delivery: Delivery, endedAt: string | null): Delivery {
  const last = delivery.attempts.at(-1);
  if (last === undefined || last.outcome !== null) return delivery;
  const ended_at = endedAt === null || endedAt < last.started_at ? last.started_at : endedAt;
  const interrupted: Attempt = { ...last, outcome: "interrupted", error: CUT_OFF, ended_at };
  return { ...delivery, attempts: [...delivery.attempts.slice(0, -1), interrupted] };
}
