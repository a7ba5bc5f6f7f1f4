import { createHash } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openPort } from "../../../src/library/open-port.ts";
import { fetchHandler } from "../../../src/mock/fetch-handler.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { runs, stride } from "../../depth.ts";
import { diskError, watchedDisk } from "../../unit/data-directory/a-disk.ts";
import { type Call, CHANGING, type Door, PREPARED, READING } from "../../unit/operations/changing-calls.ts";
import { bodiesOf, pathsOf, queriesOf } from "../../unit/operations/near-calls.ts";
import { aFolder, aKeptMock, aReceiver } from "./a-kept-mock.ts";

const TROUBLES = ["full", "deleted", "moved"];
/** All of them in the sweep, else one for each operation in turn. */
const troublesOf = (operation: Operation) =>
  TROUBLES.filter((_, at) => (at + CHANGING.indexOf(operation)) % stride(TROUBLES.length) === 0);
/** Random calls of one operation until one changes the account. */
const MOST_TRIES = 400;
const OPTIONS = { clock: "manual", run: "r", seed: 1 } as const;

/** The account and how many deliveries there are, in short. */
function stateOf(mock: SmartLeadMock): string {
  const state = [mock.world.save(), mock.webhooks.save(), mock.state().counters.deliveries];
  return createHash("sha256").update(JSON.stringify(state)).digest("hex");
}

async function overHttp(mock: SmartLeadMock) {
  const server = await openPort(mock, { apiKey: null, rateLimit: null, allowTargets: [] });
  return {
    close: () => server.close(),
    call: async (method: string, path: string, { query = {}, body }: { query?: object; body?: unknown } = {}) => {
      const search = new URLSearchParams({ api_key: "key", ...query });
      const sent =
        body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await fetch(`${server.url}/api/v1${path}?${search}`, { method, ...sent });
      return { status: response.status, body: await response.text() };
    },
  };
}

/** Besides those that every test knows: one that needs a receiver, and one into a campaign that sends nothing by itself meanwhile. */
const PREPARED_HERE: typeof PREPARED = {
  ...PREPARED,
  "campaign-leads.add": () => ({
    path: "/campaigns/3600004/leads",
    body: { lead_list: [{ email: "ada@lovelace.example" }] },
  }),
  "campaign-webhooks.retrigger": async (_door, mock) => {
    const receiver = await aReceiver(() => 400);
    mock.webhooks.create({
      name: "n",
      url: receiver.url,
      level: "campaign",
      campaignId: 3_600_001,
      eventTypeMap: { EMAIL_REPLY: true },
    });
    mock.emit({ eventType: "EMAIL_REPLY", campaignId: 3_600_001 });
    await mock.settled();
    const body = { fromTime: "2026-01-05T00:00:00.000Z", toTime: "2026-01-06T00:00:00.000Z" };
    return { path: "/campaigns/3600001/webhooks/retrigger-failed-events", body };
  },
};

/** The answer of every operation that reads, where it reads something that is there. */
async function allReadings(restHandler: Door, mock: SmartLeadMock): Promise<string[]> {
  const answers: string[] = [];
  for (const operation of READING) {
    const [path = ""] = fc.sample(pathsOf(mock.world, operation), { numRuns: 1, seed: 3 });
    const { status, body } = await restHandler.call(operation.method, path);
    answers.push(`${operation.id} ${path}: ${status} ${body}`);
  }
  return answers;
}

/** Calls of which one changes the account: one that is known to, or random ones. */
async function callsOf(operation: Operation, restHandler: Door, mock: SmartLeadMock): Promise<readonly Call[]> {
  const prepared = await PREPARED_HERE[operation.id]?.(restHandler, mock);
  if (prepared !== undefined) return [prepared];
  const calls = fc.record({
    path: pathsOf(mock.world, operation),
    query: queriesOf(operation),
    body: bodiesOf(operation),
  });
  return fc.sample(calls, { numRuns: MOST_TRIES, seed: 5 });
}

/** Makes the calls until one has changed the account; returns its status. */
async function untilChanged(operation: Operation, { calls, restHandler, mock }: Calling): Promise<number | string> {
  for (const { path, ...input } of calls) {
    const before = stateOf(mock);
    const { status } = await restHandler.call(operation.method, path, input);
    if (status < 300 && stateOf(mock) !== before) return status;
  }
  return "None of the calls changes the account; prepare one.";
}

/** Makes the calls until one is refused because it cannot be kept; returns its status. */
async function untilRefused(operation: Operation, { calls, restHandler, mock }: Calling): Promise<number | string> {
  for (const { path, ...input } of calls) {
    const before = stateOf(mock);
    const { status } = await restHandler.call(operation.method, path, input);
    if (status === 503) return status;
    if (status < 300 && stateOf(mock) !== before) return status;
  }
  return "None of the calls changes the account; prepare one.";
}

interface Calling {
  readonly calls: readonly Call[];
  readonly restHandler: Door;
  readonly mock: SmartLeadMock;
}

/** Opens the port of a mock; what calls it is handed on. */
async function withDoor<Value>(mock: SmartLeadMock, use: (restHandler: Door) => Promise<Value>): Promise<Value> {
  const restHandler = await overHttp(mock);
  try {
    return await use(restHandler);
  } finally {
    await restHandler.close();
  }
}

describe("a call that changed the account", () => {
  it.each(CHANGING.map((operation) => [operation.id, operation] as const))(
    "%s is answered 2xx only once a kill cannot undo it",
    async (_id, operation) => {
      const folder = aFolder();
      const mock = aKeptMock(folder, OPTIONS);
      const before = await withDoor(mock, async (restHandler) => {
        const calls = await callsOf(operation, restHandler, mock);
        expect(await untilChanged(operation, { calls, restHandler, mock })).toBe(200);
        // As by kill -9: nothing is written from here on.
        await mock.crash();
        return { state: stateOf(mock), readings: await allReadings(restHandler, mock) };
      });
      const after = aKeptMock(folder, OPTIONS);
      expect(stateOf(after)).toBe(before.state);
      expect(await withDoor(after, (restHandler) => allReadings(restHandler, after))).toEqual(before.readings);
    },
  );

  it.each(CHANGING.map((operation) => [operation.id, operation] as const))(
    "%s is refused on a full disk and after the data directory was deleted or moved, and so is every change after it",
    async (_id, operation) => {
      for (const trouble of troublesOf(operation)) {
        const folder = aFolder();
        let isFull = false;
        const disk = watchedDisk((what) => {
          if (isFull && !["truncate", "remove"].includes(what)) throw diskError("ENOSPC");
        });
        const mock = aKeptMock(folder, OPTIONS, { disk });
        await withDoor(mock, async (restHandler) => {
          const calls = await callsOf(operation, restHandler, mock);
          if (trouble === "full") isFull = true;
          if (trouble === "deleted") rmSync(folder, { recursive: true });
          if (trouble === "moved") renameSync(folder, `${folder}-moved`);
          expect([trouble, await untilRefused(operation, { calls, restHandler, mock })]).toEqual([trouble, 503]);
          const create = await restHandler.call("POST", "/campaigns/create", { body: { name: "One more" } });
          expect([create.status, JSON.parse(create.body).error ?? create.body]).toEqual([
            503,
            mock.journal.failure?.message,
          ]);
          expect((await restHandler.call("GET", "/campaigns/")).status).toBe(200);
        });
      }
    },
  );

  it("refuses a call of the control API once the data directory is gone", async () => {
    const folder = aFolder();
    const mock = aKeptMock(folder, OPTIONS);
    const server = await openPort(mock, { apiKey: null, rateLimit: null, allowTargets: [] });
    const post = (path: string, body: object) =>
      fetch(`${server.url}/_mock${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await post("/events", { event_type: "EMAIL_REPLY" })).status).toBe(202);
    rmSync(folder, { recursive: true });
    const refused = await post("/events", { event_type: "EMAIL_REPLY" });
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: "journal_unwritable" } }]);
    await server.close();
  });

  it("is kept by the library's own way in, with no port between", async () => {
    const folder = aFolder();
    const mock = aKeptMock(folder, OPTIONS);
    const call = (path: string, body: object) =>
      fetchHandler(mock)(
        new Request(`http://smartlead.test/api/v1${path}?api_key=key`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
    const created = await call("/webhook/create", { webhook_url: "http://127.0.0.1:9/hook", association_type: 1 });
    expect(created.status).toBe(200);
    expect((await call("/campaigns/create", { name: "Mine" })).status).toBe(200);
    await mock.crash();
    const after = aKeptMock(folder, OPTIONS);
    expect(after.webhooks.list()).toHaveLength(1);
    expect(after.world.campaigns.at(-1)?.name).toBe("Mine");
  });
});

describe("a call that only reads", () => {
  it.each(READING.map((operation) => [operation.id, operation] as const))(
    "%s changes nothing",
    async (_id, operation) => {
      const mock = aKeptMock(aFolder(), OPTIONS);
      await withDoor(mock, async (restHandler) => {
        const before = stateOf(mock);
        const calls = fc.tuple(pathsOf(mock.world, operation), queriesOf(operation), bodiesOf(operation));
        for (const [path, query, body] of fc.sample(calls, { numRuns: runs(30), seed: 7 })) {
          await restHandler.call(operation.method, path, { query, ...(operation.method === "GET" ? {} : { body }) });
        }
        expect(stateOf(mock)).toBe(before);
      });
    },
  );
});
