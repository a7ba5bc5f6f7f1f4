import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { startBuiltInReceiver } from "../../../src/harness/receiver/built-in-receiver.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { startServer } from "../../../src/server/server.ts";
import { closersAfterEach } from "../../closers.ts";
import { type SampleName, type SampleOptions, spawnSample, startSample } from "./sample-receiver.ts";

const closers = closersAfterEach();

/** A mock under the virtual clock whose only webhook is the receiver; `effectsUrl` is its own control API. */
async function aMock(startReceiver: (effectsUrl: string) => Promise<{ url: string; close(): Promise<unknown> }>) {
  const mock = createMock({ clock: "virtual", seed: 1, run: "verdicts", minTimeoutMs: 1_000 });
  const server = await startServer({
    mock,
    host: "127.0.0.1",
    port: 0,
    token: null,
    apiKey: null,
    allowNames: [],
    version: "0",
  });
  const receiver = await startReceiver(server.url);
  closers.push(receiver.close, server.close, () => mock.close(0));
  const eventTypeMap = { EMAIL_REPLY: true, EMAIL_SENT: true };
  mock.webhooks.create({ name: "receiver", url: receiver.url, level: "user", eventTypeMap });
  return mock;
}

/** How a receiver comes to see a request id twice. */
const SITUATIONS = {
  "500 first": { options: { failFirst: 1 }, sendsAgain: false },
  "answer lost": { options: { loseFirst: 1 }, sendsAgain: false },
  "hung, clipped": { options: { hangFirst: 1 }, sendsAgain: false },
  "sent again": { options: {}, sendsAgain: true },
} as const satisfies Record<string, { options: SampleOptions; sendsAgain: boolean }>;
type Situation = keyof typeof SITUATIONS;

/** Every delivery that an EMAIL_REPLY in this situation led to, once all is settled. */
async function play(mock: SmartLeadMock, situation: Situation): Promise<readonly Delivery[]> {
  const { sendsAgain } = SITUATIONS[situation];
  const id = mock.emit({ eventType: "EMAIL_REPLY" })[0]?.deliveries[0] ?? "";
  await mock.settled();
  if (sendsAgain) mock.resend(id);
  await mock.settled();
  return mock.deliveries.withRequestId(mock.deliveries.get(id)?.request_id ?? "");
}

async function verdictOf(name: SampleName, situation: Situation, isCounted: boolean) {
  const mock = await aMock((effectsUrl) =>
    startSample(name, { ...SITUATIONS[situation].options, ...(isCounted ? { effectsUrl } : {}) }),
  );
  const deliveries = await play(mock, situation);
  expect(deliveries.map(({ state }) => state)).toEqual(deliveries.map(() => "delivered"));
  return deliveries.map(({ duplicate }) => duplicate).findLast((verdict) => verdict !== null) ?? "-";
}

async function tableFor(isCounted: boolean): Promise<string> {
  const names: SampleName[] = ["correct", "naive", "racy", "records-before-working"];
  const row = (cells: readonly string[]) =>
    cells
      .map((cell) => cell.padEnd(22))
      .join(" ")
      .trimEnd();
  const lines = [row(["", ...names])];
  for (const situation of Object.keys(SITUATIONS) as Situation[]) {
    const verdicts = await Promise.all(names.map((name) => verdictOf(name, situation, isCounted)));
    lines.push(row([situation, ...verdicts]));
  }
  return `\n${lines.join("\n")}\n`;
}

describe("the verdict on a receiver, over real sockets", () => {
  it("where it reports its effects to the control API", async () => {
    expect(await tableFor(true)).toMatchInlineSnapshot(`
      "
                             correct                naive                  racy                   records-before-working
      500 first              effect-once            effect-once            effect-once            swallowed
      answer lost            acknowledged           reprocessed            acknowledged           acknowledged
      hung, clipped          unproven               reprocessed            unproven               unproven
      sent again             acknowledged           reprocessed            acknowledged           acknowledged
      "
    `);
  });

  it("where nothing but its answers is known", async () => {
    expect(await tableFor(false)).toMatchInlineSnapshot(`
      "
                             correct                naive                  racy                   records-before-working
      500 first              unproven               unproven               unproven               swallowed
      answer lost            acknowledged           unproven               acknowledged           acknowledged
      hung, clipped          unproven               unproven               unproven               unproven
      sent again             acknowledged           unproven               acknowledged           acknowledged
      "
    `);
  });

  it("says what was seen, for the receiver that answers 500 and then 'already processed'", async () => {
    const mock = await aMock(() => startSample("records-before-working", { failFirst: 1 }));
    const [delivery] = await play(mock, "500 first");
    expect(delivery?.attempts.map(({ status, duplicate }) => [status, duplicate])).toMatchInlineSnapshot(`
      [
        [
          500,
          null,
        ],
        [
          200,
          {
            "evidence": [
              "Attempt 1 was answered 500.",
              "Attempt 2 was answered 200.",
              "The answer says {"status":"already_processed"}.",
              "No effects are reported.",
            ],
            "explanation": "The receiver reports work as done that it never did, so the event is lost: record the X-Request-Id together with the work or after it, never before.",
            "verdict": "swallowed",
          },
        ],
      ]
    `);
  });

  it("follows effects that are reported after the answer", async () => {
    const mock = await aMock(() => startSample("naive", { loseFirst: 1 }));
    const [delivery] = await play(mock, "answer lost");
    const key = delivery?.request_id ?? "";
    const verdictNow = () => mock.deliveries.get(delivery?.id ?? "")?.duplicate;
    expect(verdictNow()).toBe("unproven");
    mock.effects.add(key, "crm");
    expect(verdictNow()).toBe("effect-once");
    mock.effects.add(key, "crm");
    expect(verdictNow()).toBe("reprocessed");
  });

  it("finds an event lost behind a broken connection as soon as effects are counted", async () => {
    const mock = await aMock(() => startSample("records-before-working", { failFirst: 1, loseFirst: 1 }));
    const [uncounted] = await play(mock, "answer lost");
    expect(uncounted?.duplicate).toBe("acknowledged");
    mock.effects.add(uncounted?.request_id ?? "", "crm");
    const [counted] = await play(mock, "answer lost");
    expect(counted?.state).toBe("delivered");
    // The first effect came a little after its answer, and so may this one.
    await expect.poll(() => mock.deliveries.get(counted?.id ?? "")?.duplicate, { interval: 5 }).toBe("swallowed");
  });

  it("knows the racy receiver from the correct one when both copies come at once", async () => {
    const both = async (name: SampleName) => {
      const mock = await aMock((effectsUrl) => startSample(name, { workMs: 60, effectsUrl }));
      const id = mock.emit({ eventType: "EMAIL_REPLY" })[0]?.deliveries[0] ?? "";
      const copy = mock.resend(id);
      await mock.settled();
      const counts = [...mock.effects.countsOf(copy.request_id).values()];
      return { counts, verdict: mock.deliveries.get(copy.id)?.duplicate };
    };
    expect(await both("racy")).toEqual({ counts: [2], verdict: "reprocessed" });
    const correct = await both("correct");
    expect(correct.counts).toEqual([1]);
    // Which of the two answers is read first is up to the sockets; until both are, nothing is proven.
    expect(["acknowledged", "unproven"]).toContain(correct.verdict);
  });

  it("is none for a first try that found nobody, and none for another request id", async () => {
    const gone = await startSample("correct");
    const mock = await aMock(async () => ({ url: gone.url, close: async () => {} }));
    await gone.close();
    const id = mock.emit({ eventType: "EMAIL_REPLY" })[0]?.deliveries[0] ?? "";
    await mock.settled();
    expect(mock.deliveries.get(id)).toMatchObject({ state: "failed", duplicate: null });
    const back = await startSample("correct", { port: Number(new URL(gone.url).port) });
    closers.push(back.close);
    const again = mock.resend(id);
    await mock.settled();
    expect(mock.deliveries.get(again.id)).toMatchObject({ state: "delivered", duplicate: null });
    const fresh = mock.resend(id, { requestId: "new" });
    await mock.settled();
    expect(mock.deliveries.get(fresh.id)).toMatchObject({ state: "delivered", duplicate: null });
    expect(back.worked).toEqual([again.request_id, fresh.request_id]);
  });
});

describe.skipIf(spawnSync("python3", ["--version"]).status !== 0)("the verdict on the receiver in Python", () => {
  it.each([
    ["its own failure", { FAIL_FIRST: "1" }, "500 first", "effect-once"],
    ["a lost answer", { LOSE_FIRST: "1" }, "answer lost", "acknowledged"],
    ["being sent again", {}, "sent again", "acknowledged"],
  ] as const)("after %s", async (_, env, situation, verdict) => {
    const mock = await aMock((url) => spawnSample("python3", "correct.py", { SMARTLEAD_MOCK_URL: url, ...env }));
    const deliveries = await play(mock, situation);
    expect(deliveries.at(-1)).toMatchObject({ state: "delivered", duplicate: verdict });
  });
});

it("the built-in receiver shows a retry, an acknowledged duplicate and a timeout among its first four deliveries", async () => {
  const effects: string[] = [];
  const mock = await aMock(() => startBuiltInReceiver({ seed: 1, onEffect: (key) => effects.push(key) }));
  const shown: unknown[] = [];
  for (let time = 0; time < 4; time += 1) {
    const id = mock.emit({ eventType: "EMAIL_REPLY" })[0]?.deliveries[0] ?? "";
    await mock.settled();
    for (const key of effects.splice(0)) mock.effects.add(key, "crm");
    const delivery = mock.deliveries.get(id);
    shown.push([delivery?.attempts.map(({ outcome }) => outcome).join(", "), delivery?.duplicate]);
  }
  expect(shown).toMatchInlineSnapshot(`
    [
      [
        "success",
        null,
      ],
      [
        "server_error, success",
        "effect-once",
      ],
      [
        "network_error, success",
        "acknowledged",
      ],
      [
        "timeout, success",
        "unproven",
      ],
    ]
  `);
});
