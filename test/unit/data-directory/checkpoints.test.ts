import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { Checkpoints } from "../../../src/journal/storage/checkpoints.ts";
import { type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { diskError, emptyFolder } from "./a-disk.ts";
import { diskThatFailsOnce } from "./disk-that-fails-once.ts";

let folder: string;

beforeEach(() => {
  folder = emptyFolder();
});

const open = (disk: Disk = realDisk) => new Checkpoints({ disk, folder });
const pathOf = (number: number) => join(folder, `checkpoint-${number}.json`);
const OLDER = { of: "the older" };
const NEWER = { of: "the newer", text: "Größe\n\u2028", list: [1, null, 2.5] };

/** With 7 and 8 in it. */
const twoWritten = () => {
  const checkpoints = open();
  checkpoints.write(7, OLDER);
  checkpoints.write(8, NEWER);
};

describe("checkpoints", () => {
  it("give back the newest, whatever its number's length", () => {
    expect(open().readNewest()).toBe(null);
    const checkpoints = open();
    checkpoints.write(9, OLDER);
    const bytes = checkpoints.write(10, NEWER);
    expect(bytes).toBe(readFileSync(pathOf(10)).length);
    expect(open().readNewest()).toEqual({ number: 10, content: NEWER });
    expect(checkpoints.notices).toEqual([]);
  });

  it("may hold null, which is not the same as none", () => {
    open().write(1, null);
    expect(open().readNewest()).toEqual({ number: 1, content: null });
  });

  it("forget those below a number and leave other files alone", () => {
    const checkpoints = open();
    for (const number of [8, 9, 10, 11]) checkpoints.write(number, number);
    for (const name of ["checkpoint-x.json", "checkpoint-1.json.bak"]) writeFileSync(join(folder, name), "mine");
    checkpoints.removeBelow(10);
    const left = ["checkpoint-1.json.bak", "checkpoint-10.json", "checkpoint-11.json", "checkpoint-x.json"];
    expect(readdirSync(folder).sort()).toEqual(left);
    expect(open().readNewest()).toEqual({ number: 11, content: 11 });
  });

  it("replace one that was given up", () => {
    twoWritten();
    writeFileSync(pathOf(8), "damaged");
    const checkpoints = open();
    expect(checkpoints.readNewest()?.number).toBe(7);
    checkpoints.write(8, "anew");
    expect(open().readNewest()).toEqual({ number: 8, content: "anew" });
    expect(readFileSync(`${pathOf(8)}.aside`, "utf8")).toBe("damaged");
    checkpoints.removeBelow(9);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a damaged checkpoint", () => {
  /** What is read when the newer one holds these bytes. */
  const readWith = (bytes: Uint8Array) => {
    writeFileSync(pathOf(8), bytes);
    const checkpoints = open();
    return { found: checkpoints.readNewest(), notices: checkpoints.notices };
  };
  const olderUsed = {
    found: { number: 7, content: OLDER },
    notices: [
      expect.stringMatching(/checkpoint-8\.json is damaged and was renamed to .*; the previous one is used\.$/),
    ],
  };

  it("is never believed, wherever it was cut", () => {
    twoWritten();
    const whole = readFileSync(pathOf(8));
    // The last byte is the line's end, which says nothing.
    for (let length = 0; length < whole.length - 1; length += 1) {
      expect(readWith(whole.subarray(0, length))).toEqual(olderUsed);
    }
    expect(readWith(whole).found).toEqual({ number: 8, content: NEWER });
  });

  it("is never believed, nor taken for a newer version's, whichever byte was changed", () => {
    twoWritten();
    const whole = readFileSync(pathOf(8));
    for (let at = 0; at < whole.length - 1; at += 1) {
      for (const flip of [0x01, 0x02, 0x10, 0x80]) {
        const damaged = Buffer.from(whole);
        damaged[at] = (whole[at] ?? 0) ^ flip;
        expect(readWith(damaged), `byte ${at}, flipped by ${flip}`).toEqual(olderUsed);
      }
    }
  });

  it.each([
    "null\n{}\n",
    "[]\n{}\n",
    "7\n\n",
    '{"format":1,"bytes":-1,"crc32":0}\n',
    '{"format":9e99,"bytes":0,"crc32":0}\n\n',
  ])("may begin with anything (%j)", (text) => {
    twoWritten();
    expect(readWith(Buffer.from(text))).toEqual(olderUsed);
  });

  it("is said to be the only one when it is", () => {
    open().write(1, OLDER);
    writeFileSync(pathOf(1), "damaged");
    const checkpoints = open();
    expect(checkpoints.readNewest()).toBe(null);
    expect(checkpoints.notices).toEqual([
      `${pathOf(1)} is damaged and was renamed to ${pathOf(1)}.aside; there is no other, so a new account is created; the journal is kept.`,
    ]);
  });

  it("stays given up the next time", () => {
    twoWritten();
    readWith(Buffer.from("damaged"));
    const next = open();
    expect(next.readNewest()?.number).toBe(7);
    expect(next.notices).toEqual([]);
  });
});

describe("a checkpoint of a newer version", () => {
  it("is refused, not skipped", () => {
    twoWritten();
    const body = Buffer.from('{"a":1}');
    writeFileSync(pathOf(8), `{"format":3,"bytes":${body.length},"crc32":${crc32(body, 3)}}\n${body}\n`);
    expect(() => open().readNewest()).toThrow(
      `${pathOf(8)} was written by a newer smartlead-mock (format 3; this one reads 2); update smartlead-mock, or choose another --data.`,
    );
    expect(existsSync(pathOf(8))).toBe(true);
  });
});

describe("checkpoints on a disk that fails", () => {
  it.each(["nothing", "half"] as const)("keep the one before and take no room (written: %s)", (written) => {
    open().write(7, OLDER);
    for (let at = 1; ; at += 1) {
      const failing = diskThatFailsOnce({ at, code: "ENOSPC", written });
      const checkpoints = open(failing.disk);
      if (!isRefused(() => checkpoints.write(8, NEWER), "journal_unwritable")) break;
      expect(readdirSync(folder)).toEqual(["checkpoint-7.json"]);
      expect(open().readNewest()).toEqual({ number: 7, content: OLDER });
    }
    expect(open().readNewest()).toEqual({ number: 8, content: NEWER });
  });

  it("say what is wrong, and are all read the next time", () => {
    twoWritten();
    writeFileSync(pathOf(9), "damaged");
    let at = 1;
    while (isRefused(() => open(diskThatFailsOnce({ at, code: "EACCES" }).disk).readNewest(), "data_unusable")) at += 1;
    expect(at).toBeGreaterThan(3);
    expect(open().readNewest()).toEqual({ number: 8, content: NEWER });
  });

  it("say so when old ones cannot be removed", () => {
    twoWritten();
    const disk: Disk = {
      ...realDisk,
      remove: () => {
        throw diskError("EROFS");
      },
    };
    expect(isRefused(() => open(disk).removeBelow(8), "journal_unwritable")).toBe(true);
  });
});

function isRefused(call: () => unknown, code: string): boolean {
  try {
    call();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(SmartLeadMockError);
    expect(error).toMatchObject({ code });
    return true;
  }
}
