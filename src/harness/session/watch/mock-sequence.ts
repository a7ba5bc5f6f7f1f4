import type { SmartLeadMock } from "../../../mock/mock.ts";

/**
 * Number of earlier mocks of a run that still accept reports of a slow receiver about their deliveries, and still return its effects. Each
 * holds an account, so the number is small; their deliveries stay known for longer (`RunRecord`).
 */
export const REMEMBERED_MOCKS = 12;

/** The successive mocks of a run. */
export class MockSequence {
  readonly #first: SmartLeadMock;
  readonly #mocks: SmartLeadMock[];
  readonly #held = new Set<SmartLeadMock>();

  constructor(first: SmartLeadMock) {
    this.#first = first;
    this.#mocks = [first];
  }

  get present(): SmartLeadMock {
    return this.#mocks.at(-1) ?? this.#first;
  }

  /** Makes it the current one, even if it has been before. */
  enter(mock: SmartLeadMock): void {
    if (this.present === mock) return;
    const known = this.#mocks.indexOf(mock);
    if (known >= 0) this.#mocks.splice(known, 1);
    this.#mocks.push(mock);
    this.#forget();
  }

  /** Keeps it however many others follow, until it is released: a check still waits for reports about it. */
  hold(mock: SmartLeadMock): void {
    this.#held.add(mock);
  }

  release(mock: SmartLeadMock): void {
    if (this.#held.delete(mock)) this.#forget();
  }

  #forget(): void {
    const free = this.#mocks.filter((mock) => !this.#held.has(mock) && mock !== this.present);
    for (const oldest of free.slice(0, Math.max(0, free.length + 1 - REMEMBERED_MOCKS))) {
      this.#mocks.splice(this.#mocks.indexOf(oldest), 1);
    }
  }

  /** The newest mock that sent one of these request ids, else the current one. */
  ownerOf(requestIds: readonly string[]): SmartLeadMock {
    return this.#mocks.findLast((mock) => sentOneOf(mock, requestIds)) ?? this.present;
  }

  /** The newest mock that sent a request id in the text, else the newest whose lead the text names, else the current one. */
  ownerOfText(text: string): SmartLeadMock {
    return this.namedBy(text) ?? this.present;
  }

  /** The same; `null` if the text names nothing that is known. */
  namedBy(text: string): SmartLeadMock | null {
    const ids = text.match(REQUEST_ID) ?? [];
    const owner = ids.length === 0 ? undefined : this.#mocks.findLast((mock) => sentOneOf(mock, ids));
    if (owner !== undefined) return owner;
    const emails = text.match(EMAIL) ?? [];
    const knows = ({ world }: SmartLeadMock) =>
      emails.some((email) => world.leadByEmail(email.toLowerCase()) !== undefined);
    return (emails.length === 0 ? undefined : this.#mocks.findLast(knows)) ?? null;
  }

  /** The mock that has this delivery; `null` if no remembered mock has it. */
  holderOf(deliveryId: string): SmartLeadMock | null {
    return this.#mocks.findLast(({ deliveries }) => deliveries.held(deliveryId) !== undefined) ?? null;
  }
}

const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

function sentOneOf({ deliveries }: SmartLeadMock, requestIds: readonly string[]): boolean {
  return requestIds.some((id) => deliveries.withRequestId(id.toLowerCase()).length > 0);
}
