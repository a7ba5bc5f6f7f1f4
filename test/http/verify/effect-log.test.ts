import { expect, it } from "vitest";
import { LineRelay } from "../../../src/delivery/idempotency/log-lines.ts";
import { startSample } from "../receivers/sample-receiver.ts";
import { verified } from "./verify-bench.ts";

it("a pattern of --effect-log that matches no line is said to match none, wherever work is not shown", async () => {
  const effectLog = { pattern: /no such line/, lines: new LineRelay() };
  const report = await verified({ start: () => startSample("correct", {}), only: ["SL-4.7"], effectLog });
  const [item] = report.groups.flatMap(({ items }) => items);
  expect(item?.grade).toBe("inconclusive");
  expect(JSON.stringify(item)).toContain("--effect-log matched no line while events were sent.");
});
