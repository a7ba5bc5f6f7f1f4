import type { AnyEventType } from "../events/event-types.ts";
import type { Where } from "./place.ts";

/**
 * A call that changes the world, or draws from its streams, as JSON data. The world is deterministic, so the state before it and
 * the same calls at the same times make the same world again; whatever else will change it gets its kind here.
 */
export type WorldCall =
  | { readonly kind: "happen"; readonly at: number; readonly type: AnyEventType; readonly where: Where }
  | { readonly kind: "step"; readonly at: number };
