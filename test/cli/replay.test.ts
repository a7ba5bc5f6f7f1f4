import { createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Fact } from "../../src/delivery/facts.ts";
import { sample } from "../unit/drift/samples.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { type CliResult, CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receivers: TestReceiver[] = [];
afterEach(async () => {
  for (const receiver of receivers) await receiver.close();
  receivers = [];
});

async function receiver(...args: Parameters<typeof startReceiver>): Promise<TestReceiver> {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

/** A delivery of the recording: which request id, which event, how long after the first. */
function delivery(id: number, requestId: string, given: Partial<Delivery> = {}): Delivery {
  const event = given.event_type ?? "EMAIL_REPLY";
  const body = JSON.stringify({ ...sample("live", event), n: id });
  const headers = {
    "content-type": "application/json",
    "X-Request-Id": requestId,
    "x-Custom": `c${id}`,
    "Transfer-Encoding": "chunked",
  };
  return aDelivery({
    id: `dlv_${id}`,
    event_id: `evt_${requestId}`,
    request_id: requestId,
    dialect: "live",
    request: { url: "http://elsewhere.example/hook?token=***", headers, body },
    ...given,
  });
}

const FACTS: readonly Fact[] = [
  ...lifeOf(delivery(1, "a")),
  ...lifeOf(delivery(2, "b", { event_type: "EMAIL_OPEN" })),
  ...lifeOf(delivery(3, "a")),
  ...lifeOf(delivery(4, "c"), 500),
  { type: "delivery.created", delivery: delivery(5, "d", { state: "withheld" }) },
];

async function replay(
  target: string,
  flags: readonly string[],
  facts: readonly Fact[] = FACTS,
): Promise<CliResult & { cwd: string }> {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...facts)));
  return { ...(await runCli(["replay", "session.ndjson", "--target", target, "--port", "0", ...flags], { cwd })), cwd };
}

describe("smartlead-mock replay", () => {
  it("sends everything again, with its own headers and bytes, and compares", async () => {
    const target = await receiver((response, count) =>
      response.end(count === 3 ? '{"status":"already_processed"}' : "{}"),
    );
    const { code, stdout } = await replay(target.url, ["--at-once"]);
    expect(code).toBe(0);
    expect(target.requests.map(({ body }) => JSON.parse(body).n)).toEqual([1, 2, 3, 4]);
    expect(target.requests[0]).toMatchObject({
      body: delivery(1, "a").request?.body,
      headers: { "x-request-id": "a", "x-custom": "c1", "content-type": "application/json" },
    });
    expect(stdout).toMatch(/^replay: 4 deliveries$/m);
    expect(stdout).toMatch(/✓ ok +EMAIL_REPLY of ann@example\.com \(dlv_4\)/);
    expect(stdout).toMatch(/^4 deliveries: 4 ok; /m);
  });

  it("says what went worse, with its story and how to see it again", async () => {
    const target = await receiver((response, count) => {
      response.statusCode = count === 1 ? 422 : 200;
      response.end();
    });
    const { code, stdout } = await replay(target.url, ["--at-once", "--query", "type:EMAIL_REPLY -id:dlv_3"]);
    expect(code).toBe(1);
    expect(stdout).toContain("It failed: rejected 422; it was success 200 when it was recorded.");
    expect(stdout).toMatch(/expected: delivered: success 200/);
    expect(stdout).toMatch(/actual: +failed, rejected: rejected 422/);
    expect(stdout).toContain("attempt 1 ends: rejected 422");
    expect(stdout).toContain(
      `Reproduce: smartlead-mock replay session.ndjson --target ${target.url} --at-once --query id:dlv_1`,
    );
    expect(target.requests.map(({ body }) => JSON.parse(body).n)).toEqual([1, 4]);
  });

  it("tries again as the policy says, without waiting when all goes at once", async () => {
    const target = await receiver((response, count) => {
      response.statusCode = count < 3 ? 503 : 200;
      response.end();
    });
    const { code, stdout } = await replay(target.url, ["--at-once", "--query", "id:dlv_1"]);
    expect(code).toBe(0);
    expect(stdout).toContain("It took 3 tries instead of 1; the first ended server_error 503.");
    expect(target.requests.map(({ headers }) => headers["x-request-id"])).toEqual(["a", "a", "a"]);
  });

  it("gives new ids, the same where they were the same", async () => {
    const target = await receiver();
    await replay(target.url, ["--at-once", "--ids", "new"]);
    const ids = target.requests.map(({ headers }) => headers["x-request-id"]);
    expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
    expect(ids[2]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  it("keeps the recording's pace, so many times faster", async () => {
    const target = await receiver();
    const at = (second: number) => `2026-01-05T09:00:0${second}.000Z`;
    const paced = [1, 2, 3].flatMap((id) => lifeOf(delivery(id, `p${id}`, { created_at: at(id) })));
    const { code, stdout } = await replay(target.url, ["--speed", "1000", "--json"], paced);
    expect(code).toBe(0);
    const items = JSON.parse(stdout).groups.flatMap(({ items }: { items: { id: string }[] }) =>
      items.map(({ id }) => id),
    );
    expect(items).toEqual(["dlv_1", "dlv_2", "dlv_3"]);
    const far = [
      ...lifeOf(delivery(1, "f1")),
      ...lifeOf(delivery(2, "f2", { created_at: "2026-01-05T12:00:00.000Z" })),
    ];
    const patient = await replay(target.url, ["--speed", "100000"], far);
    expect([patient.code, patient.stderr]).toEqual([0, ""]);
  });

  it("says when it will take long, and stops when told to", async () => {
    const target = await receiver();
    const cwd = emptyDirectory();
    const far = [
      ...lifeOf(delivery(1, "f1")),
      ...lifeOf(delivery(2, "f2", { created_at: "2026-01-05T12:00:00.000Z" })),
    ];
    writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...far)));
    const run = new CliRun(["replay", "session.ndjson", "--target", target.url, "--port", "0"], { cwd });
    await run.until(({ stdout }) => stdout.includes("dlv_1"));
    const { code, stderr } = await run.stop();
    expect(code).toBe(1);
    expect(stderr).toContain("it takes 3h at this pace; --speed N or --at-once is faster.");
    expect(stderr).toContain("stopped after 1 of 2 deliveries.");
  });

  it("disturbs, signs and reports as asked", async () => {
    const target = await receiver((response, count) =>
      response.end(count === 1 ? "{}" : '{"status":"already_processed"}'),
    );
    const flags = [
      "--at-once",
      "--query",
      "id:dlv_1",
      "--fault",
      "lost-response:attempt=1",
      "--secret",
      "s",
      "--report",
      "junit=out.xml,json",
    ];
    const { code, stdout, cwd } = await replay(target.url, flags);
    expect(code).toBe(0);
    const [first, second] = target.requests;
    const signature = `sha256=${createHmac("sha256", "s")
      .update(first?.body ?? "")
      .digest("hex")}`;
    expect([first?.headers["x-smartlead-signature"], second?.headers["x-smartlead-signature"]]).toEqual([
      signature,
      signature,
    ]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ command: "replay", totals: { warn: 1 }, dialects: ["live"], exit_code: 0 });
    expect(report.groups[0].items[0].evidence[1]).toContain("duplicate acknowledged");
    expect(readFileSync(join(cwd, "out.xml"), "utf8")).toContain('name="smartlead-mock replay"');
  });

  it("replays what can be read of a recording that is cut off", async () => {
    const target = await receiver();
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...FACTS)).slice(0, -40));
    const { code, stderr } = await runCli(
      ["replay", "session.ndjson", "--target", target.url, "--port", "0", "--at-once"],
      { cwd },
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("the last line is cut off")]);
    expect(target.requests).toHaveLength(4);
  });

  it.each([
    [["replay"], "replay needs a recording"],
    [["replay", "session.ndjson"], "replay needs --target URL"],
    [
      ["replay", "session.ndjson", "--target", "http://localhost:1", "--speed", "2", "--at-once"],
      "--at-once and --speed cannot be combined",
    ],
    [
      ["replay", "session.ndjson", "--target", "http://localhost:1", "--json", "--report", "junit"],
      "--json means --report json",
    ],
    [
      ["replay", "session.ndjson", "--target", "http://localhost:1", "--query", "nobody@"],
      "session.ndjson contains no delivery that matches --query to send again.",
    ],
    [
      ["replay", "session.ndjson", "--target", "http://localhost:1", "--query", "stat:5"],
      "The query is invalid at column 1",
    ],
    [["replay", "nowhere.ndjson", "--target", "http://localhost:1"], "The file nowhere.ndjson does not exist"],
    [["replay", "session.ndjson", "--target", "http://localhost:1", "--ids", "old"], "--ids must be one of same, new"],
  ])("of %j says what is wrong", async (argv, sentence) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...FACTS)));
    const { code, stderr } = await runCli(argv, { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
