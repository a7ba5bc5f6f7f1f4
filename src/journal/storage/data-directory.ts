import { join } from "node:path";
import { freshRun } from "../../base/ids.ts";
import { DEFAULT_SEED } from "../../base/random.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Entry } from "../entry.ts";
import type { DeliveryHistory, EntryStore, FrameTexts } from "../entry-store.ts";
import { Archive } from "./archive.ts";
import {
  type CheckpointContent,
  checkpointContentOf,
  openDeliveriesOf,
  type Recovery,
  type Saving,
} from "./checkpoint-content.ts";
import { CheckpointPace, Checkpoints } from "./checkpoints.ts";
import { CommandLog } from "./command-log.ts";
import { type Disk, diskFailure, realDisk } from "./disk.ts";
import { DATA_FORMAT_VERSION, openFolder } from "./folder.ts";
import { RUNNING_NAME, thisProcess } from "./lock.ts";
import { DEFAULT_RETENTION, type Retention, segmentsToDrop } from "./retention.ts";
import { Segments } from "./segments.ts";
import { SnapshotFiles } from "./snapshot-files.ts";

export interface DataDirectoryOptions {
  /** Absolute, or relative to the working directory. */
  readonly path: string;
  /** Refused if the directory has another seed; 1 for a new one. */
  readonly seed?: number | undefined;
  /** Refused if the directory has another run; drawn for a new one. */
  readonly run?: string | undefined;
  /** Epoch ms on the mock's clock at which a new account begins; the present by default. */
  readonly now?: number | undefined;
  /** The package's own version. */
  readonly version: string;
  readonly retention?: Partial<Retention>;
  /** Called occasionally with the share of data read so far, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Bytes of the journal after which a checkpoint is due; `CHECKPOINT_EVERY_BYTES` by default. */
  readonly checkpointEveryBytes?: number;
  readonly disk?: Disk;
}

/**
 * Opens and locks a data directory. Throws `data_unusable` when the path cannot be used, another process has it, or it was made with
 * another seed, run or format.
 */
export function openDataDirectory(options: DataDirectoryOptions): DataDirectory {
  return new DataDirectory(options);
}

/** Stores a mock's journal, deliveries and account. */
export class DataDirectory implements EntryStore {
  readonly path: string;
  readonly seed: number;
  readonly run: string;
  /** Epoch ms on the mock's clock at which the account was created. */
  readonly madeAt: number;
  /** The directory was empty before. */
  readonly isFresh: boolean;
  readonly #disk: Disk;
  readonly #retention: Retention;
  readonly #pace: CheckpointPace;
  readonly #onProgress: (share: number) => void;
  readonly #segments: Segments;
  readonly #archive: Archive;
  readonly #checkpoints: Checkpoints;
  readonly #redo: CommandLog;
  readonly #notices: string[] = [];
  readonly #release: () => void;
  readonly #found: { readonly number: number; readonly content: CheckpointContent } | null;
  #checkpointNumber: number;
  #commands: string[] = [];
  #isOpen = true;
  #isAbandoned = false;

  constructor(options: DataDirectoryOptions) {
    const { path, version, disk = realDisk } = options;
    [this.path, this.#disk] = [path, disk];
    this.#retention = { ...DEFAULT_RETENTION, ...options.retention };
    this.#pace = new CheckpointPace(options.checkpointEveryBytes);
    this.#onProgress = options.onProgress ?? (() => {});
    const opened = openFolder({
      disk,
      path,
      asked: { seed: options.seed, run: options.run },
      fresh: () => ({
        format: DATA_FORMAT_VERSION,
        version,
        seed: options.seed ?? DEFAULT_SEED,
        run: options.run ?? freshRun(),
        now: options.now ?? systemTime.epochMs(),
      }),
      owner: thisProcess,
    });
    this.#release = opened.release;
    const { seed, run, now } = opened.meta;
    [this.seed, this.run, this.madeAt, this.isFresh] = [seed, run, now, opened.isFresh];
    try {
      this.#checkpoints = new Checkpoints({ disk, folder: path });
      this.#found = this.#newestCheckpoint();
      this.#checkpointNumber = this.#found?.number ?? 0;
      const state = this.#found?.content.archive ?? null;
      this.#archive = new Archive({ disk, folder: join(path, "deliveries"), state });
      this.#redo = new CommandLog({ disk, folder: path });
      this.#segments = new Segments({ disk, folder: join(path, "journal"), run, version });
    } catch (error) {
      opened.release();
      throw error;
    }
  }

  /** Damage that was found and how it was handled, a sentence each. */
  get notices(): readonly string[] {
    return [...this.#notices, ...this.#checkpoints.notices, ...this.#archive.notices];
  }

  /** Records the mock's URL, so that another process that wants the directory can show it. */
  servedAt(url: string): void {
    this.#disk.write(join(this.path, RUNNING_NAME), `${JSON.stringify({ pid: thisProcess.pid, url })}\n`);
  }

  /** Named snapshots in this directory. */
  get snapshots(): SnapshotFiles {
    return new SnapshotFiles(this.#disk, this.path);
  }

  get history(): DeliveryHistory {
    return this.#archive;
  }

  get firstSeq(): number {
    return this.#segments.firstSeq;
  }

  /** Restores the state of an earlier process; returns the number of the last entry. Call once, before anything else. */
  recover(into: Recovery): number {
    const content = this.#found?.content ?? null;
    if (content !== null) {
      const { found, notices: lost } = openDeliveriesOf(content, this.#archive);
      this.#notices.push(...lost);
      into.restore(content.snapshot, found);
    } else if (this.#checkpoints.wereLost) {
      this.#notices.push(
        `${this.path} has no checkpoint any more: a new account is created; deliveries are recovered from the journal.`,
      );
    }
    const { commands, notices } = this.#redo.openAt(this.#checkpointNumber);
    for (const command of commands) into.redo(command);
    const start = { known: content?.segments ?? [], from: content?.place ?? null, nextOrder: () => into.nextOrder() };
    const report = this.#segments.openAt(
      start,
      (entry) => into.entry(entry),
      (done, all) => this.#onProgress(all === 0 ? 1 : done / all),
    );
    this.#notices.push(...notices, ...report.notices);
    this.#dropLeftovers(content);
    const { place } = this.#segments;
    this.#pace.took(content?.place?.segment === place.segment ? place.offset - content.place.offset : place.offset);
    return report.lastSeq;
  }

  /** Notes a command that is about to change the account; it is written before the entries that it causes. */
  note(command: unknown): void {
    if (this.#isAbandoned) return;
    this.#commands.push(JSON.stringify(command));
  }

  get hasNotes(): boolean {
    return this.#commands.length > 0;
  }

  mustBeThere(): void {
    if (this.#isAbandoned) return;
    this.#segments.mustBeThere();
    this.#redo.mustBeThere();
  }

  write(texts: readonly string[], lastSeq: number): void {
    if (this.#isAbandoned) return;
    this.#writeCommands();
    if (texts.length === 0) return;
    const before = this.#segments.activeBytes;
    this.#segments.write(texts, lastSeq);
    this.#pace.took(this.#segments.activeBytes - before);
  }

  textsAfter(seq: number, limit: number): FrameTexts {
    return this.#segments.textsAfter(seq, limit);
  }

  entryAt(seq: number): Entry | null {
    return this.#segments.entryAt(seq);
  }

  findNewest(text: string): Entry | null {
    return this.#segments.findNewest(text);
  }

  /** Whether enough was written since the last checkpoint for the next one. */
  get isCheckpointDue(): boolean {
    return this.#pace.isDue;
  }

  /**
   * Saves all state outside the journal, and drops data beyond the retention. Call only when all appended entries are written. Throws
   * `journal_unwritable`.
   */
  checkpoint(saving: Saving): void {
    if (this.#isAbandoned) return;
    try {
      this.#checkpoint(saving);
    } catch (error) {
      throw diskFailure(this.path, error);
    }
  }

  #checkpoint({ nextOrder, countBelow, save }: Saving): void {
    this.#writeCommands();
    if (this.#pace.isLong(this.#segments.activeBytes)) this.#segments.roll(nextOrder);
    const drops = this.#segmentsToDrop();
    const segments = this.#segments.infos().slice(drops);
    const firstOrder = segments[0]?.firstOrder ?? 0;
    countBelow(firstOrder);
    const { snapshot, open } = save(new Set(this.#archive.filesBelow(firstOrder)));
    this.#archive.flush();
    const keepFiles = new Set(open.map(({ place }) => place.file));
    const content: CheckpointContent = {
      snapshot,
      open: open.map(({ order, place }) => [order, place.file, place.offset, place.length]),
      archive: this.#archive.stateFrom(firstOrder, keepFiles),
      segments,
      place: this.#segments.place,
    };
    this.#checkpointNumber += 1;
    this.#pace.saved(this.#checkpoints.write(this.#checkpointNumber, content));
    this.#redo.begin(this.#checkpointNumber);
    this.#forget(drops, firstOrder, keepFiles);
  }

  /** Ends like a kill: nothing more is written, and the files and the lock are released. */
  abandon(): void {
    this.#isAbandoned = true;
    this.close();
  }

  /** Releases the files and the lock. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#segments.close();
    this.#archive.close();
    this.#redo.close();
    this.#release();
  }

  #newestCheckpoint(): { readonly number: number; readonly content: CheckpointContent } | null {
    const found = this.#checkpoints.readNewest();
    return found === null ? null : { number: found.number, content: checkpointContentOf(found.content) };
  }

  #writeCommands(): void {
    if (this.#commands.length === 0) return;
    this.#pace.took(this.#redo.write(this.#commands));
    this.#commands = [];
  }

  #segmentsToDrop(): number {
    const now = systemTime.epochMs();
    const segments = this.#segments.infos().map((info) => ({
      ...info,
      changedAt: this.#disk.changedAt(join(this.path, "journal", info.name)) ?? now,
    }));
    return segmentsToDrop({ segments, otherBytes: this.#archive.bytes, now }, this.#retention);
  }

  /** Deletes segments that the checkpoint had dropped but a killed process did not delete. */
  #dropLeftovers(content: CheckpointContent | null): void {
    const first = content?.segments[0]?.firstSeq ?? 0;
    while ((this.#segments.infos()[0]?.firstSeq ?? first) < first) this.#segments.dropOldest();
  }

  #forget(drops: number, firstOrder: number, keepFiles: ReadonlySet<number>): void {
    for (let dropped = 0; dropped < drops; dropped += 1) this.#segments.dropOldest();
    this.#archive.dropBelow(firstOrder, keepFiles);
    // The previous checkpoint stays: if the newest were unreadable, it and the data after it are still complete.
    this.#checkpoints.removeBelow(this.#checkpointNumber - 1);
    this.#redo.removeBelow(this.#checkpointNumber - 1);
  }
}
