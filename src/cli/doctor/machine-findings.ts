import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, readlinkSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { printable } from "../../base/printable.ts";
import { DEFAULT_DATA } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { doubt, type Finding, fine, problem } from "../../harness/doctor/finding.ts";
import { isAccepting } from "../../harness/session/port.ts";
import { nodeProblem } from "../process/node-version.ts";

/** Free bytes on the disk above which there is no warning: a checkpoint is written every 16 MiB of journal, and two are kept. */
const ENOUGH_DISK_BYTES = 200 * 1024 * 1024;

export function nodeFinding(version: string): Finding {
  const trouble = nodeProblem(version);
  return trouble === null ? fine("node", `Node ${version} is supported.`) : problem("node", trouble);
}

export function configFinding({ configFile }: Settings): Finding {
  if (configFile !== null) return fine("config", `${printable(configFile)} is valid.`);
  return fine("config", "There is no configuration file here; flags and environment variables apply.");
}

/** Whether the mock's port is free; if a mock uses it, `mock` reports that. */
export async function portFinding(host: string, port: number, mockUrl: string | null): Promise<Finding> {
  if (port === 0) return fine("port", "Port 0: each start takes a free one.");
  if (mockUrl !== null && portOfUrl(mockUrl) === port) return fine("port", `Port ${port} is used by a running mock.`);
  const address = host.includes(":") ? `[${host}]` : host;
  if (!(await isAccepting(new URL(`http://${address}:${port}`)))) return fine("port", `Port ${port} is free.`);
  const owner = await portOwner(port);
  return problem(
    "port",
    `Port ${port} is used by ${owner === null ? "another program" : printable(owner)}, which is not a smartlead-mock.`,
    "End that program, or start with --port 0 and name the mock with --connect URL.",
  );
}

function portOfUrl(url: string): number | null {
  if (!URL.canParse(url)) return null;
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** Whether the directory is writable, which process uses it, and how much space is left. */
export async function dataFindings({ values }: Settings, cwd: string): Promise<readonly Finding[]> {
  const name = values.data ?? DEFAULT_DATA;
  const path = resolve(cwd, name);
  const place = nearest(path);
  if (!isWritable(place)) {
    const text = `The data directory ${printable(name)} is not writable.`;
    return [problem("data", text, "Choose a writable one with --data DIR, or keep nothing with --ephemeral.")];
  }
  const { holderOf } = await import("../../journal/storage/lock-holder.ts");
  const holder = holderOf(path);
  const what = existsSync(path) ? "can be written" : "is created at the first start";
  const by =
    holder === null
      ? ""
      : `, and is in use by process ${holder.pid}${holder.url === null ? "" : `, the mock at ${holder.url}`}`;
  return [fine("data", `The data directory ${printable(name)} ${what}${by}.`), ...diskFindings(place)];
}

function diskFindings(place: string): readonly Finding[] {
  const free = freeBytes(place);
  if (free === null || free >= ENOUGH_DISK_BYTES) return [];
  const text = `The disk of the data directory has ${Math.floor(free / 1024 / 1024)} MB left; when it is full, the mock accepts nothing new.`;
  return [
    doubt(
      "disk",
      text,
      "Free some space, limit what is kept with `retention` in the configuration, or use --ephemeral.",
    ),
  ];
}

function freeBytes(place: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** The directory itself, or its nearest existing parent. */
function nearest(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearest(above);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Real ms that the operating system's tool may take. */
const ASK_MS = 2_000;
/** State of a listening socket in /proc/net/tcp (net/tcp_states.h). */
const LISTENING = "0A";

/** The program that listens on a port of this machine, for people: `node (process 4711)`; `null` if the system does not report it. */
async function portOwner(port: number): Promise<string | null> {
  return process.platform === "linux" ? ownerInProc(port) : ownerByLsof(port);
}

function ownerInProc(port: number): string | null {
  const sockets = new Set(["tcp", "tcp6"].flatMap((name) => listeningInodes(port, `/proc/net/${name}`)));
  if (sockets.size === 0) return null;
  for (const pid of namesIn("/proc").filter((name) => /^\d+$/.test(name))) {
    const isOwner = namesIn(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
    if (isOwner) return `${textOf(`/proc/${pid}/comm`).trim() || "a program"} (process ${pid})`;
  }
  return null;
}

/** `socket:[inode]` of each listening socket, as in the links in /proc/PID/fd. */
function listeningInodes(port: number, table: string): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return textOf(table)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${hex}`) === true && columns[3] === LISTENING)
    .map((columns) => `socket:[${columns[9] ?? ""}]`);
}

function ownerByLsof(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"];
    execFile("lsof", args, { timeout: ASK_MS }, (error, stdout) => {
      const [, pid] = /^p(\d+)$/m.exec(stdout) ?? [];
      const [, name = "a program"] = /^c(.+)$/m.exec(stdout) ?? [];
      resolve(error !== null || pid === undefined ? null : `${name} (process ${pid})`);
    });
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The process ended meanwhile, or belongs to another user.
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
