import { SmartLeadMockError } from "../../base/errors.ts";
import { hashText } from "../../base/random.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { EffectState } from "../../delivery/idempotency/effect-state.ts";
import type { RegistryState } from "../../smartlead/webhooks/registry.ts";
import type { MockWiring } from "../wiring.ts";
import {
  MAX_SNAPSHOT_BYTES,
  MAX_SNAPSHOT_DELIVERIES,
  MAX_SNAPSHOT_FAILURES,
  type SavedDelivery,
  type SavedEvent,
  SECRET_KEY_PLACE,
  SNAPSHOT_FORMAT,
  type Snapshot,
  type SnapshotState,
} from "./mock-snapshot.ts";

/** The mock's state as it is; nothing of it changes with the mock. Throws `conflict` for more than a snapshot holds. */
export function takeSnapshot(parts: MockWiring, name: string | null): Snapshot {
  const { engine, clock, records } = parts;
  if (engine.openCount > MAX_SNAPSHOT_DELIVERIES) {
    const limit = `${engine.openCount} deliveries are open, but a snapshot holds at most ${MAX_SNAPSHOT_DELIVERIES}`;
    throw new SmartLeadMockError("conflict", `${limit}; wait until some have settled.`);
  }
  const live = stateOf(parts);
  const text = JSON.stringify(live);
  if (text.length > MAX_SNAPSHOT_BYTES) {
    const limit = `The state has ${text.length} characters, but a snapshot holds at most ${MAX_SNAPSHOT_BYTES}`;
    throw new SmartLeadMockError("conflict", `${limit}; reset the mock, or take it from a smaller account.`);
  }
  const { account, origin } = { account: records.account, origin: records.account.origin };
  const open = live.deliveries.filter(({ order }) => order !== null).length;
  return {
    smartlead_mock: "snapshot",
    format: SNAPSHOT_FORMAT,
    name,
    now: isoFromMs(clock.now()),
    seed: origin.seed,
    run: origin.run,
    campaigns: account.world.campaigns.length,
    leads: account.world.leads.length,
    webhooks: live.account.webhooks.webhooks.length,
    open_deliveries: open,
    failed_deliveries: live.deliveries.length - open,
    faults: live.faults.faults.rules.length,
    sum: hashText(text),
    state: JSON.parse(text),
  };
}

function stateOf({ clock, ids, records, engine, faults, settings, events }: MockWiring): SnapshotState {
  const { projections, account, effects, streaks } = records;
  const { deliveries, evicted } = projections.deliveries.carried(MAX_SNAPSHOT_FAILURES);
  const orders = engine.orders();
  const saved = deliveries.flatMap((delivery) => savedDelivery(delivery, orders, settings.secretKey));
  const { plan: _plan, ...state } = account.save();
  return {
    now: clock.now(),
    account: { ...state, webhooks: withoutOwnHeaders(state.webhooks) },
    ids: ids.save(),
    counters: projections.counterStore.save(),
    evicted,
    effects: effectsOf(effects.save(), new Set(deliveries.map(({ request_id }) => request_id.toLowerCase()))),
    streaks: streaks.save(),
    taken: engine.taken,
    events: savedEvents(saved, (id) => events.get(id)),
    deliveries: saved,
    faults: faults.save(),
  };
}

/** One whose body is no longer known cannot be sent; it is left out. */
function savedDelivery(
  delivery: Delivery,
  orders: ReadonlyMap<string, number>,
  secretKey: string | null,
): SavedDelivery[] {
  const { request, ...rest } = delivery;
  if (request === undefined || delivery.proxied !== undefined) return [];
  const body = secretKey === null ? request.body : request.body.replaceAll(secretKey, SECRET_KEY_PLACE);
  const attempts = rest.attempts.map(({ sent: _sent, ...attempt }) => attempt);
  return [{ delivery: { ...rest, attempts }, body, order: orders.get(delivery.id) ?? null }];
}

function savedEvents(deliveries: readonly SavedDelivery[], eventOf: (id: string) => SavedEvent | null): SavedEvent[] {
  const ids = new Set(deliveries.map(({ delivery }) => delivery.event_id));
  return [...ids].flatMap((id) => eventOf(id) ?? []);
}

/** The start that the snapshot is restored into registers its own webhooks again, with the headers of its configuration. */
function withoutOwnHeaders({ webhooks, ...rest }: RegistryState): RegistryState {
  const bare = webhooks.map((webhook) => {
    const { headers: _headers, ...without } = webhook;
    return webhook.origin === "api" ? webhook : without;
  });
  return { ...rest, webhooks: bare };
}

/** What is known of effects of deliveries that may still be sent again. */
function effectsOf(state: EffectState, requestIds: ReadonlySet<string>): EffectState {
  const isKept = ([key]: readonly [string, unknown]) => requestIds.has(key.toLowerCase());
  const { unsettled: _unsettled, ...rest } = state;
  return {
    ...rest,
    counts: state.counts.filter(isKept),
    possible: (state.possible ?? []).filter(isKept),
    fingerprints: (state.fingerprints ?? []).filter(isKept),
    records: state.records.filter(({ key }) => requestIds.has(key.toLowerCase())),
  };
}
