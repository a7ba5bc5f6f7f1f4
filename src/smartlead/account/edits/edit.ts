import type { AccountEvent } from "../../events/event.ts";
import type { Life } from "../life.ts";

/**
 * A change that SmartLead's user makes to the account: by the REST API, or by whatever stands for it. `args` are JSON data, and the
 * same args at the same time on the same account make the same change, so that a killed mock can make it again. Checks everything
 * before it changes anything; throws `SmartLeadMockError` (`not_found`, `bad_request`, `conflict`).
 */
export type Edit<Args extends object, Value> = (life: Life, args: Args, at: number) => Edited<Value>;

export interface Edited<Value> {
  readonly value: Value;
  /** The events that it causes, in order. */
  readonly accountEvents: readonly AccountEvent[];
}

/** A change that causes no event. */
export function quietly<Value>(value: Value): Edited<Value> {
  return { value, accountEvents: NONE };
}

const NONE: readonly AccountEvent[] = [];
