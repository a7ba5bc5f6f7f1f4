import { readyFilter } from "../../../src/journal/delivery-filter.ts";
import type { FieldFilter, HeldDelivery } from "../../../src/journal/entry-store.ts";
import { Archive, type ArchiveState } from "../../../src/journal/storage/archive.ts";
import { type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { aDelivery } from "../journal/a-delivery.ts";
import { emptyFolder } from "./a-disk.ts";

const STATES = ["queued", "waiting", "delivered", "failed", "withheld"] as const;
const EVENT_TYPES = ["EMAIL_SENT", "EMAIL_REPLY", "CAMPAIGN_BOUNCE_BREACH"] as const;

/** Every number and id follows from the order, so that several deliveries share each; `change` makes another of it. */
export function aHeld(order: number, change = 0, isResent = false): HeldDelivery {
  const state = STATES[(order + change) % STATES.length] ?? "queued";
  const delivery = aDelivery({
    id: `dlv_${order}`,
    request_id: `req_${order % 7}`,
    event_id: `evt_${order % 5}`,
    event_type: EVENT_TYPES[order % EVENT_TYPES.length] ?? "EMAIL_SENT",
    campaign_id: order % 4 === 0 ? null : order % 4,
    lead_email: `jürgen+${change}@exämple.com 🙂`,
    webhook: { id: 7 + (order % 2), name: "crm", level: "user", url: "http://localhost/hook" },
    state,
    reason: state === "failed" ? "exhausted" : null,
    created_at: new Date(Date.UTC(2026, 0, 5) + order * 1_000).toISOString(),
  });
  return { order, createdSeq: order * 3 + 1, isResent, delivery };
}

interface Opening {
  readonly folder: string;
  readonly state: ArchiveState | null;
  readonly disk?: Disk;
}

/** With files so small that they roll after a few rows. */
export function openArchive({ folder, state, disk = realDisk }: Opening): Archive {
  return new Archive({ disk, folder, state, rowFileBytes: 3_000 });
}

export interface Kept {
  readonly folder: string;
  readonly state: ArchiveState;
  readonly held: readonly HeldDelivery[];
}

/** A folder with so many deliveries, written and let go of. */
export function keptArchive(count: number): Kept {
  const folder = emptyFolder();
  const held = Array.from({ length: count }, (_, order) => aHeld(order));
  const archive = openArchive({ folder, state: null });
  for (const one of held) archive.put(one);
  archive.flush();
  const state = archive.stateFrom(0, new Set());
  archive.close();
  return { folder, state, held };
}

/** A checkpoint as the data directory makes it, with nothing open. */
export function checkpointOf(archive: Archive, firstOrder: number): ArchiveState {
  archive.flush();
  const state: ArchiveState = JSON.parse(JSON.stringify(archive.stateFrom(firstOrder, new Set())));
  archive.dropBelow(firstOrder, new Set());
  return state;
}

/** What an archive of these deliveries gives for a filter, found without an index. */
export function fittingOf(held: Iterable<HeldDelivery>, filter: FieldFilter, before: number): readonly number[] {
  const { createdFrom = Number.NEGATIVE_INFINITY, createdTo = Number.POSITIVE_INFINITY, ...others } = filter;
  const { matches } = readyFilter(others);
  return [...held]
    .filter(({ order, delivery }) => {
      const createdAt = Date.parse(delivery.created_at);
      return order < before && createdAt >= createdFrom && createdAt <= createdTo && matches(delivery);
    })
    .map(({ order }) => order)
    .sort((one, other) => other - one);
}
