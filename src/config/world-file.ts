import { z } from "zod";
import { didYouMean } from "../base/did-you-mean.ts";
import { isTimeZone } from "../base/time/zone.ts";
import type { PlannedCampaign, PlannedLead, WorldPlan } from "../smartlead/account/world-plan.ts";
import { CAMPAIGN_STATUSES } from "../smartlead/events/event.ts";
import { checkedBy, type Mistake, mistakesIn } from "./checked-config.ts";
import { type ConfigWebhook, webhook } from "./config-schema.ts";
import { type ConfigSource, type KeyPath, placeIn } from "./config-source.ts";

/** What a world may hold at most: the limits of the REST API's own account (operations). */
const MAX_CLIENTS = 1_000;
const MAX_MAILBOXES = 1_000;
const MAX_CAMPAIGNS = 1_000;
const MAX_LEADS = 50_000;
const MAX_STEPS = 20;
const MAX_WEBHOOKS = 100;

/** What a lead may have been through (`past-mails.ts`); a fresh one has had no email yet. */
const HISTORIES = ["fresh", "running", "finished", "replied", "talking", "bounced", "unsubscribed"] as const;

const id = z.int().positive();
const name = z.string().min(1).max(255);
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 09:00");
const address = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@.]+$/, "must be an address such as ann@example.com");
const optionalText = z.string().max(2_000).exactOptional();
/** An id, or the name or address under which the file knows it. */
const reference = z.union([id, name]);

const clientSchema = z.strictObject({ id: id.exactOptional(), name, email: address });

const mailboxSchema = z.strictObject({
  id: id.exactOptional(),
  email: address,
  name: name.exactOptional().describe("the name that receivers see; the address by default"),
  esp: z.enum(["GMAIL", "OUTLOOK", "SMTP"]).default("SMTP"),
  client: reference.exactOptional().describe("id or name of a client"),
});

const stepSchema = z.strictObject({
  subject: z.string().max(998).default("").describe("empty = continues the thread"),
  body: z.string().min(1).max(100_000).describe("HTML, with {{first_name}} and other fields of the lead"),
  delay_days: z.int().min(0).max(365).default(0).describe("days after the previous step"),
  kind: z.enum(["email", "manual"]).default("email").describe("manual = a call or a visit: no email is sent"),
});

const leadSchema = z.strictObject({
  email: address,
  first_name: optionalText,
  last_name: optionalText,
  company_name: optionalText,
  phone_number: optionalText,
  website: optionalText,
  location: optionalText,
  linkedin_profile: optionalText,
  company_url: optionalText,
  custom_fields: z.record(z.string(), z.string()).exactOptional(),
  history: z.enum(HISTORIES).default("fresh").describe("what happened to the lead before the mock starts"),
});

const campaignSchema = z.strictObject({
  id: id.exactOptional(),
  name,
  status: z.enum(CAMPAIGN_STATUSES).default("ACTIVE"),
  client: reference.exactOptional().describe("id or name of a client"),
  mailboxes: z.array(reference).min(1).exactOptional().describe("ids or addresses; all mailboxes by default"),
  timezone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Berlin").default("UTC"),
  days: z.array(z.int().min(0).max(6)).min(1).max(7).default([1, 2, 3, 4, 5]).describe("0 = Sunday"),
  start_hour: hour.default("09:00"),
  end_hour: hour.default("18:00"),
  track_settings: z.array(z.enum(["DONT_EMAIL_OPEN", "DONT_LINK_CLICK", "DONT_REPLY_TO_AN_EMAIL"])).default([]),
  stop_lead_settings: z.enum(["REPLY_TO_AN_EMAIL", "CLICK_ON_A_LINK", "OPEN_AN_EMAIL"]).default("REPLY_TO_AN_EMAIL"),
  max_leads_per_day: z.int().min(1).max(100_000).default(100),
  min_minutes_between_emails: z.int().min(1).max(1_440).default(10),
  sequence: z.array(stepSchema).max(MAX_STEPS).exactOptional().describe("an email and a follow-up by default"),
  leads: z
    .union([z.int().min(0).max(MAX_LEADS), z.array(leadSchema).max(MAX_LEADS)])
    .default(0)
    .describe("a list, or a number of leads to generate from the seed"),
});

/** A world file (`--world`): the source of check and published JSON Schema. */
export const worldFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    clients: z.array(clientSchema).max(MAX_CLIENTS).default([]),
    mailboxes: z.array(mailboxSchema).max(MAX_MAILBOXES).default([]).describe("one is generated if there is none"),
    campaigns: z.array(campaignSchema).max(MAX_CAMPAIGNS).default([]),
    webhooks: z.array(webhook).max(MAX_WEBHOOKS).default([]).describe("as in the configuration"),
  })
  .describe("An account for smartlead-mock");

type WorldFile = z.output<typeof worldFileSchema>;

export interface LoadedWorld {
  readonly plan: WorldPlan;
  readonly webhooks: readonly ConfigWebhook[];
  /** A place of the file as an error should name it: `FILE:3: webhooks[0].url`. */
  placeOf(path: KeyPath): string;
}

/** The JSON Schema (draft 2020-12) by which editors complete and check a world file. */
export function worldFileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(worldFileSchema, { io: "input", unrepresentable: "any" }), title: "smartlead-mock world" };
}

/** Reads and checks a world file. Throws `config` with file, line and key of everything that is wrong. */
export async function loadWorld(file: string, cwd: string): Promise<LoadedWorld> {
  const { readDataFile } = await import("./config-file.ts");
  return checkedWorld(await readDataFile(file, cwd, "--world"));
}

/** Checks what a world file holds. Throws `config` with the key of everything that is wrong. */
export function checkedWorld(source: ConfigSource): LoadedWorld {
  const world = checkedBy(source, worldFileSchema, { name: "the world", keysAt });
  const mistakes: Mistake[] = [];
  const plan = planOf(world, mistakes);
  const [first, ...more] = mistakes;
  if (first !== undefined) throw mistakesIn(source, [first, ...more], "the world");
  return { plan, webhooks: world.webhooks, placeOf: (path) => placeIn(source, path) };
}

const LISTED = new Map<string, z.ZodObject>([
  ["clients", clientSchema],
  ["mailboxes", mailboxSchema],
  ["campaigns", campaignSchema],
  ["webhooks", webhook],
  ["sequence", stepSchema],
  ["leads", leadSchema],
]);

/** The keys of the innermost list on the way. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const list = path.findLast((step) => typeof step === "string");
  const schema = list === undefined ? worldFileSchema : LISTED.get(String(list));
  return schema === undefined ? [] : Object.keys(schema.shape);
}

const FIRST_IDS = { client: 30_101, mailbox: 130_001, campaign: 3_600_001 };

const DEFAULT_MAILBOX = { email: "sender@agency.example", name: "Sam Sender", esp: "SMTP" } as const;

const DEFAULT_SEQUENCE: PlannedCampaign["steps"] = [
  {
    subject: "Quick question",
    body: "<div>Hi {{first_name}},</div><div>may I ask you something?</div>",
    delayDays: 0,
    kind: "email",
  },
  { subject: "", body: "<div>Hi {{first_name}}, did you see my mail?</div>", delayDays: 3, kind: "email" },
];

/** What does not fit together goes to the mistakes; the plan is then of no use. */
function planOf(world: WorldFile, mistakes: Mistake[]): WorldPlan {
  const clients = numbered(world.clients, FIRST_IDS.client, { list: "clients", mistakes });
  const given = world.mailboxes.length === 0 ? [DEFAULT_MAILBOX] : world.mailboxes;
  const mailboxes = numbered(given, FIRST_IDS.mailbox, { list: "mailboxes", mistakes }).map((mailbox, index) => ({
    id: mailbox.id,
    email: mailbox.email,
    esp: mailbox.esp,
    name: mailbox.name ?? mailbox.email,
    clientId: "client" in mailbox ? clientIdOf(mailbox.client, ["mailboxes", index, "client"]) : null,
  }));
  function clientIdOf(asked: string | number | undefined, path: readonly PropertyKey[]): number | null {
    return asked === undefined ? null : found(asked, clients, { path, mistakes, what: "client" });
  }
  const named = mailboxes.map((mailbox) => ({ ...mailbox, name: mailbox.email }));
  const campaigns = numbered(world.campaigns, FIRST_IDS.campaign, { list: "campaigns", mistakes }).map(
    (campaign, index): PlannedCampaign => ({
      id: campaign.id,
      name: campaign.name,
      status: campaign.status,
      clientId: clientIdOf(campaign.client, ["campaigns", index, "client"]),
      mailboxIds:
        campaign.mailboxes?.map((asked, at) => {
          const path = ["campaigns", index, "mailboxes", at];
          return found(asked, named, { path, mistakes, what: "mailbox" });
        }) ?? mailboxes.map((mailbox) => mailbox.id),
      schedule: {
        timezone: campaign.timezone,
        days: campaign.days,
        startHour: campaign.start_hour,
        endHour: laterHour(campaign, index, mistakes),
      },
      trackSettings: campaign.track_settings,
      stopLeadSettings: campaign.stop_lead_settings,
      maxLeadsPerDay: campaign.max_leads_per_day,
      minMinutesBetweenEmails: campaign.min_minutes_between_emails,
      steps:
        campaign.sequence?.map(({ delay_days: delayDays, ...step }) => ({ ...step, delayDays })) ?? DEFAULT_SEQUENCE,
      leads: typeof campaign.leads === "number" ? [] : campaign.leads.map(plannedLead),
      drawnLeads: typeof campaign.leads === "number" ? campaign.leads : 0,
    }),
  );
  return { clients, mailboxes, campaigns };
}

/** Those without an id count on from the first that is free. An id that comes twice is a mistake. */
function numbered<Item extends { readonly id?: number }>(
  items: readonly Item[],
  first: number,
  { list, mistakes }: { list: string; mistakes: Mistake[] },
): (Item & { readonly id: number })[] {
  const taken = new Set<number>();
  for (const [index, item] of items.entries()) {
    if (item.id !== undefined && taken.has(item.id)) {
      mistakes.push({
        path: [list, index, "id"],
        diagnostic: `is ${item.id}, which another of the ${list} already has`,
      });
    }
    if (item.id !== undefined) taken.add(item.id);
  }
  let next = first;
  return items.map((item) => {
    while (item.id === undefined && taken.has(next)) next += 1;
    const number = item.id ?? next;
    taken.add(number);
    return { ...item, id: number };
  });
}

function found<Item extends { readonly id: number; readonly name: string }>(
  asked: string | number,
  items: readonly Item[],
  { path, mistakes, what }: { path: readonly PropertyKey[]; mistakes: Mistake[]; what: string },
): number {
  const item = items.find((one) => one.id === asked || one.name === asked);
  if (item !== undefined) return item.id;
  const meant = didYouMean(
    String(asked),
    items.map((one) => one.name),
  );
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  mistakes.push({ path, diagnostic: `is ${JSON.stringify(asked)}, but there is no such ${what}${hint}` });
  return 0;
}

function laterHour(
  { start_hour: start, end_hour: end }: WorldFile["campaigns"][number],
  index: number,
  mistakes: Mistake[],
): string {
  if (end <= start) {
    const diagnostic = `is ${end}, which is not after start_hour ${start}`;
    mistakes.push({ path: ["campaigns", index, "end_hour"], diagnostic });
  }
  return end;
}

function plannedLead(lead: z.output<typeof leadSchema>): PlannedLead {
  return {
    email: lead.email,
    firstName: lead.first_name ?? "",
    lastName: lead.last_name ?? "",
    companyName: lead.company_name ?? "",
    phoneNumber: lead.phone_number ?? null,
    website: lead.website ?? null,
    location: lead.location ?? null,
    linkedinProfile: lead.linkedin_profile ?? null,
    companyUrl: lead.company_url ?? null,
    customFields: lead.custom_fields ?? {},
    fate: lead.history,
  };
}
