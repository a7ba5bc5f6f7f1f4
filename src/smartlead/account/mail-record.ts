import type { SentMessage } from "../events/event.ts";

/**
 * Occurrences for one email, in pairs: an instant, and the count from then on in its quarter of an hour. Days of every time zone begin on a
 * quarter hour.
 */
export type Occasions = number[];

/**
 * An email of a sequence as analytics count it: its sender, and the times of its opens, clicks and replies. Times are epoch milliseconds on
 * the mock's clock.
 */
export interface MailRecord {
  readonly statsId: string;
  readonly at: number;
  /** The mailbox that sent it, even if the lead has another mailbox now. */
  readonly mailboxId: number;
  readonly stepId: number;
  readonly stepNumber: number;
  /** The variant that was sent; left out = the step's own wording. */
  readonly variantId?: number;
  readonly opens: Occasions;
  readonly clicks: Occasions;
  readonly replies: Occasions;
  bouncedAt: number | null;
  /** Set on the newest email of a lead when it unsubscribed. */
  unsubscribedAt: number | null;
}

const QUARTER_MS = 15 * 60_000;
/** Quarter hours that are distinguished for one email; later occurrences count with the last of them. */
const MAX_QUARTERS = 96;

/** Counts one more. Times only grow; an earlier one counts with the newest. */
export function note(occasions: Occasions, at: number, count = 1): void {
  const last = occasions.length - 2;
  const isSame = last >= 0 && quarterOf(occasions[last] ?? 0) >= quarterOf(at);
  if (isSame || occasions.length >= 2 * MAX_QUARTERS) occasions[last + 1] = (occasions[last + 1] ?? 0) + count;
  else occasions.push(at, count);
}

export function timesIn(occasions: Occasions): number {
  let sum = 0;
  for (let index = 1; index < occasions.length; index += 2) sum += occasions[index] ?? 0;
  return sum;
}

export function firstOf(occasions: Occasions): number | null {
  return occasions[0] ?? null;
}

export function newMailRecord(
  { statsId, at, sequenceNumber }: SentMessage,
  { mailboxId, stepId, variantId }: { mailboxId: number; stepId: number; variantId?: number | undefined },
): MailRecord {
  return {
    statsId,
    at,
    mailboxId,
    stepId,
    stepNumber: sequenceNumber ?? 0,
    ...(variantId !== undefined && { variantId }),
    opens: [],
    clicks: [],
    replies: [],
    bouncedAt: null,
    unsubscribedAt: null,
  };
}

export function copyOfRecord(mail: MailRecord): MailRecord {
  return { ...mail, opens: [...mail.opens], clicks: [...mail.clicks], replies: [...mail.replies] };
}

function quarterOf(at: number): number {
  return Math.floor(at / QUARTER_MS);
}
