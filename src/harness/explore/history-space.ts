import type * as FastCheck from "fast-check";
import type { EventType } from "../../smartlead/events/event-types.ts";

/** What histories may hold for this receiver. */
export interface HistorySpace {
  /** Event types that the receiver accepts, the simplest first. */
  readonly types: readonly EventType[];
  /** Types of the custom dialect that are like one that the receiver accepts. */
  readonly ownTypes: readonly { readonly name: string; readonly like: EventType }[];
  /** Of crowds and streams: one that it does something for, if possible. */
  readonly crowdType: EventType;
  /** It calls SmartLead's API or the sink while it works: they may be down. */
  readonly makesCalls: boolean;
  /** It takes its time for a plain event. */
  readonly isSlow: boolean;
  /** It can be stopped and started. */
  readonly canRestart: boolean;
  /** It is reached over sockets, so that bytes can be broken. */
  readonly hasWire: boolean;
  /** What it keeps of a lead can be read. */
  readonly hasState: boolean;
  /** Only one event at a time can be told from another by its effects. */
  readonly isOneAtATime: boolean;
}

/** What is used of fast-check: the module itself, or its default export. */
export type Fc = Pick<
  typeof FastCheck,
  "array" | "constant" | "constantFrom" | "integer" | "nat" | "noShrink" | "oneof" | "record" | "tuple"
>;
