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

/** What the run gives to every check. */
export interface CheckContextParts {
  readonly settings: VerifySettings;
  readonly front: SharedEndpoint;
  /** Reads `--probe` or `--probe-cmd`; `null` where there is none. */
  readonly meter: WorkMeter | null;
  /** How late effects come, as far as the run has learned. */
  readonly lags: Lags;
  readonly known: ReceiverProfile;
  /** What the receiver keeps (`--state`, `--state-cmd`); `null`, or left out, where nothing was said. */
  readonly state?: StateSource | null;
  /** Restarts the receiver; `null` where it was not started by us. */
  readonly restartReceiver: (() => Promise<void>) | null;
  /** Ends it at once, as a power cut does, and restarts it; `null` where it was not started by us. */
  readonly crashReceiver: (() => Promise<void>) | null;
  /** The receiver's own clock follows the mock's (`--receiver-clock`). */
  readonly isReceiverClock: boolean;
  /** What the receiver still has to process. */
  readonly backlog: Backlog;
  /** No two events of the run carry the same time (PRODUCT §8, rule 7). */
  readonly eventTimes: EventTimes;
  /** By which checks of one run know what they share. */
  readonly run: object;
  /** Events that were sent before, for what is repeated after many others; `null`, or left out, where none are kept. */
  readonly earlier?: EarlierEvents | null;
  /** Says that the run waits for real time, and what for. */
  readonly onWait: (sentence: string) => void;
}

/** How a check is performed: in haste at first, and once more with all the time that the receiver was promised before it is blamed. */
export interface Pace {
  /** Each attempt has the full 30 seconds of real time. */
  readonly hasFullTime: boolean;
  /** Missing effects are waited for longer, and nothing else is asked meanwhile. */
  readonly isPatient: boolean;
}

export interface CheckContextOptions extends CheckContextParts {
  /** Of the check, which salts what it sends. */
  readonly checkId: string;
  /** Which check the receiver does not work since, in a sentence; `null` while it works. */
  readonly trouble: string | null;
  readonly pace: Pace;
  /** Waits for late work while other checks speak; alone by default. */
  readonly rest?: Rest;
  /** With `rest`: while it speaks others may not, even where it waits for the work of an event. */
  readonly isOutage?: boolean;
  /** It was performed ahead of its turn before, with the same ids, and is run again. */
  readonly isAnew?: boolean;
}

interface CheckMockRequest {
  /** The one that checks speak by default. */
  readonly dialect?: DialectName;
  readonly level?: WebhookLevel;
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  readonly concurrency?: number;
  /** In place of the receiver's URL. */
  readonly target?: string;
  /** Real ms that an attempt is given; what the check's pace says by default. */
  readonly timeoutMs?: number;
  /** What is cut in it is cut on purpose, and shows nothing of our haste. */
  readonly mayBeCut?: boolean;
  /** What the event does, where that was seen in this check and not before. */
  readonly profile?: TypeProfile;
}

/** Real time for an answer, as a multiple of the slowest plain one. */
const TIMES_USUAL = 3;
const PATIENCE_SLACK_MS = 1_000;

/** What one check works with: accounts of its own, and what is known of the receiver. */
export class CheckContext {
  readonly #options: CheckContextOptions;
  readonly #accounts: Account[] = [];
  readonly #cutOnPurpose = new Set<Account>();
  /** Of events that were sent before this check. */
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

  /** Where the receiver's state can be read; `null` where nobody said. */
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

  /** Something was cut before it had its time, so that what was seen may be the fault of our haste. */
  get wasHasty(): boolean {
    const all = this.#adopted === null ? this.#accounts : [...this.#accounts, this.#adopted];
    return !this.pace.hasFullTime && all.some((account) => account.wasClipped && !this.#cutOnPurpose.has(account));
  }

  /** Milliseconds that passed on the clocks of its accounts. */
  get mockMs(): number {
    return this.#accounts.reduce((sum, { mock, startsAt }) => sum + Math.max(0, mock.clock.now() - startsAt), 0);
  }

  /** Waits for late work while other checks speak, where several are awaited at the same time. */
  get rest(): Rest {
    return this.#options.rest ?? alone;
  }

  /** Variants of events that are under way at once; one by one in a second look. */
  get variantsAtOnce(): number {
    return this.pace.isPatient ? 1 : this.known.variantsAtOnce;
  }

  /** A number is read once for what several checks send. */
  get sharesReadings(): boolean {
    return this.#options.meter?.isShared === true;
  }

  /** Says that the run waits for real time, and what for. */
  sayWaiting(sentence: string): void {
    this.#options.onWait(sentence);
  }

  /** By which checks of one run know what they share. */
  get run(): object {
    return this.#options.run;
  }

  /**
   * An event that was accepted before so many others, and this many real ms ago where there is one; `null` where none is kept, and in a second
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

  /** The dialect whose bodies carry every secret that there is. */
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
      // Ahead of their turn only those are sent whose effects name them.
      ...definedOnly({
        backlog: known.areEffectsNamed || rest !== undefined ? undefined : this.#options.backlog,
        rest: rest !== undefined && isOutage === true ? alone : rest,
        sendsType: isTakenByName ? (type: EventType) => !known.namelessTypes.has(type) : undefined,
        tries,
        keepsAlive,
      }),
      // What is still to be done for an email would run into the outage.
      areMailsApart: isOutage !== true && (known.areEventsNamed || isTakenByName),
      startsAt: eventTimes.startOfAccount(settings.now),
      eventTimes,
      profileOf: (type: EventType, of: DialectName) => profile ?? this.#profileOf(type, of),
    });
    this.#accounts.push(account);
    if (mayBeCut === true) this.#cutOnPurpose.add(account);
    return account;
  }

  /** Where one reading is taken for several checks, a type that was not measured in its dialect is taken to do what it does in the other. */
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
