import { definedOnly } from "../../../base/defined-only.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { WebhookLevel } from "../../../smartlead/webhooks/webhook.ts";
import type { StateSource } from "../../convergence/state-source.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { WorkMeter } from "../../probe/probe-meter.ts";
import { type ReceiverProfile, type TypeProfile, typeProfile } from "../receiver-profile.ts";
import { fullTimeoutOf, type VerifySettings } from "../verify-settings.ts";
import type { Backlog } from "./backlog.ts";
import { Account } from "./check-mock.ts";
import type { EarlierEvent, EarlierEvents } from "./earlier-events.ts";
import type { EventTimes } from "./own-event-times.ts";
import { alone, type Rest } from "./rest.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

/** Parts that the run shares with every check. */
export interface CheckContextParts {
  readonly settings: VerifySettings;
  readonly front: SharedEndpoint;
  /** Reads `--probe` or `--probe-cmd`; `null` without either. */
  readonly meter: WorkMeter | null;
  /** How late effects arrive, as learned in the run so far. */
  readonly lags: Lags;
  readonly known: ReceiverProfile;
  /** The source of the receiver's state (`--state`, `--state-cmd`); `null`, or omitted, if none exists. */
  readonly state?: StateSource | null;
  /** Restarts the receiver; `null` if it was not started here. */
  readonly restartReceiver: (() => Promise<void>) | null;
  /** Kills it like a power failure, and restarts it; `null` if it was not started here. */
  readonly crashReceiver: (() => Promise<void>) | null;
  /** Whether the receiver's own clock follows the mock's (`--receiver-clock`). */
  readonly isReceiverClock: boolean;
  /** Earlier events that the receiver still has to process. */
  readonly backlog: Backlog;
  /** Gives each event of the run a different time (PRODUCT §8, rule 7). */
  readonly eventTimes: EventTimes;
  /** Identifies the run for data that its checks share. */
  readonly run: object;
  /** Events sent earlier, for checks that repeat one after many others; `null`, or omitted, if none are kept. */
  readonly earlier?: EarlierEvents | null;
  /** Reports that the run waits for real time, and the reason. */
  readonly onWait: (sentence: string) => void;
}

/** The pace of a check: fast at first, and once more with SmartLead's full timeouts before the receiver is blamed. */
export interface Pace {
  /** Whether each attempt has the full 30 seconds of real time. */
  readonly hasFullTime: boolean;
  /** Whether missing effects are waited for longer, with no other requests meanwhile. */
  readonly isPatient: boolean;
}

export interface CheckContextOptions extends CheckContextParts {
  /** The id of the check, which salts what it sends. */
  readonly checkId: string;
  /** The check after which the receiver no longer works, in a sentence; `null` if it works. */
  readonly trouble: string | null;
  readonly pace: Pace;
  /** Waits for late work while other checks send; alone by default. */
  readonly rest?: Rest;
  /** With `rest`: while it sends no other check may, not even while it waits for the work of an event. */
  readonly isOutage?: boolean;
  /** It was run ahead of its turn before, with the same ids, and is run again. */
  readonly isAnew?: boolean;
}

interface CheckMockRequest {
  /** The checks' default dialect if omitted. */
  readonly dialect?: DialectName;
  readonly level?: WebhookLevel;
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  readonly concurrency?: number;
  /** Replaces the receiver's URL. */
  readonly target?: string;
  /** Real ms until an attempt times out; by default set by the check's pace. */
  readonly timeoutMs?: number;
  /** Whether attempts are cut on purpose, so that a cut is not caused by the fast pace. */
  readonly mayBeCut?: boolean;
  /** The effects of the event, if they were learned in this check. */
  readonly profile?: TypeProfile;
}

/** Real time for an answer, as a multiple of the slowest plain one. */
const TIMES_USUAL = 3;
const PATIENCE_SLACK_MS = 1_000;

/** The context of one check: accounts of its own, and the facts known about the receiver. */
export class CheckContext {
  readonly #options: CheckContextOptions;
  readonly #accounts: Account[] = [];
  readonly #cutOnPurpose = new Set<Account>();
  /** The account of events that were sent before this check. */
  #adopted: Account | null = null;

  constructor(options: CheckContextOptions) {
    this.#options = options;
  }

  get known(): ReceiverProfile {
    return this.#options.known;
  }

  get settings(): VerifySettings {
    return this.#options.settings;
  }

  get front(): SharedEndpoint {
    return this.#options.front;
  }

  /** The source of the receiver's state; `null` if none exists. */
  get state(): StateSource | null {
    return this.#options.state ?? null;
  }

  get trouble(): string | null {
    return this.#options.trouble;
  }

  get pace(): Pace {
    return this.#options.pace;
  }

  get restartReceiver(): (() => Promise<void>) | null {
    return this.#options.restartReceiver;
  }

  get crashReceiver(): (() => Promise<void>) | null {
    return this.#options.crashReceiver;
  }

  get isReceiverClock(): boolean {
    return this.#options.isReceiverClock;
  }

  /** Whether an attempt was cut early, so that the result may be caused by the fast pace. */
  get wasHasty(): boolean {
    const all = this.#adopted === null ? this.#accounts : [...this.#accounts, this.#adopted];
    return !this.pace.hasFullTime && all.some((account) => account.wasClipped && !this.#cutOnPurpose.has(account));
  }

  /** Milliseconds that passed on the clocks of its accounts. */
  get mockMs(): number {
    return this.#accounts.reduce((sum, { mock, startsAt }) => sum + Math.max(0, mock.clock.now() - startsAt), 0);
  }

  /** Waits for late work while other checks send, if several wait concurrently. */
  get rest(): Rest {
    return this.#options.rest ?? alone;
  }

  /** Number of variants of events in flight; one by one in a second look. */
  get variantsAtOnce(): number {
    return this.pace.isPatient ? 1 : this.known.variantsAtOnce;
  }

  /** Whether a number is read once for several checks. */
  get sharesReadings(): boolean {
    return this.#options.meter?.isShared === true;
  }

  /** Reports that the run waits for real time, and the reason. */
  sayWaiting(sentence: string): void {
    this.#options.onWait(sentence);
  }

  /** Identifies the run for data that its checks share. */
  get run(): object {
    return this.#options.run;
  }

  /**
   * An event that was accepted before this many others, and if possible this many real ms ago; `null` if none is kept, and in a second
   * look, which sends its own.
   */
  async earlierEvent(leastOthers: number, leastAgeMs = 0): Promise<EarlierEvent | null> {
    const isSecondLook = this.pace.isPatient || this.pace.hasFullTime;
    const found = isSecondLook ? null : (this.#options.earlier?.take(leastOthers, leastAgeMs) ?? null);
    if (found === null) return null;
    this.#adopted = found.account;
    const [sent = found.sent] = await found.account.waitForEffects([found.sent], this.known.lags.patienceMs(this.pace));
    return { ...found, sent };
  }

  /** The dialect whose bodies contain every secret. */
  get secretDialect(): DialectName {
    return this.known.dialects.includes("live") ? "live" : this.known.dialect;
  }

  account({
    dialect,
    level = "user",
    tries,
    keepsAlive,
    concurrency,
    target,
    profile,
    timeoutMs,
    mayBeCut,
  }: CheckMockRequest = {}): Account {
    const { front, meter, known, checkId, pace, eventTimes, rest, isOutage, isAnew = false } = this.#options;
    const { hasFullTime, isPatient } = pace;
    const settings = target === undefined ? this.settings : { ...this.settings, target };
    const number = this.#accounts.length + 1;
    const isTakenByName = rest !== undefined && !this.sharesReadings;
    const account = new Account({
      settings,
      front,
      meter,
      salt: [
        settings.run,
        checkId,
        isAnew ? "anew" : null,
        hasFullTime ? "slow" : null,
        isPatient ? "again" : null,
        number > 1 ? number : null,
      ]
        .filter((part) => part !== null)
        .join("/"),
      dialect: dialect ?? known.dialect,
      level,
      concurrency: concurrency ?? (isPatient ? 1 : known.concurrency),
      minTimeoutMs: timeoutMs ?? (hasFullTime ? fullTimeoutOf(settings) : patienceFor(known, settings)),
      lags: known.lags,
      isPatient,
      isNamed: known.areEffectsNamed || rest !== undefined,
      // Ahead of their turn only events whose effects name them are sent.
      ...definedOnly({
        backlog: known.areEffectsNamed || rest !== undefined ? undefined : this.#options.backlog,
        rest: rest !== undefined && isOutage === true ? alone : rest,
        sendsType: isTakenByName ? (type: EventType) => !known.namelessTypes.has(type) : undefined,
        tries,
        keepsAlive,
      }),
      // Pending work of an email would be affected by the outage.
      areMailsApart: isOutage !== true && (known.areEventsNamed || isTakenByName),
      startsAt: eventTimes.startOfAccount(settings.now),
      eventTimes,
      profileOf: (type: EventType, of: DialectName) => profile ?? this.#profileOf(type, of),
    });
    this.#accounts.push(account);
    if (mayBeCut === true) this.#cutOnPurpose.add(account);
    return account;
  }

  /** If checks share one reading, a type that was not measured in its dialect is assumed to have the same effects as in the other. */
  #profileOf(type: EventType, dialect: DialectName): TypeProfile {
    const { known } = this.#options;
    const profile = typeProfile(known, type, dialect);
    return this.sharesReadings && profile.kind === "unmeasured" ? typeProfile(known, type) : profile;
  }

  async close(): Promise<void> {
    for (const account of this.#accounts) await account.close();
  }
}

export function patienceFor({ answersInMs }: ReceiverProfile, settings: VerifySettings): number {
  const usual = answersInMs * TIMES_USUAL + PATIENCE_SLACK_MS;
  return Math.min(fullTimeoutOf(settings), Math.max(settings.minTimeoutMs, usual));
}
