import { describe, expect, it } from "vitest";
import { type Handle, startServer } from "./odd-receivers.ts";
import { itemOf, type Judged, verified } from "./verify-bench.ts";

/** Short enough for a test; what is said of 30 seconds holds for them. */
const BRIEF = { name: "custom", tries: 2, waitsMs: [60_000], timeoutMs: 300, disableAfterFailures: null, note: "" };
const briefly = { policy: BRIEF, minTimeoutMs: 100 };

describe("where every plain event is refused", () => {
  it.each([
    [404, "", "check the path of --target, and that it accepts POST."],
    [403, "", "--secret (signature), --secret-key (body), --header 'Authorization: …', or in the URL of --target."],
    [
      422,
      "",
      "choose the dialect that it understands with --dialect, and if it checks a secret, pass it with --secret or --secret-key.",
    ],
    [400, "the event is too old", ", and pass the current time with --now if it rejects old events."],
  ])("with %i %j, SL-1 says what to check first", async (status, body, advice) => {
    const start = () => startServer((_arrived, response) => response.writeHead(status).end(body));
    const report = await verified({ start, only: ["SL-1.1", "SL-4.1"], settings: briefly });
    const { hint } = itemOf(report, "SL-1.1");
    expect([hint?.startsWith(`Every plain event is answered ${status}: `), hint?.endsWith(advice)]).toEqual([
      true,
      true,
    ]);
    expect(itemOf(report, "SL-4.1").reason).toContain(hint);
  });

  it("one that is refused by itself is told as ever", async () => {
    const start = () =>
      startServer(({ body }, response) => response.writeHead(body.includes("MANUAL_STEP") ? 404 : 200).end());
    const report = await verified({ start, only: ["SL-1.1"], settings: briefly });
    expect(itemOf(report, "SL-1.1")).toMatchObject({
      grade: "fail",
      hint: expect.stringMatching(/^Answer 2xx to every/),
    });
  });
});

/** Answers well until something malformed comes; then it does what is said. */
function until(malformed: (response: Parameters<Handle>[1]) => unknown): Handle {
  return ({ body, method }, response) => {
    if (method !== "POST") return response.writeHead(405).end();
    if (body.startsWith("{") && !body.endsWith("}")) return malformed(response);
    return response.writeHead(200).end();
  };
}

describe("a receiver that breaks on the way", () => {
  it("and is gone is told which check ended it, and the rest is left out", async () => {
    let judged: Judged | null = null;
    const die = () => void judged?.close();
    const start = async () => {
      judged = await startServer(until(die));
      return { ...judged, close: async () => {} };
    };
    const report = await verified({ start, only: ["SL-3", "SL-6.4"], settings: briefly });
    expect(itemOf(report, "SL-6.4").grade).toBe("ok");
    expect(itemOf(report, "SL-3.1")).toMatchObject({
      grade: "fail",
      reason: "The receiver has accepted no connections since SL-3.1.",
    });
    expect(itemOf(report, "SL-3.2")).toMatchObject({
      grade: "skip",
      reason: "The receiver has accepted no connections since SL-3.1.",
    });
    expect(itemOf(report, "SL-3.8").grade).toBe("fail");
  });

  it("and was started here is started anew, so that the rest is judged", async () => {
    let judged: Judged | null = null;
    let starts = 0;
    const open = async (port: number): Promise<Judged> => {
      starts += 1;
      judged = await startServer(
        until(() => void judged?.close()),
        port,
      );
      return judged;
    };
    const report = await verified({
      start: async () => ({ url: (await open(0)).url, close: async () => judged?.close() }),
      only: ["SL-3"],
      settings: briefly,
      receiver: ({ url }) => ({
        restart: async () => void (await open(Number(new URL(url).port))),
        ending: () => "exited unexpectedly",
        freshOutput: () => `started ${starts} times\nTypeError: event is null\n  at work`,
      }),
    });
    expect(itemOf(report, "SL-3.1")).toMatchObject({
      grade: "fail",
      reason: "The receiver exited unexpectedly during SL-3.1.",
    });
    expect(itemOf(report, "SL-3.1").evidence).toContain(
      "The receiver printed: started 1 times / TypeError: event is null /   at work",
    );
    expect(itemOf(report, "SL-3.1").cause).toBe("gone: TypeError: event is null");
    expect(itemOf(report, "SL-3.4").grade).toBe("ok");
    expect(itemOf(report, "SL-3.8")).toMatchObject({
      grade: "fail",
      reason: "The receiver exited unexpectedly during SL-3.1.",
    });
    expect(starts).toBe(2);
  });
});
