import { expect, it } from "vitest";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { RoundEvidence } from "../../../src/harness/verify/context/round-evidence.ts";
import { aDelivery } from "./a-sent.ts";

/** Waits of a receiver that works before it answers, when a request comes again. */
async function waits(effect: string, { isShared = true } = {}) {
  const delivery = aDelivery(["200"]);
  const waited: string[] = [];
  const parts = {
    mock: { deliveries: { withRequestId: () => [delivery], isShared: () => isShared, get: () => delivery } },
    options: {
      lags: new Lags(),
      dialect: "live",
      profileOf: () => ({ kind: "works", units: new Map([[effect, 1]]) }),
    },
    watch: { seen: async () => void waited.push("for its effect") },
    meter: null,
    rest: async (wait: () => Promise<unknown>) => {
      const before = waited.length;
      await wait();
      if (waited.length === before) waited.push("for another");
    },
  };
  const evidence = new RoundEvidence(parts as unknown as ConstructorParameters<typeof RoundEvidence>[0]);
  await evidence.waitForDue([{ order: { type: "EMAIL_REPLY" }, delivery }]);
  return waited;
}

it("a second line is waited for after the answer, since it comes by another way; a second call is there before it", async () => {
  expect(await waits("log")).toEqual(["for its effect", "for another"]);
  expect(await waits("POST /crm")).toEqual(["for its effect"]);
  expect(await waits("log", { isShared: false })).toEqual(["for its effect"]);
});
