import { describe, expect, it } from "vitest";
import { SharedEndpoint } from "../../../src/harness/verify/context/shared-endpoint.ts";
import { idleMock } from "../../../src/harness/verify/run-verify.ts";
import { USUAL_NOW } from "../../../src/harness/verify/verify-settings.ts";
import { maskedReport } from "../../../src/reports/masked-report.ts";
import type { Report } from "../../../src/reports/report.ts";
import { type SampleName, startSample } from "../receivers/sample-receiver.ts";
import { DEFECTS, withEvidence } from "./sample-defects.ts";
import { gradesOf, itemOf, judge, verified } from "./verify-bench.ts";

/** Real times within sentences. */
function withoutTimes(report: Report): Report {
  return JSON.parse(JSON.stringify(maskedReport(report)).replaceAll(/about [\d.]+ ms/g, "about TIME"));
}

describe("the same seed and run", () => {
  it.each([1, 2, 3, 4, 5, 6])("send the same %i", async () => {
    const runOnce = async () => {
      const seen: string[] = [];
      const report = await verified({
        settings: { run: "again" },
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
    const diff = (x: string[], y: string[]) => {
      const m = new Map<string, number>();
      for (const t of y) m.set(t, (m.get(t) ?? 0) + 1);
      return x.filter((t) => {
        const n = m.get(t) ?? 0;
        if (n > 0) {
          m.set(t, n - 1);
          return false;
        }
        return true;
      });
    };
    console.log(
      "COUNTS",
      first.requests.length,
      second.requests.length,
      "ONLY1",
      diff(first.requests, second.requests).map((t) => t.slice(0, 400)),
      "ONLY2",
      diff(second.requests, first.requests).map((t) => t.slice(0, 400)),
    );
    expect(second.requests.length).toBe(first.requests.length);
  });
});
