import type { Span } from "./delivery-record.ts";
import { CHUNK_RECORDS, type IndexChunks } from "./index-chunks.ts";
import { heldOf } from "./row-bytes.ts";
import type { RowFiles } from "./row-files.ts";

interface Mended {
  readonly rows: RowFiles;
  readonly index: IndexChunks;
  /** The range of orders in the archive. */
  readonly span: Span;
}

/**
 * Brings the index in line with the rows, and returns a notice for each damaged part. Records that a killed process wrote after the
 * restored state are not damage: they are reset or removed.
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

/** Erases the damaged records of a chunk, and collects their orders; returns whether the file is damaged. */
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

/** Erases records from `nextOrder` on, which only a killed process can have written. */
function eraseBehind(index: IndexChunks, nextOrder: number): void {
  if (nextOrder % CHUNK_RECORDS === 0) return;
  const { table, at } = index.toChange(nextOrder);
  table.erase(at, CHUNK_RECORDS);
}

/** Scans rows oldest first. A later row of the same delivery replaces an earlier one. Orders left in `missing` are lost. */
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
