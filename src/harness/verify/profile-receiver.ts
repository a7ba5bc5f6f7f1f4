import { pause } from "../../base/time/pause.ts";
import { createRecogniser, type Recognise } from "../../delivery/idempotency/recogniser.ts";
import { EVENT_TYPES, type EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { eachAlone, eventsOfEach } from "./checks/event-sequences.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import { queuesFor } from "./context/parallelism.ts";
import { isToldByName } from "./context/probe-need.ts";
import type { Sent } from "./context/sent.ts";
import { duplicateWords, isAccepted } from "./judging/final-answer.ts";
import { FIRST_EFFECT_MS, sampleProbe, sampleWrites } from "./lag-sampling.ts";
import { PROBE_EFFECT } from "./measuring/work-measure.ts";
import {
  commonProfile,
  type Discovery,
  dialectsFor,
  durations,
  type Measured,
  obstacleOf,
  typesOf,
} from "./profile-conclusions.ts";
import { mayDrop, worksAlone } from "./profile-drops.ts";
import { Naming } from "./profile-naming.ts";
import { PLAIN_TYPES, TYPES_OF_CHECKS, WORK_TYPES } from "./profile-types.ts";
import type { ReceiverProfile } from "./receiver-profile.ts";
import { type FirstContact, firstContact } from "./receiver-ready.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

const SALT = "profile";
/** Ms before the run's own time at which events happen that are not among its own. */
const APART_MS = 3_600_000;
/** Real ms of lag up to which types are measured one by one in a second dialect as well. */
const QUICK_LAG_MS = 200;

export type ProfileParts = Omit<CheckContextParts, "known">;

/**
 * Speaks to the receiver before it is judged: one event of each type in each dialect, first to learn what it accepts and how late its
 * effects come, and then, where effects were seen, to learn what each type does when it is sent alone. What is learned decides how
 * checks speak to it and what its silence means, whichever of them are performed. Blames nobody.
 */
export function profileReceiver(parts: ProfileParts): Promise<ReceiverProfile> {
  return new Profiling(parts).profile();
}

interface Requested {
  readonly dialect: DialectName;
  readonly salt: string;
  readonly tries?: number;
  readonly lanes?: number;
  /** It depends on how fast the machine is whether it is needed: it takes none of the run's times. */
  readonly isApart?: boolean;
}

class Profiling {
  readonly #parts: ProfileParts;
  readonly #lags: Lags;
  readonly #recognise: Recognise;
  #lanes = 1;
  readonly #naming = new Naming();

  constructor(parts: ProfileParts) {
    this.#parts = parts;
    this.#lags = parts.lags;
    this.#recognise = createRecogniser(parts.settings.recogniser);
  }

  async profile(): Promise<ReceiverProfile> {
    const dialects = dialectsFor(this.#parts.settings);
    const [first = "live"] = dialects;
    const { knocked, warmUpMs } = await this.#firstContact(first);
    if (knocked.delivery.attempts[0]?.outcome === "timeout") return this.#hanging(first, knocked);
    this.#lanes = await this.#queuesAfter(knocked);
    const discoveries: Discovery[] = [];
    for (const dialect of dialects) discoveries.push(await this.#discover(dialect));
    const accepting = discoveries.filter(({ acceptedTypes }) => acceptedTypes.length > 0);
    const common = { ...this.#common(discoveries, accepting), warmUpMs };
    if (accepting.length === 0) return { ...common, obstacle: obstacleOf(discoveries[0]) };
    const isSeen = await this.#areEffectsSeen(accepting);
    const measured = isSeen ? await this.#measure(accepting) : new Map<DialectName, Measured>();
    return {
      ...common,
      ...this.#conclusions(accepting, discoveries, measured),
      ...this.#naming.conclusions({ hasProbe: this.#parts.meter !== null, lanes: this.#lanes }),
    };
  }

  #firstContact(dialect: DialectName): Promise<FirstContact> {
    const isYoung = this.#parts.restartReceiver !== null;
    return this.#using({ dialect, salt: "knock", tries: 1 }, (account) => firstContact(account, isYoung));
  }

  /** Requests at once that make none of them wait, nor fail. */
  async #queuesAfter(knocked: Sent): Promise<number> {
    const { settings } = this.#parts;
    const answersInMs = Math.max(0, ...durations(knocked));
    if (!isAccepted(knocked)) return 1;
    return queuesFor(answersInMs, fullTimeoutOf(settings), (lanes) =>
      this.#using(
        { dialect: knocked.dialect, salt: `crowd ${lanes}`, tries: 1, lanes, isApart: true },
        async (account) => {
          const mail = () => ({ type: "EMAIL_SENT" as const, lead: account.newLead() });
          const crowd = await account.sendAll(Array.from({ length: lanes }, mail), { answersOnly: true });
          return crowd.every(isAccepted) ? Math.max(...crowd.flatMap(durations)) : null;
        },
      ),
    );
  }

  async #discover(dialect: DialectName): Promise<Discovery> {
    const account = this.#account({ dialect, salt: "discover" });
    const { events } = await eventsOfEach(account, EVENT_TYPES, { answersOnly: true });
    this.#discovered.push({ account, events });
    return { dialect, sent: events, acceptedTypes: events.filter(isAccepted).map(({ type }) => type) };
  }

  /** Their accounts stay open: late effects are waited for in all of them at once. */
  readonly #discovered: { readonly account: Account; readonly events: readonly Sent[] }[] = [];

  /** Whether any effect comes, however late, and how late it comes. */
  async #areEffectsSeen(accepting: readonly Discovery[]): Promise<boolean> {
    const all = this.#discovered.filter(({ account }) => accepting.some(({ dialect }) => dialect === account.dialect));
    const [first] = all;
    const { meter } = this.#parts;
    const rise = meter === null ? null : ((await first?.account.probeRise(FIRST_EFFECT_MS)) ?? null);
    if ((rise ?? 0) > 0) await this.#sampleProbe(accepting);
    const waitMs = (rise ?? 0) > 0 ? this.#lags.patienceMs({ isPatient: false }) : FIRST_EFFECT_MS;
    const wait = async ({ account }: { readonly account: Account }) => {
      await account.untilAnyEffect(meter === null || (rise ?? 0) > 0 ? waitMs : 0);
      return account.hasAnyEffect;
    };
    const seen = await Promise.all(all.map(wait));
    for (const { account } of all) {
      this.#naming.look(account);
      await account.close();
    }
    return seen.some(Boolean) || (rise ?? 0) > 0;
  }

  /** How late the number rises is seen best by what is sent just after it rose: batches are written at intervals. */
  async #sampleProbe([main]: readonly Discovery[]): Promise<void> {
    const type = WORK_TYPES.find((one) => main?.acceptedTypes.includes(one));
    if (main === undefined || type === undefined) return;
    await this.#using({ dialect: main.dialect, salt: "late" }, (account) => sampleProbe(account, type, this.#lags));
  }

  async #measure(accepting: readonly Discovery[]): Promise<ReadonlyMap<DialectName, Measured>> {
    const all = new Map<DialectName, Measured>();
    const atOnce = await this.#measureAtOnce(accepting);
    for (const { dialect, acceptedTypes } of accepting) {
      const together = atOnce?.get(dialect) ?? (await this.#measureTogether(dialect, acceptedTypes));
      const isQuick = all.size === 0 || this.#lags.longestMs() <= QUICK_LAG_MS;
      const measured = together ?? (isQuick ? await this.#measureOneByOne(dialect, acceptedTypes) : null);
      if (measured === null) continue;
      const isAsked = this.#parts.meter === null && mayDrop(acceptedTypes, measured.units);
      const alone = (account: Account) => worksAlone(account, this.#lags.patienceMs(HASTY));
      const dropsWhatFollows = isAsked && (await this.#using({ dialect, salt: "bare" }, alone));
      all.set(dialect, { ...measured, dropsWhatFollows });
    }
    return all;
  }

  /** All dialects at the same time, where work comes late and each effect names its event: it is waited for once. `null` where one does not. */
  async #measureAtOnce(accepting: readonly Discovery[]): Promise<ReadonlyMap<DialectName, Measured> | null> {
    if (!this.#lags.areLate || this.#parts.meter !== null || this.#naming.callsApi || accepting.length < 2) return null;
    const measure = async ({ dialect, acceptedTypes }: Discovery) =>
      [dialect, await this.#measureNamed(dialect, acceptedTypes)] as const;
    const measured = new Map<DialectName, Measured>();
    for (const [dialect, one] of await Promise.all(accepting.map(measure))) {
      if (one === null) return null;
      measured.set(dialect, one);
    }
    return measured;
  }

  /**
   * Each type to a lead of its own, all at once: enough where every effect names its event, and for all but one type where a number
   * rises late beside them. `null` where one does not.
   */
  async #measureTogether(dialect: DialectName, types: readonly EventType[]): Promise<Measured | null> {
    const { meter } = this.#parts;
    if (meter !== null && !isToldByName(this.#lags)) return null;
    const named = await this.#measureNamed(dialect, types);
    const asked = WORK_TYPES.find((type) => types.includes(type) && (named?.units.get(type)?.size ?? 0) > 0);
    if (named === null || meter === null || asked === undefined) return named;
    const { units } = await this.#measureOneByOne(dialect, [asked]);
    return { ...named, units: new Map([...named.units, ...units]) };
  }

  #measureNamed(dialect: DialectName, types: readonly EventType[]): Promise<Measured | null> {
    return this.#using({ dialect, salt: "together" }, async (account) => {
      const { events } = await eventsOfEach(account, types, {
        answersOnly: true,
        between: async (mails) => void (await account.waitForEffects(mails, this.#lags.patienceMs(HASTY))),
      });
      const sent = await account.waitForEffects(events, this.#lags.patienceMs(HASTY));
      const isClear = account.mock.reactions.unattributed() === 0 && sent.every(({ work }) => work.kind !== "between");
      if (!isClear) return null;
      for (const one of sent) this.#naming.lookAt(one, 0);
      const units = new Map(sent.map(({ type, counts }) => [type, counts] as const));
      return { units, ...(await this.#repeated(account, sent)) };
    });
  }

  /** Each type by itself, and nothing else until its effects have come. */
  #measureOneByOne(dialect: DialectName, types: readonly EventType[]): Promise<Measured> {
    return this.#using({ dialect, salt: "one by one" }, async (account) => {
      const all: Sent[] = [];
      const units = new Map<EventType, ReadonlyMap<string, number>>();
      if (this.#naming.isNameless)
        await sampleWrites(account, this.#parts, WORK_TYPES.find((one) => types.includes(one)) ?? null);
      const rest = async (mails: readonly Sent[]) => {
        await account.waitForEffects(mails, this.#lags.patienceMs(HASTY, "effects"));
        await account.settleProbe();
        if (this.#naming.isNameless) await this.#parts.backlog.workedOff();
      };
      const asked = this.#lags.areLate ? types.filter((one) => TYPES_OF_CHECKS.has(one)) : types;
      const isNumberLate = this.#lags.longestMs("probe") > 0;
      for await (const { type, events, strayBefore } of eachAlone(account, asked, { isNumberLate, between: rest })) {
        const patienceMs = this.#lags.patienceMs(HASTY);
        const rise = await account.probeRise(patienceMs);
        const [sent] = await account.waitForEffects(events, (rise ?? 0) > 0 ? 0 : patienceMs);
        if (sent === undefined) continue;
        this.#naming.lookAt(sent, account.mock.reactions.unattributed() - strayBefore);
        const counts = new Map(sent.counts);
        if (rise !== null && rise > 0) counts.set(PROBE_EFFECT, rise);
        units.set(type, counts);
        all.push({ ...sent, counts });
      }
      return { units, ...(await this.#repeated(account, all)) };
    });
  }

  /** What it says when the event that it works on comes again, and what it says at first. */
  async #repeated(account: Account, sent: readonly Sent[]): Promise<Omit<Measured, "units">> {
    this.#naming.look(account);
    const worked = WORK_TYPES.map((type) => sent.find((one) => one.type === type && one.counts.size > 0)).find(Boolean);
    const asked = worked ?? sent.find(isAccepted);
    if (asked === undefined) return { saidAtFirst: false, saidAgain: false };
    const again = await account.again(asked);
    await pause(this.#lags.lingerMs("effects"));
    return { saidAtFirst: this.#saysDuplicate(asked), saidAgain: this.#saysDuplicate(again) };
  }

  #saysDuplicate({ delivery }: Sent): boolean {
    const last = delivery.attempts.at(-1);
    return last?.outcome === "success" && duplicateWords(last, this.#recognise) !== null;
  }

  #conclusions(
    accepting: readonly Discovery[],
    all: readonly Discovery[],
    measured: ReadonlyMap<DialectName, Measured>,
  ): Partial<ReceiverProfile> & Pick<ReceiverProfile, "dialect" | "types" | "workType" | "plainType"> {
    const types = new Map(all.map((one) => [one.dialect, typesOf(one, measured)] as const));
    const count = ({ dialect, acceptedTypes }: Discovery) => {
      const working = [...(types.get(dialect)?.values() ?? [])].filter(({ kind }) => kind === "works").length;
      return working * EVENT_TYPES.length + acceptedTypes.length;
    };
    // Where both are as good it is `live`, which comes first: the real shape (PRODUCT §8, rule 8).
    const [main] = [...accepting].sort((one, other) => count(other) - count(one));
    const dialect = main?.dialect ?? "live";
    const kindOf = (type: EventType) => types.get(dialect)?.get(type)?.kind;
    const isTaken = (type: EventType) => main?.acceptedTypes.includes(type) === true;
    const plainType = PLAIN_TYPES.find(isTaken) ?? "EMAIL_SENT";
    const workType = WORK_TYPES.find((type) => kindOf(type) === "works") ?? WORK_TYPES.find(isTaken) ?? plainType;
    const words = measured.get(dialect);
    return {
      dialects: accepting.map((one) => one.dialect),
      dialect,
      obstacle: null,
      types,
      workType,
      plainType,
      tellsDuplicates: words?.saidAgain === true && words.saidAtFirst === false,
      callsAllDuplicates: words?.saidAtFirst === true,
    };
  }

  #common(discoveries: readonly Discovery[], accepting: readonly Discovery[]): ReceiverProfile {
    return commonProfile({ discoveries, accepting, lanes: this.#lanes, lags: this.#lags });
  }

  #hanging(dialect: DialectName, knocked: Sent): ReceiverProfile {
    const silence: Discovery = { dialect, sent: [knocked], acceptedTypes: [] };
    return { ...this.#common([silence], []), isHanging: true, obstacle: obstacleOf(silence) };
  }

  #account({ salt, ...requested }: Requested): Account {
    const { settings, front, meter, eventTimes } = this.#parts;
    return new Account({
      settings,
      front,
      meter,
      lags: this.#lags,
      salt: `${settings.run}/${SALT}/${requested.dialect}/${salt}`,
      minTimeoutMs: fullTimeoutOf(settings),
      ...(this.#naming.isNameless ? { backlog: this.#parts.backlog } : {}),
      lanes: this.#lanes,
      ...(requested.isApart === true
        ? { startsAt: settings.now - APART_MS }
        : { startsAt: eventTimes.startOfAccount(settings.now), eventTimes }),
      ...requested,
    });
  }

  async #using<Value>(requested: Requested, act: (account: Account) => Promise<Value>): Promise<Value> {
    const account = this.#account(requested);
    try {
      return await act(account);
    } finally {
      await account.close();
    }
  }
}
const HASTY = { isPatient: false } as const;
