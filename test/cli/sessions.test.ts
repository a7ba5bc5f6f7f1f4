import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/journal/entry.ts";
import type { MockState } from "../../src/mock/mock.ts";
import { closersAfterEach } from "../closers.ts";
import {
  type CliOptions,
  CliRun,
  emptyDirectory,
  freePort,
  runCli,
  startReceiver,
  type TestReceiver,
} from "./run-cli.ts";

const closers = closersAfterEach();

async function receiver(...answer: Parameters<typeof startReceiver>): Promise<TestReceiver> {
  const started = await startReceiver(...answer);
  closers.push(() => started.close());
  return started;
}

/** A started mock; its URL is that of the ready file. */
async function started(
  argv: readonly string[],
  options: CliOptions = {},
): Promise<{ run: CliRun; url: string; cwd: string }> {
  const cwd = options.cwd ?? emptyDirectory();
  const run = new CliRun(["start", "--port", "0", "--ready-file", "ready.json", ...argv], { ...options, cwd });
  closers.push(() => run.stop());
  await run.until(({ stdout }) => stdout !== "");
  const { url } = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8")) as { url: string };
  return { run, url, cwd };
}

const stateOf = async (url: string) => (await (await fetch(`${url}/_mock/state`)).json()) as MockState;

async function untilInFlight(url: string): Promise<void> {
  while ((await stateOf(url)).counters.in_flight === 0);
}

const framesOf = (text: string): Frame[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const lines = (text: string): string[] => text.trim().split("\n");

/** Times, durations and ids are others each time. */
const masked = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "DATE")
    .replace(/\b\d\d:\d\d:\d\d\b/g, "HH:MM:SS")
    .replace(/ +\d+(\.\d)?m?s {2}/g, " <took>  ")
    .replace(/(dlv|evt)_[\da-f]{20}/g, "$1_…")
    .replace(/[\da-f]{8}-[\da-f-]{27}/g, "<uuid>")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT");

describe("start", () => {
  it("writes the ready file once it answers, and removes it at the end", async () => {
    const { run, url, cwd } = await started(["--target", "none", "--run", "r1"]);
    const ready = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"));
    const port = Number(new URL(url).port);
    expect(ready).toEqual({ url, stream: `ws://127.0.0.1:${port}/_mock/stream`, port, pid: 4711, run: "r1" });
    expect(await (await fetch(`${url}/_mock/health`)).json()).toMatchObject({ status: "ok" });
    expect((await run.stop()).code).toBe(0);
    expect(existsSync(join(cwd, "ready.json"))).toBe(false);
    await expect(fetch(`${url}/_mock/health`)).rejects.toThrow();
  });

  it("says at once that nothing listens at the target yet, and delivers as soon as it does", async () => {
    const port = await freePort();
    const { run } = await started(["--target", `http://127.0.0.1:${port}/hook`]);
    await run.until(({ stdout }) => stdout.includes("API"));
    expect(run.stdout).toContain(`http://127.0.0.1:${port}/hook (user level); nothing listens there yet`);
    const there = await receiver();
    const other = await started(["--target", there.url]);
    expect(other.run.stdout).not.toContain("nothing listens");
    expect(there.requests).toHaveLength(0);
  });

  it("without a target shows deliveries of its own within seconds, and how to use one's endpoint", async () => {
    const { run } = await started([]);
    await run.until(({ stdout }) => stdout.includes("1/3   success 200"));
    expect(run.stdout).toContain("target    a built-in receiver");
    expect(run.stdout).toContain("yours     smartlead-mock start --target http://localhost:3000/webhooks/smartlead");
    expect((await run.stop()).code).toBe(0);
  });

  it("prints frames only in json, hello first, none missing", async () => {
    const { url: target } = await receiver();
    const { run, url } = await started(["--target", target, "--json"]);
    await runCli(["trigger", "EMAIL_REPLY", "--connect", url]);
    await run.until(({ stdout }) => stdout.includes("delivery.settled"));
    const [hello, ...frames] = framesOf(run.stdout);
    expect(hello).toMatchObject({ type: "hello", format: 1, first_seq: 1, last_seq: 1 });
    expect(frames.map((frame) => [("seq" in frame && frame.seq) || 0, frame.type])).toEqual([
      [1, "webhook.changed"],
      [2, "event.emitted"],
      [3, "delivery.created"],
      [4, "attempt.started"],
      [5, "attempt.finished"],
      [6, "delivery.settled"],
    ]);
    expect(run.stderr).toBe("");
  });

  it("registers the webhooks of the configuration, and explain tells who gets what", async () => {
    const { url: target } = await receiver();
    const cwd = emptyDirectory();
    const webhooks = `webhooks:\n  - { url: "${target}", name: crm, events: [EMAIL_REPLY] }\n  - { url: "${target}/c", level: campaign, campaign_id: 3600001, categories: [Interested, 3] }\n`;
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), webhooks);
    const { url } = await started([], { cwd });
    const { stdout } = await runCli(["explain", "EMAIL_REPLY", "--campaign", "3600001", "--connect", url]);
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "gets it   webhook 670001 crm, user level, http://127.0.0.1:PORT/hook
      shadowed  webhook 670002, campaign level: webhook 670001 "crm" subscribes to EMAIL_REPLY on user level.
      EMAIL_REPLY of campaign 3600001 goes to webhook 670001 "crm" (user level). Webhook 670002 "config 2" (campaign level) does not get it: webhook 670001 "crm" subscribes to EMAIL_REPLY on user level.
      "
    `);
    const state = await stateOf(url);
    expect(state.webhooks.map(({ event_types, category_ids }) => [event_types.length, category_ids])).toEqual([
      [1, []],
      [11, [1, 3]],
    ]);
    expect(state.rate).toBe(0);
  });

  it("lets what is in flight finish, then ends with 0", async () => {
    let hasCome = (_answer: () => void) => {};
    const arrived = new Promise<() => void>((resolve) => {
      hasCome = resolve;
    });
    const { url: target } = await receiver((response) => hasCome(() => response.end("late")));
    const { run, url } = await started(["--target", target]);
    await fetch(`${url}/_mock/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"event_type":"EMAIL_OPEN"}',
    });
    const answer = await arrived;
    run.signal("SIGTERM");
    await run.until(({ stderr }) => stderr.includes("stopping"));
    expect(run.stderr).toBe(
      "smartlead-mock: stopping; 1 attempt in flight may take up to 5 s to end. Ctrl-C again ends at once.\n",
    );
    answer();
    expect((await run.result()).code).toBe(0);
    expect(run.stdout).toMatch(/EMAIL_OPEN .* success 200/);
    expect(run.exits).toEqual([]);
  });

  it("ends at once at the second Ctrl-C, without leaving a ready file", async () => {
    const silent = await receiver(() => {});
    const { run, url, cwd } = await started(["--target", silent.url]);
    await fetch(`${url}/_mock/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"event_type":"EMAIL_OPEN"}',
    });
    await untilInFlight(url);
    run.signal();
    run.signal();
    expect(run.exits).toEqual([130]);
    await silent.close();
    expect(existsSync(join(cwd, "ready.json"))).toBe(false);
  });

  it("guards the control API with the token, which the other commands take", async () => {
    const { url: target } = await receiver();
    const { url } = await started(["--target", target, "--token", "s3cret"]);
    const refused = await runCli(["deliveries", "--connect", url]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--token/)]);
    expect((await runCli(["trigger", "EMAIL_REPLY", "--connect", url])).code).toBe(2);
    expect(
      (await runCli(["trigger", "EMAIL_REPLY", "--connect", url], { env: { SMARTLEAD_MOCK_TOKEN: "s3cret" } })).code,
    ).toBe(0);
  });
});

describe("trigger", () => {
  it("answers how the first attempt went, with a code that tells", async () => {
    const { url: target } = await receiver((response, count) => {
      response.statusCode = [200, 500, 422][count - 1] ?? 200;
      response.end();
    });
    const { url } = await started(["--target", target]);
    const results = [];
    for (let count = 0; count < 3; count += 1)
      results.push(await runCli(["trigger", "EMAIL_REPLY", "--campaign", "3600001", "--connect", url]));
    expect(results.map(({ code, stdout, stderr }) => [code, masked(stdout), stderr])).toMatchInlineSnapshot(`
      [
        [
          0,
          "-- DATE, times in UTC --
      HH:MM:SS  EMAIL_REPLY                 tristin.graham@wizadata…  3600001  user      1/3   success 200 <took>  -
      dlv_…  delivered  http://127.0.0.1:PORT/#dlv_…
      ",
          "",
        ],
        [
          1,
          "-- DATE, times in UTC --
      HH:MM:SS  EMAIL_REPLY                 jmurazik@heaneycontract…  3600001  user      1/3   server_error 500 <took>  -             next in 1m at HH:MM:SS
      dlv_…  waiting  http://127.0.0.1:PORT/#dlv_…
      ",
          "",
        ],
        [
          1,
          "-- DATE, times in UTC --
      HH:MM:SS  EMAIL_REPLY                 siobhan.oconnor@grahamd…  3600001  user      1/3   rejected 422 <took>  -             failed, rejected
      dlv_…  failed  http://127.0.0.1:PORT/#dlv_…
      ",
          "",
        ],
      ]
    `);
  });

  it("waits for the end with --wait, in any number, under a clock that jumps", async () => {
    const { url: target, requests } = await receiver((response, count) => {
      response.statusCode = count <= 20 ? 500 : 200;
      response.end();
    });
    const { url } = await started(["--target", target, "--clock", "virtual"]);
    const { code, stdout } = await runCli(["trigger", "EMAIL_OPEN", "--count", "20", "--wait", "--connect", url]);
    expect(code).toBe(0);
    expect(requests).toHaveLength(40);
    expect(lines(stdout).filter((line) => line.includes("next in 1m"))).toHaveLength(20);
    expect(lines(stdout).filter((line) => line.includes("2/3   success 200"))).toHaveLength(20);
  });

  it("sends a body byte for byte, from a file or from standard input", async () => {
    const { url: target, requests } = await receiver();
    const cwd = emptyDirectory();
    const captured = '{"event_type": "EMAIL_REPLY","id":12345678901234567890,"n":[1.0,null],"e":"\\u00e9"}\n';
    writeFileSync(join(cwd, "captured.json"), captured);
    const { url } = await started(["--target", target]);
    await runCli(["trigger", "EMAIL_REPLY", "--body", "captured.json", "--connect", url], { cwd });
    await runCli(["trigger", "EMAIL_REPLY", "--body", "-", "--connect", url], { stdin: '{"mine":true}' });
    await runCli(["trigger", "EMAIL_REPLY", "--body", "captured.json", "--target", target], { cwd });
    expect(requests.map(({ body }) => body)).toEqual([captured, '{"mine":true}', captured]);
    const bad = await runCli(["trigger", "EMAIL_REPLY", "--body", "-", "--connect", url], { stdin: "{nope" });
    expect([bad.code, bad.stderr]).toEqual([
      2,
      "smartlead-mock: --body: standard input is not JSON; it must hold one body as SmartLead sends it.\n",
    ]);
  });

  it("lays values over the body with --set", async () => {
    const { url: target, requests } = await receiver();
    const { url } = await started(["--target", target]);
    await runCli([
      "trigger",
      "EMAIL_REPLY",
      "--set",
      "preview_text=Yes, call me",
      "--set",
      "extra.n=7",
      "--connect",
      url,
    ]);
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({
      event_type: "EMAIL_REPLY",
      preview_text: "Yes, call me",
      extra: { n: 7 },
    });
  });

  it("says for a machine what came of it", async () => {
    const { url: target } = await receiver();
    const { url } = await started(["--target", target]);
    const { stdout } = await runCli(["trigger", "EMAIL_REPLY", "--json", "--connect", url]);
    const { events } = JSON.parse(stdout);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      event_type: "EMAIL_REPLY",
      shadowed: [],
      deliveries: [{ webhook: { name: "target" }, attempts: [{ outcome: "success", status: 200 }] }],
    });
  });

  it("says why nobody got it", async () => {
    const { url } = await started(["--target", "none"]);
    const { code, stdout, stderr } = await runCli(["trigger", "EMAIL_REPLY", "--connect", url]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatchInlineSnapshot(`
      "smartlead-mock: No webhook got EMAIL_REPLY. EMAIL_REPLY of campaign 3600002 goes to nobody: no webhook subscribes to it.
      "
    `);
  });

  it("passes on what the mock refuses", async () => {
    const { url } = await started(["--target", "none"]);
    const { code, stderr } = await runCli(["trigger", "EMAIL_REPLY", "--campaign", "5", "--connect", url]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^smartlead-mock: There is no campaign 5; .*\.\n$/);
  });

  it("needs no running mock with --target", async () => {
    const { url: target, requests } = await receiver((response, count) => {
      response.statusCode = count === 1 ? 503 : 200;
      response.end();
    });
    const argv = [
      "trigger",
      "EMAIL_REPLY",
      "--target",
      target,
      "--clock",
      "virtual",
      "--wait",
      "--campaign",
      "3600001",
    ];
    const { code, stdout } = await runCli(argv);
    expect(code).toBe(0);
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "-- DATE, times in UTC --
      HH:MM:SS  EMAIL_REPLY                 tristin.graham@wizadata…  3600001  user      1/3   server_error 503 <took>  -             next in 1m at HH:MM:SS
      HH:MM:SS  EMAIL_REPLY                 tristin.graham@wizadata…  3600001  user      2/3   success 200 <took>  unproven
      "
    `);
    expect(new Set(requests.map(({ headers }) => headers["x-request-id"])).size).toBe(1);
  });

  it("takes only a --target of its own, not the one that is configured for start", async () => {
    const { url: target, requests } = await receiver();
    const result = await runCli(["trigger", "EMAIL_REPLY", "--connect", "http://127.0.0.1:1"], {
      env: { SMARTLEAD_MOCK_TARGET: target },
    });
    expect([result.code, requests.length]).toEqual([3, 0]);
  });

  it("ends with 3 when nobody listens where the mock sends", async () => {
    const { url } = await started(["--target", `http://127.0.0.1:${await freePort()}/hook`]);
    const { code, stdout } = await runCli(["trigger", "EMAIL_REPLY", "--connect", url]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/1\/3 {3}network_error .*next in 1m at .*ECONNREFUSED/);
  });

  it("ends with 3 when the mock goes away meanwhile", async () => {
    const silent = await receiver(() => {});
    const { run, url } = await started(["--target", silent.url, "--timeout", "none"]);
    const waiting = new CliRun(["trigger", "EMAIL_REPLY", "--wait", "--connect", url]);
    await untilInFlight(url);
    run.signal();
    await silent.close();
    const { code, stderr } = await waiting.result();
    expect([code, stderr]).toEqual([3, expect.stringContaining("No mock answers at")]);
  });

  it("gives the same bytes again for the same seed, run and time", async () => {
    const { url: target, requests } = await receiver();
    const argv = [
      "trigger",
      "EMAIL_REPLY",
      "--target",
      target,
      "--seed",
      "5",
      "--run",
      "r",
      "--now",
      "2026-01-05T09:00:00Z",
      "--clock",
      "virtual",
    ];
    await runCli(argv);
    await runCli(argv);
    await runCli([...argv.slice(0, 4), "--seed", "6", ...argv.slice(6)]);
    const [first, second, third] = requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["x-request-id"]).toBe(first?.headers["x-request-id"]);
    expect(third?.body).not.toBe(first?.body);
  });
});

describe("deliveries", () => {
  it("lists, shows and sends again", async () => {
    const { url: target, requests } = await receiver((response) => {
      response.setHeader("set-cookie", "session=hush");
      response.end('{"note":"\\u001b[2Jcleared","raw":"\u001b]0;owned\u0007"}');
    });
    const { url } = await started(["--target", `${target}?token=hush`]);
    await runCli(["trigger", "EMAIL_REPLY", "--campaign", "3600001", "--set", "reply_body=short", "--connect", url]);
    const list = await runCli(["deliveries", "--connect", url]);
    expect(masked(list.stdout)).toMatchInlineSnapshot(`
      "id                        time (UTC)           event        lead                             campaign  level  state      tries  last answer  duplicate
      dlv_…  DATE HH:MM:SS  EMAIL_REPLY  tristin.graham@wizadata.example  3600001   user   delivered  1/3    success 200  -
      "
    `);
    const id = /dlv_[\da-f]+/.exec(list.stdout)?.[0] ?? "";
    const { stdout } = await runCli(["deliveries", "show", id, "--connect", url]);
    expect(stdout).toContain("set-cookie: ***");
    expect(stdout).toContain("hook?token=***");
    expect(stdout).not.toContain("hush");
    expect(stdout).toContain('"reply_body": "short"');
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    const again = await runCli(["deliveries", "resend", id, "--connect", url]);
    expect(masked(again.stdout)).toBe("Resent with the same request id, as dlv_…; see deliveries show dlv_….\n");
    while (requests.length < 2) await (await fetch(`${url}/_mock/health`)).json();
    expect(requests[1]?.headers["x-request-id"]).toBe(requests[0]?.headers["x-request-id"]);
  });

  it("narrows the list by state and text, and gives it to machines as it is", async () => {
    const { url: target } = await receiver((response, count) => {
      response.statusCode = count === 1 ? 400 : 200;
      response.end();
    });
    const { url } = await started(["--target", target]);
    await runCli(["trigger", "EMAIL_OPEN", "--count", "2", "--wait", "--connect", url]);
    const failed = await runCli(["deliveries", "--state", "failed", "--connect", url]);
    expect(lines(failed.stdout)).toHaveLength(2);
    expect((await runCli(["deliveries", "--query", "nothing-like-it", "--connect", url])).stdout).toBe(
      "No deliveries match. smartlead-mock trigger EMAIL_REPLY creates one.\n",
    );
    const page = JSON.parse((await runCli(["deliveries", "--state", "delivered", "--json", "--connect", url])).stdout);
    expect(page).toMatchObject({ data: [{ state: "delivered" }], next_cursor: null });
  });

  it("does not know an id that nobody gave", async () => {
    const { url } = await started(["--target", "none"]);
    const { code, stderr } = await runCli(["deliveries", "show", "dlv_nope", "--connect", url]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^smartlead-mock: There is no delivery "dlv_nope"/)]);
  });
});

describe("ui without a terminal", () => {
  it("prints the lines of a running mock, or its frames, until it is stopped", async () => {
    const { url: target } = await receiver();
    const { url } = await started(["--target", target]);
    const plain = new CliRun(["ui", "--connect", url]);
    const json = new CliRun(["ui", "--json", "--connect", url]);
    await json.until(({ stdout }) => stdout.includes("hello"));
    while (!plain.stdout.includes("success 200")) await runCli(["trigger", "EMAIL_OPEN", "--connect", url]);
    await json.until(({ stdout }) => stdout.includes("delivery.settled"));
    expect(framesOf(json.stdout)[0]?.type).toBe("hello");
    expect(lines(plain.stdout)[1]).toMatch(/^\d\d:\d\d:\d\d {2}EMAIL_OPEN .* 1\/3 {3}success 200/);
    expect([(await plain.stop()).code, (await json.stop()).code]).toEqual([0, 0]);
  });
});
