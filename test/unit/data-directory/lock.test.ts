import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeOf, type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { type LockOwner, takeLock, thisProcess } from "../../../src/journal/storage/lock.ts";
import { diskError } from "./a-disk.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartlead-lock-"));
  path = join(folder, "lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine on which these processes run, with when they started; `null` where it does not tell. */
const ownerAmong = (pid: number, running: Readonly<Record<number, string | null>>): LockOwner => ({
  pid,
  host: "here",
  isAlive: (other) => other in running,
  startOf: (other) => running[other] ?? null,
});

const locked = (by: object) => writeFileSync(path, JSON.stringify({ host: "here", since: "then", ...by }));
const take = (owner: LockOwner, disk: Disk = realDisk) => takeLock(disk, path, owner);

describe("a lock", () => {
  it("says who holds it, and is gone when it is given back", () => {
    const lock = take(ownerAmong(1, { 1: "a" }));
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: 1, host: "here", start: "a" });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is refused while its owner lives, with the process to stop", () => {
    take(ownerAmong(4711, { 4711: "a" }));
    expect(() => take(ownerAmong(2, { 2: "b", 4711: "a" }))).toThrow(
      `${folder} is in use by process 4711; stop it, choose another --data, or use --ephemeral.`,
    );
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it("names the running mock when its holder has told where it serves", () => {
    take(ownerAmong(4711, { 4711: "a" }));
    const second = () => take(ownerAmong(2, { 2: "b", 4711: "a" }));
    const running = join(folder, "running.json");
    writeFileSync(running, JSON.stringify({ pid: 4711, url: "http://127.0.0.1:7627" }));
    expect(second).toThrow(
      /in use by process 4711, the mock at http:\/\/127\.0\.0\.1:7627 \(smartlead-mock ui --connect/,
    );
    // What an earlier process left behind proves nothing of this one.
    writeFileSync(running, JSON.stringify({ pid: 9, url: "http://127.0.0.1:1" }));
    expect(second).toThrow(/in use by process 4711; stop it/);
    rmSync(running);
  });

  it.each([
    ["its process is gone", { pid: 7, start: "a" }, { 1: "b" }],
    ["another process has its number now", { pid: 7, start: "a" }, { 1: "b", 7: "c" }],
    ["its number is ours, from an earlier life", { pid: 1, start: "a" }, { 1: "b" }],
    ["its number is ours, where the system does not tell when a process started", { pid: 1, start: null }, { 1: null }],
  ])("is taken over when %s", (_, by, running) => {
    locked(by);
    const lock = take(ownerAmong(1, running));
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: 1 });
    expect(readdirSync(folder)).toEqual(["lock"]);
    lock.release();
  });

  it.each([
    ["the system does not tell when it started", { pid: 7, start: "a" }, { 1: "b", 7: null }],
    ["the lock does not tell when it started", { pid: 7, start: null }, { 1: "b", 7: "c" }],
  ])("is refused when a process of that number lives and %s", (_, by, running) => {
    locked(by);
    expect(() => take(ownerAmong(1, running))).toThrow(/in use by process 7;/);
  });

  it.each([["a"], [null]])("is refused to a second mock of the same process (started: %s)", (start) => {
    const owner = ownerAmong(1, { 1: start });
    const lock = take(owner);
    expect(() => take(owner)).toThrow(`${folder} is in use by another mock in this process; close that one`);
    lock.release();
    take(owner).release();
  });

  it("of another host is refused with the file to delete", () => {
    locked({ pid: 7, host: "there" });
    expect(() => take(ownerAmong(1, { 1: "a" }))).toThrow(
      `${path} says that there (process 7) uses this directory, which cannot be checked from here; if that is no longer true, delete this file.`,
    );
    expect(existsSync(path)).toBe(true);
  });

  it("that was cut at any byte when its owner was killed is nobody's", () => {
    const whole = JSON.stringify({ pid: 7, host: "here", start: "a", since: "then" });
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(path, whole.slice(0, length));
      take(ownerAmong(1, { 1: "b", 7: "a" })).release();
    }
    writeFileSync(path, whole);
    expect(() => take(ownerAmong(1, { 1: "b", 7: "a" }))).toThrow(/in use/);
  });

  it("that was moved aside by a process that was killed then still counts while its owner lives", () => {
    take(ownerAmong(7, { 7: "a" }));
    realDisk.rename(path, `${path}.5`);
    expect(() => take(ownerAmong(1, { 1: "b", 7: "a" }))).toThrow(/in use by process 7;/);
    take(ownerAmong(2, { 2: "c" })).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not removed by one who does not have it any more", () => {
    const lock = take(ownerAmong(1, { 1: "a" }));
    locked({ pid: 7 });
    lock.release();
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: 7 });
  });

  it("is given back without a word when the folder is gone or cannot be written any more", () => {
    const refusing = {
      ...realDisk,
      remove: () => {
        throw diskError("EROFS");
      },
    };
    take(ownerAmong(1, { 1: "a" }), refusing).release();
    rmSync(folder, { recursive: true });
    expect(() => take(ownerAmong(1, { 1: "a" }))).toThrow(/ENOENT/);
  });

  it("does not stay when the disk fails while it is being taken", () => {
    const owner = ownerAmong(1, { 1: "a" });
    const disk = {
      ...realDisk,
      list: () => {
        throw diskError("EIO");
      },
    };
    expect(codeOf(thrownBy(() => take(owner, disk)))).toBe("EIO");
    take(owner).release();
  });
});

describe("this process", () => {
  it("knows itself, its parent, and a process that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    const { pid = 0 } = child;
    await once(child, "exit");
    expect(thisProcess).toMatchObject({ pid: process.pid, host: hostname() });
    expect([process.pid, process.ppid, pid].map(thisProcess.isAlive)).toEqual([true, true, false]);
    expect(thisProcess.startOf(pid)).toBe(null);
  });

  it.runIf(process.platform === "linux")("tells when a process started, by boot and clock ticks", () => {
    expect(thisProcess.startOf(process.pid)).toMatch(/^[-\da-f]*\/\d+$/);
    expect(thisProcess.startOf(process.pid)).toBe(thisProcess.startOf(process.pid));
    expect(thisProcess.startOf(process.pid)).not.toBe(thisProcess.startOf(1));
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return null;
}
