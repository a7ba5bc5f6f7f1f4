/** The requests for load generators: the same that the mock would send, prepared in advance. */

import { type Random, seededRandom } from "../../base/random.ts";
import { DAY_MS } from "../../base/time/calendar.ts";
import type { Delivery, DeliveryRequest } from "../../delivery/delivery.ts";
import type { Sender } from "../../delivery/sender.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { MockOptions } from "../../mock/mock.ts";

/** Maximum requests of one export: some 200 MB of files. */
export const MAX_EXPORTED = 100_000;
/** Share of events that are sent twice, and of those that are a day old when sent. */
export const DUPLICATE_SHARE = 0.05;
export const AGED_SHARE = 0.02;
/** A duplicate follows within this many rows; SmartLead's own retries take a minute and longer. */
const DUPLICATE_WITHIN = 50;
/** Events that are created between two pauses, so that few deliveries are open. */
const BATCH = 200;

export interface ExportedRow {
  readonly request_id: string;
  readonly event_type: string;
  readonly campaign_id: number | null;
  /** Whether an earlier row has the same id. */
  readonly is_duplicate: boolean;
  /** Whether its event happened a day earlier. */
  readonly is_aged: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ExportPlan {
  readonly options: MockOptions;
  readonly target: string;
  readonly rate: number;
  /** Total number of requests, including duplicates. */
  readonly count: number;
  readonly seed: number;
  /** Epoch ms at which the first row is to be sent. */
  readonly startsAt: number;
}

/** Rows in sending order. The same seed, run and start give the same rows. */
export async function exportRows(plan: ExportPlan): Promise<readonly ExportedRow[]> {
  const { rate, count, seed, startsAt } = plan;
  const random = seededRandom(seed, "export");
  const duplicates = Math.floor(count * DUPLICATE_SHARE);
  const aged = Math.floor(count * AGED_SHARE);
  const events = await eventsOf(plan, { agedCount: aged, freshCount: count - duplicates - aged, startsAt, rate });
  const [old, fresh] = [events.slice(0, aged), events.slice(aged)];
  const rows = fresh.map((row) => ({ ...row, is_aged: false }));
  for (const row of old) rows.splice(random.int(0, rows.length), 0, { ...row, is_aged: true });
  return withDuplicates(rows, { duplicates, random });
}

type Plain = Omit<ExportedRow, "is_aged">;

interface Counts {
  readonly agedCount: number;
  readonly freshCount: number;
  readonly startsAt: number;
  readonly rate: number;
}

/** Old events come first, so that the account's clock never runs backwards. */
async function eventsOf({ options, target }: ExportPlan, counts: Counts): Promise<readonly Plain[]> {
  const { agedCount, freshCount, startsAt, rate } = counts;
  const rows: Plain[] = [];
  const now = startsAt - DAY_MS;
  const mock = createMock({ ...options, faults: [], target, clock: "manual", now }, SENDS_NOTHING);
  const unsubscribe = mock.journal.subscribe((entry) => {
    if (entry.type === "delivery.created" && entry.delivery.request !== undefined)
      rows.push(rowOf(entry.delivery, entry.delivery.request));
  });
  try {
    while (rows.length < agedCount) mock.step();
    rows.length = agedCount;
    await mock.settled();
    await mock.clock.advance(DAY_MS);
    while (rows.length < agedCount + freshCount) {
      for (let made = 0; made < BATCH && rows.length < agedCount + freshCount; made += 1) mock.step();
      await mock.settled();
      await mock.clock.advance(Math.round((BATCH * 1_000) / rate));
    }
    return rows.slice(0, agedCount + freshCount);
  } finally {
    unsubscribe();
    await mock.close(0);
  }
}

function rowOf(delivery: Delivery, { headers, body }: DeliveryRequest): Plain {
  const { request_id, event_type, campaign_id } = delivery;
  return { request_id, event_type, campaign_id, is_duplicate: false, headers, body };
}

/** Accepts everything at once; only the requests are needed. */
const SENDS_NOTHING: Sender = {
  send: () => Promise.resolve({ outcome: "success", status: 200, error: null, response: null }),
  close: () => Promise.resolve(),
};

function withDuplicates(
  rows: readonly ExportedRow[],
  { duplicates, random }: { readonly duplicates: number; readonly random: Random },
): readonly ExportedRow[] {
  const all = [...rows];
  for (let made = 0; made < duplicates && rows.length > 0; made += 1) {
    const original = rows[random.int(0, rows.length - 1)];
    if (original === undefined) continue;
    const at = all.indexOf(original);
    const place = Math.min(all.length, at + 1 + random.int(0, DUPLICATE_WITHIN));
    all.splice(place, 0, { ...original, is_duplicate: true });
  }
  return all;
}

/** A part for each generator; rows with the same id stay together, so that the same generator resends it. */
export function partsOf(rows: readonly ExportedRow[], generators: number): readonly (readonly ExportedRow[])[] {
  const parts: ExportedRow[][] = Array.from({ length: generators }, () => []);
  const laneOf = new Map<string, number>();
  for (const row of rows) {
    const lane = laneOf.get(row.request_id) ?? shortest(parts);
    laneOf.set(row.request_id, lane);
    parts[lane]?.push(row);
  }
  return parts;
}

function shortest(parts: readonly (readonly ExportedRow[])[]): number {
  return parts.reduce((best, part, at) => (part.length < (parts[best]?.length ?? 0) ? at : best), 0);
}
