import { pause } from "../../base/time/real-waits.ts";
import { createRecogniser, type Recognise } from "../../delivery/idempotency/recogniser.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { Floor } from "./ahead/ahead-of-time.ts";
import { eachAlone, eventsOfEach } from "./checks/event-sequences.ts";
import type { Account } from "./context/check-mock.ts";
import { isToldByName } from "./context/probe-need.ts";
import { alone, type Rest } from "./context/rest.ts";
import type { Sent } from "./context/sent.ts";
import { duplicateWords, isAccepted } from "./judging/final-answer.ts";
import { sampleWrites } from "./lag-sampling.ts";
import { PROBE_EFFECT } from "./measuring/work-measure.ts";
import type { ProfileAccounts } from "./profile-accounts.ts";
import type { Discovery, Measured } from "./profile-conclusions.ts";
import { TYPES_OF_CHECKS, WORK_TYPES } from "./receiver-profile.ts";

/** Real ms of lag up to which types are measured one by one in a second dialect too. */
const QUICK_LAG_MS = 200;
const HASTY = { isPatient: false } as const;

/** Measures the effects of each type when it is sent alone, once the receiver is known to show its work. */
export class TypeMeasuring {
  readonly #accounts: ProfileAccounts;
  readonly #recognise: Recognise;

  constructor(accounts: ProfileAccounts) {
    this.#accounts = accounts;
    this.#recognise = createRecogniser(accounts.parts.settings.recogniser);
  }

  /** Measures in each accepted dialect, as far as its lag allows; again for types that showed their work only at first. */
  async all(accepting: readonly Discovery[], first: readonly FirstSent[]): Promise<ReadonlyMap<DialectName, Measured>> {
    const all = new Map<DialectName, Measured>();
    const atOnce = await this.#measureAtOnce(accepting);
    for (const { dialect, acceptedTypes } of accepting) {
      const together = atOnce?.get(dialect) ?? (await this.#measureTogether(dialect, acceptedTypes));
      const isQuick = all.size === 0 || this.#accounts.lags.longestMs() <= QUICK_LAG_MS;
      const measured = together ?? (isQuick ? await this.#measureOneByOne(dialect, acceptedTypes) : null);
      if (measured === null) continue;
      const isAsked = this.#accounts.parts.meter === null && mayDrop(acceptedTypes, measured.units);
      const alone = (account: Account) => worksAlone(account, this.#accounts.lags.patienceMs(HASTY));
      const dropsWhatFollows = isAsked && (await this.#accounts.using({ dialect, salt: "bare" }, alone));
      all.set(dialect, { ...measured, dropsWhatFollows });
    }
    return withMissed(all, first, (dialect, missed) => this.#measureOneByOne(dialect, missed, "once more"));
  }

  /**
   * Measures all dialects concurrently, if each effect names its event: effects are waited for once. If none is late, each dialect sends
   * alone and waits for further effects while the next one sends. `null` if an effect does not name its event.
   */
  async #measureAtOnce(accepting: readonly Discovery[]): Promise<ReadonlyMap<DialectName, Measured> | null> {
    const { lags, naming, parts } = this.#accounts;
    const isNamed = lags.areLate ? !naming.callsApi : naming.areEventsNamed;
    if (!isNamed || parts.meter !== null || accepting.length < 2) return null;
    const floor = lags.areLate ? null : new Floor();
    const measure = async ({ dialect, acceptedTypes }: Discovery) => {
      const types = acceptedTypes;
      const one = floor === null ? this.#measureNamed(dialect, types) : this.#measureInTurn(dialect, types, floor);
      return [dialect, await one] as const;
    };
    const measured = new Map<DialectName, Measured>();
    for (const [dialect, one] of await Promise.all(accepting.map(measure))) {
      if (one === null) return null;
      measured.set(dialect, one);
    }
    return measured;
  }

  /**
   * Sends each type to its own lead, all at once: enough if every effect names its event, and for all but one type if a number also rises
   * late. `null` if one effect does not name its event.
   */
  async #measureTogether(dialect: DialectName, types: readonly EventType[]): Promise<Measured | null> {
    const { meter } = this.#accounts.parts;
    if (meter !== null && !isToldByName(this.#accounts.lags)) return null;
    const named = await this.#measureNamed(dialect, types);
    const asked = WORK_TYPES.find((type) => types.includes(type) && (named?.units.get(type)?.size ?? 0) > 0);
    if (named === null || meter === null || asked === undefined) return named;
    const { units } = await this.#measureOneByOne(dialect, [asked]);
    return { ...named, units: new Map([...named.units, ...units]) };
  }

  async #measureInTurn(dialect: DialectName, types: readonly EventType[], floor: Floor): Promise<Measured | null> {
    await floor.take();
    try {
      return await this.#measureNamed(dialect, types, (wait) => floor.rest(wait));
    } finally {
      floor.leave();
    }
  }

  #measureNamed(dialect: DialectName, types: readonly EventType[], rest: Rest = alone): Promise<Measured | null> {
    return this.#accounts.using({ dialect, salt: "together", rest }, async (account) => {
      const { events } = await eventsOfEach(account, types, {
        answersOnly: true,
        between: async (mails) => void (await account.waitForEffects(mails, this.#accounts.lags.patienceMs(HASTY))),
      });
      const sent = await account.waitForEffects(events, this.#accounts.lags.patienceMs(HASTY));
      const isClear = account.mock.reactions.unattributed() === 0 && sent.every(({ work }) => work.kind !== "between");
      if (!isClear) return null;
      for (const one of sent) this.#accounts.naming.lookAt(one, 0);
      const units = new Map(sent.map(({ type, counts }) => [type, counts] as const));
      return { units, ...(await this.#repeated(account, sent)) };
    });
  }

  /** Sends each type alone, and nothing else until its effects have arrived. */
  #measureOneByOne(dialect: DialectName, types: readonly EventType[], salt = "one by one"): Promise<Measured> {
    return this.#accounts.using({ dialect, salt }, async (account) => {
      const all: Sent[] = [];
      const units = new Map<EventType, ReadonlyMap<string, number>>();
      const unclear = new Set<EventType>();
      if (this.#accounts.naming.isNameless)
        await sampleWrites(account, this.#accounts.parts, WORK_TYPES.find((one) => types.includes(one)) ?? null);
      const rest = async (mails: readonly Sent[]) => {
        await account.waitForEffects(mails, this.#accounts.lags.patienceMs(HASTY, "effects"));
        await account.settleProbe();
        if (this.#accounts.naming.isNameless) await this.#accounts.parts.backlog.workedOff();
      };
      const asked = this.#accounts.lags.areLate ? types.filter((one) => TYPES_OF_CHECKS.has(one)) : types;
      const isNumberLate = this.#accounts.lags.longestMs("probe") > 0;
      for await (const { type, events, strayBefore } of eachAlone(account, asked, { isNumberLate, between: rest })) {
        const patienceMs = this.#accounts.lags.patienceMs(HASTY);
        const rise = await account.probeRise(patienceMs);
        const [sent] = await account.waitForEffects(events, (rise ?? 0) > 0 ? 0 : patienceMs);
        if (sent === undefined) continue;
        this.#accounts.naming.lookAt(sent, account.mock.reactions.unattributed() - strayBefore);
        const counts = new Map(sent.counts);
        if (rise !== null && rise > 0) counts.set(PROBE_EFFECT, rise);
        units.set(type, counts);
        if (counts.size === 0 && sent.work.kind === "between") unclear.add(type);
        all.push({ ...sent, counts });
      }
      return { units, unclear, ...(await this.#repeated(account, all)) };
    });
  }

  /** The answers to a repeated event and to a new one. */
  async #repeated(account: Account, sent: readonly Sent[]): Promise<Omit<Measured, "units">> {
    this.#accounts.naming.look(account);
    const worked = WORK_TYPES.map((type) => sent.find((one) => one.type === type && one.counts.size > 0)).find(Boolean);
    const asked = worked ?? sent.find(isAccepted);
    if (asked === undefined) return { saidAtFirst: false, saidAgain: false };
    const again = await account.again(asked);
    await pause(this.#accounts.lags.lingerMs("effects"));
    return { saidAtFirst: this.#saysDuplicate(asked), saidAgain: this.#saysDuplicate(again) };
  }

  #saysDuplicate({ delivery }: Sent): boolean {
    const last = delivery.attempts.at(-1);
    return last?.outcome === "success" && duplicateWords(last, this.#recognise) !== null;
  }
}

/** A type that had an effect when it was first sent, and none when it was measured, was probably measured while the machine was busy: it is measured again. */

/** An account, and the events sent in it during profiling. */
interface FirstSent {
  readonly account: Pick<Account, "dialect"> & { readonly mock: Pick<Account["mock"], "effects"> };
  readonly events: readonly Pick<Sent, "type" | "delivery">[];
}

/** The measurements of each dialect, with those of a second look at missed types. */
export async function withMissed(
  measured: ReadonlyMap<DialectName, Measured>,
  first: readonly FirstSent[],
  measure: (dialect: DialectName, types: readonly EventType[]) => Promise<Measured>,
): Promise<ReadonlyMap<DialectName, Measured>> {
  const all = new Map(measured);
  for (const [dialect, one] of measured) {
    const missed = typesSeenIn(dialect, first).filter((type) => one.units.get(type)?.size === 0);
    if (missed.length === 0) continue;
    const again = await measure(dialect, missed);
    // If no type had shown its work, a repetition could show nothing either.
    const words = [...one.units.values()].some(({ size }) => size > 0) ? one : again;
    const unclear = new Set([...(one.unclear ?? []), ...(again.unclear ?? [])]);
    all.set(dialect, { ...one, ...words, unclear, units: new Map([...one.units, ...again.units]) });
  }
  return all;
}

/** Types that had an effect of their own then. */
function typesSeenIn(dialect: DialectName, first: readonly FirstSent[]): readonly EventType[] {
  const ofDialect = first.filter(({ account }) => account.dialect === dialect);
  return ofDialect.flatMap(({ account: { mock }, events }) =>
    events.filter(({ delivery }) => mock.effects.countsOf(delivery.request_id).size > 0).map(({ type }) => type),
  );
}

/** A receiver that drops an event close to another one of its lead seems to do nothing for it: every type is measured after an email. */

/** Of all events after an email, the one that most receivers process. */
const ASKED = "EMAIL_REPLY";

/** Whether it processes emails, but no reply to one. */
export function mayDrop(
  acceptedTypes: readonly EventType[],
  units: ReadonlyMap<EventType, ReadonlyMap<string, number>>,
): boolean {
  const shows = (type: EventType) => (units.get(type)?.size ?? 0) > 0;
  return acceptedTypes.includes(ASKED) && !shows(ASKED) && shows("EMAIL_SENT");
}

/** Whether a reply without an earlier email shows its work, at most this many real ms after its answer. */
export async function worksAlone(
  account: Pick<Account, "send" | "newLead" | "waitForEffects">,
  patienceMs: number,
): Promise<boolean> {
  const sent = await account.send({ type: ASKED, lead: account.newLead() }, { answersOnly: true });
  const [seen] = await account.waitForEffects([sent], patienceMs);
  return (seen?.counts.size ?? 0) > 0;
}
