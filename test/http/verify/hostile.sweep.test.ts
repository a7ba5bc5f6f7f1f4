import { describe, expect, it } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import { flood, startHangUp, startServer, workingLater } from "./odd-receivers.ts";
import { gradesOf, itemOf, itemsOf, type Judged, verified } from "./verify-bench.ts";

/** Short enough for a test; what is said of 30 seconds holds for them. */
const BRIEF = { name: "custom", tries: 2, waitsMs: [60_000], timeoutMs: 300, disableAfterFailures: null, note: "" };
const briefly = { policy: BRIEF, minTimeoutMs: 100 };

describe("a receiver that gives nothing to build on", () => {
  it.each<[string, () => Promise<Judged>, string, RegExp]>([
    ["hangs", () => startServer(() => {}), "1.2 fail, 1.3 fail", /is answered no complete answer in time/],
    [
      "answers without end",
      () => startServer((_arrived, response) => flood(response)),
      "1.2 fail, 1.3 fail",
      /no complete answer in time/,
    ],
    ["ends every connection", startHangUp, "1.1 fail, 1.2 fail", /is answered (UND_ERR_SOCKET|ECONNRESET): /],
    [
      "answers what is no HTTP",
      () => startServer((_arrived, { socket }) => socket?.end("hello\r\n\r\n")),
      "1.1 fail, 1.2 fail",
      /is answered HTTPParserError: /,
    ],
    [
      "refuses everything",
      () => startServer((_arrived, response) => response.writeHead(401).end()),
      "1.1 fail, 1.2 fail",
      /answered 401.*--secret-key \(body\), --header 'Authorization: …', or in the URL of --target\.$/,
    ],
    [
      "redirects",
      () =>
        startServer((_arrived, response) =>
          response.writeHead(308, { location: "https://elsewhere.example/hook" }).end(),
        ),
      "1.1 fail, 1.2 fail, 1.4 fail",
      /is answered 308/,
    ],
  ])("and %s is told so by SL-1, and all else is left out with that reason", async (_, start, grades, reason) => {
    const report = await verified({ start, settings: briefly });
    expect(gradesOf(report)).toBe(grades);
    const skipped = itemsOf(report).filter(({ grade }) => grade === "skip");
    expect(skipped.length).toBeGreaterThan(38);
    expect(skipped.filter((item) => !reason.test(item.reason ?? "")).map(({ id }) => id)).toEqual(
      grades.includes("1.1") ? [] : ["SL-1.1"],
    );
    expect(report.exit_code).toBe(1);
  });
});

describe("haste is nobody's fault", () => {
  it("an answer that was cut off early is given the full time before anything is concluded", async () => {
    const slowOnes: string[] = [];
    const known = new Set<string>();
    const start = () =>
      startServer(({ id, body, method }, response) => {
        if (method !== "POST") return response.writeHead(405).end();
        const answer = () => {
          const status = known.has(id) ? "already_processed" : "processed";
          known.add(id);
          response.writeHead(200).end(JSON.stringify({ status }));
        };
        // Much slower than it ever was when it was met.
        if (!body.includes("sl-4-1.") || !body.includes("EMAIL_REPLY")) return answer();
        slowOnes.push(id);
        return afterReal(1_400, answer);
      });
    const report = await verified({ start, only: ["SL-4.1"], settings: { minTimeoutMs: 100 } });
    expect(gradesOf(report, ["ok"])).toBe("4.1 ok");
    // It was hurried first, and then not.
    expect(new Set(slowOnes).size).toBeGreaterThan(1);
  });

  it("a receiver whose work takes its time is waited for", async () => {
    const done = new Set<string>();
    const start = () =>
      startServer(({ id }, response) => {
        const status = done.has(id) ? "already_processed" : "processed";
        afterReal(150, () => {
          done.add(id);
          response.writeHead(200).end(JSON.stringify({ status }));
        });
      });
    const report = await verified({
      start,
      only: ["SL-4.1", "SL-4.3", "SL-4.4", "SL-5.1"],
      settings: { minTimeoutMs: 20 },
    });
    expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe("");
  });
});

describe("work that is done after the answer", () => {
  it.each([
    [true, ""],
    [false, "4.1 fail, 4.2 fail, 4.3 fail, 4.4 fail, 4.6 fail"],
  ])("is waited for: remembered %j → %j", async (isOnce, grades) => {
    const start = (mockUrl: string) => startServer(workingLater(mockUrl, { isOnce, laterMs: 40 }));
    const report = await verified({ start, only: ["SL-1", "SL-2", "SL-4", "SL-5.1", "SL-6.1", "SL-6.2"] });
    expect(gradesOf(report, ["fail", "warn"])).toBe(grades);
    expect(itemOf(report, "SL-2.7").grade).toBe("ok");
    expect(itemOf(report, "SL-6.1").grade).toBe("ok");
  });
});
