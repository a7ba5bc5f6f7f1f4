import type { ReceiverCall } from "../../delivery/delivery.ts";
import { EVENT_TYPES, type EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import type { Rest } from "./context/rest.ts";
import type { Sent } from "./context/sent.ts";
import { NAMES_ITS_EVENT, type ReceiverProfile } from "./receiver-profile.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

const SALT = "profile";
/** Ms before the run's own time at which events happen that are outside of the run. */
const APART_MS = 3_600_000;

export type ProfileParts = Omit<CheckContextParts, "known">;

interface Requested {
  readonly dialect: DialectName;
  readonly salt: string;
  readonly tries?: number;
  readonly concurrency?: number;
  /** Whether it is needed depends on the machine's speed: it uses none of the run's times. */
  readonly isApart?: boolean;
  /** Waits for effects while another account sends. */
  readonly rest?: Rest;
}

/** The accounts for profiling a receiver: each is opened for one question, with the settings that are known by then. */
export class ProfileAccounts {
  readonly parts: ProfileParts;
  readonly lags: Lags;
  readonly naming = new Naming();
  /** Number of concurrent requests that neither wait for each other nor fail. */
  concurrency = 1;

  constructor(parts: ProfileParts) {
    this.parts = parts;
    this.lags = parts.lags;
  }

  /** The caller closes it. */
  open({ salt, ...requested }: Requested): Account {
    const { settings, front, meter, eventTimes } = this.parts;
    return new Account({
      settings,
      front,
      meter,
      lags: this.lags,
      salt: `${settings.run}/${SALT}/${requested.dialect}/${salt}`,
      minTimeoutMs: fullTimeoutOf(settings),
      ...(this.naming.isNameless ? { backlog: this.parts.backlog } : {}),
      concurrency: this.concurrency,
      ...(requested.isApart === true
        ? { startsAt: settings.now - APART_MS }
        : { startsAt: eventTimes.startOfAccount(settings.now), eventTimes }),
      ...requested,
    });
  }

  /** Closes it when the question is answered. */
  async using<Value>(requested: Requested, act: (account: Account) => Promise<Value>): Promise<Value> {
    const account = this.open(requested);
    try {
      return await act(account);
    } finally {
      await account.close();
    }
  }
}

type Named = Pick<
  ReceiverProfile,
  "areEffectsNamed" | "areEventsNamed" | "namelessTypes" | "makesCalls" | "callsApi" | "concurrency"
>;

/** Tracks a receiver's calls while it is profiled, and whether its writes name their events. */
export class Naming {
  /** Whether some write names no event. */
  isNameless = false;
  #makesCalls = false;
  /** Whether it asks SmartLead's API about the account of the event being processed. */
  callsApi = false;
  #namesEvents = true;
  /** Types of which every effect names its event. */
  readonly #namedTypes = new Set<EventType>();

  /** Whether every effect seen so far names its event. */
  get areEventsNamed(): boolean {
    return this.#namesEvents && !this.isNameless;
  }

  look({ mock }: Account): void {
    const calls = mock.reactions.calls();
    // A printed line is not a call: its output cannot be made to fail.
    this.#makesCalls ||= calls.some(({ source }) => source !== "log");
    this.callsApi ||= calls.some(({ source }) => source === "api");
    const effects = calls.filter(({ is_effect }: ReceiverCall) => is_effect);
    this.#namesEvents &&= effects.every(namesItsEvent);
    this.isNameless ||= mock.reactions.unattributed() > 0 || effects.some(({ attributed_by: by }) => by === "alone");
  }

  /** Examines an event whose effects have arrived and are attributed; `stray`: writes that named no event meanwhile. */
  lookAt({ type, calls }: Pick<Sent, "type" | "calls">, stray: number): void {
    if (stray === 0 && calls.every((call) => !call.is_effect || namesItsEvent(call))) this.#namedTypes.add(type);
  }

  /** Writes that name no event are attributed to the only event in flight, so there may be only one. */
  conclusions({ hasProbe, concurrency }: { readonly hasProbe: boolean; readonly concurrency: number }): Named {
    const areEventsNamed = this.areEventsNamed && !hasProbe;
    const namelessTypes = new Set(areEventsNamed ? [] : EVENT_TYPES.filter((type) => !this.#namedTypes.has(type)));
    const { isNameless } = this;
    const told = { areEffectsNamed: !isNameless, areEventsNamed, namelessTypes };
    return {
      ...told,
      makesCalls: this.#makesCalls,
      callsApi: this.callsApi,
      concurrency: isNameless ? 1 : concurrency,
    };
  }
}

function namesItsEvent({ attributed_by: by }: ReceiverCall): boolean {
  return NAMES_ITS_EVENT.has(by ?? "");
}
