import type { ReceiverCall } from "../../delivery/delivery.ts";
import { EVENT_TYPES, type EventType } from "../../smartlead/events/event-types.ts";
import type { Account } from "./context/check-mock.ts";
import type { Sent } from "./context/sent.ts";
import { NAMES_ITS_EVENT, type ReceiverProfile } from "./receiver-profile.ts";

type Named = Pick<
  ReceiverProfile,
  "areEffectsNamed" | "areEventsNamed" | "namelessTypes" | "makesCalls" | "callsApi" | "concurrency"
>;

/** What a receiver calls while it is profiled, and whether its writes name what they are about. */
export class Naming {
  /** Some write names no event. */
  isNameless = false;
  #makesCalls = false;
  /** It asks SmartLead's API about the account of the event that it works on. */
  callsApi = false;
  #namesEvents = true;
  /** Types whose effects name their event, each of them. */
  readonly #namedTypes = new Set<EventType>();

  /** Every effect that was seen by now names its event. */
  get areEventsNamed(): boolean {
    return this.#namesEvents && !this.isNameless;
  }

  look({ mock }: Account): void {
    const calls = mock.reactions.calls();
    // A line that it prints is no call: nothing that it prints with can be made to fail.
    this.#makesCalls ||= calls.some(({ source }) => source !== "log");
    this.callsApi ||= calls.some(({ source }) => source === "api");
    const effects = calls.filter(({ is_effect }: ReceiverCall) => is_effect);
    this.#namesEvents &&= effects.every(namesItsEvent);
    this.isNameless ||= mock.reactions.unattributed() > 0 || effects.some(({ attributed_by: by }) => by === "alone");
  }

  /** One whose effects have come in, each known for its own; `stray`: writes that named no event meanwhile. */
  lookAt({ type, calls }: Pick<Sent, "type" | "calls">, stray: number): void {
    if (stray === 0 && calls.every((call) => !call.is_effect || namesItsEvent(call))) this.#namedTypes.add(type);
  }

  /** Writes that name no event are known by the only event in flight: there may be only one. */
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
