import { isNumber, isObject } from "../saved-checks.ts";

/** Recent sends of a mailbox. */
export interface MailboxSends {
  readonly lastAt: number;
  /** Added to the gap before the next email, ms, so that sends are not exactly periodic. */
  readonly jitterMs: number;
  readonly day: string;
  readonly count: number;
}

/** How many leads got their first email of a campaign on its latest day. */
export interface CampaignStarts {
  readonly day: string;
  readonly count: number;
}

export interface QuotaState {
  readonly mailboxes: readonly (readonly [id: number, sends: MailboxSends])[];
  readonly campaigns: readonly (readonly [id: number, starts: CampaignStarts])[];
}

/** Counts for daily limits and the gaps between emails. One entry for each mailbox and campaign. */
export class Quota {
  readonly #mailboxes = new Map<number, MailboxSends>();
  readonly #campaigns = new Map<number, CampaignStarts>();

  sendsOf(mailboxId: number): MailboxSends | undefined {
    return this.#mailboxes.get(mailboxId);
  }

  startsOn(campaignId: number, day: string): number {
    const starts = this.#campaigns.get(campaignId);
    return starts?.day === day ? starts.count : 0;
  }

  noteSend(mailboxId: number, { at, day, jitterMs }: { at: number; day: string; jitterMs: number }): void {
    const before = this.#mailboxes.get(mailboxId);
    const count = before?.day === day ? before.count + 1 : 1;
    this.#mailboxes.set(mailboxId, { lastAt: at, jitterMs, day, count });
  }

  noteStart(campaignId: number, day: string): void {
    this.#campaigns.set(campaignId, { day, count: this.startsOn(campaignId, day) + 1 });
  }

  save(): QuotaState {
    return { mailboxes: [...this.#mailboxes], campaigns: [...this.#campaigns] };
  }

  restore({ mailboxes, campaigns }: QuotaState): void {
    this.#mailboxes.clear();
    this.#campaigns.clear();
    for (const [id, sends] of mailboxes) this.#mailboxes.set(id, sends);
    for (const [id, starts] of campaigns) this.#campaigns.set(id, starts);
  }
}

export function isQuotaState(state: unknown): state is QuotaState {
  if (!isObject(state) || !Array.isArray(state.mailboxes) || !Array.isArray(state.campaigns)) return false;
  const isLine = (line: unknown): line is [unknown, unknown] => Array.isArray(line) && isNumber(line[0]);
  const hasCount = (value: unknown) => isObject(value) && isNumber(value.count) && typeof value.day === "string";
  const isSends = (value: unknown) =>
    hasCount(value) && isObject(value) && isNumber(value.lastAt) && isNumber(value.jitterMs);
  return (
    state.mailboxes.every((line) => isLine(line) && isSends(line[1])) &&
    state.campaigns.every((line) => isLine(line) && hasCount(line[1]))
  );
}
