import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from "vitest";
import { createMock } from "../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../src/mock/mock.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../src/server/server.ts";

/** Real ms that anything on the page may take to appear on a busy machine. */
const APPEARING_MS = 10_000;

const DOOR = { host: "127.0.0.1", port: 0, token: null, apiKey: null, allowNames: [], version: "0.1.0" };

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

interface Look extends BrowserContextOptions {
  /** Behind the mock's address, such as `#numbers`. */
  readonly path?: string;
}

/** A mock with a receiver, and pages of one browser on it. All is new for each test. */
export interface PageBench {
  readonly mock: SmartLeadMock;
  readonly server: RunningServer;
  /** How the receiver answers the requests that come: the first of them in turn, then 200. */
  readonly answers: Answering[];
  /** What went wrong in the page, or was kept from happening there. */
  readonly troubles: string[];
  /** The page tried to ask for this, and its browser kept it from doing so. */
  forgive(url: string): void;
  open(look?: Look): Promise<Page>;
  /** Another mock takes the place of this one, at the same address. */
  restart(options?: MockOptions): Promise<void>;
  /** The address is free until `restart`. */
  stop(): Promise<void>;
}

interface PageBenchOptions {
  readonly server?: Partial<ServerOptions>;
  readonly mock?: MockOptions;
}

/** Tests in a browser; they are skipped where none can run (test/browser/setup.ts says why). */
export const describeInBrowser = describe.skipIf(inject("browserEndpoint") === null);

export function pageBench(options: PageBenchOptions = {}): PageBench {
  let browser: Browser | null = null;
  let [mock, server]: [SmartLeadMock | null, RunningServer | null] = [null, null];
  const answers: Answering[] = [];
  const requested = new Set<string>();
  const troubles: string[] = [];
  const receiver = createServer((request, response) => {
    request.resume();
    const answer = answers.shift() ?? ((_request, done) => done.end('{"ok":true}'));
    request.on("end", () => answer(request, response));
  });
  const start = async (port: number, more: MockOptions = {}) => {
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const now = Date.UTC(2026, 0, 5, 9);
    mock = createMock({ seed: 1, run: "run-1", clock: "manual", now, target, ...options.mock, ...more });
    server = await startServer({ ...DOOR, ...options.server, port, mock });
  };
  const stop = async () => {
    await server?.close();
    await mock?.close(0);
  };
  beforeAll(async () => {
    const endpoint = inject("browserEndpoint");
    if (endpoint !== null) browser = await chromium.connect(endpoint);
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    await browser?.close();
    receiver.closeAllConnections();
    receiver.close();
  });
  beforeEach(async () => {
    for (const list of [answers, troubles]) list.length = 0;
    requested.clear();
    await start(0);
  });
  afterEach(async () => {
    const own = server?.url;
    await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
    await stop();
    // Whatever a test looks at: the page asks nobody but its own mock, and nothing breaks in it.
    expect([...requested].filter((url) => !url.startsWith(`${own}/`) && !/^(data|blob|about):/.test(url))).toEqual([]);
    expect(troubles).toEqual([]);
  });
  const open = async ({ path = "", ...look }: Look = {}) => {
    if (browser === null) throw new Error("There is no browser.");
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", ...look });
    context.setDefaultTimeout(APPEARING_MS);
    const page = await context.newPage();
    page.on("request", (request) => requested.add(request.url()));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load|WebSocket/.test(message.text())) troubles.push(message.text());
    });
    await page.goto(`${present(server).url}/${path}`);
    return page;
  };
  return {
    get mock() {
      return present(mock);
    },
    get server() {
      return present(server);
    },
    answers,
    forgive: (url) => {
      // What the policy stops is told as a request too, one that has failed before it left.
      requested.delete(url);
    },
    troubles,
    open,
    stop,
    restart: async (more) => {
      const { port } = present(server);
      await stop();
      await start(port, more);
    },
  };
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("It exists only while a test runs.");
  return value;
}
