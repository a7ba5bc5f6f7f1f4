// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import { echo, echoesOf, entriesOf, PROOF, perform, performOnReceiver, SETTLE } from "../sketch.ts";

/** The receiver fails the first try, so that there is a second. */
const failsOnce = (_request: unknown, number: number) => (number === 1 ? 500 : 200);
const CRASH: Step = { mock: "crash" };
const RESTART: Step = { mock: "restart" };

describe("crash and restart", () => {
  it("go on with what was written: the retry has the same request id, at the time it was due", async () => {
    const played = await performOnReceiver(
      {
        steps: [
          { emit: "EMAIL_REPLY", as: "reply" },
          { wait: { delivery: "reply", state: "waiting" } },
          CRASH,
          RESTART,
          { expect: { delivery: "reply", state: "waiting", attempts: 1 } },
          { settle: "reply" },
          { expect: { delivery: "reply", state: "delivered", statuses: [500, 200], waits: ["1m"] } },
        ],
      },
      { behaviour: failsOnce },
    );
    expect([played.told, played.item.grade]).toEqual([[], "ok"]);
    const ids = played.receiver.received.map(({ headers }) => headers["x-request-id"]);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it("end an attempt that is in flight as interrupted, and try it again", async () => {
    const played = await perform({
      receiver: { answers: [{ instead: "hang" }] },
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { wait: { requests: 1 } },
        CRASH,
        RESTART,
        { settle: "reply" },
        { expect: { delivery: "reply", state: "delivered", outcomes: ["interrupted", "success"] } },
        { expect: { requests: 2, of: "reply" } },
      ],
    });
    expect([played.told, played.item.grade]).toEqual([[], "ok"]);
  });

  it("keep the mock's address, its account and its time, and leave no directory behind", async () => {
    const before = readdirSync(tmpdir()).filter(isOurs);
    const played = await performOnReceiver({
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { settle: "reply" },
        { advance: "1h" },
        echo({ url: "${mock.url}", now: "${now}", lead: "${leads[0].id}" }),
        SETTLE,
        CRASH,
        RESTART,
        echo({ url: "${mock.url}", now: "${now}", lead: "${leads[0].id}" }),
        SETTLE,
        { expect: { delivery: "reply", state: "delivered" } },
      ],
    });
    expect(played.told).toEqual([]);
    const [first, second] = echoesOf(played);
    expect(second).toEqual(first);
    expect(
      readdirSync(tmpdir())
        .filter(isOurs)
        .filter((name) => !before.includes(name)),
    ).toEqual([]);
  });

  it("are possible within repetitions and choices", async () => {
    const steps: Step[] = [
      { repeat: 2, steps: [{ choose: [{ steps: [CRASH, RESTART] }] }, { emit: "EMAIL_REPLY" }, SETTLE] },
      { expect: { counters: { delivered: 2 } } },
    ];
    const { told, entries } = await performOnReceiver({ steps });
    expect(told).toEqual([]);
    expect(entriesOf({ entries }, "delivery.settled")).toHaveLength(2);
  });

  it("let nothing be done meanwhile, but a receiver may be started and time may pass", async () => {
    const meanwhile: readonly Step[] = [
      { emit: "EMAIL_REPLY" },
      { api: "GET /campaigns" },
      { arm: { kind: "delay" } },
      { disarm: "all" },
      { advance: "1m" },
      { settle: "all" },
    ];
    for (const step of meanwhile) {
      const { told } = await perform({ steps: [CRASH, step, RESTART, PROOF] });
      expect(told).toEqual(["steps[1]: The mock is down after a crash; write `mock: restart` before this step."]);
    }
    const { told } = await perform({
      steps: [CRASH, { wait: "1ms" }, { receiver: [{ status: 500 }] }, RESTART, PROOF],
    });
    expect(told).toEqual([]);
  });

  it("do not come twice", async () => {
    const twice = await perform({ steps: [CRASH, CRASH, PROOF] });
    expect(twice.told).toEqual(["steps[1]: The mock is down; restart it first."]);
    const never = await perform({ steps: [RESTART, PROOF] });
    expect(never.told).toEqual(["steps[0]: The mock is up; crash it first."]);
  });

  it("may be the end: what was seen before is still told", async () => {
    const { told, item } = await perform({
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { settle: "reply" },
        CRASH,
        { expect: { delivery: "reply", state: "failed" } },
      ],
    });
    expect([item.grade, told]).toEqual([
      "fail",
      ["steps[3].expect.state: The state of reply is delivered (success, 200); expected failed."],
    ]);
  });
});

function isOurs(name: string): boolean {
  return name.startsWith("smartlead-mock-scenario-");
}

describe("reset", () => {
  it("makes the account as it was, and drops every delivery", async () => {
    const world = { campaigns: [{ id: 11, name: "Invoices", leads: 3 }] } satisfies Scenario["world"];
    const played = await performOnReceiver(
      {
        world,
        steps: [
          { api: "POST /campaigns/11/status", body: { status: "PAUSED" } },
          { emit: "EMAIL_REPLY", as: "reply" },
          { mock: "reset" },
          { settle: "all" },
          { expect: { counters: { deliveries: 0, events: 0, attempts: 0 } } },
          { api: "GET /campaigns/11", answer: { status: "ACTIVE" } },
          { expect: { delivery: "reply", state: "delivered" } },
        ],
      },
      { behaviour: () => 500 },
    );
    expect(played.told).toEqual([
      "steps[6].expect: The delivery of reply is no longer in the mock: the mock was reset, or evicted it to make room.",
    ]);
  });
});

describe("resend", () => {
  const REPLY: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }];

  it("sends a delivery again with the same request id, and binds the new one", async () => {
    const played = await performOnReceiver({
      steps: [
        ...REPLY,
        { resend: "reply", as: "again" },
        { settle: "again" },
        { expect: { delivery: "again", state: "delivered", attempts: 1 } },
        echo({ id: "${again.id}", same: "${again.delivery.id}", from: "${again.resent_from}" }),
        SETTLE,
      ],
    });
    expect(played.told).toEqual([]);
    const [first, second] = entriesOf(played, "delivery.created").map(({ delivery }) => delivery);
    expect([second?.request_id, second?.resent_from, second?.event_id]).toEqual([
      first?.request_id,
      first?.id,
      first?.event_id,
    ]);
    expect(echoesOf(played)).toEqual([{ id: second?.id, same: second?.id, from: first?.id }]);
    expect(played.bodies[1]).toEqual(played.bodies[0]);
  });

  it("has a new request id where one is asked for, and another body", async () => {
    const { bodies, receiver, told } = await performOnReceiver({
      steps: [
        ...REPLY,
        { resend: "reply", request_id: "new" },
        SETTLE,
        { resend: "reply", request_id: "same", body: { only: "${reply.lead_email}" } },
        SETTLE,
        PROOF,
      ],
    });
    expect(told).toEqual([]);
    const ids = receiver.received.map(({ headers }) => headers["x-request-id"]);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([false, true]);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual({ only: bodies[0]?.to_email });
  });

  it("sends all that a name stands for, or one by its place, and what was sent again once more", async () => {
    const played = await performOnReceiver({
      steps: [
        { emit: "EMAIL_OPEN", count: 2, as: "opened" },
        SETTLE,
        { resend: "opened", as: "again" },
        SETTLE,
        { resend: "again[1]", as: "thrice" },
        SETTLE,
        {
          expect: [
            { delivery: "again", state: "delivered" },
            { delivery: "thrice", state: "delivered" },
          ],
        },
        echo({ many: "${again.length}", from: "${thrice.resent_from}", second: "${again[1].id}" }),
        SETTLE,
      ],
    });
    expect(played.told).toEqual([]);
    const [{ many, from, second }] = echoesOf(played) as [{ many: number; from: string; second: string }];
    expect([many, from]).toEqual([2, second]);
  });

  it("has nothing to send again where nobody got the event", async () => {
    const { told } = await perform({
      webhooks: [{ level: "user", events: ["EMAIL_OPEN"] }],
      steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { resend: "reply" }, PROOF],
    });
    expect(told).toEqual(["steps[1]: reply has no delivery to send again."]);
  });
});
