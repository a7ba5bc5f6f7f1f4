import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import { spawnSample } from "../receivers/sample-receiver.ts";
import { fetchStyleHandler, serveHandler } from "./correct-receivers.ts";
import { startServer } from "./odd-receivers.ts";
import { withEvidence } from "./sample-defects.ts";
import { gradesOf, itemOf, type VerifyWish, verified } from "./verify-bench.ts";

/** Real ms of work before each answer, far more than an attempt has where nothing is known of the receiver. */
const WORK_MS = 150;
const settings = { minTimeoutMs: 20 } as const;
const TELLING = ["SL-1.1", "SL-1.3", "SL-2.3", "SL-4.1", "SL-4.2", "SL-4.3", "SL-4.4", "SL-5.1", "SL-5.3", "SL-6.1"];

const working = () => new Promise<void>((resolve) => void afterReal(WORK_MS, resolve));

/** What holds for 150 ms was seen to hold for 3 s, of which a whole run takes some minutes. */
describe("a correct receiver that answers only after long work is not blamed", { timeout: 120_000 }, () => {
  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  const isNotBlamed = async (start: VerifyWish["start"]) => {
    const report = await verified({ start, only: TELLING, settings });
    expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe("");
  };

  it("in Node's http", () => isNotBlamed(withEvidence("correct", { workMs: WORK_MS })));

  it.skipIf(!hasPython)("in Python's standard library", () =>
    isNotBlamed((mockUrl) => {
      const env = { CRM_URL: `${mockUrl}/_mock/sink/crm`, WORK_MS: String(WORK_MS) };
      return spawnSample("python3", "correct.py", env);
    }),
  );

  it("as a function from Request to Response", () =>
    isNotBlamed((mockUrl) => {
      const handle = fetchStyleHandler(`${mockUrl}/api/v1`);
      return serveHandler(async (request) => {
        await working();
        return handle(request);
      });
    }));
});

/** Works one request off after the other, and notes how many are there at once for each check. */
function inSingleFile() {
  const mostAtOnce = new Map<string, number>();
  let line = Promise.resolve();
  let waiting = 0;
  const start = () =>
    startServer(({ body }, response) => {
      const place = /[@.]sl-(\d-\d+)\./.exec(body)?.[1] ?? "acquaintance";
      waiting += 1;
      mostAtOnce.set(place, Math.max(mostAtOnce.get(place) ?? 0, waiting));
      line = line.then(working).then(() => {
        waiting -= 1;
        response.writeHead(200).end();
      });
    });
  return { start, mostAtOnce };
}

describe("how many requests at once a slow receiver is asked with", () => {
  it("is seen before it is judged: where they wait for one another there are few", async () => {
    const { start, mostAtOnce } = inSingleFile();
    const report = await verified({ start, only: ["SL-2.3"], settings });
    expect(gradesOf(report, ["ok"])).toBe("2.3 ok");
    expect([...mostAtOnce]).toEqual([
      ["acquaintance", 8],
      ["2-3", 3],
    ]);
  });
});

describe("an attempt that was cut short", () => {
  it("is no reason to say that an event is accepted on a later try only", async () => {
    const known = new Set<string>();
    // Its first word takes much longer than any that it was met with, and is given up before; it knows the event when that comes again.
    const start = () =>
      startServer(({ id, body }, response) => {
        const answer = () => response.writeHead(200).end();
        const isSlow = body.includes('"MANUAL_STEP_REACHED"') && !known.has(id);
        known.add(id);
        return isSlow ? afterReal(1_800, answer) : answer();
      });
    const report = await verified({ start, only: ["SL-1.1"], settings });
    expect(itemOf(report, "SL-1.1").grade).toBe("ok");
  });
});
