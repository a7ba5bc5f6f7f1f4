/** Settings of a mailbox besides its servers. The account stores and shows them; they have no effect. */
export interface MailboxSettings {
  /** Empty = replies go to the mailbox itself. */
  readonly replyToAddress: string;
  /** `null` = same as for SMTP. */
  readonly imapUsername: string | null;
  readonly imapPassword: string | null;
  readonly trackingDomain: string | null;
  readonly bccAddress: string | null;
  /** Minutes between two emails. */
  readonly minutesBetweenMails: number;
  /** When an OAuth token expires, epoch milliseconds; `null` without one. */
  readonly tokenExpiresAt: number | null;
  /** `null` until warm-up is first set up. */
  readonly warmup: WarmupSettings | null;
}

export interface WarmupSettings {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly perDay: number;
  readonly dailyRampup: number;
  readonly replyRatePercent: number;
  /** Two words that mark warm-up emails. */
  readonly key: string;
  readonly isAutoAdjusted: boolean;
  readonly isRampupEnabled: boolean;
}

export const NEW_MAILBOX_SETTINGS: MailboxSettings = {
  replyToAddress: "",
  imapUsername: null,
  imapPassword: null,
  trackingDomain: null,
  bccAddress: null,
  minutesBetweenMails: 5,
  tokenExpiresAt: null,
  warmup: null,
};

const FIRST_WORDS = ["amber", "brisk", "calm", "dapper", "early", "frosty", "gentle", "hazel"] as const;
const SECOND_WORDS = ["otter", "maple", "harbor", "falcon", "meadow", "lantern", "pebble", "willow"] as const;

/** SmartLead's default warm-up (smartlead.json `POST /email-accounts/{id}/warmup`: defaults of A5 and C4). */
export function newWarmup(mailboxId: number, createdAt: number): WarmupSettings {
  const second = Math.floor(mailboxId / FIRST_WORDS.length) % SECOND_WORDS.length;
  return {
    createdAt,
    perDay: 20,
    dailyRampup: 2,
    replyRatePercent: 30,
    key: `${FIRST_WORDS[mailboxId % FIRST_WORDS.length]}-${SECOND_WORDS[second]}`,
    isAutoAdjusted: false,
    isRampupEnabled: false,
  };
}

/** Warm-up of a mailbox since its creation, as in seeded accounts. */
export function warmedUp({ id, createdAt }: { readonly id: number; readonly createdAt: number }): MailboxSettings {
  return { ...NEW_MAILBOX_SETTINGS, warmup: newWarmup(id, createdAt) };
}

/** Warm-up settings until some time: statistics of past days depend on them. */
export interface FormerWarmup extends Pick<WarmupSettings, "perDay" | "dailyRampup" | "replyRatePercent"> {
  /** Epoch ms on the mock's clock. */
  readonly until: number;
  readonly isOn: boolean;
}

/** Maximum number of remembered warm-up changes per mailbox. */
const MAX_FORMER_WARMUPS = 100;

interface WarmedUp {
  readonly settings: MailboxSettings;
  readonly isWarmupEnabled: boolean;
  readonly isSuspended: boolean;
  readonly formerWarmups?: readonly FormerWarmup[];
}

/** The former settings to remember when `after` takes effect at `at`. */
export function formerWarmups(before: WarmedUp, after: WarmedUp, at: number): readonly FormerWarmup[] {
  const former = before.formerWarmups ?? [];
  const [was, is] = [inForce(before), inForce(after)];
  const isSame = was === null || JSON.stringify(was) === JSON.stringify(is);
  return isSame ? former : [...former, { ...was, until: at }].slice(-MAX_FORMER_WARMUPS);
}

function inForce({ settings: { warmup }, isWarmupEnabled, isSuspended }: WarmedUp): Omit<FormerWarmup, "until"> | null {
  if (warmup === null) return null;
  const { perDay, dailyRampup, replyRatePercent } = warmup;
  return { perDay, dailyRampup, replyRatePercent, isOn: isWarmupEnabled && !isSuspended };
}

/** The warm-up of a mailbox at a time; `null` = it had none. */
export function warmupAt(mailbox: WarmedUp, at: number): Omit<FormerWarmup, "until"> | null {
  const { warmup } = mailbox.settings;
  if (warmup === null || at < warmup.createdAt) return null;
  return mailbox.formerWarmups?.find(({ until }) => until >= at) ?? inForce(mailbox);
}
