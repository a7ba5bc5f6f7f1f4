import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { CommandLog } from "../../../src/journal/storage/command-log.ts";
import { type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { diskError, emptyFolder, failingDisk, watchedDisk } from "./a-disk.ts";
import { diskThatFailsOnce } from "./disk-that-fails-once.ts";

let folder: string;

beforeEach(() => {
  folder = emptyFolder();
});

const logOn = (disk: Disk = realDisk) => new CommandLog({ disk, folder });
const pathOf = (name: string) => join(folder, name);
const texts = (...commands: unknown[]) => commands.map((command) => JSON.stringify(command));

/** What is read, and what a start after this one reads, which is the same and needs no word. */
function opened(checkpoint: number) {
  const log = logOn();
  const { commands, notices } = log.openAt(checkpoint);
  log.close();
  const again = logOn();
  expect(again.openAt(checkpoint)).toEqual({ commands, notices: [] });
  again.close();
  return { commands, notices };
}

/** A log with these commands after these checkpoints. */
function written(after: Readonly<Record<number, readonly unknown[]>>): void {
  const log = logOn();
  for (const [checkpoint, commands] of Object.entries(after)) {
    log.begin(Number(checkpoint));
    for (const command of commands) log.write(texts(command));
  }
  log.close();
}

const LONG = { text: "Größe \u2028 \\n", list: [1, null] };

describe("the redo log", () => {
  it("gives back what was written, over any number of lives and batches", () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.array(fc.array(fc.array(json))), (lives) => {
        rmSync(pathOf("redo-3.ndjson"), { force: true });
        const sofar: unknown[] = [];
        for (const batches of lives) {
          const log = logOn();
          expect(log.openAt(3)).toEqual({ commands: sofar, notices: [] });
          for (const batch of batches) {
            log.write(texts(...batch));
            sofar.push(...batch);
          }
          log.close();
        }
        expect(opened(3).commands).toEqual(sofar);
      }),
      { numRuns: 30 },
    );
  });

  it("begins a file with each checkpoint, and reads from the one asked for", () => {
    written({ 8: ["a"], 9: ["b", "c"], 10: ["d"] });
    expect(readdirSync(folder).sort()).toEqual(["redo-10.ndjson", "redo-8.ndjson", "redo-9.ndjson"]);
    expect(readFileSync(pathOf("redo-9.ndjson"), "utf8")).toMatch(/^\[\d+,"b"\]\n\[\d+,"c"\]\n$/);
    expect(opened(10)).toEqual({ commands: ["d"], notices: [] });
  });

  it("begins anew with a checkpoint, whatever lies there", () => {
    written({ 4: ["stale"] });
    written({ 4: ["a"] });
    expect(opened(4).commands).toEqual(["a"]);
  });

  it("goes on behind what it found", () => {
    written({ 1: ["a"] });
    const log = logOn();
    log.openAt(1);
    log.write(texts("b"));
    log.close();
    expect(opened(1).commands).toEqual(["a", "b"]);
  });

  it("gives back more commands than a call has room for arguments", () => {
    const log = logOn();
    log.openAt(0);
    const commands = Array.from({ length: 200_000 }, (_, at) => at);
    log.write(commands.map(String));
    log.close();
    expect(opened(0).commands).toHaveLength(commands.length);
  });

  it("forgets what is below a checkpoint", () => {
    written({ 8: ["a"], 9: ["b"], 10: ["c"] });
    writeFileSync(pathOf("redo-2.ndjson.aside"), "");
    writeFileSync(pathOf("redo-7-1.ndjson"), "");
    writeFileSync(pathOf("redo-mine.ndjson"), "");
    logOn().removeBelow(9);
    expect(readdirSync(folder).sort()).toEqual(["redo-10.ndjson", "redo-9.ndjson", "redo-mine.ndjson"]);
  });
});

describe("the redo log of a checkpoint that was given up", () => {
  it("follows on the one before, and is not played again after the next", () => {
    written({ 7: ["a"], 8: ["b"], 9: ["c"] });
    const log = logOn();
    expect(log.openAt(7).commands).toEqual(["a", "b", "c"]);
    log.write(texts("d"));
    expect(opened(7).commands).toEqual(["a", "b", "c", "d"]);
    log.begin(8);
    log.write(texts("e"));
    log.close();
    expect(opened(8).commands).toEqual(["e"]);
    expect(opened(7).commands).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("does so wherever the process was killed while it was taken over", () => {
    for (let operations = 0; ; operations += 1) {
      for (const name of readdirSync(folder)) rmSync(pathOf(name));
      written({ 7: ["a"], 9: ["b"], 10: ["c"], 11: ["d"] });
      const wasKilled = isRefused(() => logOn(dyingAfter(operations)).openAt(7));
      expect(opened(7)).toEqual({ commands: ["a", "b", "c", "d"], notices: [] });
      expect(opened(9).commands).toEqual([]);
      if (!wasKilled) break;
    }
  });
});

describe("a redo log whose last line was being written when the process was killed", () => {
  it("keeps the whole lines, cut at any byte, and says what was cut off", () => {
    written({ 1: ["a", LONG, 3] });
    const whole = readFileSync(pathOf("redo-1.ndjson"));
    for (let length = 0; length <= whole.length; length += 1) {
      const cut = whole.subarray(0, length);
      writeFileSync(pathOf("redo-1.ndjson"), cut);
      const end = cut.lastIndexOf("\n") + 1;
      const { commands, notices } = opened(1);
      expect(commands).toEqual(["a", LONG, 3].slice(0, cut.toString().split("\n").length - 1));
      const sentence = `${pathOf("redo-1.ndjson")} ended in the middle of a line (${length - end} bytes); that part was removed.`;
      expect(notices).toEqual(end === length ? [] : [sentence]);
      expect(readFileSync(pathOf("redo-1.ndjson")).length).toBe(end);
    }
  });
});

describe("a damaged redo log", () => {
  it("is believed up to the damage, whichever byte was changed, and continues from there", () => {
    const all = ["a", LONG, 3, { four: 4 }];
    written({ 1: all });
    const whole = readFileSync(pathOf("redo-1.ndjson"));
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (whole[at] ?? 0) ^ 0x01;
      writeFileSync(pathOf("redo-1.ndjson"), damaged);
      const good = all.slice(0, whole.subarray(0, at).toString("latin1").split("\n").length - 1);
      const log = logOn();
      const { commands, notices } = log.openAt(1);
      expect(commands, `byte ${at}`).toEqual(good);
      expect(notices).toHaveLength(1);
      log.write(texts("next"));
      log.close();
      expect(opened(1)).toEqual({ commands: [...good, "next"], notices: [] });
    }
  });

  it("is left out with everything after it, which stays readable", () => {
    written({ 1: ["a", "b", "c"], 2: ["d"], 3: ["e"] });
    const whole = readFileSync(pathOf("redo-1.ndjson"), "utf8");
    const damaged = whole.replace('"b"', '"x"');
    writeFileSync(pathOf("redo-1.ndjson"), damaged);
    const asides = [1, 2, 3].map((number) => pathOf(`redo-${number}.ndjson.aside`));
    expect(opened(1)).toEqual({
      commands: ["a"],
      notices: [
        `${pathOf("redo-1.ndjson")} is damaged; later changes to the account were left out and are in ${asides.join(", ")}. The journal is kept.`,
      ],
    });
    expect(readFileSync(pathOf("redo-1.ndjson.aside"), "utf8")).toBe(damaged);
    expect(readFileSync(pathOf("redo-3.ndjson.aside"), "utf8")).toContain('"e"');
  });

  it("is left out the same wherever the process was killed meanwhile", () => {
    for (let operations = 0; ; operations += 1) {
      for (const name of readdirSync(folder)) rmSync(pathOf(name));
      written({ 1: ["a", "b", "c"], 2: ["d"], 3: ["e"] });
      const path = pathOf("redo-1.ndjson");
      writeFileSync(path, readFileSync(path, "utf8").replace('"b"', '"x"'));
      const wasKilled = isRefused(() => logOn(dyingAfter(operations)).openAt(1));
      expect(opened(1).commands).toEqual(["a"]);
      expect(readdirSync(folder)).toEqual(expect.arrayContaining([1, 2, 3].map((n) => `redo-${n}.ndjson.aside`)));
      if (!wasKilled) break;
    }
  });

  it("includes one that broke off before another was begun", () => {
    written({ 1: ["a", "b"], 2: ["c"] });
    writeFileSync(pathOf("redo-1.ndjson"), readFileSync(pathOf("redo-1.ndjson")).subarray(0, -2));
    expect(opened(1)).toMatchObject({ commands: ["a"], notices: [expect.stringContaining("is damaged")] });
  });
});

describe("a redo log on a disk that fails", () => {
  it("holds all or none of what was written at once", () => {
    const sofar: string[] = [];
    for (const code of ["ENOSPC", "EFBIG", "EIO"]) {
      const log = logOn();
      log.openAt(1);
      log.write(texts(code));
      sofar.push(code);
      log.close();
      // 1: the write that fails.
      const failing = failingDisk(1, code);
      const onFull = logOn(failing.disk);
      onFull.openAt(1);
      expect(() => onFull.write(texts("lost", "lost too"))).toThrow(
        `could not be written to ${pathOf("redo-1.ndjson")}`,
      );
      expect(failing.hasFailed()).toBe(true);
      failing.mend();
      onFull.write(texts("kept"));
      sofar.push("kept");
      onFull.close();
      expect(opened(1)).toEqual({ commands: sofar, notices: [] });
    }
  });

  it("works the next time, or says why not, whichever call failed", () => {
    for (let at = 1; ; at += 1) {
      for (const name of readdirSync(folder)) rmSync(pathOf(name));
      written({ 1: ["a"], 2: ["b"] });
      writeFileSync(pathOf("redo-2.ndjson"), `${readFileSync(pathOf("redo-2.ndjson"), "utf8")}[1,`);
      const failing = diskThatFailsOnce({ at, code: "EIO" });
      const log = logOn(failing.disk);
      const done: unknown[] = ["a", "b"];
      isRefused(() => {
        log.openAt(1);
        log.write(texts("c"));
        done.push("c");
        log.begin(3);
        log.write(texts("d"));
        done.push("d");
        log.removeBelow(1);
      });
      log.close();
      if (failing.calls() < at) break;
      expect(opened(1).commands, `call ${at}`).toEqual(done);
    }
  });

  it("refuses to write when the file of a checkpoint could not be begun", () => {
    const log = logOn({
      ...realDisk,
      open: (path) => {
        if (path.endsWith("redo-2.ndjson")) throw diskError("EMFILE");
        return realDisk.open(path);
      },
    });
    log.openAt(1);
    expect(() => log.begin(2)).toThrow(/redo-2\.ndjson: too many files are open \(EMFILE\)/);
    expect(() => log.write(texts("a"))).toThrow(SmartLeadMockError);
  });

  it("refuses to write before it is opened and after it is closed", () => {
    const log = logOn();
    expect(() => log.write(texts("a"))).toThrow(`could not be written to ${folder}: no file is open`);
    log.openAt(1);
    log.close();
    expect(() => log.write(texts("a"))).toThrow(SmartLeadMockError);
    log.write([]);
  });
});

/** A disk that does nothing any more after so many operations, as if the process had been killed. */
function dyingAfter(operations: number): Disk {
  let left = operations;
  return watchedDisk(() => {
    left -= 1;
    if (left < 0) throw diskError("killed");
  });
}

function isRefused(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(SmartLeadMockError);
    return true;
  }
}
