import { BoundedMap } from "../../base/bounded-map.ts";
import type { Attempt } from "../../delivery/delivery.ts";

/** Request ids that are remembered, the first dropped first: some 50 MB at worst, a day of a busy account. */
export const MAX_KNOWN_REQUESTS = 50_000;
/** Attempts of one request id that are remembered; SmartLead itself makes six at most. */
const MAX_ATTEMPTS = 20;
/** Characters of an answer that are remembered: enough to recognise "already processed" by. */
const MAX_ANSWER_CHARACTERS = 512;

/** What came under one request id. */
export interface RequestHistory {
  readonly eventId: string;
  /** The delivery that came first. */
  readonly firstDelivery: string;
  /** How often it has come from SmartLead. */
  count: number;
  /** In order of sending, without the bodies of long answers. */
  readonly attempts: Attempt[];
}

/** What has come since the proxy began, whatever the journal still holds: duplicates are judged over all of it. */
export class DedupCache {
  readonly #known = new BoundedMap<string, RequestHistory>(MAX_KNOWN_REQUESTS);

  get(requestId: string): RequestHistory | undefined {
    return this.#known.get(requestId);
  }

  begin(requestId: string, history: Pick<RequestHistory, "eventId" | "firstDelivery">): RequestHistory {
    const begun = { ...history, count: 0, attempts: [] };
    this.#known.set(requestId, begun);
    return begun;
  }
}

/** Puts an attempt that has begun, or has ended meanwhile, among the others. */
export function noteAttempt({ attempts }: RequestHistory, attempt: Attempt, before: Attempt | null): Attempt {
  const { response } = attempt;
  const slim =
    response === null
      ? attempt
      : { ...attempt, response: { ...response, body: response.body.slice(0, MAX_ANSWER_CHARACTERS) } };
  const at = before === null ? -1 : attempts.indexOf(before);
  if (at === -1) attempts.push(slim);
  else attempts[at] = slim;
  if (attempts.length > MAX_ATTEMPTS) attempts.shift();
  return slim;
}
