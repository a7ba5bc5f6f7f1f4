import type { QueuedAnswer } from "../account.ts";
import { ownMessageId } from "../identifiers.ts";
import { contactOf, type Life } from "../life.ts";
import { textFromHtml } from "../texts/render.ts";
import { appendMessage } from "../thread.ts";
import { type Edited, lookupByMapId, quietly } from "./edit.ts";

export const INBOX_EDITS = { "answer.queue": queueAnswer };

export interface NewAnswer extends Pick<QueuedAnswer, "mapId" | "answersStatsId" | "cc" | "bcc" | "html"> {
  /** Recipients; the lead by default. */
  readonly to: string | null;
  /** Epoch ms; `null` or a past time sends it immediately. */
  readonly sendAt: number | null;
  readonly hasSignature: boolean;
}

/** Queues an answer of the master inbox; one that is due is added to the thread immediately. Returns its Message-ID. */
function queueAnswer(life: Life, asked: NewAnswer, at: number): Edited<string> {
  const { enrolment, mailbox, lead } = contactOf(life, lookupByMapId(life, asked.mapId));
  const statsId = life.identifiers.statsId();
  const subject = enrolment.thread.find((message) => message.kind === "SENT")?.subject ?? "";
  const answer: QueuedAnswer = {
    messageId: ownMessageId(statsId, mailbox.email),
    statsId,
    mapId: asked.mapId,
    answersStatsId: asked.answersStatsId,
    queuedAt: at,
    sendAt: Math.max(asked.sendAt ?? at, at),
    sentAt: null,
    to: asked.to ?? lead.email,
    cc: asked.cc,
    bcc: asked.bcc,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    html: asked.hasSignature ? `${asked.html}<br>${mailbox.signature || mailbox.fromName}` : asked.html,
  };
  life.store.addQueuedAnswer(answer);
  if (answer.sendAt <= at) sendQueuedAnswer(life, answer, at);
  return quietly(answer.messageId);
}

/** Sends a queued answer: adds it to the thread as our email without a sequence number. Does nothing if the thread is gone. */
export function sendQueuedAnswer(life: Life, answer: QueuedAnswer, at: number): void {
  answer.sentAt = at;
  const enrolment = life.store.enrolmentByMapId(answer.mapId);
  if (enrolment === undefined) return;
  const { mailbox } = contactOf(life, enrolment);
  enrolment.isUnread = false;
  appendMessage(enrolment, {
    kind: "SENT",
    statsId: answer.statsId,
    messageId: answer.messageId,
    at,
    subject: answer.subject,
    html: answer.html,
    text: textFromHtml(answer.html),
    from: mailbox.email,
    to: answer.to,
    cc: answer.cc,
    bcc: answer.bcc,
    sequenceNumber: null,
  });
}
