/** The data exchanged between a mock and its directory, at the start and at a checkpoint, and the content of a checkpoint file. */

import { SmartLeadMockError } from "../../base/errors.ts";
import type { Entry } from "../entry.ts";
import type { HeldDelivery, RowPlace } from "../entry-store.ts";
import type { Archive, ArchiveState } from "./archive.ts";
import type { SegmentInfo } from "./segment-file.ts";

/** Callbacks through which a mock gets the state of an earlier process, in this order. */
export interface Recovery {
  /** Called at most once, with the last checkpoint and the deliveries that were open then. */
  restore(snapshot: unknown, open: readonly FoundDelivery[]): void;
  /** Called for each later command that changed the account, in order. */
  redo(command: unknown): void;
  /** Called for each later entry of the journal, in order. */
  entry(entry: Entry): void;
  /** The order of the next delivery, according to the data restored so far. */
  nextOrder(): number;
}

/** The state that a mock provides for a checkpoint. */
export interface Saving {
  /** The order of the next delivery. */
  readonly nextOrder: number;
  /** The history is about to drop the deliveries below this order. */
  countBelow(firstOrder: number): void;
  /**
   * All state outside the journal and the history, as JSON data, and the places of the open deliveries; those in `stale` files are written
   * again.
   */
  save(stale: ReadonlySet<number>): {
    readonly snapshot: unknown;
    readonly open: readonly { readonly order: number; readonly place: RowPlace }[];
  };
}

/** The content of a checkpoint file. */
export interface CheckpointContent {
  /** The snapshot of the mock. */
  readonly snapshot: unknown;
  /** Places of the open deliveries: order, row file, offset, length. */
  readonly open: readonly (readonly [order: number, file: number, offset: number, length: number])[];
  readonly archive: ArchiveState;
  /** Oldest first; the last one is active. */
  readonly segments: readonly SegmentInfo[];
  /** The journal's position after the last entry that the snapshot includes. */
  readonly place: { readonly segment: string; readonly offset: number; readonly seq: number };
}

/** A file with the right checksum holds what was written; this only guards against files from another program. Throws `data_unusable`. */
export function checkpointContentOf(content: unknown): CheckpointContent {
  if (isContent(content)) return content;
  throw new SmartLeadMockError(
    "data_unusable",
    "The checkpoint in the data directory was not written by this version; choose another --data, or use --ephemeral.",
  );
}

const PARTS = ["snapshot", "open", "archive", "segments", "place"] as const;

function isContent(content: unknown): content is CheckpointContent {
  return typeof content === "object" && content !== null && PARTS.every((part) => part in content);
}

/** A delivery that was open when a checkpoint was saved, and the place of its row. */
interface FoundDelivery {
  readonly held: HeldDelivery;
  readonly place: RowPlace;
}

/** The deliveries that were open then, and a sentence for each that can no longer be read. */
export function openDeliveriesOf(
  { open }: CheckpointContent,
  archive: Pick<Archive, "read">,
): { readonly found: readonly FoundDelivery[]; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const found = open.flatMap(([order, file, offset, length]): FoundDelivery[] => {
    const place = { file, offset, length };
    const held = archive.read(place);
    if (held !== null && held.order === order) return [{ held, place }];
    notices.push(`A delivery that was still open (number ${order}) can no longer be read; it is not sent again.`);
    return [];
  });
  return { found, notices };
}
