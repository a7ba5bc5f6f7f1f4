import { expect, it } from "vitest";
import { LineRelay } from "../../../src/delivery/idempotency/log-lines.ts";
import { verdictText } from "../../../src/reports/report-text.ts";
import { startSample } from "../receivers/sample-receiver.ts";
import { itemOf, itemsOf, verified } from "./verify-bench.ts";

it("a pattern of --effect-log that matches no line is said to match none, wherever work is not shown", async () => {
  const effectLog = { pattern: /no such line/, lines: new LineRelay() };
  const report = await verified({ start: () => startSample("correct", {}), only: ["SL-4.7"], effectLog });
  const [item] = report.groups.flatMap(({ items }) => items);
  expect(item?.grade).toBe("inconclusive");
  expect(JSON.stringify(item)).toContain("--effect-log matched no line while events were sent.");
});

it("where answers alone decide, a pattern that matches no line is not proven, and no pass with --strict", async () => {
  const effectLog = { pattern: /no such line/, lines: new LineRelay() };
  const only = ["SL-1.4"];
  const report = await verified({ start: () => startSample("correct", {}), only, effectLog, strict: true });
  expect(itemOf(report, "SL-1.4").grade).toBe("ok");
  const { grade, reason } = itemOf(report, "effect-log");
  expect([grade, reason]).toEqual(["inconclusive", expect.stringContaining("matched no line in the whole run")]);
  expect([report.exit_code, verdictText(report)]).toEqual([4, "FAILED, 1 not proven"]);
});

it("a pattern that matches is not spoken of", async () => {
  const subscribe = (hear: (line: string) => void) => {
    hear("Reply from ada@sl.example");
    return () => {};
  };
  const effectLog = { pattern: /Reply from/, lines: { subscribe } };
  const report = await verified({ start: () => startSample("correct", {}), only: ["SL-1.4"], effectLog });
  expect(itemsOf(report).map(({ id }) => id)).toEqual(["SL-1.4"]);
});
