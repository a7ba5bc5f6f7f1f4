import { SmartLeadMockError } from "../../base/errors.ts";
import type { RandomState } from "../../base/random.ts";
import type { AccountRecords } from "./account-records.ts";
import { recordsOf, storeOf } from "./account-state.ts";
import type { IdentifiersState } from "./identifiers.ts";
import type { Life } from "./life.ts";
import { broughtUp, STATE_VERSION } from "./older-states.ts";
import { isNumber, isObject } from "./saved-checks.ts";
import { emptyLife } from "./seeding.ts";
import { isSimulationState, type SimulationState } from "./simulation/simulation-state.ts";

/** The whole world as JSON data of its own: what happens afterwards does not change it. */
export interface WorldState {
  /** {@link STATE_VERSION}; older versions did not save it. */
  readonly version?: number;
  readonly records: AccountRecords;
  readonly identifiers: IdentifiersState;
  /** The stream that people, texts and what happens are drawn from. */
  readonly random: RandomState;
  /** What is expected and what the limits of a day count. */
  readonly living: SimulationState;
  /** The latest time at which anything happened, epoch ms on the mock's clock. */
  readonly latest: number;
  /** When the latest event happened; older versions did not know it. */
  readonly lastEventAt?: number | null;
}

export function stateOf(
  { store, identifiers, random, living }: Life,
  { latest, lastEventAt }: { latest: number; lastEventAt: number | null },
): WorldState {
  return {
    version: STATE_VERSION,
    records: recordsOf(store),
    identifiers: identifiers.save(),
    random: random.save(),
    living: living.save(),
    latest,
    lastEventAt,
  };
}

/** Takes nothing of the state into the life but copies. Throws `data_unusable` for an invalid state. */
export function lifeOf({ seed, run, state: saved }: { seed: number; run: string; state: WorldState }): Life {
  const state = broughtUp(saved);
  const parts: unknown = state;
  if (!isObject(parts) || !isNumber(parts.latest)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world has no time; choose another --data, or use --ephemeral.",
    );
  }
  if (parts.lastEventAt !== undefined && parts.lastEventAt !== null && !isNumber(parts.lastEventAt)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world's latest event has no time; choose another --data, or use --ephemeral.",
    );
  }
  if (!isSimulationState(parts.living)) {
    throw new SmartLeadMockError(
      "data_unusable",
      "The saved world has no scheduled outcomes; choose another --data, or use --ephemeral.",
    );
  }
  const life = emptyLife({ seed, run, store: storeOf(state.records) });
  life.identifiers.restore(state.identifiers);
  life.random.restore(state.random);
  life.living.restore(state.living);
  return life;
}
