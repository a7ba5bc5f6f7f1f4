import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import type { HeldDelivery } from "../../../src/journal/entry-store.ts";
import { Archive, type ArchiveState } from "../../../src/journal/storage/archive.ts";
import { type DiskFile, realDisk } from "../../../src/journal/storage/disk.ts";
import { CHUNK_RECORDS } from "../../../src/journal/storage/index-chunks.ts";
import { stride } from "../../depth.ts";
import { diskError, emptyFolder, failingDisk, watchedDisk } from "./a-disk.ts";
import { aHeld, checkpointOf, keptArchive, openArchive } from "./an-archive.ts";

/** Bytes of a record in the index. */
const RECORD = 64;
/** Bytes at the end of a record that mean nothing. */
const SPARE = 8;

const NEWLINE = 0x0a;
/** Bytes between places that are tried; no divisor of a record's length or of 8, so that every place of a record and every bit comes. */
const STEP = stride(31);
/** The same where one cut takes some milliseconds. */
const SOME_CUTS = stride(5) * 53;

const WRITTEN = [aHeld(0), aHeld(1), aHeld(2), aHeld(1, 1), aHeld(3)];

/** Four deliveries in one file, the second put again after the third. */
function fourInAFile(): { folder: string; rows: string; index: string; state: ArchiveState; held: HeldDelivery[] } {
  const folder = emptyFolder();
  const held = [aHeld(0), aHeld(1, 1), aHeld(2), aHeld(3)];
  const archive = new Archive({ disk: realDisk, folder, state: null });
  for (const one of WRITTEN) archive.put(one);
  archive.flush();
  const state = archive.stateFrom(0, new Set());
  archive.close();
  return { folder, rows: join(folder, "rows-1.ndjson"), index: join(folder, "index-0.bin"), state, held };
}

/** Opens, looks, and lets go; nothing is written. */
function looked<Seen>(folder: string, state: ArchiveState, look: (archive: Archive) => Seen): Seen {
  const archive = new Archive({ disk: realDisk, folder, state });
  try {
    return look(archive);
  } finally {
    archive.close();
  }
}

const allOf = (archive: Archive) => [0, 1, 2, 3].map((order) => archive.at(order));

/** The four as they are known from the whole rows before a cut. */
function keptBefore(bytes: Buffer, cut: number): readonly (HeldDelivery | null)[] {
  const ends = [...bytes.entries()].filter(([, byte]) => byte === NEWLINE).map(([at]) => at + 1);
  const whole = WRITTEN.filter((_, at) => (ends[at] ?? 0) <= cut);
  return [0, 1, 2, 3].map((order) => whole.findLast((held) => held.order === order) ?? null);
}

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

describe("rows that are damaged", () => {
  it("are kept up to the cut, at any byte", { timeout: 60_000 }, () => {
    const { folder, rows, state } = fourInAFile();
    const bytes = readFileSync(rows);
    for (let cut = 0; cut < bytes.length; cut += STEP) {
      writeFileSync(rows, bytes.subarray(0, cut));
      const expected = keptBefore(bytes, cut);
      looked(folder, state, (archive) => {
        expect(allOf(archive)).toEqual(expected);
        expect([...archive.fitting({}, 9)].map(({ order }) => order).reverse()).toEqual(
          expected.flatMap((held) => held?.order ?? []),
        );
        expect(archive.notices[0]).toBe(`${rows} is shorter than it was, or gone.`);
      });
    }
  });

  it("are not glued to what follows, wherever they were cut", { timeout: 60_000 }, () => {
    const { folder, rows, index, state } = fourInAFile();
    const [bytes, records] = [readFileSync(rows), readFileSync(index)];
    for (let cut = 0; cut < bytes.length; cut += SOME_CUTS) {
      writeFileSync(rows, bytes.subarray(0, cut));
      writeFileSync(index, records);
      const next = looked(folder, state, (archive) => {
        archive.put(aHeld(4));
        return checkpointOf(archive, 0);
      });
      // Everything is made again from rows alone.
      rmSync(index);
      const expected = [...keptBefore(bytes, cut), aHeld(4)];
      expect(looked(folder, next, (archive) => [...allOf(archive), archive.at(4)])).toEqual(expected);
    }
  });

  it("are passed over for any flipped byte, and the others stay", { timeout: 60_000 }, () => {
    const { folder, rows, state, held } = fourInAFile();
    const bytes = readFileSync(rows);
    const places = [0, 1, 2, 3].map((order) => bytes.indexOf(`"order":${order},`));
    // The latest row of the second one stands between the third and the fourth.
    places[1] = bytes.lastIndexOf('"order":1,');
    const lineOf = (at: number) => bytes.subarray(0, at).toString("latin1").split("\n").length;
    const lines = places.map(lineOf);
    for (let at = 0; at < bytes.length; at += STEP) {
      writeFileSync(rows, flipped(bytes, at, 1 << (at % 8)));
      const isNewline = bytes[at] === NEWLINE;
      const expected = held.map((one, order) => (!isNewline && lines[order] === lineOf(at) ? null : one));
      expect(looked(folder, state, allOf)).toEqual(expected);
    }
  });

  it("are told from whole ones when they are found by their place", () => {
    const { folder, rows, state, held } = fourInAFile();
    const [first = ""] = readFileSync(rows, "utf8").split("\n");
    const place = { file: 1, offset: 0, length: Buffer.byteLength(first) + 1 };
    expect(looked(folder, state, (archive) => archive.read(place))).toEqual(held[0]);
    // Still JSON, and still a delivery by its looks.
    writeFileSync(rows, readFileSync(rows, "utf8").replace('"attempts"', '"attempto"'));
    expect(looked(folder, state, (archive) => archive.read(place))).toBeNull();
  });

  it("are missed when a file is gone, and the other files stay", () => {
    const { folder, state, held } = keptArchive(20);
    const [gone] = state.rowFiles;
    rmSync(join(folder, `rows-${gone?.file}.ndjson`));
    looked(folder, state, (archive) => {
      const lost = held.filter(({ order }) => order <= (gone?.maxOrder ?? -1));
      expect(held.map(({ order }) => archive.at(order))).toEqual(held.map((one) => (lost.includes(one) ? null : one)));
      expect(archive.notices.at(-1)).toBe(
        `Deliveries recovered from their rows: 0; no longer readable: ${lost.length}.`,
      );
    });
  });
});

describe("an index that is damaged", () => {
  it("is made again from the rows for any flipped byte", { timeout: 60_000 }, () => {
    const { folder, index, state, held } = fourInAFile();
    const bytes = readFileSync(index);
    for (let at = 0; at < held.length * RECORD; at += STEP) {
      writeFileSync(index, flipped(bytes, at, 1 << (at % 8)));
      looked(folder, state, (archive) => {
        expect(allOf(archive)).toEqual(held);
        expect([...archive.fitting({}, 9)].map(({ order }) => order)).toEqual([3, 2, 1, 0]);
        expect(held.map(({ delivery }) => archive.orderOf(delivery.id))).toEqual([0, 1, 2, 3]);
        if (at % RECORD < RECORD - SPARE) {
          expect(archive.notices).toEqual([
            `The index of deliveries was damaged (${index}).`,
            "Deliveries recovered from their rows: 1; no longer readable: 0.",
          ]);
        }
      });
    }
  });

  it("is made again from the rows when it is cut anywhere or gone, and stays mended", { timeout: 60_000 }, () => {
    const { folder, index, state, held } = fourInAFile();
    const bytes = readFileSync(index);
    for (let cut = 0; cut <= held.length * RECORD; cut += STEP) {
      writeFileSync(index, bytes.subarray(0, cut));
      expect(looked(folder, state, allOf)).toEqual(held);
    }
    rmSync(index);
    const next = looked(folder, state, (archive) => {
      expect(archive.notices.at(-1)).toBe("Deliveries recovered from their rows: 4; no longer readable: 0.");
      expect(allOf(archive)).toEqual(held);
      return checkpointOf(archive, 0);
    });
    looked(folder, next, (archive) => expect([archive.notices, allOf(archive)]).toEqual([[], held]));
  });

  it("is made again as far as the rows are whole", () => {
    const { folder, rows, index, state, held } = fourInAFile();
    rmSync(index);
    writeFileSync(rows, readFileSync(rows, "utf8").replace('"order":2', '"order":7'));
    looked(folder, state, (archive) => {
      expect(allOf(archive)).toEqual(held.with(2, null as never));
      expect(archive.notices.at(-1)).toBe("Deliveries recovered from their rows: 3; no longer readable: 1.");
    });
  });
});

/** Deliveries put, put again and forgotten over two checkpoints; `onState` is told of each once it is whole. */
function session(archive: Archive, onState: (state: ArchiveState, held: readonly HeldDelivery[]) => void): void {
  const held = Array.from({ length: 24 }, (_, order) => aHeld(order));
  for (const one of held.slice(0, 12)) archive.put(one);
  archive.flush();
  onState(archive.stateFrom(0, new Set()), held.slice(0, 12));
  archive.dropBelow(0, new Set());
  for (const one of held.slice(12)) archive.put(one);
  archive.put(aHeld(8, 1));
  archive.flush();
  onState(archive.stateFrom(6, new Set()), held.with(8, aHeld(8, 1)).slice(6));
  archive.dropBelow(6, new Set());
  archive.put(aHeld(10, 1));
  archive.clear(24);
  archive.put(aHeld(24));
  archive.flush();
}

/** Runs the session over and over on a disk whose n-th operation fails, until none does. */
function forEveryOperation(run: (failAt: number, folder: string) => { hasFailed: boolean }): number {
  for (let failAt = 1; ; failAt += 1) {
    const folder = emptyFolder();
    const { hasFailed } = run(failAt, folder);
    rmSync(folder, { recursive: true });
    if (!hasFailed) return failAt - 1;
  }
}

describe("a disk that fails", () => {
  it("at any operation leaves what the last checkpoint knew, as does a process that is killed there", () => {
    const operations = forEveryOperation((failAt, folder) => {
      let [state, held, operation]: [ArchiveState | null, readonly HeldDelivery[], number] = [null, [], 0];
      const disk = watchedDisk(() => {
        operation += 1;
        if (operation >= failAt) throw diskError("EIO");
      });
      try {
        session(openArchive({ folder, state: null, disk }), (nextState, nextHeld) => {
          [state, held] = [nextState, nextHeld];
        });
      } catch (error) {
        expect(error).toBeInstanceOf(SmartLeadMockError);
        expect(error).toMatchObject({ code: "journal_unwritable" });
      }
      const next = openArchive({ folder, state });
      const orders = Array.from({ length: 30 }, (_, order) => order);
      expect(orders.flatMap((order) => next.at(order) ?? [])).toEqual(held);
      expect([...next.fitting({}, 99)].map(({ order }) => order)).toEqual(held.map(({ order }) => order).reverse());
      expect(next.notices).toEqual([]);
      next.close();
      return { hasFailed: operation >= failAt };
    });
    expect(operations).toBeGreaterThan(15);
  });

  it("that is full at any operation stops no reading, and once there is room everything is written", () => {
    const operations = forEveryOperation((failAt, folder) => {
      const { disk, mend, hasFailed } = failingDisk(failAt);
      const held = Array.from({ length: 24 }, (_, order) => aHeld(order));
      const archive = openArchive({ folder, state: null, disk });
      for (const [at, one] of held.entries()) {
        refusable(() => archive.put(one));
        if (at % 7 === 0) refusable(() => archive.flush());
        expect(archive.at(at)).toEqual(one);
      }
      expect(held.map(({ order }) => archive.at(order))).toEqual(held);
      expect([...archive.fitting({}, 99)].length).toBe(held.length);
      mend();
      const state = checkpointOf(archive, 0);
      archive.close();
      const next = openArchive({ folder, state });
      expect([next.notices, held.map(({ order }) => next.at(order))]).toEqual([[], held]);
      next.close();
      return { hasFailed: hasFailed() };
    });
    expect(operations).toBeGreaterThan(10);
  });

  it("that is full lets go of no part of the index that it could not take", () => {
    const folder = emptyFolder();
    const { disk, mend } = failingDisk(1);
    const archive = openArchive({ folder, state: null, disk });
    const held = Array.from({ length: 8 }, (_, chunk) => aHeld(chunk * CHUNK_RECORDS));
    for (const one of held) refusable(() => archive.put(one));
    expect(held.map(({ order }) => archive.at(order))).toEqual(held);
    mend();
    const state = checkpointOf(archive, 0);
    archive.close();
    const next = openArchive({ folder, state });
    expect([next.notices, held.map(({ order }) => next.at(order))]).toEqual([[], held]);
    next.close();
  });

  it("tells in a sentence what is wrong, where, and what to do", () => {
    const folder = emptyFolder();
    const archive = openArchive({ folder, state: null, disk: failingDisk(1).disk });
    archive.put(aHeld(0));
    expect(() => archive.flush()).toThrow(
      `The journal could not be written to ${join(folder, "rows-1.ndjson")}: no space is left on the disk (ENOSPC); free some space and start again.`,
    );
  });

  it("that cannot be read gives nothing for the deliveries there, and no failure", () => {
    const { folder, state } = keptArchive(4);
    const open = (path: string): DiskFile => {
      const file = realDisk.open(path);
      const read = () => {
        throw diskError("EIO");
      };
      return path.includes("rows-") ? { ...file, read } : file;
    };
    const archive = openArchive({ folder, state, disk: { ...realDisk, open } });
    expect([archive.at(0), archive.orderOf("dlv_1"), archive.ordersOfEvent("evt_1")]).toEqual([null, null, []]);
    expect([...archive.fitting({}, 9)]).toHaveLength(4);
    archive.close();
  });
});

function refusable(act: () => void): void {
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ code: "journal_unwritable" });
  }
}
