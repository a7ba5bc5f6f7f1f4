import type { AccountEvent } from "../../events/event.ts";
import type { Campaign, Mailbox } from "../account.ts";
import { chooseContact, prepare } from "../choosing.ts";
import { contactOf, type Life } from "../life.ts";
import { campaignsWithLeads, type Place, resolvePlace, type Where } from "../place.ts";
import type { LeadEventType } from "../readiness.ts";
import type { EventCall } from "../world-call.ts";
import { CAMPAIGN_EVENTS } from "./campaign-events.ts";
import { LEAD_EVENTS } from "./lead-events.ts";
import { MAILBOX_EVENTS } from "./mailbox-events.ts";

/**
 * Applies exactly this event; lead and campaign are drawn by default. Throws `not_found` for a campaign or lead that isn't there,
 * `bad_request` for a campaign in which it cannot happen.
 */
export function applyEvent(life: Life, { type, where, at }: EventCall): AccountEvent {
  const { store, random } = life;
  const place = resolvePlace(store, where);
  switch (type) {
    case "UNTRACKED_REPLIES":
    case "EMAIL_ACCOUNT_DISCONNECTED":
    case "LINKEDIN_DISCONNECTED":
      return MAILBOX_EVENTS[type](life, mailboxFor(life, place, where), at);
    case "CAMPAIGN_STATUS_CHANGED":
      return CAMPAIGN_EVENTS[type](life, random.pick(place.campaigns), at);
    case "CAMPAIGN_BOUNCE_BREACH":
      return CAMPAIGN_EVENTS[type](life, random.pick(campaignsWithLeads(store, type, place.campaigns)), at);
    default:
      return applyToLead(life, type, { place, at });
  }
}

function applyToLead(life: Life, type: LeadEventType, { place, at }: { place: Place; at: number }): AccountEvent {
  const { store, random } = life;
  const peopled = campaignsWithLeads(store, type, place.campaigns);
  const fitting = type === "MANUAL_STEP_REACHED" ? withManualStep(life, peopled) : peopled;
  const named = place.lead === null ? undefined : store.enrolment(random.pick(fitting).id, place.lead.id);
  const contact =
    named === undefined ? chooseContact(life, type, { campaigns: fitting, now: at }) : contactOf(life, named);
  return LEAD_EVENTS[type](life, prepare(life, type, { contact, now: at }), at);
}

/** A mailbox of the campaign if one was named, else any mailbox. */
function mailboxFor({ store, random }: Life, { campaigns }: Place, where: Where): Mailbox {
  const ids = where.campaignId === undefined ? [] : (campaigns[0]?.mailboxIds ?? []);
  const ofCampaign = store.mailboxes.filter(({ id }) => ids.includes(id));
  return random.pick(ofCampaign.length > 0 ? ofCampaign : store.mailboxes);
}

/** The campaigns with a manual step. If none exists, a drawn one gets a call at the end of its sequence. */
function withManualStep({ store, random }: Life, campaigns: readonly Campaign[]): readonly Campaign[] {
  const fitting = campaigns.filter(({ steps }) => steps.some(({ kind }) => kind === "manual"));
  if (fitting.length > 0) return fitting;
  const campaign = random.pick(campaigns);
  const id = 1 + Math.max(...store.campaigns.flatMap(({ steps }) => steps.map((step) => step.id)));
  const subject = "Call {{first_name}}";
  const body = "<div>Call {{first_name}} {{last_name}} at {{company_name}}.</div>";
  const { createdAt } = campaign;
  campaign.steps = [
    ...campaign.steps,
    { ...MANUAL_STEP, id, number: campaign.steps.length + 1, subject, body, createdAt, updatedAt: createdAt },
  ];
  return [campaign];
}

const MANUAL_STEP = { delayDays: 2, kind: "manual", variants: [], distribution: null } as const;
