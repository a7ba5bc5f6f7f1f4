import type { AnyEventType } from "../events/event-types.ts";
import type { Where } from "./place.ts";

/**
 * A call that changes the world, or draws from its streams, as JSON data. The world is deterministic, so the state before it and
 * the same calls at the same times make the same world again. Whatever else will change it gets its kind here, and its case in
 * `World#carryOut`, which does not compile without it. `at` is the time of the call, epoch ms on the mock's clock.
 */
export type WorldCall = HappenCall | StepCall;

/** `World.happen`. */
export interface HappenCall {
  readonly kind: "happen";
  readonly at: number;
  readonly type: AnyEventType;
  readonly where: Where;
}

/** `World.nextStep`. */
export interface StepCall {
  readonly kind: "step";
  readonly at: number;
}
