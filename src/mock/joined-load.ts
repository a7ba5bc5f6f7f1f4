import { SmartLeadMockError } from "../base/errors.ts";
import type { Cancel } from "../base/time/clock.ts";
import type { NamedDelivery } from "../delivery/idempotency/receiver-calls.ts";
import type { Entry } from "../journal/entry.ts";

/** Events of load generators that one mock joins: some 60 MB. */
export const MAX_JOINED_EVENTS = 200_000;
/** Request ids without a sign that the summary names. */
const MAX_NAMED = 20;
/** Kinds of errors that are distinguished. */
const MAX_ERROR_KINDS = 50;

/** An event that someone else sends: k6 or Artillery, from a manifest of `export`. */
export interface JoinedEvent {
  readonly request_id: string;
  readonly event_type: string;
  readonly campaign_id: number | null;
}

/** What a generator tells of one request; `status` is `null` where no answer came. */
export interface JoinedAnswer {
  readonly request_id: string;
  readonly status: number | null;
}

interface Counted extends JoinedEvent {
  answers: number;
  isAcknowledged: boolean;
  effects: Map<string, number> | null;
}

/** The events of one type; `done` and `doubled` are `null` where no effect of the type was seen. */
export interface JoinedRow {
  readonly event_type: string;
  readonly planned: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly done: number | null;
  readonly doubled: number | null;
  /** Acknowledged, and no effect was seen. */
  readonly silent: number;
}

export interface JoinedSummary {
  readonly data: readonly JoinedRow[];
  /** Requests that were told of, duplicates among them. */
  readonly answers: number;
  /** Answers that told of an id that is in no manifest. */
  readonly foreign: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Request ids of acknowledged events without a sign, some of them. */
  readonly silent: readonly string[];
}

/**
 * Events that load generators send from other machines, known by their request ids: what the receiver reports for one is counted
 * as for a delivery of the mock's own. Costs nothing while nothing has been joined.
 */
export class JoinedLoad {
  readonly #subscribe: (listener: (entry: Entry) => void) => Cancel;
  readonly #events = new Map<string, Counted>();
  readonly #errors = new Map<string, number>();
  #unsubscribe: Cancel | null = null;
  #answers = 0;
  #foreign = 0;

  constructor(subscribe: (listener: (entry: Entry) => void) => Cancel) {
    this.#subscribe = subscribe;
  }

  /** Answers how many are joined now; one that is known already stays as it is. Throws `bad_request` beyond the limit. */
  add(events: readonly JoinedEvent[]): number {
    const fresh = events.filter(({ request_id: id }) => !this.#events.has(id.toLowerCase()));
    if (this.#events.size + fresh.length > MAX_JOINED_EVENTS)
      throw new SmartLeadMockError(
        "bad_request",
        `A mock can join at most ${MAX_JOINED_EVENTS} events; reset it first.`,
      );
    this.#unsubscribe ??= this.#subscribe((entry) => {
      if (entry.type === "effect.seen") this.#effect(entry.key, entry.name ?? "");
    });
    for (const event of fresh)
      this.#events.set(event.request_id.toLowerCase(), { ...event, answers: 0, isAcknowledged: false, effects: null });
    return this.#events.size;
  }

  answered(answers: readonly JoinedAnswer[]): void {
    for (const { request_id: id, status } of answers) {
      const event = this.#events.get(id.toLowerCase());
      if (event === undefined) {
        this.#foreign += 1;
        continue;
      }
      this.#answers += 1;
      event.answers += 1;
      if (status !== null && status >= 200 && status < 300) event.isAcknowledged = true;
      else this.#error(status === null ? "no answer" : `HTTP ${status}`);
    }
  }

  /** As a delivery, so far as attribution asks; `null` where it is in no manifest. */
  deliveryOf(requestId: string): NamedDelivery | null {
    const event = this.#events.get(requestId.toLowerCase());
    if (event === undefined) return null;
    return {
      id: event.request_id,
      request_id: event.request_id,
      campaign_id: event.campaign_id,
      event_type: event.event_type,
    };
  }

  summary(): JoinedSummary {
    const types = new Map<string, Counted[]>();
    for (const event of this.#events.values()) {
      const known = types.get(event.event_type);
      if (known === undefined) types.set(event.event_type, [event]);
      else known.push(event);
    }
    const data = [...types].map(([type, events]) => rowOf(type, events));
    const counted = new Set(data.filter(({ done }) => done !== null).map((row) => row.event_type));
    const silent = [...this.#events.values()].filter((event) => counted.has(event.event_type) && isSilent(event));
    return {
      data: data.sort((one, other) => other.planned - one.planned),
      answers: this.#answers,
      foreign: this.#foreign,
      errors: Object.fromEntries(this.#errors),
      silent: silent.slice(0, MAX_NAMED).map((event) => event.request_id),
    };
  }

  clear(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#events.clear();
    this.#errors.clear();
    this.#answers = 0;
    this.#foreign = 0;
  }

  #effect(key: string, name: string): void {
    const event = this.#events.get(key);
    if (event === undefined) return;
    event.effects ??= new Map();
    event.effects.set(name, (event.effects.get(name) ?? 0) + 1);
  }

  #error(kind: string): void {
    const name = this.#errors.has(kind) || this.#errors.size < MAX_ERROR_KINDS ? kind : "other";
    this.#errors.set(name, (this.#errors.get(name) ?? 0) + 1);
  }
}

function isSilent({ isAcknowledged, effects }: Counted): boolean {
  return isAcknowledged && effects === null;
}

function rowOf(type: string, events: readonly Counted[]): JoinedRow {
  const done = events.filter(({ effects }) => effects !== null).length;
  const doubled = events.filter(({ effects }) => [...(effects?.values() ?? [])].some((count) => count > 1)).length;
  return {
    event_type: type,
    planned: events.length,
    sent: events.filter(({ answers }) => answers > 0).length,
    acknowledged: events.filter(({ isAcknowledged }) => isAcknowledged).length,
    done: done === 0 ? null : done,
    doubled: done === 0 ? null : doubled,
    silent: events.filter(isSilent).length,
  };
}
