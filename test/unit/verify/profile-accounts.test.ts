import { describe, expect, it } from "vitest";
import type { ReceiverCall } from "../../../src/delivery/delivery.ts";
import type { Account } from "../../../src/harness/verify/context/check-mock.ts";
import { Naming } from "../../../src/harness/verify/profile-accounts.ts";

const LINE: ReceiverCall = {
  at: "2026-01-05T09:00:00.000Z",
  source: "log",
  method: "LOG",
  path: "processed EMAIL_REPLY ada@example.com",
  status: 0,
  operation: null,
  delivery_id: "dlv_1",
  attributed_by: "lead-and-type",
  is_effect: true,
  is_ambiguous: false,
  repeats: false,
};

function conclusionsFrom(...calls: readonly ReceiverCall[]) {
  const naming = new Naming();
  const reactions = { calls: () => calls, unattributed: () => 0 };
  naming.look({ mock: { reactions } } as unknown as Account);
  return naming.conclusions({ hasProbe: false, concurrency: 8 });
}

describe("whether a receiver calls anything that can be made to fail", () => {
  it("is not said of lines that it prints", () => {
    expect(conclusionsFrom(LINE)).toMatchObject({ makesCalls: false, callsApi: false, areEventsNamed: true });
  });

  it.each(["api", "sink"] as const)("is said of a call of the %s", (source) => {
    expect(conclusionsFrom(LINE, { ...LINE, source, method: "POST", status: 200 })).toMatchObject({ makesCalls: true });
  });
});
