import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Where programs hold on while they live, so that a test hears of their end without asking the system again and again. */
export interface Lifelines {
  /** Source text by which a Node program holds on under a name, with its process id, and what it does once it has. */
  code(name: string, onceHeld?: string): string;
  /** The process id of whoever has held on under this name. */
  started(name: string): Promise<number>;
  /** Resolves when whoever held on under this name is no more. */
  ended(name: string): Promise<void>;
}

interface Line {
  readonly pid: Promise<number>;
  readonly ended: Promise<void>;
  hold(socket: Socket, pid: number): void;
}

/** Lifelines for one test. */
export async function lifelines(): Promise<Lifelines> {
  const lines = new Map<string, Line>();
  const lineOf = (name: string): Line => {
    const line = lines.get(name) ?? aLine();
    lines.set(name, line);
    return line;
  };
  const server = createServer((socket) => {
    socket.on("error", () => {}).setEncoding("utf8");
    socket.once("data", (text: string) => {
      const [name = "", pid = ""] = text.trim().split(" ");
      lineOf(name).hold(socket, Number(pid));
    });
  });
  const port = await listening(server);
  onTestFinished(() => void server.close());
  return {
    code: (name, onceHeld = "") =>
      `require("node:net").connect(${port}, "127.0.0.1").write("${name} " + process.pid + "\\n", () => {${onceHeld}});`,
    started: (name) => lineOf(name).pid,
    ended: (name) => lineOf(name).ended,
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function aLine(): Line {
  let known = (_pid: number) => {};
  let over = () => {};
  return {
    pid: new Promise((resolve) => {
      known = resolve;
    }),
    ended: new Promise((resolve) => {
      over = resolve;
    }),
    hold: (socket, pid) => {
      socket.once("close", () => over());
      known(pid);
    },
  };
}

/** Whether a process of this id runs. One that has ended is gone, also before its parent has fetched it, where the system tells (Linux). */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // The state follows the name, which is in parentheses and may contain some itself.
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.[0];
    return state !== "Z" && state !== "X";
  } catch {
    return process.platform !== "linux";
  }
}
