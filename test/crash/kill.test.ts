import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashText, type Random, seededRandom } from "../../src/base/random.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { openDataDirectory } from "../../src/journal/storage/data-directory.ts";
import { createMock } from "../../src/mock/create-mock.ts";
import { runs } from "../depth.ts";
import type { VictimOrder } from "./victim.ts";

const DELIVERIES = runs(800);
const KILLS = runs(40);
const SEEDS = [1, 2];
/** The operations of a life that is not killed early: some for each turn of the loop, more for a checkpoint. */
const LATEST_OPERATION = 45;

let folder: string;
let victim: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "smartlead-kill-"));
  const outDir = join(folder, "victim");
  const entry = { victim: new URL("./victim.ts", import.meta.url).pathname };
  await build({ config: false, entry, outDir, format: "esm", platform: "node", dts: false, logLevel: "error" });
  victim = join(outDir, readdirSync(outDir).find((name) => /^victim\.m?js$/.test(name)) ?? "");
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Which request came in which life of the mock. */
interface Hit {
  readonly requestId: string;
  readonly life: number;
}

/** Answers by the request id alone: most are taken, some refused, some fail once or always. */
class Receiver {
  readonly hits: Hit[] = [];
  life = 0;
  readonly #seen = new Map<string, number>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const requestId = String(request.headers["x-request-id"]);
      this.hits.push({ requestId, life: this.life });
      const count = (this.#seen.get(requestId) ?? 0) + 1;
      this.#seen.set(requestId, count);
      request.resume();
      request.on("end", () => response.writeHead(statusFor(requestId, count)).end("{}"));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function statusFor(requestId: string, count: number): number {
  const kind = hashText(requestId) % 10;
  if (kind === 0) return 400;
  if (kind === 1) return 500;
  return kind <= 4 && count === 1 ? 503 : 200;
}

/** What the journal's files say, read like a user would: line by line, as far as lines are whole. */
class JournalFiles {
  readonly settled = new Set<string>();
  readonly requestIdOf = new Map<string, string>();
  readonly #folder: string;
  readonly #read = new Map<string, number>();

  constructor(path: string) {
    this.#folder = join(path, "journal");
  }

  read(): void {
    for (const name of readdirSync(this.#folder)) {
      const text = readFileSync(join(this.#folder, name), "latin1");
      const from = this.#read.get(name) ?? 0;
      const to = text.lastIndexOf("\n") + 1;
      for (const line of text.slice(from, to).split("\n").filter(Boolean)) this.#take(JSON.parse(line));
      this.#read.set(name, to);
    }
  }

  #take(entry: { type: string; delivery_id?: string; delivery?: Delivery }): void {
    if (entry.type === "delivery.settled") this.settled.add(entry.delivery_id ?? "");
    if (entry.delivery !== undefined) this.requestIdOf.set(entry.delivery.id, entry.delivery.request_id);
  }
}

interface Life {
  readonly accepted: readonly string[];
  readonly wasKilled: boolean;
  readonly exitCode: number | null;
  readonly errors: string;
}

async function live(order: VictimOrder): Promise<Life> {
  const child: ChildProcess = spawn(process.execPath, [victim, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, errors] = ["", ""];
  child.stdout?.on("data", (data) => {
    out += data;
  });
  child.stderr?.on("data", (data) => {
    errors += data;
  });
  const [exitCode, signal] = await once(child, "close");
  const said = out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { accepted: said.flatMap(({ accepted = [] }) => accepted), wasKilled: signal === "SIGKILL", exitCode, errors };
}

/** Lives and dies until everything has been accepted and it was killed often enough; then one life in peace. */
async function manyLives(random: Random, retainEntries: number) {
  const path = join(folder, `data-${random.hex(8)}`);
  const receiver = new Receiver();
  const target = await receiver.listen();
  const files = new JournalFiles(path);
  const accepted = new Set<string>();
  /** By request id, in which life it was found settled. */
  const settledIn = new Map<string, number>();
  let kills = 0;
  const order = { path, target, checkpointEveryBytes: 150_000, retainEntries };
  try {
    for (let isOver = false; !isOver; receiver.life += 1) {
      const events = Math.max(0, Math.ceil((DELIVERIES - accepted.size) / Math.max(1, KILLS - kills))) * 2;
      isOver = kills >= KILLS && accepted.size >= DELIVERIES;
      const moment = random.pick(["before", "half", "after"] as const);
      const dieAt = isOver ? null : random.int(1, LATEST_OPERATION);
      const life = await live({ ...order, events: isOver ? 0 : events, perCall: random.int(1, 8), dieAt, moment });
      if (life.wasKilled) kills += 1;
      else expect(life, life.errors).toMatchObject({ exitCode: 0 });
      for (const id of life.accepted) accepted.add(id);
      files.read();
      for (const id of files.settled) {
        const requestId = files.requestIdOf.get(id) ?? "";
        if (!settledIn.has(requestId)) settledIn.set(requestId, receiver.life);
      }
    }
  } finally {
    receiver.close();
  }
  return { path, receiver, accepted, settledIn, files, kills };
}

function everyDelivery(path: string): Delivery[] {
  const data = openDataDirectory({ path, version: "0.0.0-test" });
  const mock = createMock({ data, clock: "virtual" });
  const found: Delivery[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = mock.deliveries.list({}, { limit: 500, cursor });
    found.push(...page.data);
    cursor = page.next_cursor;
  }
  void mock.close(0);
  return found;
}

describe("a mock that is killed again and again", () => {
  it.each(SEEDS)(
    "loses no delivery, sends none again that had settled, and counts no interrupted attempt (seed %d)",
    async (seed) => {
      const { path, receiver, accepted, settledIn, kills } = await manyLives(seededRandom(seed, "kills"), 10_000_000);
      expect(kills).toBeGreaterThanOrEqual(KILLS);
      expect(accepted.size).toBeGreaterThanOrEqual(DELIVERIES);
      const deliveries = new Map(everyDelivery(path).map((delivery) => [delivery.id, delivery]));
      const lost = [...accepted].filter((id) => !deliveries.has(id));
      expect(lost).toEqual([]);
      expect([...deliveries.values()].filter(({ settled_at }) => settled_at === null)).toEqual([]);
      const sentAgain = receiver.hits.filter(({ requestId, life }) => life > (settledIn.get(requestId) ?? life));
      expect(sentAgain).toEqual([]);
      const requestIds = [...deliveries.values()].map(({ request_id }) => request_id);
      expect(new Set(requestIds).size).toBe(requestIds.length);
      // Nothing goes out that the journal does not know of.
      const known = new Set(requestIds);
      expect(receiver.hits.filter(({ requestId }) => !known.has(requestId))).toEqual([]);
      const hitsOf = countsOf(receiver.hits.map(({ requestId }) => requestId));
      for (const { attempts, request_id, state, reason } of deliveries.values()) {
        const tries = attempts.filter(({ outcome }) => outcome !== "interrupted").length;
        const hits = hitsOf.get(request_id) ?? 0;
        // An interrupted attempt may or may not have gone out; every other one did.
        expect(hits).toBeGreaterThanOrEqual(tries);
        expect(hits).toBeLessThanOrEqual(attempts.length);
        expect(tries).toBeLessThanOrEqual(3);
        if (reason === "exhausted") expect(tries).toBe(3);
        expect([state, reason]).toEqual(verdictFor(request_id));
      }
    },
    600_000,
  );

  it("keeps what is open while the past is cut away under it", async () => {
    const { accepted, files, receiver, path } = await manyLives(seededRandom(3, "kills"), 2_000);
    const unsettled = [...accepted].filter((id) => !files.settled.has(id));
    expect(unsettled).toEqual([]);
    expect(receiver.hits.length).toBeGreaterThanOrEqual(accepted.size);
    expect(everyDelivery(path).length).toBeLessThan(accepted.size);
  }, 600_000);
});

/** How a delivery must have ended, whatever happened on the way. */
function verdictFor(requestId: string): [string, string | null] {
  const kind = hashText(requestId) % 10;
  if (kind === 0) return ["failed", "rejected"];
  return kind === 1 ? ["failed", "exhausted"] : ["delivered", null];
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
