import { SmartLeadMockError } from "../../base/errors.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../events/event-types.ts";
import { type EditName, isEditName } from "./edits/index.ts";
import type { Where } from "./place.ts";
import { isNumber, isObject } from "./saved-checks.ts";
import { LIFE_SCOPES, type LifeScope } from "./simulation/simulation.ts";

/**
 * A call that changes the world, or draws from its random streams, as JSON data. The world is deterministic: an earlier state plus the same
 * calls at the same times give the same world. Add every new kind of change here, in `PARTS_BY_KIND` and in `World#carryOut`, which do not
 * compile without it. `at` is the time of the call, epoch ms on the mock's clock.
 */
export type WorldCall = EventCall | StepCall | EditCall | LiveCall;

/** `World.apply`; the name is part of saved command logs. */
export interface EventCall {
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

/** `World.change`. */
export interface EditCall {
  readonly kind: "edit";
  readonly at: number;
  readonly name: EditName;
  readonly args: object;
}

/** `World.live`: applies the changes that are due by `at`. */
export interface LiveCall {
  readonly kind: "live";
  readonly at: number;
  /** The time of the latest change before the call. */
  readonly from: number;
  readonly scope: LifeScope;
}

/** Throws `data_unusable` for a call that this version cannot have saved. */
export function mustBeCall(call: unknown): void {
  if (isCall(call)) return;
  const shown = String(JSON.stringify(call)).slice(0, SHOWN_LENGTH);
  throw new SmartLeadMockError(
    "data_unusable",
    `A saved call is unknown to this version: ${shown}; choose another --data, or use --ephemeral.`,
  );
}

/** Characters of a call that an error repeats. */
const SHOWN_LENGTH = 80;

/** Whether a call has the fields of its kind, besides its time. */
const PARTS_BY_KIND: Readonly<Record<WorldCall["kind"], (call: Readonly<Record<string, unknown>>) => boolean>> = {
  happen: ({ type, where }) => ALL_EVENT_TYPES.some((known) => known === type) && isObject(where),
  step: () => true,
  live: ({ from, scope }) => isNumber(from) && LIFE_SCOPES.some((known) => known === scope),
  edit: ({ name, args }) => isEditName(name) && isObject(args),
};

function isCall(call: unknown): boolean {
  return (
    isObject(call) &&
    isNumber(call.at) &&
    Object.entries(PARTS_BY_KIND).some(([kind, hasParts]) => kind === call.kind && hasParts(call))
  );
}
