/** Receivers that keep a state of each lead, and whose work is a change of it: an event that changes nothing is not lost. */

import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Sent } from "../context/sent.ts";
import { workOf } from "../judging/side-effects.ts";
import { isZero } from "../measuring/measurement.ts";
import { PROBE_EFFECT } from "../measuring/work-measure.ts";
import { works } from "../receiver-profile.ts";

/** The progress of a lead. Final events (a bounce, an unsubscribe) are left out: a receiver may ignore anything after them. */
const WAY: readonly EventType[] = [
  "EMAIL_SENT",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "EMAIL_REPLY",
  "LEAD_CATEGORY_UPDATED",
];

/** Two events of one lead, in both orders, each order with its own lead. */
export interface BothOrders {
  /** The early one after the late one. */
  readonly back: Sent;
  /** The late one after the early one. */
  readonly forth: Sent;
}

/**
 * Sends the first and the last of the types that the receiver processes, in both orders; `null` if it processes fewer than two. All have
 * ids and their own time, so that neither a key of type and lead nor a check of the time confuses them.
 */
export async function bothOrders(context: CheckContext, dialect: DialectName): Promise<BothOrders | null> {
  const types = WAY.filter((type) => works(context.known, type, dialect));
  const [early, late] = [types[0], types.at(-1)];
  if (early === undefined || late === undefined || early === late) return null;
  const account = context.account({ dialect });
  const [back, forth] = [account.newLead(), account.newLead()];
  if (early !== "EMAIL_SENT") await account.introduce(back, forth);
  await account.sendApart([
    { type: late, lead: back },
    { type: early, lead: forth },
  ]);
  const [second, other] = await account.sendApart([
    { type: early, lead: back, label: `${early} after ${late}` },
    { type: late, lead: forth, label: `${late} after ${early}` },
  ]);
  return second === undefined || other === undefined ? null : { back: second, forth: other };
}

/**
 * Evidence that the work depends on the lead's state, as a sentence; `null` if none exists. A receiver that confuses different events of
 * a lead does nothing in either order, and one that goes by type and lead works in both.
 */
export function leadStateShownBy(seen: BothOrders | null): string | null {
  if (seen === null || workOf(seen.forth) !== "done" || !isZero(seen.back.work)) return null;
  return `${seen.forth.label} has an effect, and ${seen.back.label} has none: the receiver works only when a lead comes further.`;
}

/**
 * Why an event may have been processed although the number did not rise, while its twin raised it, as a sentence; `null` if other evidence
 * shows the twin's work, or the number rises for a known lead. An update of an existing row changes no count.
 */
export function updateHiddenFrom(
  { twin, isSecond = false }: { readonly twin: Pick<Sent, "counts">; readonly isSecond?: boolean },
  orders: BothOrders | null,
): string | null {
  const isCountAlone = twin.counts.size > 0 && [...twin.counts.keys()].every((name) => name === PROBE_EFFECT);
  const risesForKnown = orders !== null && (workOf(orders.forth) === "done" || workOf(orders.back) === "done");
  if (!isCountAlone || (risesForKnown && !isSecond)) return null;
  return "The number rose for an earlier event, and it does not rise if the receiver updates the same row.";
}
