import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Real ms that the system's own tool may take. */
const ASK_MS = 2_000;
/** State of a listening socket in /proc/net/tcp (net/tcp_states.h). */
const LISTENING = "0A";

/** Who listens on a port of this machine, for people: `node (process 4711)`; `null` where the system does not tell. */
export async function portOwner(port: number): Promise<string | null> {
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

/** `socket:[inode]` of each, as the links in /proc/PID/fd have it. */
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
    // A process that ended meanwhile, or that of another user.
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
