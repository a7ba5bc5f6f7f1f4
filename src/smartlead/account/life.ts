import { SmartLeadMockError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Campaign, Enrolment, Lead, Mailbox } from "./account.ts";
import type { AccountStore } from "./account-store.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Simulation } from "./simulation/simulation-state.ts";

/** The shared state of all world functions: the records, the salted ids, and the random stream. */
export interface Life {
  readonly store: AccountStore;
  readonly identifiers: Identifiers;
  readonly random: Random;
  readonly living: Simulation;
}

/** An enrolment with the records it points to. */
export interface Contact {
  readonly campaign: Campaign;
  readonly lead: Lead;
  readonly mailbox: Mailbox;
  readonly enrolment: Enrolment;
}

export function contactOf({ store }: Pick<Life, "store">, enrolment: Enrolment): Contact {
  const campaign = store.campaign(enrolment.campaignId);
  const lead = store.lead(enrolment.leadId);
  const mailbox = store.mailbox(enrolment.mailboxId);
  if (campaign === undefined || lead === undefined || mailbox === undefined) {
    throw new SmartLeadMockError("internal", `Enrolment ${enrolment.mapId} points to a record that is gone.`);
  }
  return { campaign, lead, mailbox, enrolment };
}

/** A whole millisecond from `from` to `to`, both inclusive; `from` if `to` is earlier. */
export function instantBetween(random: Random, from: number, to: number): number {
  return to <= from ? from : Math.floor(from + (to - from) * random.next());
}
