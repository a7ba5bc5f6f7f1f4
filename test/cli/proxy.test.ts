import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sample } from "../unit/drift/samples.ts";
import { CliRun, emptyDirectory, freePort, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receiver: TestReceiver;
let running: CliRun[] = [];

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  for (const run of running) await run.stop();
  running = [];
  await receiver.close();
});

interface Started {
  readonly run: CliRun;
  readonly cwd: string;
  /** Where SmartLead's deliveries go, and the control API. */
  readonly proxy: string;
  readonly url: string;
}

async function start(flags: readonly string[] = [], target = receiver.url): Promise<Started> {
  const cwd = emptyDirectory();
  const ours = [
    "proxy",
    "--target",
    target,
    "--port",
    "0",
    "--listen",
    "0",
    "--ui",
    "plain",
    "--ready-file",
    "ready.json",
  ];
  const run = new CliRun([...ours, ...flags], { cwd });
  running.push(run);
  await run.until(({ stdout }) => stdout !== "");
  const ready = await readyFile(join(cwd, "ready.json"));
  return { run, cwd, proxy: ready.proxy, url: ready.url };
}

/** It is written right after the banner. */
async function readyFile(path: string): Promise<{ proxy: string; url: string }> {
  for (;;) {
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const body = JSON.stringify(sample("live", "EMAIL_REPLY"));
const post = (url: string, id: string, text = body) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json", "x-request-id": id }, body: text });

describe("smartlead-mock proxy", () => {
  it("passes on, shows each delivery with where it came from, and tells how to lead a tunnel to it", async () => {
    const { run, proxy, url } = await start();
    const { port } = new URL(proxy);
    expect(run.stdout).toMatch(/^ {2}proxy +http:\/\/127\.0\.0\.1:\d+\/hook: accepts only POST to this address$/m);
    expect(run.stdout).toContain(
      `cloudflared tunnel --url http://127.0.0.1:${port} or ngrok http ${port}; register https://YOUR-TUNNEL/hook`,
    );
    expect(run.stdout).toMatch(/^ {2}data +in memory; --record FILE keeps everything$/m);
    const answer = await post(`${proxy}?token=s3cr3t`, "r-1");
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    await run.until(({ stdout }) => stdout.includes("from SmartLead"));
    expect(run.stdout).toMatch(/EMAIL_REPLY +\S+ +3600001 +user +1\/3 +success 200 .* from SmartLead$/m);
    expect(receiver.requests).toMatchObject([{ body, headers: { "x-request-id": "r-1" } }]);

    const list = await runCli(["deliveries", "--connect", url, "--json"]);
    const [{ id }] = JSON.parse(list.stdout).data;
    const { stdout } = await runCli(["deliveries", "show", id, "--connect", url]);
    expect(stdout).toMatch(/source +from SmartLead, known by X-Request-Id/);
    expect(stdout).toMatch(/called at http:\/\/127\.0\.0\.1:\d+\/hook\?token=\*\*\*/);
    expect(stdout).not.toContain("s3cr3t");
    expect((await fetch(proxy.replace("/hook", "/_mock/state"))).status).toBe(404);
  });

  it("can be told to break things, so that SmartLead tries again", async () => {
    const { run, proxy, url } = await start(["--fault", "override-status:status=500,attempt=1"]);
    expect((await post(proxy, "r-1")).status).toBe(500);
    expect((await post(proxy, "r-1")).status).toBe(200);
    await run.until(({ stdout }) => /2\/3/.test(stdout));
    expect(run.stdout).toMatch(/1\/3 +server_error 500 .* from SmartLead, fault override-status$/m);
    expect(run.stdout).toMatch(/2\/3 +success 200 +\d+ms +unproven +from SmartLead$/m);
    await runCli(["faults", "disarm", "all", "--connect", url]);
    expect((await post(proxy, "r-2")).status).toBe(200);
  });

  it("counts what SmartLead sends again alike in its lines, in `deliveries` and in a query", async () => {
    const { run, proxy, url } = await start();
    const body = JSON.stringify(sample("live", "EMAIL_REPLY"));
    const headers = { "Content-Type": "application/json", "X-Request-Id": "again" };
    for (let time = 0; time < 4; time += 1) await fetch(proxy, { method: "POST", headers, body });
    await run.until(({ stdout }) => /EMAIL_REPLY .* 4\/4 /.test(stdout));
    const inLines = [...run.stdout.matchAll(/EMAIL_REPLY .* (\d\/\d) /g)].map(([, tries]) => tries);
    const table = (await runCli(["deliveries", "--connect", url])).stdout;
    const inTable = [...table.matchAll(/EMAIL_REPLY .* (\d\/\d) /g)].map(([, tries]) => tries).reverse();
    expect(inLines).toEqual(["1/3", "2/3", "3/3", "4/4"]);
    expect(inTable).toEqual(inLines);
    const later = (await runCli(["deliveries", "--query", "attempt:>2", "--connect", url, "--json"])).stdout;
    expect(JSON.parse(later).data).toHaveLength(2);
  });

  it("shows frames with --json, and records them", async () => {
    const { run, proxy, cwd } = await start(["--json", "--record", "session.ndjson", "--secret", "s"]);
    await post(proxy, "r-1");
    await run.until(({ stdout }) => stdout.includes("delivery.settled"));
    const { code, stdout } = await run.stop();
    expect(code).toBe(0);
    const frames = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(frames.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "hello",
        "event.emitted",
        "delivery.created",
        "attempt.started",
        "attempt.finished",
        "delivery.settled",
      ]),
    );
    expect(frames.find(({ type }) => type === "event.emitted")).toMatchObject({ cause: "smartlead" });
    const list = await runCli(["deliveries", "--recording", "session.ndjson", "--json"], { cwd });
    expect(JSON.parse(list.stdout).data).toMatchObject([
      { request_id: "r-1", state: "delivered", proxied: { arrival: 1, signature: "missing" } },
    ]);
    const drift = await runCli(["drift", "session.ndjson"], { cwd });
    expect([drift.code, drift.stdout]).toEqual([0, expect.stringContaining("EMAIL_REPLY, 1 body: live, fits")]);
  });

  it("records without the people, when asked", async () => {
    const { run, proxy, cwd } = await start(["--record", "session.ndjson", "--anonymize"]);
    await post(proxy, "r-1");
    await run.until(({ stdout }) => stdout.includes("from SmartLead"));
    await run.stop();
    const text = readFileSync(join(cwd, "session.ndjson"), "utf8");
    expect(text).toContain("delivery.settled");
    expect(text).not.toMatch(/Lovelace|lead@|agency|Demo|9d1f0c52|3600001/);
    expect(receiver.requests).toMatchObject([{ body }]);
  });

  it("keeps what the receiver did not get, and sends it again when asked", async () => {
    const port = await freePort();
    const { run, proxy, url } = await start([], `http://127.0.0.1:${port}/hook`);
    expect(run.stdout).toContain("nothing listens there yet");
    expect((await post(proxy, "r-1")).status).toBe(502);
    const failed = await runCli(["deliveries", "--state", "failed", "--connect", url, "--json"]);
    const [{ id }] = JSON.parse(failed.stdout).data;
    expect((await runCli(["deliveries", "resend", id, "--connect", url])).stdout).toContain(
      "Resent with the same request id",
    );
    await run.until(({ stdout }) => /network_error.*resent/.test(stdout));
  });

  it("names dialects of one's own", async () => {
    const cwd = emptyDirectory();
    const { writeFileSync } = await import("node:fs");
    writeFileSync(
      join(cwd, "mine.json"),
      JSON.stringify({ name: "mine", on: "live", events: { EMAIL_REPLY: { fields: { mood: "string" } } } }),
    );
    writeFileSync(join(cwd, "config.yaml"), "dialects: [mine.json]\n");
    const run = new CliRun(
      [
        "proxy",
        "--target",
        receiver.url,
        "--port",
        "0",
        "--listen",
        "0",
        "--json",
        "--config",
        "config.yaml",
        "--ready-file",
        "ready.json",
      ],
      { cwd },
    );
    running.push(run);
    await run.until(({ stdout }) => stdout !== "");
    const { proxy } = await readyFile(join(cwd, "ready.json"));
    await post(proxy, "r-1", JSON.stringify({ ...sample("live", "EMAIL_REPLY"), mood: "good" }));
    await run.until(({ stdout }) => stdout.includes('"dialect":"mine"'));
  });

  it.each([
    [[], "proxy needs --target URL"],
    [["--target", "none"], "proxy needs --target URL"],
    [["--target", "http://localhost:3000", "--listen", "here"], "--listen must be a port or HOST:PORT"],
    [["--target", "http://localhost:3000", "--listen", "70000"], "--listen must be a port or HOST:PORT"],
    [
      ["--target", "http://localhost:3000", "--anonymize", "--port", "0", "--listen", "0"],
      "name its file with --record",
    ],
    [["--target", "http://8.8.8.8/hook"], "8.8.8.8 is a public address"],
    [
      ["--target", "http://localhost:3000", "--listen", "192.0.2.1:7628", "--port", "0"],
      "--listen 192.0.2.1:7628 cannot be opened",
    ],
  ])("of %j says what is wrong", async (flags, sentence) => {
    const { code, stderr } = await runCli(["proxy", ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
