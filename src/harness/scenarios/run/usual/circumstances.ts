/** The usual circumstances in which an event type reaches a receiver: they are tried in turn until the receiver does the required work. */
import { definedOnly } from "../../../../base/defined-only.ts";
import type { EventType } from "../../../../smartlead/events/event-types.ts";
import type { Scenario } from "../../scenario.ts";
import type { EmitStep, Step } from "../../step.ts";

export interface Circumstance {
  readonly scenario: Scenario;
  readonly steps: readonly Step[];
}

/** The name of the event in these scenarios. */
export const USUAL_EVENT = "usual";

/** Events that follow no email of their campaign. */
const WITHOUT_MAIL: ReadonlySet<EventType> = new Set([
  "EMAIL_SENT",
  "FIRST_EMAIL_SENT",
  "UNTRACKED_REPLIES",
  "CAMPAIGN_STATUS_CHANGED",
]);
/** In SmartLead's list "Interested" is 1; a sample in its documentation shows 5, and some receivers were written for that. */
const CATEGORY_OF_THE_SAMPLE = 5;

/**
 * As the scenario sends it, after its email; alone, for a receiver that takes it for a duplicate of its email; in the other dialect that
 * SmartLead has been seen to send; by a webhook of the campaign; as in the documentation; with times in the plainest format.
 */
export function circumstancesOf(story: Scenario, eventType: EventType): readonly Circumstance[] {
  const mail = !WITHOUT_MAIL.has(eventType);
  const dialect = story.dialect ?? "guide";
  const other = dialect === "live" ? "guide" : "live";
  const make = (index: number, requested: Requested) => circumstance(story, { index, eventType, ...requested });
  return [
    make(1, { mail, dialect }),
    ...(mail ? [make(2, { mail: false, dialect })] : []),
    make(3, { mail, dialect: other }),
    make(4, { mail, dialect, level: "campaign" }),
    ...(eventType === "LEAD_CATEGORY_UPDATED"
      ? [make(5, { mail, dialect, set: { lead_category_id: CATEGORY_OF_THE_SAMPLE } })]
      : []),
    make(6, { mail: false, dialect: "live", set: timesInOneStyle(eventType) }),
  ];
}

/** The fields with an event's time, in addition to `event_timestamp`. */
const OWN_TIME: ReadonlyMap<EventType, string> = new Map([
  ["EMAIL_SENT", "time_sent"],
  ["EMAIL_BOUNCE", "time_sent"],
  ["EMAIL_OPEN", "time_opened"],
  ["EMAIL_LINK_CLICK", "time_clicked"],
  ["EMAIL_REPLY", "time_replied"],
]);

/** A Z and three digits of a second, which every time parser accepts: if the receiver accepts this, it refused the format, not the event. */
function timesInOneStyle(eventType: EventType): Readonly<Record<string, string>> {
  const own = OWN_TIME.get(eventType);
  const names = own === undefined ? ["event_timestamp"] : ["event_timestamp", own];
  return Object.fromEntries(names.map((name) => [name, NOW]));
}

/** The email after the reply to it, with its own time and ids: since the lead is already further along, it changes nothing. */
export function mailAfterReply(story: Scenario): Circumstance {
  const mail: Step[] = [{ emit: "EMAIL_REPLY", campaign: CAMPAIGN, as: "mail" }, { settle: "mail" }];
  const rest = { index: 7, eventType: "EMAIL_SENT", mail: true, dialect: story.dialect ?? "guide" } as const;
  const { scenario, steps } = circumstance(story, rest);
  const inOrder = [...mail, { advance: "1m" } as const, ...steps.slice(mail.length)];
  return { scenario: { ...scenario, steps: inOrder }, steps: inOrder };
}

interface Requested {
  readonly mail: boolean;
  readonly dialect: NonNullable<Scenario["dialect"]>;
  readonly level?: "campaign";
  readonly set?: EmitStep["set"];
}

function circumstance(
  { name, secret, secret_key, min_timeout, needs }: Scenario,
  {
    index,
    eventType,
    mail,
    dialect,
    level,
    set,
  }: Requested & { readonly index: number; readonly eventType: EventType },
): Circumstance {
  const steps: Step[] = mail ? [{ emit: "EMAIL_SENT", campaign: CAMPAIGN, as: "mail" }, { settle: "mail" }] : [];
  const about = mail ? { lead: LEAD_OF_MAIL, campaign: CAMPAIGN } : {};
  const campaign = level === "campaign" ? { campaign: CAMPAIGN } : {};
  const changed = set === undefined ? {} : { set };
  steps.push({ emit: eventType, ...campaign, ...about, ...changed, as: USUAL_EVENT }, { settle: USUAL_EVENT });
  const scenario: Scenario = {
    // Another name gives other ids, so the receiver remembers nothing of the scenario.
    name: `${name}: ${eventType} alone, ${index}`,
    dialect,
    ...definedOnly({
      secret,
      secret_key,
      min_timeout,
      needs,
      webhooks: level === undefined ? undefined : [{ level, campaign_id: FIRST_CAMPAIGN }],
    }),
    steps,
  };
  return { scenario, steps };
}

/** The first campaign of every seeded account. */
const FIRST_CAMPAIGN = 3_600_001;
const CAMPAIGN = FIRST_CAMPAIGN;
// biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
const LEAD_OF_MAIL = "${mail.lead_email}";
// biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
const NOW = "${now}";
