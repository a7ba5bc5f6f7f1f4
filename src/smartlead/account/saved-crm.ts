import type { CrmRecords } from "./crm-store.ts";
import type { MailRecord } from "./mail-record.ts";
import type { FormerWarmup } from "./mailbox-settings.ts";
import type { DayCounts, PastDay } from "./past-mails.ts";
import { isFlag, isNumber, isText, listOf, mapOf, orNull, whole } from "./saved-checks.ts";

const isDayCounts = whole<DayCounts>({
  sent: isNumber,
  opened: isNumber,
  clicked: isNumber,
  replied: isNumber,
  bounced: isNumber,
  unsubscribed: isNumber,
  positive: isNumber,
});

export const isPastDay = whole<PastDay>({
  day: isNumber,
  campaignId: isNumber,
  mailboxId: isNumber,
  stepId: isNumber,
  stepNumber: isNumber,
  happened: isDayCounts,
  ofMails: isDayCounts,
  openedMails: isNumber,
  clickedMails: isNumber,
  answeredMails: isNumber,
  leads: isNumber,
  openers: isNumber,
  repliersByCategory: mapOf(isNumber),
});

const areOutsideMails = listOf(
  whole<CrmRecords["outsideMails"][number]>({
    statsId: isText,
    mailboxId: isNumber,
    at: isNumber,
    to: isText,
    subject: isText,
    html: isText,
  }),
);

export const isCrm = whole<CrmRecords>({
  tags: listOf(whole<CrmRecords["tags"][number]>({ id: isNumber, name: isText, color: isText })),
  tagMappings: listOf(
    whole<CrmRecords["tagMappings"][number]>({ id: isNumber, tagId: isNumber, kind: isText, of: isNumber }),
  ),
  notes: listOf(
    whole<CrmRecords["notes"][number]>({
      id: isNumber,
      leadId: isNumber,
      mapId: isNumber,
      text: isText,
      createdAt: isNumber,
    }),
  ),
  tasks: listOf(
    whole<CrmRecords["tasks"][number]>({
      id: isNumber,
      leadId: isNumber,
      mapId: isNumber,
      name: isText,
      description: orNull(isText),
      priority: isText,
      dueDate: orNull(isText),
      createdAt: isNumber,
    }),
  ),
  reminders: listOf(
    whole<CrmRecords["reminders"][number]>({
      id: isNumber,
      mapId: isNumber,
      statsId: isText,
      text: isText,
      at: isNumber,
      createdAt: isNumber,
    }),
  ),
  leadLists: listOf(
    whole<CrmRecords["leadLists"][number]>({
      id: isNumber,
      name: isText,
      createdAt: isNumber,
      updatedAt: isNumber,
      leadIds: listOf(isNumber),
    }),
  ),
  blockList: listOf(
    whole<CrmRecords["blockList"][number]>({
      id: isNumber,
      emailOrDomain: isText,
      source: isText,
      clientId: orNull(isNumber),
      createdAt: isNumber,
    }),
  ),
  formerMailboxes: listOf(
    whole<CrmRecords["formerMailboxes"][number]>({
      id: isNumber,
      email: isText,
      esp: isText,
      clientId: orNull(isNumber),
    }),
  ),
  reconnects: listOf(isNumber),
  outsideMails: (value) => value === undefined || areOutsideMails(value),
});

export const isMailRecord = whole<MailRecord>({
  statsId: isText,
  at: isNumber,
  mailboxId: isNumber,
  stepId: isNumber,
  stepNumber: isNumber,
  variantId: (value) => value === undefined || isNumber(value),
  opens: listOf(isNumber),
  clicks: listOf(isNumber),
  replies: listOf(isNumber),
  bouncedAt: orNull(isNumber),
  unsubscribedAt: orNull(isNumber),
});

export const areFormerWarmups = listOf(
  whole<FormerWarmup>({
    until: isNumber,
    perDay: isNumber,
    dailyRampup: isNumber,
    replyRatePercent: isNumber,
    isOn: isFlag,
  }),
);
