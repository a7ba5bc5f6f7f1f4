// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ReceiverAnswer, Step } from "../../../../src/harness/scenarios/step.ts";
import { entriesOf, type Played, PROOF, perform, performOnReceiver, SETTLE } from "../sketch.ts";

const REPLY: readonly Step[] = [{ emit: "EMAIL_REPLY" }, SETTLE];

const scripted = (answers: readonly ReceiverAnswer[], ...steps: readonly Step[]) =>
  perform({ steps: [{ receiver: answers }, ...(steps.length === 0 ? REPLY : steps), PROOF] });

/** Its one attempt is cut soon, so that hanging costs little real time. */
const keptWaiting = (answer: ReceiverAnswer) =>
  perform({
    min_timeout: "400ms",
    policy: { tries: 1 },
    receiver: { answers: [answer] },
    steps: [...REPLY, PROOF],
  });

/** How each attempt ended, in order: `500`, `timeout`. */
function endsOf(played: Played): readonly (number | string | null)[] {
  return entriesOf(played, "attempt.finished").map(({ attempt }) => attempt.status ?? attempt.outcome);
}

function statesOf(played: Played): readonly string[] {
  return entriesOf(played, "delivery.settled").map(({ state, reason }) => (reason === null ? state : reason));
}

const effectCount = (played: Played) => entriesOf(played, "effect.seen").length;

describe("a script for the built-in receiver", () => {
  it("answers what it says, in order and so many times, then as it should", async () => {
    const played = await scripted([
      { status: 500, body: { error: "The CRM is away." }, headers: { "X-Why": "crm" } },
      { status: 503, body: "a text" },
    ]);
    expect([played.told, endsOf(played)]).toEqual([[], [500, 503, 200]]);
    const answers = entriesOf(played, "attempt.finished").map(({ attempt }) => attempt.response);
    expect(answers[0]?.headers["x-why"]).toBe("crm");
    expect(answers.map((answer) => answer?.body)).toEqual([
      '{"error":"The CRM is away."}',
      "a text",
      '{"status":"processed"}',
    ]);
  });

  it("counts `times`, and goes on for ever with `always`", async () => {
    const twice = await scripted([{ status: 500, times: 2 }]);
    expect([endsOf(twice), statesOf(twice)]).toEqual([[500, 500, 200], ["delivered"]]);
    const always = await scripted([{ status: 500, times: "always" }], ...REPLY, ...REPLY);
    expect([endsOf(always), statesOf(always)]).toEqual([
      [500, 500, 500, 500, 500, 500],
      ["exhausted", "exhausted"],
    ]);
  });

  it("takes an answer for one kind of event for that only", async () => {
    const played = await scripted(
      [{ event: "EMAIL_BOUNCE", status: 422, times: "always" }],
      ...REPLY,
      { emit: "EMAIL_BOUNCE" },
      SETTLE,
      ...REPLY,
    );
    expect([endsOf(played), statesOf(played)]).toEqual([
      [200, 422, 200],
      ["delivered", "rejected", "delivered"],
    ]);
  });

  it("drops what was left of an earlier script", async () => {
    const played = await scripted([{ status: 500, times: "always" }], { receiver: [{ status: 204 }] }, ...REPLY);
    expect(endsOf(played)).toEqual([204]);
  });

  it("works before a 2xx, and only then, unless it says otherwise", async () => {
    const rows: readonly [ReceiverAnswer, effects: number][] = [
      [{ status: 200 }, 1],
      [{ status: 202, body: {} }, 1],
      [{ status: 200, works: false }, 0],
      [{ status: 404 }, 0],
      [{ status: 404, works: true }, 1],
    ];
    for (const [answer, effects] of rows) {
      const played = await scripted([answer]);
      expect([endsOf(played), effectCount(played)]).toEqual([[answer.status], effects]);
    }
  });

  it("breaks the connection off, after the work where it says so", async () => {
    const idle = await scripted([{ instead: "break" }]);
    expect([endsOf(idle), effectCount(idle)]).toEqual([["network_error", 200], 1]);
    const [, retry] = entriesOf(idle, "attempt.finished");
    expect(retry?.attempt.response?.body).toBe('{"status":"processed"}');
    const busy = await scripted([{ instead: "break", works: true }]);
    expect([endsOf(busy), effectCount(busy)]).toEqual([["network_error", 200], 1]);
    const [, again] = entriesOf(busy, "attempt.finished");
    expect(again?.attempt.response?.body).toBe('{"status":"already_processed"}');
  });

  it("never answers where it is to hang, and is cut by SmartLead's timeout on the mock's clock", async () => {
    const played = await keptWaiting({ instead: "hang" });
    expect([endsOf(played), statesOf(played), effectCount(played)]).toEqual([["timeout"], ["exhausted"], 0]);
    const [first] = entriesOf(played, "attempt.finished");
    expect([first?.attempt.started_at, first?.attempt.ended_at, first?.attempt.clipped]).toEqual([
      "2026-01-05T09:00:00.000Z",
      "2026-01-05T09:00:30.000Z",
      true,
    ]);
  });

  it("answers after so much real time, by which an attempt may be over", async () => {
    expect(endsOf(await scripted([{ after: "1ms", status: 201 }]))).toEqual([201]);
    const late = await keptWaiting({ after: "1h" });
    // Its work is done before the answer that nobody waits for any more.
    expect([endsOf(late), effectCount(late)]).toEqual([["timeout"], 1]);
  });

  it("stands in the scenario's beginning too, and a step's is filled in", async () => {
    const played = await perform({
      receiver: { answers: [{ status: 201 }] },
      vars: { why: { code: 7 } },
      steps: [...REPLY, { receiver: [{ status: 500, body: "${why}" }, { body: "run ${run}" }] }, ...REPLY, PROOF],
    });
    expect(played.told).toEqual([]);
    const answers = entriesOf(played, "attempt.finished").map(({ attempt }) => attempt.response?.body);
    expect([endsOf(played), answers]).toEqual([
      [201, 500, 200],
      ["{}", '{"code":7}', "run test"],
    ]);
  });
});

const SAMPLE = fileURLToPath(new URL("../../../../fixtures/receivers/correct.mjs", import.meta.url));
const COMMAND = [process.execPath, SAMPLE];
const SCRIPT: Step = { receiver: [{ status: 500 }] };

describe("start, stop and restart", () => {
  it("are for a command: while it is stopped nobody listens, and afterwards it takes up where SmartLead tries again", async () => {
    const played = await perform({
      receiver: { command: COMMAND },
      steps: [
        ...REPLY,
        { receiver: "stop" },
        { emit: "EMAIL_REPLY", as: "missed" },
        { wait: { delivery: "missed", attempts: 1, outcomes: ["network_error"] } },
        { receiver: "start" },
        { settle: "missed" },
        { receiver: "restart" },
        ...REPLY,
        { expect: { delivery: "missed", state: "delivered", attempts: 2 } },
      ],
    });
    expect([played.told, played.end]).toEqual([[], "performed"]);
    expect(endsOf(played)).toEqual([200, "network_error", 200, 200]);
    expect(statesOf(played)).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("say so when it runs already", async () => {
    const { told } = await perform({ receiver: { command: COMMAND }, steps: [{ receiver: "start" }, PROOF] });
    expect(told).toEqual(["steps[0]: The receiver is already running; stop it first."]);
  });

  it("are not for the built-in receiver", async () => {
    const started = await perform({ steps: [{ receiver: "start" }, PROOF] });
    expect(started.told).toEqual([
      "steps[0]: The receiver is the built-in receiver, which cannot be started; give its command after `--`.",
    ]);
    const stopped = await perform({ steps: [{ receiver: "stop" }, PROOF] });
    expect(stopped.told).toEqual([
      "steps[0]: The receiver is the built-in receiver, which cannot be stopped; give its command after `--`.",
    ]);
  });

  it("are not for a URL or a function, and neither is a script", async () => {
    const ofUrl = await performOnReceiver({ steps: [{ receiver: "restart" }, PROOF] });
    expect(ofUrl.told).toEqual([
      "steps[0]: The receiver is a URL, which cannot be stopped; give its command after `--`.",
    ]);
    const scriptedUrl = await performOnReceiver({ steps: [SCRIPT, PROOF] });
    expect(scriptedUrl.told).toEqual([
      "steps[0]: The receiver is a URL, which cannot be scripted; only the built-in one can be.",
    ]);
    const target = { kind: "function", handle: () => new Response() } as const;
    const ofFunction = await perform({ steps: [SCRIPT, PROOF] }, { target });
    expect(ofFunction.told).toEqual([
      "steps[0]: The receiver is a function, which cannot be scripted; only the built-in one can be.",
    ]);
  });

  it("are all that a command can be told", async () => {
    const { told } = await perform({ receiver: { command: COMMAND }, steps: [SCRIPT, PROOF] });
    expect(told).toEqual([
      "steps[0]: The receiver is a command, which cannot be scripted; only the built-in one can be.",
    ]);
  });
});
