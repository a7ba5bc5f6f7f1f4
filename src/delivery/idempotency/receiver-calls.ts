import { definedOnly } from "../../base/defined-only.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import type { Delivery, ReceiverCall } from "../delivery.ts";
import {
  type Candidate,
  type Choice,
  chooseAmong,
  type DeliveryMarks,
  type Naming,
  NO_LINES,
  onlyRequestOf,
  shapeWith,
} from "./attribution.ts";
import { areAboutDifferentEvents, CallNaming, type IncomingCall, type NamingParts, nameOfCall } from "./call-naming.ts";
import type { EffectStore } from "./effect-store.ts";
import type { EffectSource } from "./effects.ts";
import { isReading, isSettingUp, type Sameness, type SamenessOf } from "./idempotent-writes.ts";
import { PRINTED_EFFECT } from "./log-lines.ts";
import { Lags, REACTION_TIME_MS, RecentDeliveries } from "./recent-deliveries.ts";

export type { IncomingCall, NamedDelivery } from "./call-naming.ts";
export { REACTION_TIME_MS } from "./recent-deliveries.ts";

/** Calls kept for display, the oldest dropped first. */
export const MAX_CALLS_KEPT = 2_000;
/** Characters of a call's path that are shown. */
const MAX_PATH_SHOWN = 300;

export interface ReactionsParts extends NamingParts {
  /** ISO 8601 on the mock's clock. */
  readonly now: () => string;
  /** The texts that can identify a delivery. */
  readonly marksOf: (delivery: Delivery) => DeliveryMarks;
  readonly effects: Pick<EffectStore, "add" | "addPossible" | "countsOf" | "hasSeen" | "isCounted">;
  /** Recognises idempotent writes. */
  readonly samenessOf: SamenessOf;
}

/** The attribution of a call or a line, before it is known whether it is an effect. */
interface Observation {
  readonly source: Exclude<EffectSource, "beacon">;
  readonly naming: Naming;
}

/** The public part of `Reactions`. */
export type ReceiverCalls = Pick<Reactions, keyof Reactions>;

/** Observes the receiver's calls and output while it handles deliveries, and counts its writes as effects (PRODUCT §8). */
export class Reactions {
  readonly #parts: ReactionsParts;
  readonly #recent: RecentDeliveries;
  readonly #naming: CallNaming;
  readonly #lags = new Lags();
  readonly #calls: ReceiverCall[] = [];
  #unattributed = 0;
  #lineShape = NO_LINES;
  #hasTornLine = false;
  #tell: (call: IncomingCall) => void = () => {};

  constructor(parts: ReactionsParts) {
    this.#parts = parts;
    this.#recent = new RecentDeliveries(parts.marksOf);
    this.#naming = new CallNaming(parts, this.#recent);
  }

  attemptStarted(delivery: Delivery): void {
    this.#recent.started(delivery);
  }

  attemptEnded(delivery: Delivery): void {
    this.#recent.ended(delivery, this.#parts.monotonicMs());
  }

  /**
   * Sets how many real ms after the answer effects may arrive. By default it is the largest lag that was seen for certain; at most
   * `REACTION_TIME_MS`.
   */
  expectLag(ms: number): void {
    this.#lags.expect(ms);
  }

  /** Real ms after an answer in which its effects may still arrive; `null` while none was seen and no lag was set. */
  lagWindow(): number | null {
    return this.#lags.window();
  }

  /** Real ms in which effects of this request id may still arrive; 0 = their usual time has passed. */
  effectsComeWithinMs(requestId: string): number {
    const end = this.#recent.endOf(requestId);
    if (end === undefined) return 0;
    const window = this.#lags.window() ?? REACTION_TIME_MS;
    return end === null ? window : Math.max(0, end + window - this.#parts.monotonicMs());
  }

  /** An effect of this request id has just arrived, which shows how long effects take. */
  effectSeen(requestId: string, source: EffectSource): void {
    const end = this.#recent.endOf(requestId);
    if (end !== undefined) this.#lags.learn(source, end === null ? 0 : this.#parts.monotonicMs() - end);
  }

  /** Writes and lines that may be effects but name no delivery. */
  unattributed(): number {
    return this.#unattributed;
  }

  /** Whether some line contained pieces of several: a missing line may have been torn. */
  areLinesGlued(): boolean {
    return this.#hasTornLine || this.#lineShape.mostGlued > this.#lineShape.fewest;
  }

  /** Calls back with each call as it arrives, including its body. */
  onCall(listener: (call: IncomingCall) => void): void {
    this.#tell = listener;
  }

  /**
   * Takes an incoming call. Its attribution is decided now, before it causes events itself. Call the returned function with the status of
   * the answer (0 = none), and whether the call was performed: a fault may answer instead. Successful writes are effects; reads and
   * failures are only shown. A write of several rows, each about another event, is an effect of each of them.
   */
  see(call: IncomingCall): (status: number, isPerformed?: boolean) => void {
    this.#tell(call);
    const { namings, repeated } = this.#naming.ofCall(call);
    const observations = namings.map((naming) => ({ source: call.source, naming }));
    return (status, isPerformed = true) => {
      const isEffect = !isReading(call) && !isSettingUp(call) && isPerformed && status > 0 && status < 400;
      const effect = isEffect ? { name: nameOfCall(call), sameness: this.#parts.samenessOf(call) } : null;
      const path = maskSecrets(call.url).slice(0, MAX_PATH_SHOWN);
      const shown = { source: call.source, method: call.method, path, status, operation: call.operation };
      for (const observation of observations) this.#note(observation, shown, effect);
      if (repeated !== null && effect?.sameness === null)
        this.#parts.effects.addPossible([repeated], { name: effect.name, source: call.source });
    };
  }

  /**
   * Takes a line that the receiver printed about a piece of work: one effect, named `log`. If its parts are about different events, it is
   * several joined lines; if more parts than usual are about one event, there may have been a second effect.
   */
  seeLine(text: string, parts: readonly string[] = []): void {
    const namingOf = (line: string) => this.#naming.ofLine(line);
    const each = parts.length > 1 ? parts.map((part) => [part, namingOf(part)] as const) : [];
    const areSeveral = areAboutDifferentEvents(each.map(([, naming]) => naming));
    const lines = areSeveral ? each.filter(([, { by }]) => by !== null) : [[text, namingOf(text)] as const];
    for (const [line, naming] of lines) {
      const shown = { source: "log", method: "LOG", path: maskSecrets(line).slice(0, MAX_PATH_SHOWN) } as const;
      this.#note({ source: "log", naming }, { ...shown, status: 0, operation: null }, LINE_EFFECT);
    }
    const named = each.filter(([, { by }]) => by !== null).map(([, naming]) => naming);
    const canTear = this.#recent.candidates(this.#parts.monotonicMs()).filter(isAtWork).length > 1;
    const isTorn = canTear && !(areSeveral && named.length === each.length);
    this.#lineShape = shapeWith(this.#lineShape, { parts: Math.max(1, parts.length), isTorn });
    const again = areSeveral || named.length <= this.#lineShape.fewest ? null : onlyRequestOf(named);
    if (again !== null) this.#parts.effects.addPossible([again], { name: LINE_EFFECT.name, source: "log" });
  }

  /** The receiver printed a piece of such a line, or two in one, so another may have been missed. */
  seeTornLine(_text: string): void {
    this.#hasTornLine = true;
  }

  /** Newest last; all, or those that react to one delivery. */
  calls(deliveryId?: string): readonly ReceiverCall[] {
    return deliveryId === undefined ? [...this.#calls] : this.#calls.filter((call) => call.delivery_id === deliveryId);
  }

  clear(): void {
    this.#recent.clear();
    this.#lags.clear();
    this.#calls.length = 0;
    this.#unattributed = 0;
    this.#lineShape = NO_LINES;
    this.#hasTornLine = false;
  }

  /** `effect` is `null` for a call or line that is not an effect. */
  #note(observation: Observation, shown: ShownCall, effect: SeenEffect | null): void {
    const choice = this.#choose(observation, effect);
    const isNameless = effect !== null && (choice === null ? observation.source !== "api" : choice.by === null);
    if (isNameless) this.#unattributed += 1;
    const repeats = this.#isRepeat(choice, effect?.sameness ?? null);
    const attribution = attributionOf(choice, { isEffect: effect !== null, repeats });
    const call: ReceiverCall = { at: this.#parts.now(), ...shown, ...attribution };
    this.#calls.push(call);
    if (this.#calls.length > MAX_CALLS_KEPT) this.#calls.shift();
    if (effect === null || choice === null) return;
    const { effects } = this.#parts;
    const { source } = observation;
    const { name, sameness } = effect;
    const fingerprint = sameness?.fingerprint;
    if (choice.kind === "certain") {
      this.effectSeen(choice.candidate.requestId, source);
      effects.add(choice.candidate.requestId, name, source, definedOnly({ fingerprint }));
      return;
    }
    const keys = choice.candidates.map(({ requestId }) => requestId);
    // For a write that names no event, the effects of other request ids are no evidence.
    const onSettled = choice.by === null ? undefined : (key: string) => this.#settled(call, choice, key);
    effects.addPossible(keys, definedOnly({ name, source, fingerprint, onSettled }));
  }

  #isRepeat(choice: Choice, sameness: Sameness | null): boolean {
    if (choice?.kind !== "certain" || sameness === null) return false;
    return this.#parts.effects.hasSeen(choice.candidate.requestId, sameness.fingerprint);
  }

  #choose({ source, naming }: Observation, effect: SeenEffect | null): Choice {
    const { effects } = this.#parts;
    const { by, candidates } = naming;
    const sameness = effect?.sameness ?? null;
    // The owner of an earlier write with this Idempotency-Key owns this one too.
    const known = sameness?.isKeyed
      ? candidates.filter(({ requestId }) => effects.hasSeen(requestId, sameness.fingerprint))
      : [];
    return chooseAmong(known.length === 1 ? { by: by ?? "alone", candidates: known } : naming, {
      lacks: ({ requestId }) => effect === null || !effects.countsOf(requestId).has(effect.name),
      isWorkedOn: ({ eventType }) => effects.isCounted(eventType),
      windowMs: this.#lags.windowOf(source),
    });
  }

  /** The owner of an ambiguous effect became known, so it is shown from now on. */
  #settled(call: ReceiverCall, choice: NonNullable<Choice>, key: string): void {
    const at = this.#calls.indexOf(call);
    const candidates = choice.kind === "ambiguous" ? choice.candidates : [];
    const owner = candidates.find(({ requestId }) => requestId.toLowerCase() === key);
    if (at < 0 || owner === undefined) return;
    this.#calls[at] = {
      ...call,
      ...attributionOf(
        { kind: "certain", candidate: owner, by: choice.by ?? "alone" },
        { isEffect: true, repeats: false },
      ),
    };
  }
}

/** Real ms after an answer in which output about two events may still be mixed. */
const TOGETHER_MS = 1_000;
const isAtWork = ({ endedAgoMs }: Candidate) => endedAgoMs === null || endedAgoMs <= TOGETHER_MS;
const LINE_EFFECT: SeenEffect = { name: PRINTED_EFFECT, sameness: null };

/** A piece of the receiver's work. */
interface SeenEffect {
  readonly name: string;
  /** `null` = each one is a further effect. */
  readonly sameness: Sameness | null;
}

type ShownCall = Pick<ReceiverCall, "source" | "method" | "path" | "status" | "operation">;

type Attributed = Pick<ReceiverCall, "delivery_id" | "attributed_by" | "is_effect" | "is_ambiguous" | "repeats">;

/** An ambiguous call is shown with the oldest delivery that it may be about; one that names no event, with none. */
function attributionOf(choice: Choice, { isEffect, repeats }: { isEffect: boolean; repeats: boolean }): Attributed {
  const isCertain = choice?.kind === "certain";
  const shownWith = isCertain ? choice.candidate : choice?.by == null ? undefined : choice.candidates[0];
  return {
    delivery_id: shownWith?.deliveryId ?? null,
    attributed_by: choice?.by ?? null,
    is_effect: isCertain && isEffect && !repeats,
    is_ambiguous: choice?.kind === "ambiguous",
    repeats,
  };
}
