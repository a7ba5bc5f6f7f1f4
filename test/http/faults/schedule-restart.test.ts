import { cpSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aFolder, aKeptMock, allDeliveries, aReceiver, NOW } from "../persistence/a-kept-mock.ts";

describe("deliveries that were held when the mock was killed", () => {
  it("are sent at once by the next one, copies with the request id of the original", async () => {
    const receiver = await aReceiver(() => 200);
    const folder = aFolder();
    const before = aKeptMock(folder, { target: receiver.url, clock: "manual", now: NOW });
    before.emit({
      eventType: "EMAIL_REPLY",
      faults: [
        { kind: "delay", by: "1h" },
        { kind: "duplicate", spacing: "1m" },
      ],
    });
    // What lies on the disk at this moment is what a kill leaves.
    const killed = aFolder();
    cpSync(folder, killed, { recursive: true, filter: (path) => !path.endsWith("lock") });
    expect(receiver.received).toHaveLength(0);
    expect(before.state().counters).toMatchObject({ deliveries: 2, delivered: 0 });
    const after = aKeptMock(killed, { target: receiver.url, clock: "virtual", now: NOW });
    await after.settled();
    expect(receiver.received).toHaveLength(2);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-request-id"])).size).toBe(1);
    expect(allDeliveries(after).map(({ state, attempts }) => [state, attempts[0]?.started_at])).toEqual(
      new Array(2).fill(["delivered", new Date(NOW).toISOString()]),
    );
    expect(after.faults.list()).toEqual([]);
  });
});
