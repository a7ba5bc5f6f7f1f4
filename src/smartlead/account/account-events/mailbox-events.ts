import type { AccountEvent } from "../../events/event.ts";
import type { Mailbox, UntrackedReply } from "../account.ts";
import type { OutsideMail } from "../crm-records.ts";
import { domainOf } from "../identifiers.ts";
import { drawStranger } from "../lead-drawing.ts";
import type { Life } from "../life.ts";
import type { MailboxEventType } from "../readiness.ts";
import { mailboxSnapshot } from "../snapshots.ts";
import { CONNECTION_ERRORS, LINKEDIN_ERRORS, UNTRACKED_TEXTS } from "../texts/notice-texts.ts";
import { escapeHtml, renderText } from "../texts/render.ts";

/** Added to the mailbox id of a person to give their LinkedIn account's id: stable, and never the id of a mailbox. */
const LINKEDIN_ID_OFFSET = 5_000_000;

type Perform = (life: Life, mailbox: Mailbox, at: number) => AccountEvent;

/** Events of a mailbox: they belong to no campaign and no lead. */
export const MAILBOX_EVENTS: Readonly<Record<MailboxEventType, Perform>> = {
  UNTRACKED_REPLIES: (life, mailbox, at) => {
    return untrackedReceived(life, mailbox, drawUntrackedReply(life, mailbox, at));
  },
  EMAIL_ACCOUNT_DISCONNECTED: ({ random }, mailbox, at) => {
    const error = random.pick(CONNECTION_ERRORS);
    mailbox.connectionError = error;
    return { type: "EMAIL_ACCOUNT_DISCONNECTED", at, mailbox: mailboxSnapshot(mailbox), error };
  },
  /** The REST API knows no LinkedIn accounts, so nothing else in the account changes. */
  LINKEDIN_DISCONNECTED: ({ random }, mailbox, at) => ({
    type: "LINKEDIN_DISCONNECTED",
    at,
    mailbox: mailboxSnapshot(mailbox),
    linkedinAccountId: mailbox.id + LINKEDIN_ID_OFFSET,
    error: random.pick(LINKEDIN_ERRORS),
  }),
};

/** Adds an answer to an email that was sent from the mailbox outside campaigns. */
export function answerToOutsideMail(
  life: Life,
  mailbox: Mailbox,
  { mail: { to, subject }, at }: { mail: OutsideMail; at: number },
): AccountEvent {
  const answer = { from: addressIn(to), fromName: "", subject: `Re: ${subject}`, hasAttachment: false };
  return untrackedReceived(life, mailbox, { ...drawUntrackedReply(life, mailbox, at), ...answer });
}

function untrackedReceived(life: Life, mailbox: Mailbox, untracked: UntrackedReply): AccountEvent {
  life.store.addUntrackedReply(untracked);
  const { at, mailboxId: _mailboxId, ...reply } = untracked;
  return { type: "UNTRACKED_REPLIES", at, mailbox: mailboxSnapshot(mailbox), reply };
}

/** The address in `Ann Lead <ann@lead.example>`. */
function addressIn(recipient: string): string {
  return (/<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient).trim();
}

function drawUntrackedReply({ identifiers, random }: Life, mailbox: Mailbox, at: number): UntrackedReply {
  const stranger = drawStranger(random);
  const { subject, text, hasAttachment } = random.pick(UNTRACKED_TEXTS);
  const variables = {
    sender: mailbox.fromName.split(" ")[0] ?? mailbox.fromName,
    name: stranger.firstName,
    company_name: stranger.companyName,
  };
  const written = renderText(text, variables);
  return {
    at,
    mailboxId: mailbox.id,
    messageId: identifiers.foreignMessageId(domainOf(stranger.email)),
    from: stranger.email,
    fromName: stranger.name,
    subject: renderText(subject, variables),
    text: `${written}\n`,
    html: `<div dir="ltr">${written.split("\n").map(escapeHtml).join("<br>")}</div>\r\n`,
    cc: random.next() < 0.1 ? `office@${domainOf(stranger.email)}` : "",
    bcc: "",
    hasAttachment,
  };
}
