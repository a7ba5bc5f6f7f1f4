import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { formatDuration } from "../base/time/duration.ts";
import { afterReal } from "../base/time/system-clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { durationMs } from "./clock-handle.ts";
import { liveDelivery } from "./live-delivery.ts";
import type { DeliveryMatch, SmartLeadDeliveries, SmartLeadDelivery } from "./smart-lead.ts";

/** Real ms that `waitFor` waits: less than the 5 s after which test runners give up, so that its own words are the ones that are read. */
const DEFAULT_WAIT_MS = 4_000;
/** Deliveries that the error of a failed wait lists, the newest. */
const MAX_TOLD = 10;
/** The deliveries of a mock, as the library shows them. */
export function deliveriesOf(mock: SmartLeadMock): SmartLeadDeliveries {
  const list = (match?: DeliveryMatch) =>
    allOf(mock)
      .map((delivery) => liveDelivery(mock, delivery))
      .filter((delivery) => match === undefined || isMatch(delivery, match));
  const find = (match: DeliveryMatch) => list(match)[0];
  return {
    list,
    find,
    get: (id) => {
      const delivery = mock.deliveries.get(id);
      return delivery === undefined ? undefined : liveDelivery(mock, delivery);
    },
    waitFor: (match, { within = DEFAULT_WAIT_MS } = {}) => waitFor(mock, { match, find, ms: durationMs(within) }),
    resend: (delivery, { request_id, body } = {}) => {
      const id = typeof delivery === "string" ? delivery : delivery.id;
      return liveDelivery(mock, mock.resend(id, definedOnly({ requestId: request_id, body })));
    },
  };
}

function isMatch(delivery: SmartLeadDelivery, match: DeliveryMatch): boolean {
  return typeof match === "function" ? match(delivery) : hasParts(delivery, match);
}

/** Oldest first. The index lists them newest first, and with a data directory in pages. */
function allOf(mock: SmartLeadMock): Delivery[] {
  const found: Delivery[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly data: readonly Delivery[]; readonly next_cursor: string | null } = mock.deliveries.list(
      {},
      { limit: Number.POSITIVE_INFINITY, cursor },
    );
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found.reverse();
}

interface Wait {
  readonly match: DeliveryMatch;
  readonly ms: number;
  find(match: DeliveryMatch): SmartLeadDelivery | undefined;
}

function waitFor(mock: SmartLeadMock, { match, find, ms }: Wait): Promise<SmartLeadDelivery> {
  const present = find(match);
  if (present !== undefined) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      cancel();
      release();
      settle();
    };
    const look = (id: string) => {
      const delivery = mock.deliveries.get(id);
      const live = delivery === undefined ? undefined : liveDelivery(mock, delivery);
      try {
        if (live !== undefined && isMatch(live, match)) end(() => resolve(live));
      } catch (error) {
        // The caller's own function failed.
        end(() => reject(error));
      }
    };
    const release = mock.journal.subscribe((entry) => {
      if (entry.type === "delivery.created") look(entry.delivery.id);
      else if ("delivery_id" in entry && entry.delivery_id !== null) look(entry.delivery_id);
    });
    const cancel = afterReal(ms, () => end(() => reject(nothingCame(mock, { match, ms }))));
  });
}

function nothingCame(mock: SmartLeadMock, { match, ms }: Pick<Wait, "match" | "ms">): SmartLeadMockError {
  const wanted = typeof match === "function" ? "matches the function" : `has ${JSON.stringify(match)}`;
  const all = allOf(mock);
  const told = all.slice(-MAX_TOLD).map((one) => {
    const { event_type, lead_email, webhook, state, attempts } = one;
    const tries = `${attempts.length} ${attempts.length === 1 ? "attempt" : "attempts"}`;
    return `${event_type} of ${lead_email ?? "no lead"} to the ${webhook.level} webhook ${webhook.name}: ${state}, ${tries}`;
  });
  const there = told.length === 0 ? "there are no deliveries" : `the deliveries are:\n  ${told.join("\n  ")}`;
  return new SmartLeadMockError(
    "not_found",
    `No delivery that ${wanted} arrived within ${formatDuration(ms)}; ${there}`,
  );
}

/**
 * Whether every part that is asked for is there: objects may hold more, lists have as many items. An asymmetric matcher of a test
 * runner (`expect.any(Number)`) is asked.
 */
export function hasParts(actual: unknown, parts: unknown): boolean {
  if (Object.is(actual, parts)) return true;
  if (typeof parts !== "object" || parts === null) return false;
  if ("asymmetricMatch" in parts && typeof parts.asymmetricMatch === "function") {
    return parts.asymmetricMatch(actual) === true;
  }
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(parts)) {
    return (
      Array.isArray(actual) &&
      actual.length === parts.length &&
      parts.every((part, index) => hasParts(actual[index], part))
    );
  }
  const held: ReadonlyMap<string, unknown> = new Map(Object.entries(actual));
  return Object.entries(parts).every(([key, part]) => hasParts(held.get(key), part));
}
