import type { QueuedAnswer } from "./account.ts";
import { contactOf, type Life } from "./life.ts";
import { textFromHtml } from "./texts/render.ts";
import { appendMessage } from "./thread.ts";

/** An answer that was queued goes out: it joins the thread as a mail of ours without a sequence number. A thread that is gone takes none. */
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
