import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import type { DurationText } from "./written-value.ts";

/** What the built-in receiver does with the next requests, instead of deduplicating and working as it should. */
export interface ReceiverAnswer {
  /** Only for requests of this type; any by default. */
  readonly event?: AnyEventType;
  /** So many requests, then the next answer counts; 1 by default, `always` = for the rest. */
  readonly times?: number | "always";
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time before the answer. */
  readonly after?: DurationText;
  /** The work is done (an effect is reported) before this answer; `true` for 2xx by default, `false` where none comes. */
  readonly works?: boolean;
  /** Breaks the connection off in place of an answer, or never answers. */
  readonly instead?: "break" | "hang";
}
