import { localTime } from "../../../base/time/zone.ts";
import type { OutsideMail } from "../crm-records.ts";
import type { Life } from "../life.ts";
import { type Edited, quietly } from "./edit.ts";
import { lookupContact, lookupMailbox } from "./lookup.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How many mails outside campaigns are answered, where the world runs by the clock. */
const ANSWERED_SHARE = 0.3;

export const MAILBOX_CARE_EDITS = {
  "mailbox.reconnect": reconnectAll,
  "mailbox.send": sendOutsideCampaigns,
  "lead.mailbox": changeMailbox,
};

/** Every mailbox that had lost its connection has it again. Returns how many. */
function reconnectAll({ store }: Life, _args: object, at: number): Edited<number> {
  const failed = store.mailboxes.filter(({ connectionError }) => connectionError !== null);
  for (const mailbox of failed) mailbox.connectionError = null;
  store.crm.reconnects = [...store.crm.reconnects.filter((one) => one > at - DAY_MS), at];
  return quietly(failed.length);
}

export interface OutsideSend extends Pick<OutsideMail, "mailboxId" | "to" | "subject" | "html"> {}

/** Counts for the mailbox's day; an answer comes as an untracked reply. Returns the mail's stats id. */
function sendOutsideCampaigns(life: Life, { mailboxId, ...mail }: OutsideSend, at: number): Edited<string> {
  lookupMailbox(life, mailboxId);
  const { living, random, identifiers } = life;
  const statsId = identifiers.statsId();
  life.store.crm.addOutsideMail({ ...mail, statsId, mailboxId, at });
  const day = localTime(at, "UTC").day;
  living.book.noteSend(mailboxId, { at, day, jitterMs: 0 });
  if (random.next() < ANSWERED_SHARE) {
    living.expected.add({
      kind: "untracked reply",
      id: mailboxId,
      statsId,
      at: at + random.int(HOUR_MS, 30 * HOUR_MS),
    });
  }
  return quietly(statsId);
}

/** The lead's next mails go out from another mailbox. */
function changeMailbox(
  life: Life,
  { campaignId, leadId, mailboxId }: { campaignId: number; leadId: number; mailboxId: number },
): Edited<null> {
  lookupMailbox(life, mailboxId);
  lookupContact(life, campaignId, leadId).enrolment.mailboxId = mailboxId;
  return quietly(null);
}
