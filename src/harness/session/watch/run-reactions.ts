import type { Delivery, ReceiverCall } from "../../../delivery/delivery.ts";
import { decoded, rowsOf } from "../../../delivery/idempotency/call-naming.ts";
import type { EffectSource } from "../../../delivery/idempotency/effects.ts";
import { isReading } from "../../../delivery/idempotency/idempotent-writes.ts";
import type { ReceiverCalls } from "../../../delivery/idempotency/receiver-calls.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { MockSequence } from "./mock-sequence.ts";

/** A receiver's call belongs to the mock that sent the request ids in it, else to the current one. */
export class RunReactions implements ReceiverCalls {
  readonly #accounts: MockSequence;
  readonly #onWrite: () => void;

  constructor(accounts: MockSequence, onWrite: () => void = () => {}) {
    this.#accounts = accounts;
    this.#onWrite = onWrite;
  }

  see(call: Call): ReturnType<ReceiverCalls["see"]> {
    if (!isReading(call)) this.#onWrite();
    const answered = callsByOwner(this.#accounts, call).map(([owner, one]) => owner.reactions.see(one));
    return (...answer) => {
      for (const tell of answered) tell(...answer);
    };
  }

  seeLine(text: string, parts: readonly string[] = []): void {
    this.#onWrite();
    const byOwner = partsByOwner(this.#accounts, parts);
    if (byOwner.size < 2) this.#accounts.ownerOfText(text).reactions.seeLine(text, parts);
    else for (const [owner, some] of byOwner) owner.reactions.seeLine(some.join(" "), some);
  }

  seeTornLine(text: string): void {
    this.#accounts.ownerOfText(text).reactions.seeTornLine(text);
  }

  calls(id?: string): readonly ReceiverCall[] {
    const holder = id === undefined ? null : this.#accounts.holderOf(id);
    return (holder ?? this.#accounts.present).reactions.calls(id);
  }

  attemptStarted(delivery: Delivery): void {
    this.#present.attemptStarted(delivery);
  }

  attemptEnded(delivery: Delivery): void {
    this.#present.attemptEnded(delivery);
  }

  expectLag(ms: number): void {
    this.#present.expectLag(ms);
  }

  lagWindow(): number | null {
    return this.#present.lagWindow();
  }

  effectsComeWithinMs(requestId: string): number {
    return this.#present.effectsComeWithinMs(requestId);
  }

  effectSeen(requestId: string, source: EffectSource): void {
    this.#present.effectSeen(requestId, source);
  }

  unattributed(): number {
    return this.#present.unattributed();
  }

  areLinesGlued(): boolean {
    return this.#present.areLinesGlued();
  }

  onCall(listener: Parameters<ReceiverCalls["onCall"]>[0]): void {
    this.#present.onCall(listener);
  }

  clear(): void {
    this.#present.clear();
  }

  get #present(): ReceiverCalls {
    return this.#accounts.present.reactions;
  }
}

/** A batch may contain rows about events of several accounts: each account gets its own rows. */
function callsByOwner(accounts: MockSequence, call: Call): readonly (readonly [SmartLeadMock, Call])[] {
  const byOwner = partsByOwner(accounts, rowsOf(call.bodyText));
  if (byOwner.size < 2) return [[accounts.ownerOfText(textOf(call)), call]];
  return [...byOwner].map(([owner, rows]) => [owner, { ...call, bodyText: `[${rows.join(",")}]` }] as const);
}

/** Groups parts of a text by the account that they name; a part that names none is left out. */
function partsByOwner(accounts: MockSequence, parts: readonly string[]): ReadonlyMap<SmartLeadMock, readonly string[]> {
  const byOwner = new Map<SmartLeadMock, string[]>();
  for (const part of parts.length < 2 ? [] : parts) {
    const owner = accounts.namedBy(part);
    if (owner !== null) byOwner.set(owner, [...(byOwner.get(owner) ?? []), part]);
  }
  return byOwner;
}

type Call = Parameters<ReceiverCalls["see"]>[0];

function textOf({ url, bodyText, headers }: Call): string {
  return [decoded(url), bodyText, ...Object.values(headers).flat()].join("\n");
}
