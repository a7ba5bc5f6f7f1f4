/** What a mock and its directory hand each other, at the start and at a checkpoint, and what of it a checkpoint file holds. */

import { SmartLeadMockError } from "../../base/errors.ts";
import type { Entry } from "../entry.ts";
import type { HeldDelivery, RowPlace } from "../entry-store.ts";
import type { Archive, ArchiveState } from "./archive.ts";
import type { SegmentInfo } from "./segment-file.ts";

/** What a mock is given back of an earlier process, in this order. */
export interface Recovery {
  /** At most once: what the last checkpoint saved, and the deliveries that were open then. */
  restore(snapshot: unknown, open: readonly FoundDelivery[]): void;
  /** What changed the account since, in order. */
  redo(command: unknown): void;
  /** What the journal took since, in order. */
  entry(entry: Entry): void;
  /** The order that the next delivery would get by what has been given back so far. */
  nextOrder(): number;
}

/** What a mock gives to be saved. */
export interface Saving {
  /** The order of the next delivery. */
  readonly nextOrder: number;
  /** The history is about to forget the deliveries below. */
  countBelow(firstOrder: number): void;
  /** Everything but what is in the journal and the history, as JSON data, and where the open deliveries lie; those in `stale` files have been put again. */
  save(stale: ReadonlySet<number>): {
    readonly snapshot: unknown;
    readonly open: readonly { readonly order: number; readonly place: RowPlace }[];
  };
}

/** What a checkpoint file holds. */
export interface CheckpointContent {
  /** What the mock saved. */
  readonly snapshot: unknown;
  /** Where the open deliveries lie: order, row file, offset, length. */
  readonly open: readonly (readonly [order: number, file: number, offset: number, length: number])[];
  readonly archive: ArchiveState;
  /** Oldest first, the one that is written to last. */
  readonly segments: readonly SegmentInfo[];
  /** The journal's place behind the last entry that the snapshot knows of. */
  readonly place: { readonly segment: string; readonly offset: number; readonly seq: number };
}

/** A file with the right sum holds what was written; this only guards against one that was written by someone else. Throws `data_unusable`. */
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

/** A delivery that was open when a checkpoint was saved, and where its row lies. */
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
