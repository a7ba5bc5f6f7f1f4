import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { patientRename, type RenameSystem } from "../../../src/base/patient-rename.ts";
import { shellWord } from "../../../src/base/shell-words.ts";
import { heedSignals } from "../../../src/cli/io.ts";
import { endTree, type ProcessSystem } from "../../../src/harness/session/platform/process-tree.ts";
import { isNodeCommand } from "../../../src/harness/session/receiver-clock.ts";
import { forbiddenPort } from "../../../src/server/server.ts";

/** What differs between Linux, macOS and Windows, each with a stand-in for the system; the workflow ci.yml runs all tests on the real ones. */

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe("a command and all that it started", () => {
  function ended(platform: NodeJS.Platform, kill = () => {}): string[] {
    const asked: string[] = [];
    const system: ProcessSystem = {
      platform,
      kill: (pid, signal) => {
        asked.push(`kill ${pid} ${signal}`);
        kill();
      },
      run: (file, args) => void asked.push([file, ...args].join(" ")),
    };
    endTree(4711, "SIGTERM", system);
    return asked;
  }

  it("end as a group, or on Windows as a tree", () => {
    expect(ended("linux")).toEqual(["kill -4711 SIGTERM"]);
    expect(ended("darwin")).toEqual(["kill -4711 SIGTERM"]);
    expect(ended("win32")).toEqual(["taskkill /pid 4711 /t /f"]);
  });

  it.each(["ESRCH", "EPERM"])("may have ended already: %s is no failure", (code) => {
    const kill = () => {
      throw failure(code);
    };
    expect(ended("darwin", kill)).toHaveLength(1);
  });
});

describe("a file that is renamed over another", () => {
  function renamed(platform: string, failures: readonly string[]) {
    const left = [...failures];
    const waits: number[] = [];
    let count = 0;
    const system: RenameSystem = {
      platform,
      rename: () => {
        count += 1;
        const code = left.shift();
        if (code !== undefined) throw failure(code);
      },
      sleep: (ms) => waits.push(ms),
    };
    const run = () => patientRename("a", "b", system);
    return { run, waits, count: () => count };
  }

  it("is tried again on Windows while a scanner looks at it, for half a second", () => {
    const twice = renamed("win32", ["EPERM", "EBUSY"]);
    twice.run();
    expect([twice.count(), twice.waits]).toEqual([3, [1, 5]]);
    const always = renamed("win32", Array(20).fill("EACCES"));
    expect(always.run).toThrow("EACCES");
    expect(always.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(600);
  });

  it("fails at once for any other reason, and elsewhere for any reason", () => {
    const gone = renamed("win32", ["ENOENT"]);
    expect(gone.run).toThrow("ENOENT");
    const forbidden = renamed("linux", ["EPERM"]);
    expect(forbidden.run).toThrow("EPERM");
    expect([gone.count(), forbidden.count(), gone.waits, forbidden.waits]).toEqual([1, 1, [], []]);
  });
});

describe("a signal that asks to stop", () => {
  function heard(platform: NodeJS.Platform) {
    const listeners = new Map<string, (signal: NodeJS.Signals) => void>();
    const source = {
      platform,
      on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => listeners.set(signal, listener),
      off: (signal: NodeJS.Signals) => listeners.delete(signal),
    };
    const signals: string[] = [];
    const release = heedSignals(source, (signal) => signals.push(signal));
    const names = [...listeners.keys()];
    for (const [name, listener] of listeners) listener(name as NodeJS.Signals);
    release();
    return { names, signals, left: listeners.size };
  }

  it("is Ctrl-C, SIGTERM or a closed terminal, and on Windows Ctrl-Break too", () => {
    const usual = ["SIGINT", "SIGTERM", "SIGHUP"];
    expect(heard("linux")).toEqual({ names: usual, signals: usual, left: 0 });
    expect(heard("darwin").names).toEqual(usual);
    expect(heard("win32")).toEqual({ names: [...usual, "SIGBREAK"], signals: [...usual, "SIGINT"], left: 0 });
  });
});

describe("a word for the platform's shell", () => {
  it("is quoted as the shell reads it, and never ends its quotes", () => {
    expect(shellWord("ann's", "linux")).toBe(`'ann'\\''s'`);
    expect(
      execFileSync("sh", ["-c", `printf %s ${shellWord("a'; $(id) `x` \"b", "linux")}`], { encoding: "utf8" }),
    ).toBe("a'; $(id) `x` \"b");
    expect(shellWord("ann+1@example.com", "win32")).toBe('"ann+1@example.com"');
    expect(shellWord('a" & del %PATH% | ^x', "win32")).toBe('"a  del PATH  x"');
  });
});

describe("a port that may not be opened", () => {
  it("is an administrator's, or on Windows one of those that it keeps", () => {
    expect(forbiddenPort(80, "linux")).toContain("use a --port above 1023");
    expect(forbiddenPort(50_000, "win32")).toContain("excludedportrange");
  });
});

describe("a command of Node's", () => {
  it.each([
    [["cmd", "/c", "npm start"], true],
    [["cmd.exe", "/d", "/s", "/c", "npm", "run", "dev"], true],
    [["C:\\Program Files\\nodejs\\npm.cmd", "start"], true],
    [["cmd", "/c", "php artisan serve"], false],
  ])("is known on Windows: %j", (words, isNode) => {
    expect(isNodeCommand(words)).toBe(isNode);
  });
});

describe("npm and its like on Windows", () => {
  it("are scripts, which cmd runs, with every argument quoted for it", () => {
    const folder = mkdtempSync(join(tmpdir(), "windows-"));
    writeFileSync(join(folder, "npm.CMD"), "");
    const script = `
      Object.defineProperty(process, "platform", { value: "win32" });
      process.env.comspec = "cmd.exe";
      process.env.PATHEXT = ".EXE;.CMD";
      const { command, args } = require("cross-spawn")._parse("npm", ["run", 'a b & "c"']);
      console.log(JSON.stringify([command, ...args]));`;
    const root = resolve(import.meta.dirname, "../../..");
    const env = { ...process.env, PATH: folder, Path: folder };
    const printed = execFileSync(process.execPath, ["-e", script], { cwd: root, env, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const [command, ...args] = JSON.parse(printed);
    expect([command, ...args.slice(0, 3)]).toEqual(["cmd.exe", "/d", "/s", "/c"]);
    expect(args[3]).toBe(`"npm ^"run^" ^"a^ b^ ^&^ \\^"c\\^"^""`);
  });
});
