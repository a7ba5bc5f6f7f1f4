import { z } from "zod";
import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { EVENT_TYPES } from "../smartlead/events/event-types.ts";
import {
  CAMPAIGN_TAGS_BODY,
  MARKS_BODY,
  NO_INPUT,
  RETRIGGER_BODY,
  WORLD_LEADS_QUERY,
  WORLD_THREAD_QUERY,
} from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";

/** The account for display: campaigns, leads, conversations, and which webhook shadows which. */
export const WORLD_ROUTES: readonly ControlRoute[] = [
  controlRoute("GET /world", {
    summary: "Clients, campaigns, and webhooks with the events that each gets and does not get, with the reason.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({
      clients: mock.world.clients.map(({ id, name }) => ({ id, name })),
      campaigns: mock.world.campaigns.map((campaign) => campaignView(mock, campaign)),
      webhooks: mock.webhooks.list().map((webhook) => webhookView(mock, webhook)),
    }),
  }),
  controlRoute("GET /world/leads", {
    summary: "Leads in order of their ids, of one campaign or all, searched by address, name and company, paged.",
    input: z.object({ query: WORLD_LEADS_QUERY }),
    handle: ({ query }, { mock }) => leadPage(mock, query),
  }),
  controlRoute("GET /world/thread", {
    summary:
      "The conversation with a lead in a campaign, oldest email first; without a campaign, the most recent conversation.",
    input: z.object({ query: WORLD_THREAD_QUERY }),
    handle: ({ query }, { mock }) => threadView(mock, query),
  }),
  controlRoute("POST /world/marks", {
    summary:
      "Marks a lead as important, archived or snoozed in the master inbox, which no call of SmartLead's does; without a campaign, in the one with the most recent email.",
    input: z.object({ body: MARKS_BODY }),
    handle: ({ body }, { mock }) => setMarks(mock, body),
  }),
  controlRoute("POST /world/campaign-tags", {
    summary: "Sets the tags of a campaign, which no call of SmartLead's does; a tag that does not exist is created.",
    input: z.object({ body: CAMPAIGN_TAGS_BODY }),
    handle: ({ body: { campaign_id, tags } }, { mock }) => ({
      campaign_id,
      tags: mock.change("campaign.tag", { campaignId: campaign_id, tags }),
    }),
  }),
  controlRoute("POST /retrigger", {
    summary:
      "Sends failed deliveries again that were not sent again since, of one campaign or all, like SmartLead's retrigger.",
    input: z.object({ body: RETRIGGER_BODY }),
    handle: async ({ body: { campaign_id } }, { mock }) => ({ retriggered: await retriggered(mock, campaign_id) }),
  }),
];

type World = SmartLeadMock["world"];
type Campaign = World["campaigns"][number];
type Lead = World["leads"][number];
type Enrolment = ReturnType<World["enrolmentsOf"]>[number];
type Webhook = ReturnType<SmartLeadMock["webhooks"]["list"]>[number];

function campaignView({ world }: SmartLeadMock, { id, name, status, clientId, steps }: Campaign) {
  const enrolments = world.enrolmentsOf(id);
  const replies = enrolments.reduce((sum, { replyCount }) => sum + replyCount, 0);
  return { id, name, status, client_id: clientId, steps: steps.length, leads: enrolments.length, replies };
}

/** Each event type that a webhook subscribes to is checked in a campaign within its scope. */
function webhookView(mock: SmartLeadMock, webhook: Webhook) {
  const { id, name, level, url, clientId, campaignId, isDisabled } = webhook;
  const campaign = campaignId ?? mock.world.campaigns.find((one) => one.clientId === clientId)?.id;
  const events = EVENT_TYPES.filter((type) => webhook.eventTypeMap[type] === true).map((eventType) => {
    const { receives, shadowed } = mock.explain(eventType, level === "user" ? undefined : campaign);
    const reason = shadowed.find(({ webhook_id }) => webhook_id === id)?.reason ?? null;
    return { event_type: eventType, receives: receives.some(({ webhook_id }) => webhook_id === id), reason };
  });
  return { id, name, level, url, client_id: clientId, campaign_id: campaignId, disabled: isDisabled, events };
}

function leadPage(mock: SmartLeadMock, { campaign_id, q = "", cursor = 0, limit }: z.output<typeof WORLD_LEADS_QUERY>) {
  const { world } = mock;
  if (campaign_id !== undefined && world.campaign(campaign_id) === undefined) throw unknownCampaign(campaign_id);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const all =
    campaign_id === undefined
      ? world.leads
      : world.enrolmentsOf(campaign_id).flatMap(({ leadId }) => world.lead(leadId) ?? []);
  const fitting = all
    .filter((lead) => lead.id > cursor && hasWords(lead, words))
    .sort((one, other) => one.id - other.id);
  const page = fitting.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((lead) => leadView(world, lead)),
    next_cursor: last === undefined || fitting.length <= limit ? null : last.id,
  };
}

function hasWords({ email, firstName, lastName, companyName }: Lead, words: readonly string[]): boolean {
  const text = `${email}\n${firstName} ${lastName}\n${companyName}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function leadView(world: World, lead: Lead) {
  const { id, email, firstName, lastName, companyName, isUnsubscribed } = lead;
  return {
    id,
    email,
    first_name: firstName,
    last_name: lastName,
    company_name: companyName,
    is_unsubscribed: isUnsubscribed,
    campaigns: world.enrolmentsOfLead(id).map(({ campaignId, status, category, currentStep, thread, replyCount }) => ({
      campaign_id: campaignId,
      status,
      category: category?.name ?? null,
      step: currentStep,
      messages: thread.length,
      replies: replyCount,
    })),
  };
}

function setMarks(mock: SmartLeadMock, body: z.output<typeof MARKS_BODY>) {
  const { important: isImportant, archived: isArchived, snoozed_until: snoozedUntil } = body;
  const { enrolment } = enrolledLead(mock.world, body);
  const marks = mock.change("inbox.mark", {
    mapId: enrolment.mapId,
    marks: definedOnly({ isImportant, isArchived, snoozedUntil }),
  });
  return {
    lead_email: body.lead_email,
    campaign_id: enrolment.campaignId,
    important: marks.isImportant,
    archived: marks.isArchived,
    snoozed_until: marks.snoozedUntil === null ? null : isoFromMs(marks.snoozedUntil),
  };
}

function threadView({ world }: SmartLeadMock, query: z.output<typeof WORLD_THREAD_QUERY>) {
  const { lead, enrolment } = enrolledLead(world, query);
  return {
    lead: leadView(world, lead),
    campaign_id: enrolment.campaignId,
    messages: enrolment.thread.map((message) => messageView(message, enrolment)),
  };
}

/** The lead in the named campaign, or else in the one with its most recent email. Throws `not_found`. */
function enrolledLead(
  world: World,
  { lead_email, campaign_id }: { lead_email: string; campaign_id?: number | undefined },
) {
  const lead = world.leadByEmail(lead_email);
  const enrolments = lead === undefined ? [] : world.enrolmentsOfLead(lead.id);
  const enrolment =
    campaign_id === undefined ? newestOf(enrolments) : enrolments.find(({ campaignId }) => campaignId === campaign_id);
  if (lead === undefined || enrolment === undefined) {
    const where = lead === undefined ? "in the account" : `in campaign ${campaign_id ?? ""}`.trimEnd();
    throw new SmartLeadMockError(
      "not_found",
      `There is no lead ${lead_email} ${where}; GET /_mock/world/leads lists them.`,
    );
  }
  return { lead, enrolment };
}

function newestOf(enrolments: readonly Enrolment[]): Enrolment | undefined {
  const lastAt = ({ thread, createdAt }: Enrolment) => thread.at(-1)?.at ?? createdAt;
  return [...enrolments].sort((one, other) => lastAt(other) - lastAt(one))[0];
}

function messageView(message: Enrolment["thread"][number], { activity }: Enrolment) {
  const { kind, at, from, to, subject, text, messageId, statsId } = message;
  const known = kind === "SENT" ? activity.get(statsId) : undefined;
  return {
    type: kind,
    at: isoFromMs(at),
    from,
    to,
    subject,
    text,
    message_id: messageId,
    step: kind === "SENT" ? message.sequenceNumber : null,
    opens: known?.openCount ?? 0,
    clicks: known?.clickCount ?? 0,
    is_bounced: known?.isBounced ?? false,
  };
}

async function retriggered(mock: SmartLeadMock, campaignId: number | undefined): Promise<number> {
  if (campaignId !== undefined && mock.world.campaign(campaignId) === undefined) throw unknownCampaign(campaignId);
  const campaigns = campaignId === undefined ? mock.world.campaigns.map(({ id }) => id) : [campaignId];
  const { count, done } = mock.retrigger(campaigns, 0, Number.MAX_SAFE_INTEGER);
  await done;
  return count;
}

function unknownCampaign(id: number): SmartLeadMockError {
  return new SmartLeadMockError("not_found", `There is no campaign ${id}; GET /_mock/world lists them.`);
}
