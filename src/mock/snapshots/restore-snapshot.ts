import { idsOf } from "../../base/ids.ts";
import { hashText, seededRandom } from "../../base/random.ts";
import { outgoingRequest } from "../../delivery/outgoing-request.ts";
import type { Webhook } from "../../smartlead/webhooks/webhook.ts";
import type { PlannedDelivery } from "../delivery-plan.ts";
import type { Account } from "../durable-account.ts";
import { applyCounts, RESET } from "../recovery.ts";
import { deliveryWebhookOf } from "../webhook-routing.ts";
import type { MockWiring } from "../wiring.ts";
import { checkedSnapshot, damaged, mustBeRestorable } from "./checked-snapshot.ts";
import {
  type RestoreOptions,
  restoredText,
  type SavedDelivery,
  SECRET_KEY_PLACE,
  type SnapshotState,
} from "./mock-snapshot.ts";

const CUT = "a snapshot was restored while the attempt was in flight";
const WAS_IN_FLIGHT = "the snapshot was taken while the attempt was in flight";

export interface Restoring {
  readonly parts: MockWiring;
  /** Registers the mock's own webhooks over those of the snapshot; returns the ids of those that nobody asks for any more. */
  readonly registerOwnWebhooks: () => ReadonlySet<number>;
}

/**
 * Puts a snapshot in place of all there is, in one turn of the loop: it is refused before anything has changed, or restored as a
 * whole. What was in flight ends as `interrupted`. The journal's numbers go on. Throws `bad_request` if it is not a snapshot,
 * `data_unusable` for an account that this version does not know.
 */
export function restoreSnapshot({ parts, registerOwnWebhooks }: Restoring, asked: unknown, options: RestoreOptions) {
  const { records, engine, clock, faults, ids } = parts;
  const { projections, account } = records;
  const { name, state } = checkedSnapshot(asked);
  mustBeRestorable(state, faults);
  projections.journal.commit();
  restoreAccount(account, state);
  engine.dropAll(CUT);
  parts.reactions.clear();
  parts.laterJudgements.clear();
  records.forget();
  clock.putAt(state.now);
  records.note({ kind: "snapshot", state });
  projections.record({ type: "world.changed", change: RESET });
  const unwanted = registerOwnWebhooks();
  if (options.ids === "new") ids.restore(freshIds(parts));
  else ids.restore(state.ids);
  faults.restore(state.faults);
  for (const event of state.events) records.events.add(event);
  const planned = state.deliveries.map((saved) => ({ ...saved, planned: plannedAgain(saved, parts) }));
  for (const { planned: delivery } of planned) projections.record({ type: "delivery.created", delivery });
  applyCounts(records, state);
  projections.record({ type: "world.changed", change: restoredText(name) });
  records.save();
  engine.countFrom(state.taken);
  const heldUntil = new Map(state.faults.held);
  for (const { planned: delivery, order } of planned) {
    if (order === null) continue;
    if (unwanted.has(delivery.webhook.id)) engine.abandon(delivery);
    else {
      const until = heldUntil.get(delivery.id);
      engine.resume(delivery, { isHeld: until !== undefined, order, why: WAS_IN_FLIGHT });
      if (until !== undefined) faults.holdAgain(delivery, order, until);
    }
  }
}

/** What an account is made from by a reset stays as this mock was started. */
function restoreAccount(account: Account, state: SnapshotState): void {
  try {
    account.restore({ ...state.account, plan: account.plan });
  } catch (cause) {
    throw Object.assign(damaged(), { cause });
  }
}

/** With the address and the headers that its webhook has now. */
function plannedAgain({ delivery, body: saved }: SavedDelivery, { records, settings }: MockWiring): PlannedDelivery {
  const registered: Webhook | undefined = records.account.webhooks.get(delivery.webhook.id);
  const webhook = registered === undefined ? delivery.webhook : deliveryWebhookOf(registered);
  const { signingSecret, signatureForm, secretKey, ownHeadersOf } = settings;
  const body = secretKey === null ? saved : saved.replaceAll(SECRET_KEY_PLACE, secretKey);
  const { request_id: requestId } = delivery;
  const request = outgoingRequest({
    url: webhook.url,
    requestId,
    level: webhook.level,
    body,
    signingSecret,
    signatureForm,
    ownHeaders: ownHeadersOf(webhook.id),
  });
  return { ...delivery, webhook, request };
}

/** A stream of ids that nothing else draws from: its name holds the number of the journal's last entry. */
function freshIds({ seed, run, records }: MockWiring) {
  const random = seededRandom(seed ^ hashText(run), `ids of a snapshot after ${records.projections.journal.lastSeq}`);
  return idsOf(random).save();
}
