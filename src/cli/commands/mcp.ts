import { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { createMcpServer } from "../mcp/mcp-server.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Serves the tools over standard input and output until the client closes them. */
export async function mcp(context: CommandContext): Promise<number> {
  const { io } = context;
  const server = createMcpServer(context);
  const stop = stopSignals(io, () => {});
  const input = readableOf(io.stdin);
  const ended = new Promise<void>((resolve) => input.once("close", resolve));
  try {
    await server.connect(new StdioServerTransport(input, writableOf(io)));
    await Promise.race([ended, stop.asked]);
    return EXIT.good;
  } finally {
    await server.close();
    input.destroy();
    stop.release();
  }
}

/** A stream of bytes, which the transport reads. */
function readableOf(stdin: Io["stdin"]): Readable {
  return Readable.from(bytesOf(stdin), { objectMode: false });
}

async function* bytesOf(stdin: Io["stdin"]): AsyncGenerator<Buffer> {
  for await (const chunk of stdin) yield Buffer.from(chunk);
}

function writableOf({ stdout }: Io): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      stdout.write(chunk.toString("utf8"));
      done();
    },
  });
}
