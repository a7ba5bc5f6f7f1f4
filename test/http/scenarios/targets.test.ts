// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunTarget } from "../../../src/harness/scenarios/run/run-options.ts";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { freePort, isAccepting } from "../../../src/harness/session/port.ts";
import { startRawReceiver } from "../delivery/raw-receiver.ts";
import { isThere, lifelines } from "../stage/lifelines.ts";
import { aReceiver, type Played, PROOF, perform, performOnReceiver, type SketchOptions } from "./sketch.ts";

const REPLY: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }];
const DELIVERED: Step = { expect: { delivery: "reply", state: "delivered" } };
const LISTEN = `require("node:http").createServer((_, response) => response.end()).listen(process.env.PORT, "127.0.0.1");`;
const IDLE = "setInterval(() => {}, 1e6);";

const asCommand = (code: string): RunTarget => ({ kind: "command", command: [process.execPath, "-e", code] });

/** Nobody listens there. */
const deadUrl = async () => `http://127.0.0.1:${await freePort()}/hook`;

/** Nothing is open any more. */
async function expectClosed({ mockUrl }: Played): Promise<void> {
  if (mockUrl !== null) expect(await isAccepting(new URL(mockUrl))).toBe(false);
}

describe("a target", () => {
  it("goes before the scenario's receiver, whatever that is", async () => {
    const receivers: readonly Scenario["receiver"][] = [
      { url: await deadUrl() },
      { command: "false" },
      { answers: [{ status: 500 }] },
    ];
    for (const receiver of receivers) {
      const played = await performOnReceiver({
        ...(receiver === undefined ? {} : { receiver }),
        steps: [...REPLY, DELIVERED],
      });
      expect([played.told, played.receiver.received.length]).toEqual([[], 1]);
      expect(played.item.reproduce).toBe(
        `smartlead-mock run sketch.yaml --target ${played.receiver.url} --seed 1 --run test`,
      );
      await expectClosed(played);
    }
  });

  it("may be the scenario's own URL", async () => {
    const receiver = await aReceiver();
    const { told } = await perform({ receiver: { url: receiver.url }, steps: [...REPLY, DELIVERED] });
    expect([told, receiver.received.length]).toEqual([[], 1]);
  });
});

describe("a receiver that keeps a state for each lead", () => {
  it("has heard of no lead of a scenario in another one, and of the same leads when it is repeated", async () => {
    const known = new Set<unknown>();
    const handle = async (request: Request) => {
      const { to_email: lead } = (await request.json()) as { readonly to_email: unknown };
      const isKnown = known.has(lead);
      known.add(lead);
      return new Response(null, { status: isKnown ? 409 : 200 });
    };
    const steps: readonly Step[] = [
      { emit: "EMAIL_REPLY", lead: "${leads[0].email}", as: "reply" },
      { settle: "reply" },
      DELIVERED,
    ];
    const told = async (name: string) =>
      (await perform({ name, steps }, { target: { kind: "function", handle } })).told.length;
    expect([await told("one"), await told("another"), await told("one")]).toEqual([0, 0, 1]);
  });
});

describe("a function", () => {
  it("gets each request as it would come over the wire, and they are counted", async () => {
    const got: string[] = [];
    const handle = async (request: Request) => {
      got.push(`${request.method} ${request.url} ${request.headers.get("x-webhook-level")}`);
      return got.length === 1 ? new Response("no", { status: 500 }) : Response.json({ status: "processed" });
    };
    const played = await perform(
      {
        steps: [
          ...REPLY,
          {
            expect: [
              { delivery: "reply", statuses: [500, 200] },
              { requests: 2, of: "reply" },
            ],
          },
        ],
      },
      { target: { kind: "function", handle } },
    );
    expect(played.told).toEqual([]);
    expect(got).toEqual(Array(2).fill("POST http://receiver.test/webhooks/smartlead user"));
    await expectClosed(played);
  });

  it("that throws is answered for with a 500, and one that hangs is cut", async () => {
    const throwing = await perform(
      { policy: { tries: 1 }, steps: [...REPLY, { expect: { delivery: "reply", statuses: [500] } }] },
      { target: { kind: "function", handle: () => Promise.reject(new Error("oh")) } },
    );
    expect(throwing.told).toEqual([]);
    const hanging = await perform(
      {
        policy: { tries: 1 },
        min_timeout: "20ms",
        steps: [...REPLY, { expect: { delivery: "reply", outcomes: ["timeout"] } }],
      },
      { target: { kind: "function", handle: () => new Promise(() => {}) } },
    );
    expect(hanging.told).toEqual([]);
  });

  it("lives on while the mock crashes", async () => {
    let count = 0;
    const handle = () => {
      count += 1;
      return new Response(null, { status: count === 1 ? 503 : 200 });
    };
    const { told } = await perform(
      {
        steps: [
          { emit: "EMAIL_REPLY", as: "reply" },
          { wait: { delivery: "reply", state: "waiting" } },
          { mock: "crash" },
          { mock: "restart" },
          { settle: "reply" },
          { expect: [{ delivery: "reply", statuses: [503, 200] }, { requests: 2 }] },
        ],
      },
      { target: { kind: "function", handle } },
    );
    expect(told).toEqual([]);
  });

  it("has no wire on which anything could go wrong", async () => {
    const { item, told } = await perform(
      { steps: [{ arm: { kind: "reset" } }, ...REPLY, DELIVERED] },
      { target: { kind: "function", handle: () => new Response() } },
    );
    expect(item.grade).toBe("fail");
    expect(told).toEqual([expect.stringMatching(/^steps\[0\]: .*URL.*\.$/)]);
  });
});

describe("a command", () => {
  it("is started with the mock's address, and ended with all that it has started", async () => {
    const lines = await lifelines();
    const child = lines.code("child", 'process.stdout.write("held")') + IDLE;
    const spawned = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}])`;
    const ready = `console.log("calls " + process.env.SMARTLEAD_API_BASE);${LISTEN}`;
    const code = `${spawned}.stdout.once("data", () => {${lines.code("parent", ready)}});`;
    const played = await perform({ steps: [...REPLY, DELIVERED] }, { target: asCommand(code) });
    expect([played.told, played.item.grade]).toEqual([[], "ok"]);
    expect(played.item.evidence.at(-1)).toBe(`The receiver's last lines: calls ${played.mockUrl}/api/v1`);
    const pid = await lines.started("parent");
    await Promise.all([lines.ended("parent"), lines.ended("child")]);
    expect(isThere(pid)).toBe(false);
    await expectClosed(played);
  });

  it("is the scenario's own where no other is given, with the path that it says", async () => {
    const code = `require("node:http").createServer((request, response) => { response.statusCode = request.url === "/mine" ? 200 : 404; response.end(); }).listen(process.env.PORT, "127.0.0.1");`;
    const played = await perform({
      receiver: { command: [process.execPath, "-e", code], path: "/mine" },
      steps: [...REPLY, DELIVERED],
    });
    expect(played.told).toEqual([]);
  });

  it("listens where it is told to", async () => {
    const port = await freePort();
    const target: RunTarget = {
      kind: "command",
      command: [process.execPath, "-e", LISTEN],
      url: `http://127.0.0.1:${port}/there`,
    };
    const played = await perform(
      { steps: [...REPLY, { expect: { value: "${target}", is: target.url } }, DELIVERED] },
      { target },
    );
    expect(played.told).toEqual([]);
    expect(await isAccepting(new URL(`http://127.0.0.1:${port}`))).toBe(false);
  });

  it("that ends at once makes nothing happen, and its last words are told", async () => {
    const code = `console.error("Cannot find module 'crm'"); process.exitCode = 1;`;
    const { item, end, told, entries } = await perform({ steps: [...REPLY, DELIVERED] }, { target: asCommand(code) });
    expect([item.grade, end, entries.length > 0]).toEqual(["fail", "unreachable", false]);
    const sentence = "The receiver's command ended with exit code 1; its last words: Cannot find module 'crm'";
    expect([item.reason, told]).toEqual([sentence, [`: ${sentence}`]]);
  });

  it("that dies in the middle is no receiver any more, and is said to be gone", async () => {
    const code = `require("node:http").createServer(() => process.exit(7)).listen(process.env.PORT, "127.0.0.1");`;
    const { item, end } = await perform({ steps: [...REPLY, DELIVERED] }, { target: asCommand(code) });
    expect([item.grade, end]).toEqual(["fail", "performed"]);
    expect(item.reason).toBe("The state of reply is failed (exhausted, network_error); expected delivered.");
  });
});

describe("a receiver that is not there", () => {
  it("ends the scenario as unreachable, with one finding", async () => {
    const url = await deadUrl();
    const { item, end, told } = await perform(
      {
        steps: [
          ...REPLY,
          { emit: "EMAIL_OPEN", as: "opened" },
          { settle: "opened" },
          {
            expect: [
              { delivery: "reply", state: "delivered" },
              { delivery: "opened", state: "delivered" },
            ],
          },
        ],
      },
      { target: { kind: "url", url } },
    );
    expect([item.grade, end]).toEqual(["fail", "unreachable"]);
    expect(item.reason).toBe(`Nothing listens at ${url}: start the receiver first, or pass another --target.`);
    expect(told).toEqual([
      "steps[4].expect[0].state: The state of reply is failed (exhausted, network_error); expected delivered.",
    ]);
  });

  it("is no mistake where the scenario wants it so", async () => {
    const { item, end } = await perform(
      {
        steps: [...REPLY, { expect: { delivery: "reply", outcomes: Array(3).fill("network_error"), state: "failed" } }],
      },
      { target: { kind: "url", url: await deadUrl() } },
    );
    expect([item.grade, end]).toEqual(["ok", "performed"]);
  });
});

/** Ends the performance when something happens, and looks whether it ended, and all with it. */
async function aborted(
  steps: readonly Step[],
  setting: Partial<Scenario>,
  { controller = new AbortController(), ...options }: SketchOptions & { readonly controller?: AbortController } = {},
): Promise<Played> {
  const played = await perform({ ...setting, steps: [...steps, PROOF] }, { signal: controller.signal, ...options });
  expect([played.end, played.item.grade, played.item.reason, played.told]).toEqual([
    "aborted",
    "inconclusive",
    "It was stopped before the end.",
    [],
  ]);
  await expectClosed(played);
  return played;
}

/** Calls back in a later turn, when the last of the steps has begun. */
function whenBegun(path: string, then: () => void): NonNullable<SketchOptions["onProgress"]> {
  return (progress) => {
    if (progress.path === path && progress.state === "begun") setImmediate(then);
  };
}

describe("a signal", () => {
  it("that has come already lets nothing begin", async () => {
    const controller = new AbortController();
    controller.abort();
    const { progress } = await aborted(REPLY, {}, { controller });
    expect(progress).toEqual([]);
  });

  it.each<[string, Step, Partial<Scenario>]>([
    ["a wait", { wait: "1h" }, {}],
    ["a wait for something", { wait: { delivery: "reply", attempts: 9, within: "1h" } }, { clock: "manual" }],
    ["a repetition", { repeat: 1, steps: [{ wait: "1h" }] }, {}],
  ])("ends %s", async (_what, step, setting) => {
    const controller = new AbortController();
    const onProgress = whenBegun("steps[1]", () => controller.abort());
    await aborted([{ emit: "EMAIL_REPLY", as: "reply" }, step, { emit: "EMAIL_OPEN" }], setting, {
      controller,
      onProgress,
    });
  });

  const HANGING: Partial<Scenario> = { policy: { timeout: "none" } };
  it.each<[string, Step, Partial<Scenario>]>([
    ["settle on a virtual clock", { settle: "all" }, { ...HANGING, clock: "virtual" }],
    ["settle on a manual clock", { settle: "reply" }, { ...HANGING, clock: "manual" }],
    ["settle on a real clock", { settle: "all" }, { ...HANGING, clock: "real" }],
    ["advance on a virtual clock", { advance: "1h" }, { ...HANGING, clock: "virtual" }],
    ["advance on a manual clock", { advance: "1h" }, { ...HANGING, clock: "manual" }],
  ])("ends %s while the receiver hangs, and leaves no connection", async (_what, step, setting) => {
    const controller = new AbortController();
    const receiver = await startRawReceiver({ onRequest: () => setImmediate(() => controller.abort()) });
    onTestFinished(() => receiver.close());
    await aborted([{ emit: "EMAIL_REPLY", as: "reply" }, step], setting, {
      controller,
      target: { kind: "url", url: receiver.url },
    });
    await receiver.allClosed();
  });

  it("ends while a command comes up, and the command with it", async () => {
    const lines = await lifelines();
    const controller = new AbortController();
    const performing = aborted(REPLY, {}, { controller, target: asCommand(lines.code("it") + IDLE) });
    const pid = await lines.started("it");
    controller.abort();
    await performing;
    await lines.ended("it");
    expect(isThere(pid)).toBe(false);
  });

  it("ends while a command is started again by the scenario", async () => {
    const lines = await lifelines();
    const controller = new AbortController();
    // The second time it does not listen.
    const code = `const fs = require("node:fs"); if (fs.existsSync(process.env.MARK)) {${lines.code("second")}${IDLE}} else {fs.writeFileSync(process.env.MARK, "");${LISTEN}}`;
    const folder = mkdtempSync(join(tmpdir(), "smartlead-mark-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const command = ["env", `MARK=${folder}/mark`, process.execPath, "-e", code];
    const performing = aborted([{ receiver: "restart" }], {}, { controller, target: { kind: "command", command } });
    await lines.started("second");
    controller.abort();
    await performing;
    await lines.ended("second");
  });
});
