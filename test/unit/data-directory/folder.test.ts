import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { DATA_FORMAT_VERSION, type FolderOptions, openFolder } from "../../../src/journal/storage/folder.ts";
import { diskError } from "./a-disk.ts";
import { diskThatFailsOnce } from "./disk-that-fails-once.ts";

let top: string;
let path: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "smartlead-folder-"));
  path = join(top, "deep", "data");
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const META = { format: DATA_FORMAT_VERSION, version: "1.2.3", seed: 1, run: "abcd", now: 1_700_000_000_000 };
const OWNER = { pid: 1, host: "here", isAlive: (pid: number) => pid === 1, startOf: () => "a" };

const open = (options: Partial<FolderOptions> = {}) =>
  openFolder({ disk: realDisk, path, asked: {}, fresh: () => META, owner: OWNER, ...options });

/** Opened and given back. */
const opened = (options: Partial<FolderOptions> = {}) => {
  const { meta, isFresh, release } = open(options);
  release();
  return { meta, isFresh };
};

const refusal = (options: Partial<FolderOptions> = {}): string => {
  try {
    opened(options);
  } catch (error) {
    expect(error).toBeInstanceOf(SmartLeadMockError);
    expect(error).toMatchObject({ code: "data_unusable" });
    return error instanceof Error ? error.message : "";
  }
  return "It was opened.";
};

const writeMeta = (meta: unknown) => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "meta.json"), typeof meta === "string" ? meta : JSON.stringify(meta));
};

describe("a data directory", () => {
  it("is made with all that is above it, and keeps out of version control", () => {
    expect(opened()).toEqual({ meta: META, isFresh: true });
    expect(readdirSync(path)).toEqual([".gitignore", "deliveries", "journal", "meta.json"]);
    expect(readFileSync(join(path, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("is what it was made as the next time, whatever a fresh one would be", () => {
    opened();
    const other = { ...META, seed: 2, run: "else", now: 5 };
    expect(opened({ fresh: () => other })).toEqual({ meta: META, isFresh: false });
    expect(opened({ asked: { seed: 1, run: "abcd" } })).toEqual({ meta: META, isFresh: false });
  });

  it("is locked until it is given back", () => {
    const { release } = open();
    expect(refusal()).toContain(`${path} is in use by`);
    release();
    expect(opened().isFresh).toBe(false);
  });

  it.each([
    [{ seed: 5 }, "was created with seed 1; leave out --seed 5, or choose another --data."],
    [{ run: "else" }, "was created with run abcd; leave out --run else, or choose another --data."],
  ])("is refused to one who asks for %o", (asked, sentence) => {
    opened();
    expect(refusal({ asked })).toBe(`${path} ${sentence}`);
    // The lock did not stay behind.
    expect(opened().isFresh).toBe(false);
  });
});

describe("a data directory of another kind", () => {
  it.each([
    [
      "a newer format, whatever else it says",
      { format: 3, other: true },
      "was written by a newer smartlead-mock (format 3; this one reads 2); update smartlead-mock, or choose another --data.",
    ],
    [
      "an older format",
      { ...META, format: 0 },
      "was written by an older smartlead-mock (format 0) that this version cannot read; use the older one, or choose another --data.",
    ],
  ])("is refused when it has %s", (_, meta, sentence) => {
    writeMeta(meta);
    expect(refusal()).toBe(`${path} ${sentence}`);
    expect(existsSync(join(path, "lock"))).toBe(false);
  });

  it.each(
    [
      "",
      JSON.stringify(META).slice(0, -1),
      "null",
      "[]",
      "7",
      '"text"',
      JSON.stringify({ ...META, seed: "1" }),
      JSON.stringify({ ...META, run: undefined }),
    ].map((text) => [text]),
  )("is refused and left as it is when its meta.json says %j", (text) => {
    writeMeta(text);
    expect(refusal()).toBe(
      `${join(path, "meta.json")} is damaged, so the directory cannot be read; choose another --data, or restore that file.`,
    );
    expect(readFileSync(join(path, "meta.json"), "utf8")).toBe(text);
  });

  it.each([["journal/1.ndjson"], ["deliveries/rows-1.ndjson"], ["checkpoint-3.json"], ["redo-3.ndjson"]])(
    "is refused when meta.json is gone but %s is there",
    (name) => {
      mkdirSync(join(path, "journal"), { recursive: true });
      mkdirSync(join(path, "deliveries"));
      writeFileSync(join(path, name), "{}");
      expect(refusal()).toBe(
        `${path} has saved data but no meta.json, so it is not used; choose another --data, or use --ephemeral.`,
      );
    },
  );

  it("is somebody else's when it holds something else, and nothing is written there", () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "thesis.txt"), "42");
    expect(refusal()).toBe(
      `${path} has other files in it (thesis.txt), so it is not used; choose another --data, or use --ephemeral.`,
    );
    expect(readdirSync(path)).toEqual(["thesis.txt"]);
  });

  it("may be empty", () => {
    mkdirSync(path, { recursive: true });
    expect(opened().isFresh).toBe(true);
  });
});

describe("a path that cannot be used", () => {
  const remedy = "choose another --data, or use --ephemeral.";

  it("is a file, lies below one, or has too long a name", () => {
    const file = join(top, "file");
    writeFileSync(file, "mine");
    const below = join(file, "data");
    const long = join(top, "x".repeat(300));
    expect(refusal({ path: file })).toBe(
      `${file} cannot be used to store data: it is a file, not a folder (EEXIST); ${remedy}`,
    );
    expect(refusal({ path: below })).toBe(
      `${below} cannot be used to store data: a part of the path is a file, not a folder (ENOTDIR); ${remedy}`,
    );
    expect(refusal({ path: long })).toBe(
      `${long} cannot be used to store data: the name is too long (ENAMETOOLONG); ${remedy}`,
    );
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("has a folder where a file of ours should be", () => {
    mkdirSync(join(path, "meta.json"), { recursive: true });
    expect(refusal()).toContain("there is a folder where a file is expected (EISDIR)");
  });

  it.each([
    ["EACCES", "you have no permission to read and write there"],
    ["EROFS", "the file system is read-only"],
    ["ENOSPC", "no space is left on the disk"],
    ["EWEIRD", "the disk rejects it"],
  ])("says so for %s, also when it was made before", (code, words) => {
    const sentence = `${path} cannot be used to store data: ${words} (${code}); ${remedy}`;
    const disk: Disk = {
      ...realDisk,
      create: () => {
        throw diskError(code);
      },
    };
    expect(refusal({ disk })).toBe(sentence);
    opened();
    expect(refusal({ disk })).toBe(sentence);
  });
});

describe("a data directory whose making is disturbed", () => {
  it.each(["nothing", "half"] as const)("works the next time wherever the disk failed (written: %s)", (written) => {
    let failures = 0;
    for (let at = 1; ; at += 1) {
      path = join(top, `${at}`);
      const failing = diskThatFailsOnce({ at, code: "ENOSPC", written });
      const sentence = refusal({ disk: failing.disk });
      if (failing.calls() < at) break;
      // What was asked to fail may be something that does not matter, such as giving the lock back.
      if (sentence !== "It was opened.") {
        expect(sentence).toContain("no space is left on the disk (ENOSPC)");
        failures += 1;
      }
      expect(opened().meta).toEqual(META);
      expect(readdirSync(path)).not.toContain("lock");
    }
    expect(failures).toBeGreaterThan(8);
  });

  it("works the next time wherever the disk failed when it was there already", () => {
    opened();
    for (let at = 1; ; at += 1) {
      const failing = diskThatFailsOnce({ at, code: "EIO" });
      const sentence = refusal({ disk: failing.disk });
      if (failing.calls() < at) break;
      expect(sentence).toMatch(/^It was opened\.|the disk rejects it \(EIO\)/);
      expect(opened()).toEqual({ meta: META, isFresh: false });
    }
  });

  it("works the next time wherever the process was killed", () => {
    const stages = [".gitignore", "lock", "lock.12", "meta.tmp"];
    for (let count = 0; count <= stages.length; count += 1) {
      path = join(top, `${count}`);
      mkdirSync(join(path, "journal"), { recursive: true });
      for (const name of stages.slice(0, count)) writeFileSync(join(path, name), "{");
      expect(opened()).toEqual({ meta: META, isFresh: true });
    }
  });
});
