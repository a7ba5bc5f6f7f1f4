import type { Enrolment } from "./account.ts";
import type { MailRecord, Occasions } from "./mail-record.ts";

/** The things counted per email, with their times. */
export type Counted = "opens" | "clicks" | "replies";

/** Offsets of an email's numbers within its part of the row; its opens, clicks and replies follow as pairs of a time and a count. */
const AT = 0;
const MAILBOX = 1;
const STEP = 2;
const STEP_NUMBER = 3;
const BOUNCED_AT = 4;
const UNSUBSCRIBED_AT = 5;
const OPEN_PAIRS = 6;
const CLICK_PAIRS = 7;
const REPLY_PAIRS = 8;
const HEAD = 9;

/**
 * The emails of an enrolment as one row of numbers. Analytics read a hundred thousand emails for one answer; as objects they are scattered
 * in memory and take ten times as long.
 */
export function rowOfMails(mails: readonly MailRecord[]): Float64Array {
  const pairs = mails.reduce(
    (sum, { opens, clicks, replies }) => sum + opens.length + clicks.length + replies.length,
    0,
  );
  const row = new Float64Array(mails.length * HEAD + pairs);
  let next = 0;
  for (const mail of mails) {
    row[next + AT] = mail.at;
    row[next + MAILBOX] = mail.mailboxId;
    row[next + STEP] = mail.stepId;
    row[next + STEP_NUMBER] = mail.stepNumber;
    row[next + BOUNCED_AT] = mail.bouncedAt ?? Number.NaN;
    row[next + UNSUBSCRIBED_AT] = mail.unsubscribedAt ?? Number.NaN;
    row[next + OPEN_PAIRS] = mail.opens.length / 2;
    row[next + CLICK_PAIRS] = mail.clicks.length / 2;
    row[next + REPLY_PAIRS] = mail.replies.length / 2;
    next += HEAD;
    for (const occasions of [mail.opens, mail.clicks, mail.replies]) next = append(row, occasions, next);
  }
  return row;
}

function append(row: Float64Array, occasions: Occasions, from: number): number {
  // For so few numbers, `set` costs more than a loop.
  for (let index = 0; index < occasions.length; index += 1) row[from + index] = occasions[index] ?? 0;
  return from + occasions.length;
}

/** Reads the emails of an enrolment one after the other; one reader can be used for many enrolments. Times are epoch ms, `NaN` = never. */
export class MailReader {
  #row: Float64Array = new Float64Array(0);
  #start = 0;
  #clicks = 0;
  #replies = 0;
  #end = 0;

  /** Moves before the oldest mail. */
  open(enrolment: Enrolment): void {
    enrolment.mailRow ??= rowOfMails(enrolment.mails);
    this.#row = enrolment.mailRow;
    this.#end = 0;
  }

  /** Moves to the next email; `false` = no more. */
  next(): boolean {
    const start = this.#end;
    if (start >= this.#row.length) return false;
    this.#start = start;
    this.#clicks = start + HEAD + 2 * this.#number(OPEN_PAIRS);
    this.#replies = this.#clicks + 2 * this.#number(CLICK_PAIRS);
    this.#end = this.#replies + 2 * this.#number(REPLY_PAIRS);
    return true;
  }

  get at(): number {
    return this.#number(AT);
  }

  get mailboxId(): number {
    return this.#number(MAILBOX);
  }

  get stepId(): number {
    return this.#number(STEP);
  }

  get stepNumber(): number {
    return this.#number(STEP_NUMBER);
  }

  get bouncedAt(): number {
    return this.#number(BOUNCED_AT);
  }

  get unsubscribedAt(): number {
    return this.#number(UNSUBSCRIBED_AT);
  }

  has(counted: Counted): boolean {
    return this.#beginOf(counted) < this.#endOf(counted);
  }

  /** The first time, `NaN` = never. */
  first(counted: Counted): number {
    const begin = this.#beginOf(counted);
    return begin < this.#endOf(counted) ? (this.#row[begin] ?? Number.NaN) : Number.NaN;
  }

  /** The count from one instant (inclusive) to another (exclusive). */
  times(counted: Counted, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY): number {
    const row = this.#row;
    const end = this.#endOf(counted);
    let sum = 0;
    for (let index = this.#beginOf(counted); index < end; index += 2) {
      const at = row[index] ?? 0;
      if (at >= from && at < until) sum += row[index + 1] ?? 0;
    }
    return sum;
  }

  each(counted: Counted, visit: (at: number, count: number) => void): void {
    const end = this.#endOf(counted);
    for (let index = this.#beginOf(counted); index < end; index += 2) {
      visit(this.#row[index] ?? 0, this.#row[index + 1] ?? 0);
    }
  }

  #number(place: number): number {
    return this.#row[this.#start + place] ?? 0;
  }

  #beginOf(counted: Counted): number {
    if (counted === "opens") return this.#start + HEAD;
    return counted === "clicks" ? this.#clicks : this.#replies;
  }

  #endOf(counted: Counted): number {
    if (counted === "opens") return this.#clicks;
    return counted === "clicks" ? this.#replies : this.#end;
  }
}
