/** What is missing accuses only where a twin shows that it was due (PRODUCT §8, rule 2). */

import { missingWork, type Proof, protocolProof } from "../verify/judging/proof.ts";
import { atLeast } from "../verify/measuring/measurement.ts";
import { type History, plainEvent, undisturbed } from "./history.ts";
import type { Played } from "./played.ts";
import type { Player, PlayRequest } from "./player.ts";
import { type Violation, violationsIn } from "./properties.ts";

/** Undisturbed histories whose plays are remembered: those of one failure's shrinking. */
const REMEMBERED = 100;
const PLAIN = "the same event of the same history, with nothing in its way,";
const WITHOUT_HISTORY = "the same plain event without the history before it";

/** Plays the twins of what may be a failure. */
export class Twins {
  readonly #player: Player;
  readonly #played = new Map<string, Played>();

  constructor(player: Player) {
    this.#player = player;
  }

  /** The violation with its proof; `null` where no twin shows that it is one. */
  async proved(played: Played, violation: Violation): Promise<Violation | null> {
    const proof = await this.#proofOf(played, violation);
    return proof === null ? null : { ...violation, proof };
  }

  #proofOf(played: Played, violation: Violation): Promise<Proof | null> | Proof | null {
    switch (violation.twin) {
      case null:
        return violation.proof;
      case "undisturbed":
        return this.#inPlainTwin(played, violation);
      case "control":
        return this.#inNoHistory(played, violation);
      case "alone":
        return this.#alone(played, violation);
    }
  }

  /** The same history with nothing in its way; else what the receiver does for a plain event of this type. */
  async #inPlainTwin({ history, profile }: Played, { subject }: Violation): Promise<Proof | null> {
    const control = await this.#play(undisturbed(history));
    if (control.trouble !== null) return null;
    if (subject === null) {
      const [first] = control.events;
      const isWhole = control.total !== null && control.total.seen === control.total.expected;
      return isWhole && first !== undefined ? missing(first.sent, PLAIN) : null;
    }
    const twin = control.events.find(({ name }) => name === subject.name)?.sent;
    if (twin !== undefined && atLeast(twin.work) > 0) return missing(subject.sent, PLAIN);
    return missingWork(subject.sent, profile);
  }

  /** The plain event at the end is a failure of the history only where it goes well without one. */
  async #inNoHistory({ history }: Played, { subject, proof, property }: Violation): Promise<Proof | null> {
    const control = await this.#play({ ...history, items: [] });
    const isWell = control.trouble === null && violationsIn(control).every((one) => one.property !== property);
    if (!isWell || subject === null) return null;
    return proof ?? missing(subject.sent, WITHOUT_HISTORY);
  }

  /** A type that the receiver calls a duplicate after others: by itself it is not one. */
  async #alone({ history }: Played, { subject }: Violation): Promise<Proof | null> {
    if (subject === null) return null;
    const { type } = subject.sent;
    const items = [plainEvent(type, 0)];
    const { events, trouble } = await this.#play({ ...history, items }, { types: [type] });
    const twin = events.find(({ sent }) => sent.type === type);
    if (trouble !== null || twin === undefined || twin.saysDuplicate || twin.sent.delivery.state !== "delivered")
      return null;
    return protocolProof(subject.sent.delivery.attempts[0]);
  }

  async #play(history: History, requested: PlayRequest = {}): Promise<Played> {
    const key = JSON.stringify([history, requested]);
    const known = this.#played.get(key);
    if (known !== undefined) return known;
    const played = await this.#player.play(history, requested);
    const [oldest] = this.#played.keys();
    if (this.#played.size >= REMEMBERED && oldest !== undefined) this.#played.delete(oldest);
    this.#played.set(key, played);
    return played;
  }
}

function missing(subject: Extract<Proof, { kind: "missing" }>["subject"], twin: string): Proof {
  return { kind: "missing", subject, twin, waitedMs: subject.waitedMs, isFinal: true };
}
