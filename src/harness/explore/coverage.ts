import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../base/time/calendar.ts";
import { attemptsOf } from "../verify/context/sent.ts";
import type { Comparison } from "./divergence.ts";
import { faultKindsOf } from "./history.ts";
import type { Played, PlayedEvent } from "./played.ts";

/** The coverage of a search so far. Each list is in alphabetical order. */
export interface CoverageView {
  /** Histories played. */
  readonly histories: number;
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  /** Event types that were delivered. */
  readonly types: readonly string[];
  /** Kinds of faults, and of trouble around the receiver. */
  readonly faults: readonly string[];
  /** Events that arrived before an earlier event of the same lead: `EMAIL_REPLY before EMAIL_SENT`. */
  readonly orders: readonly string[];
  /** Number of leads' end states that were compared with those of the same events in chronological order. */
  readonly states: number;
  /** The age of events at their last arrival: `at once`, `minutes`, `hours`, `days`. */
  readonly ages: readonly string[];
}

/** Maximum pairs of types that are remembered: eleven types have no more. */
const MOST_ORDERS = 121;

/** Counts what was tried, so that a report can state what a pass is based on. */
export class Coverage {
  #histories = 0;
  #events = 0;
  #deliveries = 0;
  #attempts = 0;
  #states = 0;
  #isUnsteady = false;
  readonly #types = new Set<string>();
  readonly #faults = new Set<string>();
  readonly #orders = new Set<string>();
  readonly #ages = new Set<string>();

  add(played: Played): void {
    this.#histories += 1;
    for (const kind of faultKindsOf(played.history)) this.#faults.add(kind);
    for (const event of played.events) this.#addEvent(event, played.events);
    for (const { item, sent } of played.crowds) {
      this.#types.add(item.type);
      this.#events += sent.length;
      this.#deliveries += sent.length;
      this.#attempts += sent.flatMap(attemptsOf).length;
    }
  }

  addComparison({ compared, isUnsteady }: Comparison): void {
    this.#states += compared;
    this.#isUnsteady ||= isUnsteady;
  }

  /** Whether some state differed between two plays of the same events in the same order. */
  get isUnsteady(): boolean {
    return this.#isUnsteady;
  }

  view(): CoverageView {
    return {
      histories: this.#histories,
      events: this.#events,
      deliveries: this.#deliveries,
      attempts: this.#attempts,
      states: this.#states,
      types: [...this.#types].sort(),
      faults: [...this.#faults].sort(),
      orders: [...this.#orders].sort(),
      ages: [...this.#ages].sort(),
    };
  }

  #addEvent(event: PlayedEvent, all: readonly PlayedEvent[]): void {
    const { sent, planned, index, isEarly } = event;
    this.#types.add(sent.type);
    this.#events += 1;
    this.#deliveries += sent.deliveries.length;
    const attempts = attemptsOf(sent);
    this.#attempts += attempts.length;
    const last = attempts.at(-1);
    const [first] = sent.deliveries;
    if (last !== undefined && first !== undefined)
      this.#ages.add(ageOf(Date.parse(last.started_at) - Date.parse(first.created_at)));
    if (!isEarly || this.#orders.size >= MOST_ORDERS) return;
    const passed = all.filter(
      (other) => other.index < index && other.isOvertaken && other.planned.lead === planned.lead,
    );
    for (const other of passed) this.#orders.add(`${sent.type} before ${other.sent.type}`);
  }
}

function ageOf(ms: number): string {
  if (ms >= DAY_MS) return "days";
  if (ms >= HOUR_MS) return "hours";
  return ms >= MINUTE_MS / 2 ? "minutes" : "at once";
}

/** The coverage in sentences, for reports. */
export function coverageText(view: CoverageView): readonly string[] {
  const list = (words: readonly string[]) => (words.length === 0 ? "none" : words.join(", "));
  return [
    `${view.histories} histories with ${view.events} events, ${view.deliveries} deliveries and ${view.attempts} attempts were played.`,
    `Event types: ${list(view.types)}.`,
    `Faults: ${list(view.faults)}.`,
    `Orders: ${list(view.orders)}.`,
    `Ages of events on arrival: ${list(view.ages)}.`,
    ...(view.states === 0 ? [] : [`End states compared with those in order of time: ${view.states}.`]),
  ];
}
