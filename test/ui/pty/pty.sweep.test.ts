import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { constants, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { type RunningServer, startServer } from "../../../src/server/server.ts";
import { hasPseudoTerminals, PtyTerminal } from "./pty-terminal.ts";

const LEFT_SCREEN = /\u001b\[\?25h\u001b\[\?1049l/;
const BASE = { PATH: process.env.PATH ?? "", TERM: "xterm-256color", HOME: process.env.HOME ?? "/" };

/** What users run; the build before the tests has made it from the sources as they are. */
const bin = resolve(import.meta.dirname, "../../../dist/bin.js");
let folder: string;
let terminals: PtyTerminal[] = [];

beforeAll(() => {
  if (hasPseudoTerminals) folder = mkdtempSync(join(tmpdir(), "smartlead-pty-"));
});

afterAll(() => {
  if (hasPseudoTerminals) rmSync(folder, { recursive: true, force: true });
});

/** A receiver, a mock that sends to it, and its door; its clock is moved by hand. */
let receiver: Server;
let statuses: number[] = [];
let mock: SmartLeadMock;
let server: RunningServer;
let port = 0;

beforeEach(async () => {
  terminals = [];
  statuses = [];
  receiver = createServer((request, response) => {
    request.resume();
    response.statusCode = statuses.shift() ?? 200;
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  mock = createMock({ clock: "manual", now: Date.UTC(2026, 0, 5, 9), run: "r1", seed: 1, target });
  port = 0;
  await openFetchHandler();
});

afterEach(async () => {
  for (const terminal of terminals) await terminal.close();
  await server.close();
  await mock.close(0);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function openFetchHandler(): Promise<void> {
  server = await startServer({
    mock,
    host: "127.0.0.1",
    port,
    token: null,
    apiKey: null,
    allowNames: [],
    version: "0.1.0",
  });
  port = server.port;
}

interface Opening {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
  readonly node?: readonly string[];
}

function openUi({ columns, rows, env = {}, node = [] }: Opening = {}): PtyTerminal {
  const command = [process.execPath, ...node, bin, "ui", "--connect", server.url];
  const size = columns === undefined || rows === undefined ? {} : { columns, rows };
  const terminal = new PtyTerminal(command, { cwd: folder, env: { ...BASE, ...env }, ...size });
  terminals.push(terminal);
  return terminal;
}

/** A shell with job control in a terminal, and the line that opens a console in it, which first writes down its process id. */
async function openShell(): Promise<{ terminal: PtyTerminal; run: string }> {
  const terminal = new PtyTerminal(["bash", "--norc", "--noprofile", "-i"], {
    cwd: folder,
    env: BASE,
  });
  terminals.push(terminal);
  await terminal.until(/^bash\S*[$#]/m);
  const run = `sh -c 'echo pid=$$.; exec "${process.execPath}" "${bin}" ui --connect ${server.url}'`;
  return { terminal, run };
}

function pidIn(terminal: PtyTerminal): number {
  return Number(/pid=(\d+)\./.exec(terminal.written)?.[1]);
}

const isLive = /● live.*(Nothing has been sent|EMAIL_)/s;

const hasBash = spawnSync("bash", ["-c", "exit"]).status === 0;
const title = `a real terminal${hasPseudoTerminals ? "" : " (python3 is missing)"}`;

describe.skipIf(!hasPseudoTerminals)(title, { timeout: 180_000 }, () => {
  it("is taken over, follows its size, and is given back at the end", async () => {
    const terminal = openUi();
    await terminal.until(isLive);
    expect(terminal.isAlternate).toBe(true);
    mock.emit({ eventType: "EMAIL_REPLY" });
    await terminal.until(/EMAIL_REPLY .*✓ 200/);
    terminal.resize(130, 40);
    const wide = await terminal.until((screen) => screen.split("\n").some((row) => /duplicate +next try/.test(row)));
    expect(wide.split("\n")).toHaveLength(40);
    terminal.resize(60, 12);
    await terminal.until(
      (screen) => /event +lead +try +outcome/.test(screen) && screen.split("\n").every((row) => row.length <= 60),
    );
    terminal.type("q");
    expect(await terminal.end).toEqual({ code: 0, signal: null, isRestored: true });
    expect(terminal.written.slice(-60)).toMatch(LEFT_SCREEN);
    expect(terminal.isAlternate).toBe(false);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("is given back at %s", async (name) => {
    const terminal = openUi();
    await terminal.until(isLive);
    terminal.signal(constants.signals[name]);
    expect(await terminal.end).toMatchObject({ code: 0, isRestored: true });
    expect(terminal.written).toMatch(LEFT_SCREEN);
  });

  it("is given back at Ctrl-C, also from a line that is being written", async () => {
    const terminal = openUi();
    await terminal.until(isLive);
    terminal.type("/status:");
    await terminal.until(/\/status:/);
    terminal.type("\u0003");
    expect(await terminal.end).toEqual({ code: 0, signal: null, isRestored: true });
  });

  it.runIf(hasBash)("is left at Ctrl-Z, and taken again by fg, with what has happened meanwhile", async () => {
    const { terminal, run } = await openShell();
    terminal.type(`${run}\r`);
    await terminal.until(isLive);
    for (const [leave, event] of [
      [() => terminal.type("\u001a"), "EMAIL_REPLY"],
      [() => terminal.type("/status:\u001a"), "EMAIL_BOUNCE"],
      [() => process.kill(pidIn(terminal), "SIGTSTP"), "EMAIL_OPEN"],
    ] as const) {
      leave();
      await terminal.until((screen) => /Stopped/.test(screen) && !terminal.isAlternate);
      mock.emit({ eventType: event });
      // The keys are the shell's again: it echoes what is typed.
      terminal.type("echo a$((40+2))b; fg\r");
      await terminal.until((screen) => terminal.isAlternate && new RegExp(`${event} .*✓ 200`).test(screen));
      expect(terminal.written).toContain("a42b");
    }
    terminal.resize(120, 30);
    await terminal.until((screen) => screen.split("\n").some((row) => /duplicate +next try/.test(row)));
    terminal.type("\u0003");
    await terminal.until((screen) => !terminal.isAlternate && /bash\S*[$#] *$/.test(screen.trimEnd()));
    terminal.type("exit\r");
    expect(await terminal.end).toMatchObject({ code: 0, isRestored: true });
  });

  it.runIf(hasBash)("draws nothing over a shell that lets it go on in the background", async () => {
    const { terminal, run } = await openShell();
    terminal.type(`${run}\r`);
    await terminal.until(isLive);
    terminal.type("\u001a");
    await terminal.until((screen) => /Stopped/.test(screen) && !terminal.isAlternate);
    const before = terminal.written.length;
    terminal.type("bg; until jobs | grep -q Stopped; do :; done; echo s$((40+2))d\r");
    await terminal.until(/s42d/);
    expect(terminal.written.slice(before)).not.toContain("\u001b[?1049h");
    terminal.type("fg\r");
    await terminal.until((screen) => terminal.isAlternate && isLive.test(screen));
    terminal.type("q");
    await terminal.until(() => !terminal.isAlternate);
    terminal.type("exit\r");
    expect(await terminal.end).toMatchObject({ code: 0 });
  });

  it.runIf(hasBash)("is drawn anew after a stop that nobody announced", async () => {
    const { terminal, run } = await openShell();
    terminal.type(`${run}\r`);
    await terminal.until(isLive);
    process.kill(pidIn(terminal), "SIGSTOP");
    await terminal.until(/Stopped/);
    terminal.type("fg\r");
    await terminal.until((screen) => terminal.isAlternate && isLive.test(screen) && !screen.includes("Stopped"));
    terminal.type("q");
    await terminal.until(() => !terminal.isAlternate);
    terminal.type("exit\r");
    expect(await terminal.end).toMatchObject({ code: 0 });
  });

  it("is given back at a crash, before its reason is told", async () => {
    const crash = join(folder, "crash.mjs");
    writeFileSync(crash, 'process.on("SIGUSR2", () => { throw new Error("a defect"); });\n');
    const terminal = openUi({ node: ["--import", crash] });
    await terminal.until(isLive);
    terminal.signal(constants.signals.SIGUSR2);
    expect(await terminal.end).toMatchObject({ isRestored: true });
    expect(terminal.written).toMatch(/\u001b\[\?1049l[\s\S]*a defect/);
  });

  it("shows that the connection is lost and regained, and misses nothing", async () => {
    mock.emit({ eventType: "EMAIL_REPLY" });
    const terminal = openUi();
    await terminal.until(/EMAIL_REPLY .*✓ 200/);
    await server.close();
    await terminal.until(/○ connection lost/);
    mock.emit({ eventType: "EMAIL_BOUNCE" });
    await openFetchHandler();
    await terminal.until(/● live.*EMAIL_BOUNCE .*✓ 200/s);
    terminal.type("5");
    await terminal.until(/The connection was lost.*Connected again/s);
  });

  it("is lent to the editor, whose keys are its own", async () => {
    mock.emit({ eventType: "EMAIL_REPLY", overrides: { preview_text: "before" } });
    writeFileSync(join(folder, "editor.sh"), 'printf "EDITING\\n"; read line; sed -i.bak "s/before/$line/" "$1"\n');
    const terminal = openUi({ env: { EDITOR: "sh ./editor.sh" } });
    await terminal.until(/EMAIL_REPLY .*✓ 200/);
    terminal.type("e");
    await terminal.until((screen) => screen.includes("EDITING") && !terminal.isAlternate);
    terminal.type("qqq after\r");
    await terminal.until(/was sent as edited, with a new request id/);
    await terminal.until(/EMAIL_REPLY.*\n.*EMAIL_REP/);
    const [edited] = mock.deliveries.list({ q: "is:resent" }, { limit: 5 }).data;
    expect(mock.deliveries.get(edited!.id)?.request?.body).toContain('"preview_text": "qqq after"');
    terminal.type("q");
    expect(await terminal.end).toEqual({ code: 0, signal: null, isRestored: true });
  });

  it("does what its keys say", async () => {
    const terminal = openUi({ columns: 110, rows: 30 });
    await terminal.until(isLive);
    statuses = [500, 200, 404];
    terminal.type("treply\r");
    await terminal.until(/EMAIL_REPLY .*↻ 500 .*in 1m/);
    terminal.type("n");
    await terminal.until(/EMAIL_REPLY .*✓ 200/);
    terminal.type("tbounce\r");
    await terminal.until(/EMAIL_BOUNCE .*✗ 404/);
    terminal.type("F");
    await terminal.until(/1 that had failed are sent again/);
    await terminal.until(/deliveries 3/);
    terminal.type("r");
    await terminal.until(/deliveries 4 /);
    terminal.type("R");
    await terminal.until(/deliveries 5 /);
    terminal.type("d");
    await terminal.until(/deliveries 7 /);
    terminal.type("y");
    await terminal.until(/Copied a curl command to the terminal/);
    expect(terminal.written).toMatch(/\u001b\]52;c;[A-Za-z0-9+/=]+\u0007/);
    terminal.type("s\r");
    await terminal.until(/save as EMAIL_/);
    terminal.type("\u0015saved.json\r");
    await terminal.until(/Saved as saved\.json/);
    expect(JSON.parse(readFileSync(join(folder, "saved.json"), "utf8"))).toHaveProperty("event_type");
    terminal.type("o");
    await terminal.until(/mail of step/);
    terminal.type("\u001b");
    await terminal.until(/\d+ below|following|not following/);
    terminal.type("tclick\t");
    await terminal.until(/in which campaign/);
    terminal.type("3600002\r");
    await terminal.until(/by which lead of 3600002.*\n.*\n +\S+@/);
    terminal.type("\u001b[B\r");
    await terminal.until(/EMAIL_LINK_CLICK of \S+@\S+ goes to 1 webhook/);
    terminal.type("ffdelay\r");
    await terminal.until(/› delay:/);
    terminal.type("by=2m\r");
    await terminal.until(/1 fault active.*Armed:/s);
    terminal.type("x");
    await terminal.until(/Disarmed delay:by=2m/);
    terminal.type("1J");
    await terminal.until(/The clock is at 2026-01-05T09:3\d/);
    terminal.type("cx60\r");
    await terminal.until(/60 times faster/);
    terminal.type("C");
    await terminal.until(/and stopped/);
    terminal.type("P5\r");
    await terminal.until(/Traffic runs: 5 events per second/);
    terminal.type("p");
    await terminal.until(/Traffic is paused/);
    for (const [key, seen] of [
      ["2", "Campaigns"],
      ["4", "Attempts per second"],
      ["5", "traffic paused"],
      ["6", "No scenario"],
    ] as const) {
      terminal.type(key);
      await terminal.until((screen) => screen.includes(seen));
    }
    terminal.type("1/type:EMAIL_LINK_CLICK\r");
    await terminal.until(/\/type:EMAIL_LINK_CLICK {2}1 of/);
    terminal.type("\r");
    await terminal.until(/Timing/);
    terminal.type("v");
    await terminal.until(/Compare/);
    terminal.type("guide live\r");
    await terminal.until(/two dialects/);
    terminal.type("?");
    await terminal.until(/In text views/);
    terminal.type("1\u0012yes\r");
    await terminal.until(/deliveries 0 /);
    terminal.type("q");
    expect(await terminal.end).toEqual({ code: 0, signal: null, isRestored: true });
  });

  it("shows the same to several consoles", async () => {
    const consoles = [openUi(), openUi({ columns: 120, rows: 30 })];
    for (const one of consoles) await one.until(isLive);
    consoles[0]!.type("treply\r");
    for (const one of consoles) await one.until(/EMAIL_REPLY .*✓ 200/);
    consoles[1]!.type("r");
    for (const one of consoles) await one.until(/deliveries 2 /);
    consoles[0]!.type("q");
    await consoles[0]!.end;
    mock.emit({ eventType: "EMAIL_OPEN" });
    await consoles[1]!.until(/EMAIL_OPEN .*✓ 200/);
  });

  it("has no colours where it is asked for none, and ASCII on the Linux console", async () => {
    mock.emit({ eventType: "EMAIL_REPLY" });
    const plain = openUi({ env: { NO_COLOR: "1" } });
    await plain.until(/EMAIL_REPLY .*✓ 200/);
    expect(plain.written).not.toMatch(/\u001b\[(3[0-9]|4[0-9]|9[0-9]|38|48)[;m]/);
    const linux = openUi({ env: { TERM: "linux" } });
    expect(await linux.until(/EMAIL_REPLY .*\+ 200/)).toMatch(/^[\x00-\x7e]*$/);
  });

  it("shows start's own console, and ends the mock with it", async () => {
    const command = [
      process.execPath,
      bin,
      "start",
      "--port",
      "0",
      "--ephemeral",
      "--ready-file",
      join(folder, "r.json"),
    ];
    const terminal = new PtyTerminal(command, { cwd: folder, env: BASE, columns: 100, rows: 30 });
    terminals.push(terminal);
    await terminal.until(/● live.*A built-in receiver answers/s);
    await terminal.until(/EMAIL_|LEAD_/);
    terminal.type("q");
    expect(await terminal.end).toEqual({ code: 0, signal: null, isRestored: true });
    expect(existsSync(join(folder, "r.json"))).toBe(false);
  });
});
