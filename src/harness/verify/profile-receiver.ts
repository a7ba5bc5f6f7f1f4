import { systemTime } from "../../base/time/system-clock.ts";
import { EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { eventsOfEach } from "./checks/event-sequences.ts";
import type { Account } from "./context/check-mock.ts";
import { queuesFor, variantsFor } from "./context/parallelism.ts";
import type { Sent } from "./context/sent.ts";
import { isAccepted } from "./judging/final-answer.ts";
import { FIRST_EFFECT_MS, sampleProbe } from "./lag-sampling.ts";
import { ProfileAccounts, type ProfileParts } from "./profile-accounts.ts";
import {
  commonProfile,
  conclusionsOf,
  type Discovery,
  dialectsFor,
  durations,
  type Measured,
  obstacleOf,
} from "./profile-conclusions.ts";
import { TypeMeasuring } from "./profile-measuring.ts";
import { type ReceiverProfile, WORK_TYPES } from "./receiver-profile.ts";
import { type FirstContact, firstContact } from "./receiver-ready.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

export type { ProfileParts } from "./profile-accounts.ts";

/**
 * Sends events to the receiver before it is judged: one event of each type in each dialect, first to learn which it accepts and how late
 * its effects arrive; then, if there were effects, to learn those of each type alone. The results decide how checks send requests and what
 * missing effects mean, whichever checks are run. Grades nothing.
 */
export function profileReceiver(parts: ProfileParts): Promise<ReceiverProfile> {
  return new Profiling(parts).profile();
}

class Profiling {
  readonly #parts: ProfileParts;
  readonly #lags: Lags;
  readonly #accounts: ProfileAccounts;

  constructor(parts: ProfileParts) {
    this.#parts = parts;
    this.#lags = parts.lags;
    this.#accounts = new ProfileAccounts(parts);
  }

  async profile(): Promise<ReceiverProfile> {
    const dialects = dialectsFor(this.#parts.settings);
    const [first = "live"] = dialects;
    const { knocked, warmUpMs } = await this.#firstContact(first);
    if (knocked.delivery.attempts[0]?.outcome === "timeout") return this.#hanging(first, knocked);
    this.#accounts.concurrency = await this.#queuesAfter(knocked);
    const discoveries: Discovery[] = [];
    for (const dialect of dialects) discoveries.push(await this.#discover(dialect));
    const accepting = discoveries.filter(({ acceptedTypes }) => acceptedTypes.length > 0);
    const common = { ...this.#common(discoveries, accepting), warmUpMs };
    if (accepting.length === 0) return { ...common, obstacle: obstacleOf(discoveries[0]) };
    const isSeen = await this.#areEffectsSeen(accepting);
    const measured = isSeen
      ? await new TypeMeasuring(this.#accounts).all(accepting, this.#discovered)
      : new Map<DialectName, Measured>();
    const conclusions = conclusionsOf(accepting, discoveries, measured);
    const { dialect } = conclusions;
    const hasProbe = this.#parts.meter !== null;
    const naming = this.#accounts.naming.conclusions({ hasProbe, concurrency: this.#accounts.concurrency });
    const isPrompt = isSeen && naming.areEventsNamed && !this.#lags.areLate;
    const variantsAtOnce = isPrompt
      ? await variantsFor(naming.concurrency, (number) => this.#crowd(dialect, number))
      : naming.concurrency;
    return { ...common, ...conclusions, ...naming, variantsAtOnce };
  }

  #firstContact(dialect: DialectName): Promise<FirstContact> {
    const isYoung = this.#parts.restartReceiver !== null;
    return this.#accounts.using({ dialect, salt: "knock", tries: 1 }, (account) => firstContact(account, isYoung));
  }

  /** Number of concurrent requests that neither wait for each other nor fail. */
  async #queuesAfter(knocked: Sent): Promise<number> {
    const { settings } = this.#parts;
    const answersInMs = Math.max(0, ...durations(knocked));
    if (!isAccepted(knocked)) return 1;
    return queuesFor(answersInMs, fullTimeoutOf(settings), (number) => this.#crowd(knocked.dialect, number));
  }

  /** Sends this many emails at once. Returns the slowest answer in real ms; `null` if one was not accepted. */
  #crowd(dialect: DialectName, concurrency: number): Promise<number | null> {
    const requested = { dialect, salt: `crowd ${concurrency}`, tries: 1, concurrency, isApart: true };
    return this.#accounts.using(requested, async (account) => {
      const mail = () => ({ type: "EMAIL_SENT" as const, lead: account.newLead() });
      const crowd = await account.sendAll(Array.from({ length: concurrency }, mail), { answersOnly: true });
      return crowd.every(isAccepted) ? Math.max(...crowd.flatMap(durations)) : null;
    });
  }

  async #discover(dialect: DialectName): Promise<Discovery> {
    const account = this.#accounts.open({ dialect, salt: "discover" });
    const { events } = await eventsOfEach(account, EVENT_TYPES, { answersOnly: true });
    this.#discovered.push({ account, events });
    return { dialect, sent: events, acceptedTypes: events.filter(isAccepted).map(({ type }) => type) };
  }

  /** Their accounts stay open: late effects are waited for in all of them at once. */
  readonly #discovered: { readonly account: Account; readonly events: readonly Sent[] }[] = [];

  /** Whether any effect arrives, however late, and how late it is. */
  async #areEffectsSeen(accepting: readonly Discovery[]): Promise<boolean> {
    const all = this.#discovered.filter(({ account }) => accepting.some(({ dialect }) => dialect === account.dialect));
    const [first] = all;
    const { meter } = this.#parts;
    const from = systemTime.monotonicMs();
    const rise = meter === null ? null : ((await first?.account.probeRise(FIRST_EFFECT_MS)) ?? null);
    if ((rise ?? 0) > 0) await this.#sampleProbe(accepting);
    const waitMs = (rise ?? 0) > 0 ? this.#lags.patienceMs({ isPatient: false }) : FIRST_EFFECT_MS;
    const wait = async ({ account }: { readonly account: Account }) => {
      const leftMs = waitMs - (systemTime.monotonicMs() - from);
      await account.untilAnyEffect(meter === null || (rise ?? 0) > 0 ? leftMs : 0);
      return account.hasAnyEffect;
    };
    const seen = await Promise.all(all.map(wait));
    for (const { account } of all) {
      this.#accounts.naming.look(account);
      await account.close();
    }
    return seen.some(Boolean) || (rise ?? 0) > 0;
  }

  /** The lag of the number is shown best by an event sent just after it rose: batches are written at intervals. */
  async #sampleProbe([main]: readonly Discovery[]): Promise<void> {
    const type = WORK_TYPES.find((one) => main?.acceptedTypes.includes(one));
    if (main === undefined || type === undefined) return;
    await this.#accounts.using({ dialect: main.dialect, salt: "late" }, (account) =>
      sampleProbe(account, type, this.#lags),
    );
  }

  #common(discoveries: readonly Discovery[], accepting: readonly Discovery[]): ReceiverProfile {
    return commonProfile({ discoveries, accepting, concurrency: this.#accounts.concurrency, lags: this.#lags });
  }

  #hanging(dialect: DialectName, knocked: Sent): ReceiverProfile {
    const silence: Discovery = { dialect, sent: [knocked], acceptedTypes: [] };
    return { ...this.#common([silence], []), isHanging: true, obstacle: obstacleOf(silence) };
  }
}
