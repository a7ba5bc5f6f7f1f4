import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** The shortest queue that Node lets a program ask for; the system puts one more in it. */
const BACKLOG = 1;
/** Listens, says where, and never takes a connection out of its queue: its thread stands still. */
const NEVER_ACCEPTS = `
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: ${BACKLOG} }, () => {
    require("node:fs").writeSync(1, server.address().port + "\\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

export interface SwallowingPort {
  readonly url: string;
  close(): void;
}

/** A port whose queue is full: on Linux it answers nothing at all to who would connect, as a program that hangs does. */
export async function swallowingPort(): Promise<SwallowingPort> {
  const child = spawn(process.execPath, ["-e", NEVER_ACCEPTS], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const port = Number(String(line));
  const queued: Socket[] = [];
  while (queued.length <= BACKLOG) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    queued.push(socket);
  }
  return {
    url: `http://127.0.0.1:${port}/hook`,
    close: () => {
      child.kill("SIGKILL");
      for (const socket of queued) socket.on("error", () => {}).destroy();
    },
  };
}
