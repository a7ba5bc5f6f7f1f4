import { DAY_MS } from "../../base/time/calendar.ts";
import type { Campaign, Client, LeadDetails, Mailbox, Schedule, SequenceStep } from "./account.ts";
import { DEFAULT_MAX_EMAILS_PER_DAY, mailServersOf } from "./account-plan.ts";
import type { AccountBasis } from "./account-store.ts";
import { warmedUp } from "./mailbox-settings.ts";
import type { Fate } from "./seeded-history.ts";

/** A custom account that replaces the seeded one (`--world FILE`). JSON data; ids and references are resolved. */
export interface WorldPlan {
  readonly clients: readonly Pick<Client, "id" | "name" | "email">[];
  readonly mailboxes: readonly (Pick<Mailbox, "id" | "email" | "esp" | "clientId"> & { readonly name: string })[];
  readonly campaigns: readonly PlannedCampaign[];
}

export interface PlannedCampaign
  extends Pick<
    Campaign,
    | "id"
    | "name"
    | "status"
    | "clientId"
    | "mailboxIds"
    | "trackSettings"
    | "stopLeadSettings"
    | "maxLeadsPerDay"
    | "minMinutesBetweenEmails"
  > {
  readonly schedule: Schedule;
  readonly steps: readonly Pick<SequenceStep, "subject" | "body" | "delayDays" | "kind">[];
  readonly leads: readonly PlannedLead[];
  /** Number of additional leads, drawn by the seed. */
  readonly drawnLeads: number;
}

export interface PlannedLead extends LeadDetails {
  readonly fate: Fate;
}

/** Age of all records in days; long enough for any lead's history. */
const AGE_DAYS = 60;
const FIRST_STEP_ID = 5_200_001;

/** The plan's records before leads are enrolled. */
export function basisOf({ clients, mailboxes, campaigns }: WorldPlan, uuid: () => string, now: number): AccountBasis {
  const createdAt = now - AGE_DAYS * DAY_MS;
  const ids = { step: FIRST_STEP_ID };
  return {
    clients: clients.map((client) => ({
      ...client,
      uuid: uuid(),
      password: null,
      permission: ["full_access"],
      logo: null,
      logoUrl: null,
      credits: null,
      createdAt,
    })),
    mailboxes: mailboxes.map(({ name, ...mailbox }) => ({
      ...mailbox,
      ...mailServersOf(mailbox.email, mailbox.esp),
      fromName: name,
      signature: "",
      maxEmailsPerDay: DEFAULT_MAX_EMAILS_PER_DAY,
      isWarmupEnabled: true,
      settings: warmedUp({ id: mailbox.id, createdAt }),
      createdAt,
      connectionError: null,
      isSuspended: false,
    })),
    campaigns: campaigns.map(({ leads: _leads, drawnLeads: _drawn, steps, ...campaign }) => ({
      ...campaign,
      parentId: null,
      subsequence: null,
      teamMemberId: null,
      createdAt,
      updatedAt: createdAt,
      steps: steps.map((step, index) => {
        const id = ids.step;
        ids.step += 1;
        return { ...step, id, number: index + 1, variants: [], distribution: null, createdAt, updatedAt: createdAt };
      }),
      scheduleStartTime: null,
      firstMailsAt: null,
      followUpPercentage: 40,
      unsubscribeText: "",
      sendAsPlainText: false,
      enableAiEspMatching: true,
      bounceAutopauseThresholdPercent: 5,
      outOfOfficeDetection: {},
      aiCategorisationOptions: [],
      switches: {},
    })),
  };
}
