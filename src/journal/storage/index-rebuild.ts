import type { Span } from "./delivery-record.ts";
import { CHUNK_RECORDS, type IndexChunks } from "./index-chunks.ts";
import { heldOf } from "./row-bytes.ts";
import type { RowFiles } from "./row-files.ts";

interface Mended {
  readonly rows: RowFiles;
  readonly index: IndexChunks;
  /** Orders that the archive holds. */
  readonly span: Span;
}

/**
 * Makes the index agree with the rows as they are found, and returns a sentence for each thing that is damaged. Records that a killed process
 * wrote after the state that is gone back to are no damage: they become what they were, or nothing.
 */
export function mendIndex({ rows, index, span }: Mended): readonly string[] {
  const damagedFiles: string[] = [];
  const missing = new Set<number>();
  for (let order = span[0]; order < span[1]; order = chunkEnd(order)) {
    const isDamaged = dropUnsound({ rows, index, span: [order, Math.min(chunkEnd(order), span[1])] }, missing);
    if (isDamaged) damagedFiles.push(index.pathOf(order));
  }
  eraseBehind(index, span[1]);
  const sought = missing.size;
  findAgain({ rows, index, span }, missing);
  const notices = rows.shortened.map((path) => `${path} is shorter than it was, or gone.`);
  if (damagedFiles.length > 0) notices.push(`The index of deliveries was damaged (${damagedFiles.join(", ")}).`);
  if (notices.length === 0 || sought === 0) return notices;
  return [
    ...notices,
    `Deliveries recovered from their rows: ${sought - missing.size}; no longer readable: ${missing.size}.`,
  ];
}

/** Erases the records of a chunk that cannot be believed, and notes their orders; tells whether the file is damaged. */
function dropUnsound({ rows, index, span: [first, end] }: Mended, missing: Set<number>): boolean {
  const isWhole = index.isWhole(first);
  let isDamaged = !isWhole;
  const { table, at: start } = index.at(first) ?? index.toChange(first);
  for (let order = first; order < end; order += 1) {
    const at = start + order - first;
    const isSound = table.isSound(at);
    if (!isSound) isDamaged = true;
    if (isSound && (table.has(at) ? rows.holds(table.place(at)) : isWhole)) continue;
    missing.add(order);
    index.toChange(order).table.erase(at, at + 1);
  }
  return isDamaged;
}

/** Nothing has been put there yet, whatever a process that was killed wrote. */
function eraseBehind(index: IndexChunks, nextOrder: number): void {
  if (nextOrder % CHUNK_RECORDS === 0) return;
  const { table, at } = index.toChange(nextOrder);
  table.erase(at, CHUNK_RECORDS);
}

/** They are sought oldest first. A later row of the same delivery takes the place of an earlier one. What stays in `missing` is lost. */
function findAgain({ rows, index }: Mended, missing: Set<number>): void {
  const sought = new Set(missing);
  const [oldest = Number.POSITIVE_INFINITY] = sought;
  for (const file of rows.files.filter(({ maxOrder }) => maxOrder >= oldest)) {
    for (const { order, place, text } of rows.rows(file)) {
      const row = sought.has(order) ? text() : null;
      if (row === null) continue;
      const { table, at } = index.toChange(order);
      table.set(at, heldOf(row), place);
      missing.delete(order);
    }
  }
}

function chunkEnd(order: number): number {
  return (Math.floor(order / CHUNK_RECORDS) + 1) * CHUNK_RECORDS;
}
