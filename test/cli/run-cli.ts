import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Io, StopSignal } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly isTTY?: boolean;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory, so that no configuration of the repository is found. It goes with the test file. */
export function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "smartlead-cli-"));
  directories.push(directory);
  return directory;
}

/** A running command, in process, with its output captured. */
export class CliRun {
  stdout = "";
  stderr = "";
  readonly exits: number[] = [];
  readonly code: Promise<number>;
  readonly #listeners = new Set<(signal: StopSignal) => void>();
  readonly #uncaught: ((error: unknown) => void)[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(
    argv: readonly string[],
    { env = {}, cwd = emptyDirectory(), stdin = "", isTTY = false }: CliOptions = {},
  ) {
    const io: Io = {
      stdout: { write: (text) => this.#wrote(() => (this.stdout += text)), isTTY },
      stderr: { write: (text) => this.#wrote(() => (this.stderr += text)), isTTY },
      stdin: (async function* () {
        yield stdin;
      })(),
      env,
      cwd,
      pid: 4711,
      onSignal: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      onUncaught: (listener) => {
        this.#uncaught.push(listener);
        return () => this.#uncaught.splice(this.#uncaught.indexOf(listener), 1);
      },
      exit: (code) => this.exits.push(code),
    };
    this.code = main(argv, io);
    void this.code.then(() => this.#wrote(() => {}));
  }

  /** As when an error is thrown that nobody catches. */
  failUncaught(error: unknown): void {
    this.#uncaught.at(-1)?.(error);
  }

  signal(signal: StopSignal = "SIGINT"): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  /** Resolves once the output so far fulfils the condition; rejects when the command ends before. */
  async until(condition: (run: CliRun) => boolean): Promise<void> {
    let isOver = false;
    void this.code.then(() => {
      isOver = true;
    });
    while (!condition(this)) {
      if (isOver) throw new Error(`It ended before.\nstdout: ${this.stdout}\nstderr: ${this.stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  /** Asks it to stop and waits for its end. */
  async stop(): Promise<CliResult> {
    this.signal();
    return this.result();
  }

  async result(): Promise<CliResult> {
    const code = await this.code;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  #wrote(change: () => void): void {
    change();
    const waiting = [...this.#watchers];
    this.#watchers.clear();
    for (const wake of waiting) wake();
  }
}

export const runCli = (argv: readonly string[], options?: CliOptions): Promise<CliResult> =>
  new CliRun(argv, options).result();

export interface TestReceiver {
  readonly url: string;
  readonly requests: { readonly headers: IncomingMessage["headers"]; readonly body: string }[];
  close(): Promise<void>;
}

/** A real endpoint on a free port that keeps what it gets. */
export async function startReceiver(
  answer: (response: ServerResponse, count: number) => void = (response) => response.end("ok"),
): Promise<TestReceiver> {
  const requests: TestReceiver["requests"] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      requests.push({ headers: request.headers, body });
      answer(response, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
