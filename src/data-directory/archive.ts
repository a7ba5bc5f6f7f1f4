import type { Delivery } from "../delivery/delivery.ts";
import type { DeliveryHistory, FieldFilter, HeldDelivery, KeptFields, RowPlace } from "../journal/keeping.ts";
import { hashText } from "../random.ts";
import { type IdKind, wantedCodes } from "./delivery-record.ts";
import type { Disk } from "./disk.ts";
import { CHUNK_RECORDS, IndexChunks } from "./index-chunks.ts";
import { type RowFile, RowFiles } from "./row-files.ts";

/** What a checkpoint keeps of the archive, as JSON data. */
export interface ArchiveState {
  readonly firstOrder: number;
  readonly nextOrder: number;
  readonly rowFiles: readonly RowFile[];
}

export interface ArchiveOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** As the checkpoint knew it; `null` begins afresh. */
  readonly state: ArchiveState | null;
}

/** A row as it is written. */
interface WrittenRow {
  readonly order: number;
  readonly created_seq: number;
  readonly is_resent: boolean;
  readonly delivery: Delivery;
}

/** Deliveries that left memory: a row each, in files, and an index of numbers by which they are found. */
export class Archive implements DeliveryHistory {
  readonly notices: string[] = [];
  readonly #rows: RowFiles;
  readonly #index: IndexChunks;
  #firstOrder: number;
  /** Orders from here on have no record yet. */
  #nextOrder: number;

  constructor({ disk, folder, state }: ArchiveOptions) {
    this.#rows = new RowFiles(disk, folder, state?.rowFiles ?? []);
    this.#index = new IndexChunks(disk, folder);
    this.#firstOrder = state?.firstOrder ?? 0;
    this.#nextOrder = state?.nextOrder ?? 0;
    this.#index.keepBetween(this.#firstOrder, this.#nextOrder);
    for (const path of this.#rows.shortened()) {
      this.notices.push(
        `${path} is shorter than it was or gone; the deliveries in it that can still be read are kept.`,
      );
    }
    this.#mend();
  }

  get firstOrder(): number {
    return this.#firstOrder;
  }

  get bytes(): number {
    return this.#rows.bytes + this.#index.bytes;
  }

  put(held: HeldDelivery): RowPlace {
    const { order, createdSeq: created_seq, isResent: is_resent, delivery } = held;
    const row: WrittenRow = { order, created_seq, is_resent, delivery };
    const place = this.#rows.append(JSON.stringify(row), order);
    // One that stays open while the past is cut away under it is found by its place alone.
    if (order < this.#firstOrder) return place;
    this.#reach(order);
    this.#record(held, place);
    return place;
  }

  markResent(order: number): void {
    if (!this.#isKnown(order)) return;
    const { table, at } = this.#index.at(order);
    table.markResent(at);
    this.#index.noteChange(order);
  }

  at(order: number): HeldDelivery | null {
    if (!this.#isKnown(order)) return null;
    const { table, at } = this.#index.at(order);
    const held = table.has(at) ? this.read(table.place(at)) : null;
    if (held === null || held.order !== order) return null;
    return table.isResent(at) ? { ...held, isResent: true } : held;
  }

  read(place: RowPlace): HeldDelivery | null {
    const row = this.#rows.read(place);
    return row === null ? null : heldOf(row);
  }

  orderOf(deliveryId: string): number | null {
    for (const { order } of this.#withId("delivery", deliveryId)) return order;
    return null;
  }

  ordersOfRequest(requestId: string, among = Number.POSITIVE_INFINITY): readonly number[] {
    return [...this.#withId("request", requestId, among)].map(({ order }) => order);
  }

  ordersOfEvent(eventId: string): readonly number[] {
    return [...this.#withId("event", eventId)].map(({ order }) => order);
  }

  *fitting(filter: FieldFilter, before: number): Generator<KeptFields> {
    const wanted = wantedCodes(filter);
    for (let order = Math.min(before, this.#nextOrder) - 1; order >= this.#firstOrder; order -= 1) {
      const { table, at } = this.#index.at(order);
      const fields = table.matches(at, wanted) ? table.fields(at, order) : null;
      if (fields !== null) yield fields;
    }
  }

  /** Everything put so far is in the files. Throws `journal_unwritable`. */
  flush(): void {
    this.#rows.flush();
    this.#index.flush();
  }

  /** As it will be once the deliveries below have been dropped. After a flush. */
  stateFrom(firstOrder: number, keepFiles: ReadonlySet<number>): ArchiveState {
    const dropped = this.#filesToDrop(firstOrder, keepFiles);
    return {
      firstOrder: Math.max(this.#firstOrder, firstOrder),
      nextOrder: Math.max(this.#nextOrder, firstOrder),
      rowFiles: this.#rows.files.filter(({ file }) => !dropped.includes(file)),
    };
  }

  /** Row files with nothing but deliveries below: open ones that lie there have to be put again before these files can go. */
  filesBelow(firstOrder: number): readonly number[] {
    return this.#rows.files
      .slice(0, -1)
      .filter(({ maxOrder }) => maxOrder < firstOrder)
      .map(({ file }) => file);
  }

  /** Forgets the deliveries below; files in which something is still needed stay. */
  dropBelow(firstOrder: number, keepFiles: ReadonlySet<number>): void {
    this.#rows.remove(this.#filesToDrop(firstOrder, keepFiles));
    this.#index.keepBetween(firstOrder);
    this.#firstOrder = Math.max(this.#firstOrder, firstOrder);
    this.#nextOrder = Math.max(this.#nextOrder, firstOrder);
  }

  clear(nextOrder: number): void {
    this.#rows.clear();
    this.#index.keepBetween(Number.POSITIVE_INFINITY);
    this.#firstOrder = nextOrder;
    this.#nextOrder = nextOrder;
  }

  close(): void {
    this.#rows.close();
  }

  #filesToDrop(firstOrder: number, keepFiles: ReadonlySet<number>): readonly number[] {
    return this.filesBelow(firstOrder).filter((file) => !keepFiles.has(file));
  }

  #isKnown(order: number): boolean {
    return order >= this.#firstOrder && order < this.#nextOrder;
  }

  /** Records of a process that was killed may lie where this one has not written yet. */
  #reach(order: number): void {
    for (; this.#nextOrder <= order; this.#nextOrder += 1) {
      const { table, at } = this.#index.at(this.#nextOrder);
      table.erase(at, at + 1);
    }
  }

  #record(held: HeldDelivery, place: RowPlace): void {
    const { table, at } = this.#index.at(held.order);
    table.set(at, held, place);
    this.#index.noteChange(held.order);
  }

  *#withId(kind: IdKind, id: string, among = Number.POSITIVE_INFINITY): Generator<HeldDelivery> {
    const hash = hashText(id);
    const last = Math.max(this.#firstOrder, this.#nextOrder - among);
    for (let order = this.#nextOrder - 1; order >= last; order -= 1) {
      const { table, at } = this.#index.at(order);
      if (!table.hasHash(at, kind, hash)) continue;
      const held = this.at(order);
      if (held !== null && held.delivery[ID_FIELD[kind]] === id) yield held;
    }
  }

  /** Chunks of the index that are gone are made again from the rows. */
  #mend(): void {
    const damaged = this.#index.damaged(this.#firstOrder, this.#nextOrder);
    if (damaged.length === 0) return;
    let mended = 0;
    for (const file of this.#rows.files) {
      for (const { row, place } of this.#rows.rows(file)) {
        const held = heldOf(row);
        if (held === null || !damaged.includes(Math.floor(held.order / CHUNK_RECORDS))) continue;
        this.#record(held, place);
        mended += 1;
      }
    }
    this.notices.push(
      `The index of deliveries was damaged (${damaged.map((number) => `index-${number}.bin`).join(", ")}); ${mended} deliveries were found again from their rows.`,
    );
  }
}

const ID_FIELD = { delivery: "id", request: "request_id", event: "event_id" } as const;

function heldOf(row: string): HeldDelivery | null {
  try {
    const { order, created_seq: createdSeq, is_resent: isResent, delivery }: WrittenRow = JSON.parse(row);
    return typeof delivery?.id === "string" && Number.isInteger(order)
      ? { order, createdSeq, isResent, delivery }
      : null;
  } catch {
    return null;
  }
}
