import type { Enrolment } from "./account.ts";
import { type MailRecord, note } from "./mail-record.ts";

/** The newest email of the sequence. */
export function addMail(enrolment: Enrolment, mail: MailRecord): void {
  enrolment.mails.push(mail);
  enrolment.mailRow = null;
}

/** Counts an open, a click or a reply of an email; one that is not of the sequence is not counted. */
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
