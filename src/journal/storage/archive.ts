import { SmartLeadMockError } from "../../base/errors.ts";
import { hashText } from "../../base/random.ts";
import type { DeliveryHistory, FieldFilter, HeldDelivery, KeptFields, RowPlace } from "../entry-store.ts";
import { type IdKind, type Span, wantedCodes } from "./delivery-record.ts";
import type { Disk } from "./disk.ts";
import { IndexChunks } from "./index-chunks.ts";
import { mendIndex } from "./index-rebuild.ts";
import { heldOf, rowOf } from "./row-bytes.ts";
import { ROW_FILE_BYTES, type RowFile, RowFiles } from "./row-files.ts";

/** The archive's part of a checkpoint, as JSON data. */
export interface ArchiveState {
  readonly firstOrder: number;
  readonly nextOrder: number;
  readonly rowFiles: readonly RowFile[];
}

export interface ArchiveOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** The state from the checkpoint; `null` starts empty. */
  readonly state: ArchiveState | null;
  /** Bytes after which a file of rows is full; `ROW_FILE_BYTES` by default. */
  readonly rowFileBytes?: number;
}

/** Deliveries that left memory: one row each, in files, and an index of numbers to find them. */
export class Archive implements DeliveryHistory {
  /** What is damaged or missing, a sentence each. */
  readonly notices: readonly string[];
  readonly #rows: RowFiles;
  readonly #index: IndexChunks;
  #firstOrder: number;
  /** Orders from here on have no record yet. */
  #nextOrder: number;

  /** Throws `journal_unwritable` when the folder cannot be restored to the state. */
  constructor({ disk, folder, state, rowFileBytes = ROW_FILE_BYTES }: ArchiveOptions) {
    this.#rows = new RowFiles({ disk, folder, known: state?.rowFiles ?? [], fileBytes: rowFileBytes });
    this.#index = new IndexChunks(disk, folder);
    this.#firstOrder = state?.firstOrder ?? 0;
    this.#nextOrder = state?.nextOrder ?? 0;
    this.#index.keepBetween(this.#firstOrder, this.#nextOrder);
    this.notices = mendIndex({ rows: this.#rows, index: this.#index, span: this.#span });
  }

  get firstOrder(): number {
    return this.#firstOrder;
  }

  /** Bytes on disk, pending ones included. */
  get bytes(): number {
    return this.#rows.bytes + this.#index.bytes;
  }

  /** Throws `journal_unwritable`; the delivery can still be read while this process runs. */
  put(held: HeldDelivery): RowPlace {
    const place = this.#rows.append(rowOf(held), held.order);
    // A delivery that is still open when older ones are dropped is found by its place alone.
    if (held.order >= this.#firstOrder) {
      const { table, at } = this.#index.toChange(held.order);
      table.set(at, held, place);
      this.#nextOrder = Math.max(this.#nextOrder, held.order + 1);
    }
    this.#flushWhenDue();
    return place;
  }

  at(order: number): HeldDelivery | null {
    const found = order >= this.#firstOrder && order < this.#nextOrder ? this.#index.at(order) : null;
    const held = found?.table.has(found.at) === true ? this.read(found.table.place(found.at)) : null;
    return held?.order === order ? held : null;
  }

  /** Reads a delivery at its place; `null` when it is gone or damaged. */
  read(place: RowPlace): HeldDelivery | null {
    const row = this.#rows.read(place);
    return row === null ? null : heldOf(row);
  }

  orderOf(deliveryId: string): number | null {
    for (const order of this.#withId("delivery", deliveryId)) return order;
    return null;
  }

  ordersOfRequest(requestId: string, among = Number.POSITIVE_INFINITY): readonly number[] {
    return [...this.#withId("request", requestId, among)];
  }

  ordersOfEvent(eventId: string): readonly number[] {
    return [...this.#withId("event", eventId)];
  }

  *fitting(filter: FieldFilter, before: number): Generator<KeptFields> {
    const wanted = wantedCodes(filter);
    const span: Span = [this.#firstOrder, Math.min(before, this.#nextOrder)];
    for (const order of this.#index.newestFirst(span, (table, within) => table.lastFitting(wanted, within))) {
      const found = this.#index.at(order);
      const fields = found?.table.fields(found.at, order) ?? null;
      if (fields !== null) yield fields;
    }
  }

  /** Writes all pending rows to the files. Throws `journal_unwritable`. */
  flush(): void {
    this.#rows.flush();
    this.#index.flush();
  }

  /** The state after the deliveries below `firstOrder` are dropped. Call after a flush. */
  stateFrom(firstOrder: number, keepFiles: ReadonlySet<number>): ArchiveState {
    const dropped = this.#filesToDrop(firstOrder, keepFiles);
    return {
      firstOrder: Math.max(this.#firstOrder, firstOrder),
      nextOrder: Math.max(this.#nextOrder, firstOrder),
      rowFiles: this.#rows.files.filter(({ file }) => !dropped.includes(file)),
    };
  }

  /** Row files that hold only deliveries below `firstOrder`: open ones in them must be written again before the files are deleted. */
  filesBelow(firstOrder: number): readonly number[] {
    const end = Math.max(firstOrder, this.#firstOrder);
    return this.#rows.files
      .slice(0, -1)
      .filter(({ maxOrder }) => maxOrder < end)
      .map(({ file }) => file);
  }

  /** Drops the deliveries below `firstOrder`; files that are still needed stay. Throws `journal_unwritable`. */
  dropBelow(firstOrder: number, keepFiles: ReadonlySet<number>): void {
    const files = this.#filesToDrop(firstOrder, keepFiles);
    this.#firstOrder = Math.max(this.#firstOrder, firstOrder);
    this.#nextOrder = Math.max(this.#nextOrder, firstOrder);
    this.#rows.remove(files);
    this.#index.keepBetween(this.#firstOrder);
  }

  /** The next `dropBelow` deletes the files: until then a process that is killed restarts from a state that refers to them. */
  clear(nextOrder: number): void {
    this.#rows.beginAnew();
    this.#firstOrder = nextOrder;
    this.#nextOrder = nextOrder;
  }

  close(): void {
    this.#rows.close();
  }

  get #span(): Span {
    return [this.#firstOrder, this.#nextOrder];
  }

  #filesToDrop(firstOrder: number, keepFiles: ReadonlySet<number>): readonly number[] {
    return this.filesBelow(firstOrder).filter((file) => !keepFiles.has(file));
  }

  /** Orders of the deliveries with this id among the newest, newest first. Hashes collide, so each match is checked. */
  *#withId(kind: IdKind, id: string, among = Number.POSITIVE_INFINITY): Generator<number> {
    const hash = hashText(id);
    const span: Span = [Math.max(this.#firstOrder, this.#nextOrder - among), this.#nextOrder];
    for (const order of this.#index.newestFirst(span, (table, within) => table.lastWithHash(kind, hash, within))) {
      if (this.at(order)?.delivery[ID_FIELD[kind]] === id) yield order;
    }
  }

  /**
   * Settling a delivery must not fail: rows that could not be written stay readable in memory, and the flush of the next checkpoint reports
   * the error.
   */
  #flushWhenDue(): void {
    try {
      this.#rows.flushWhenDue();
    } catch (error) {
      if (!(error instanceof SmartLeadMockError)) throw error;
    }
  }
}

const ID_FIELD = { delivery: "id", request: "request_id", event: "event_id" } as const;
