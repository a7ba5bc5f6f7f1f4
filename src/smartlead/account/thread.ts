import type { ReplyMessage, SentMessage, ThreadMessage } from "../events/event.ts";
import type { Enrolment, MessageActivity } from "./account.ts";
import { type MailRecord, note } from "./mail-record.ts";

/** Maximum messages of a thread. Beyond it the oldest reply or manual answer is dropped; the emails of the sequence stay. */
export const MAX_THREAD_MESSAGES = 24;

export function appendMessage(enrolment: Enrolment, message: ThreadMessage): void {
  const { thread, activity } = enrolment;
  thread.push(message);
  if (message.kind === "SENT") activity.set(message.statsId, noActivity());
  if (thread.length > MAX_THREAD_MESSAGES) dropOldestExtra(enrolment);
}

/** The newest email of the sequence: the one that opens, clicks, replies and bounces refer to. */
export function newestStepMail({ thread }: Enrolment): SentMessage | null {
  for (let index = thread.length - 1; index >= 0; index -= 1) {
    const message = thread[index];
    if (message?.kind === "SENT" && message.sequenceNumber !== null) return message;
  }
  return null;
}

export function newestSent({ thread }: Enrolment): SentMessage | null {
  return thread.findLast((message) => message.kind === "SENT") ?? null;
}

export function newestReply({ thread }: Enrolment): ReplyMessage | null {
  return thread.findLast((message) => message.kind === "REPLY") ?? null;
}

export function activityOf({ activity }: Enrolment, { statsId }: Pick<SentMessage, "statsId">): MessageActivity {
  return activity.get(statsId) ?? noActivity();
}

/** The time of the last activity in the thread; without any, the time of enrolment. */
export function lastTimeOf({ thread, createdAt }: Enrolment): number {
  return thread.at(-1)?.at ?? createdAt;
}

function noActivity(): MessageActivity {
  return { openCount: 0, clickCount: 0, clickedLinks: {}, isBounced: false, openedAt: null, clickedAt: null };
}

function dropOldestExtra({ thread, activity }: Enrolment): void {
  const index = thread.findIndex((message) => message.kind === "REPLY" || message.sequenceNumber === null);
  if (index === -1 || index === thread.length - 1) return;
  const [dropped] = thread.splice(index, 1);
  if (dropped?.kind === "SENT") activity.delete(dropped.statsId);
}

/** Adds the newest email of the sequence. */
export function addMail(enrolment: Enrolment, mail: MailRecord): void {
  enrolment.mails.push(mail);
  enrolment.mailRow = null;
}

/** Counts an open, a click or a reply of an email; emails outside the sequence are not counted. */
export function noteIn(
  enrolment: Enrolment,
  statsId: string,
  counted: "opens" | "clicks" | "replies",
  at: number,
): void {
  changeMail(enrolment, statsId, (mail) => note(mail[counted], at));
}

export function noteBounce(enrolment: Enrolment, statsId: string, at: number): void {
  changeMail(enrolment, statsId, (mail) => {
    mail.bouncedAt ??= at;
  });
}

export function noteUnsubscribed(enrolment: Enrolment, at: number): void {
  const newest = enrolment.mails.at(-1);
  if (newest === undefined) return;
  newest.unsubscribedAt ??= at;
  enrolment.mailRow = null;
}

function changeMail(enrolment: Enrolment, statsId: string, change: (mail: MailRecord) => void): void {
  const mail = enrolment.mails.findLast((one) => one.statsId === statsId);
  if (mail === undefined) return;
  change(mail);
  enrolment.mailRow = null;
}
