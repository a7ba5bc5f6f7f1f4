import type { Enrolment, MessageActivity } from "../account/account.ts";
import type { ReplyMessage, SentMessage } from "../events/event.ts";
import type { OperationWorld } from "./operation.ts";

/** A mail of a sequence with all that came of it: what statistics and analytics count, so that they agree. */
export interface SentMail {
  readonly enrolment: Enrolment;
  readonly message: SentMessage;
  readonly stepNumber: number;
  readonly activity: MessageActivity | undefined;
  /** The first reply to it. */
  readonly reply: ReplyMessage | undefined;
  /** The newest mail of the sequence of a lead that has unsubscribed. */
  readonly isUnsubscribed: boolean;
}

/** Lead by lead in the order of their coming, each oldest first. */
export function sentMailsOf(world: Pick<OperationWorld, "enrolmentsOf" | "lead">, campaignId: number): SentMail[] {
  return world.enrolmentsOf(campaignId).flatMap((enrolment) => {
    const isUnsubscribed = world.lead(enrolment.leadId)?.isUnsubscribed ?? false;
    const mails = enrolment.thread.flatMap((message) =>
      message.kind === "SENT" && message.sequenceNumber !== null
        ? [{ message, stepNumber: message.sequenceNumber }]
        : [],
    );
    return mails.map(({ message, stepNumber }, index) => ({
      enrolment,
      message,
      stepNumber,
      activity: enrolment.activity.get(message.statsId),
      reply: enrolment.thread.find(
        (other): other is ReplyMessage => other.kind === "REPLY" && other.statsId === message.statsId,
      ),
      isUnsubscribed: isUnsubscribed && index === mails.length - 1,
    }));
  });
}

export interface MailCounts {
  readonly sent: number;
  readonly uniqueSent: number;
  readonly open: number;
  readonly uniqueOpen: number;
  readonly click: number;
  readonly uniqueClick: number;
  readonly reply: number;
  readonly positiveReply: number;
  readonly bounce: number;
  readonly unsubscribed: number;
}

/** `sent` and its like count mails, the unique ones leads; a reply counts once for each mail that is answered. */
export function countMails(mails: readonly SentMail[]): MailCounts {
  const leadsWith = (has: (mail: SentMail) => boolean) =>
    new Set(mails.filter(has).map(({ enrolment }) => enrolment.mapId)).size;
  const replied = mails.filter(({ reply }) => reply !== undefined);
  return {
    sent: mails.length,
    uniqueSent: leadsWith(() => true),
    open: mails.reduce((sum, { activity }) => sum + (activity?.openCount ?? 0), 0),
    uniqueOpen: leadsWith(({ activity }) => (activity?.openCount ?? 0) > 0),
    click: mails.reduce((sum, { activity }) => sum + (activity?.clickCount ?? 0), 0),
    uniqueClick: leadsWith(({ activity }) => (activity?.clickCount ?? 0) > 0),
    reply: replied.length,
    positiveReply: replied.filter(({ enrolment }) => enrolment.category?.sentimentType === "positive").length,
    bounce: mails.filter(({ activity }) => activity?.isBounced === true).length,
    unsubscribed: mails.filter(({ isUnsubscribed }) => isUnsubscribed).length,
  };
}

/** SmartLead's `campaign_lead_stats`: leads by where they are. */
export function countLeads(enrolments: readonly Enrolment[]) {
  const withStatus = (status: Enrolment["status"]) =>
    enrolments.filter((enrolment) => enrolment.status === status).length;
  return {
    total: enrolments.length,
    notStarted: withStatus("STARTED"),
    inprogress: withStatus("INPROGRESS"),
    completed: withStatus("COMPLETED"),
    paused: withStatus("PAUSED"),
    stopped: withStatus("STOPPED"),
    blocked: withStatus("BLOCKED"),
    interested: enrolments.filter(({ category }) => category?.sentimentType === "positive").length,
    revenue: 0,
  };
}
