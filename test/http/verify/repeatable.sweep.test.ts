import { describe, expect, it } from "vitest";
import { SharedEndpoint } from "../../../src/harness/verify/context/shared-endpoint.ts";
import { idleMock } from "../../../src/harness/verify/run-verify.ts";
import { USUAL_NOW } from "../../../src/harness/verify/verify-settings.ts";
import type { Report } from "../../../src/reports/report.ts";
import { maskedReport } from "../../masked-report.ts";
import { type SampleName, startSample } from "../receivers/sample-receiver.ts";
import { DEFECTS, withEvidence } from "./sample-defects.ts";
import { gradesOf, itemOf, judge, verified } from "./verify-bench.ts";

/** Real ms that SmartLead itself gives an attempt. */
const SMARTLEADS_TIMEOUT_MS = 30_000;

/** Real times within sentences. */
function withoutTimes(report: Report): Report {
  return JSON.parse(JSON.stringify(maskedReport(report)).replaceAll(/about [\d.]+ ms/g, "about TIME"));
}

describe("the same seed and run", () => {
  it("send the same requests and give the same report, but for real times", async () => {
    const runOnce = async () => {
      const seen: string[] = [];
      const report = await verified({
        // An attempt that a busy machine cuts short is looked at once more, with requests of its own: none is cut here.
        settings: { run: "again", minTimeoutMs: SMARTLEADS_TIMEOUT_MS },
        start: async (mockUrl) => {
          const sample = await startSample("naive", { effectsUrl: mockUrl });
          return {
            url: sample.url,
            close: () => {
              seen.push(...sample.requests.map(({ requestId, json }) => `${requestId} ${JSON.stringify(json)}`));
              return sample.close();
            },
          };
        },
      });
      // The port of the mock stands in live bodies, and requests that meet come in any order.
      // Some mails at once are sent only to a receiver that answers slowly, which on a busy machine any does.
      const ofSpeed = (request: string) => /@crowd-\d/.test(request);
      const requests = seen
        .filter((request) => !ofSpeed(request))
        .map((request) => request.replaceAll(/127\.0\.0\.1:\d+/g, "HOST"))
        .sort();
      return { report: JSON.stringify(withoutTimes(report), null, 1), requests };
    };
    const [first, second] = [await runOnce(), await runOnce()];
    expect(second.requests).toEqual(first.requests);
    expect(first.requests.length).toBeGreaterThan(400);
    expect(second.report).toBe(first.report);
  });

  it("send to one check by itself what they send to it among others", async () => {
    const idsOf = async (only: readonly string[]) => {
      let ids: readonly string[] = [];
      const start = async (mockUrl: string) => {
        const sample = await startSample("correct", { effectsUrl: mockUrl });
        const close = () => {
          ids = sample.requests
            .filter(({ json }) => JSON.stringify(json).includes("sl-4-3."))
            .map(({ requestId }) => requestId);
          return sample.close();
        };
        return { url: sample.url, close };
      };
      await verified({ start, only, settings: { run: "alone" } });
      return ids;
    };
    const alone = await idsOf(["SL-4.3"]);
    expect(alone).toHaveLength(3);
    expect(await idsOf(["SL-4"])).toEqual(alone);
  });
});

describe("a second run against the same receiver, which goes on running", () => {
  it.each<SampleName>(["correct", "order-dependent", "deduplicates-by-lead", "over-deduplicating", "racy"])(
    "%s gets the same grades",
    async (name) => {
      const base = { seed: 1, now: USUAL_NOW };
      const idle = idleMock({ ...base, run: "idle" });
      const front = await SharedEndpoint.open({ port: 0, apiKey: null, allowTargets: [], idle });
      const sample = await withEvidence(name)(front.url);
      try {
        const reports: string[] = [];
        for (const run of [`${name}-1`, `${name}-2`]) {
          const report = await judge(sample, {
            front,
            base: { ...base, run },
            only: ["SL-1", "SL-2", "SL-4", "SL-6.1", "SL-6.2"],
          });
          reports.push(gradesOf(report, ["ok", "warn", "fail", "inconclusive", "skip"]));
        }
        expect(reports[1]).toBe(reports[0]);
        if (name !== "correct")
          expect(reports[0]).toContain(
            Object.entries(DEFECTS)
              .find(([key]) => key === name)?.[1][0]
              .split(", ")[0] ?? "?",
          );
      } finally {
        await sample.close();
        await front.close();
        await idle.close(0);
      }
    },
  );
});

describe("requests that meet", () => {
  it("are told with how far apart their bodies were sent", async () => {
    const report = await verified({ start: withEvidence("correct"), only: ["SL-4.2"] });
    expect(itemOf(report, "SL-4.2").evidence[0]).toMatch(
      /^4 requests with one X-Request-Id met 3 times: the headers were sent on separate connections, then all bodies within about [\d.]+ ms\.$/,
    );
  });
});
