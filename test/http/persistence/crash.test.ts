import { describe, expect, it } from "vitest";
import { aFolder, aKeptMock, aReceiver } from "./a-kept-mock.ts";

describe("a mock that crashes in its process", () => {
  it("writes nothing more, and the next one sends what was in flight again, with its request id", async () => {
    const receiver = await aReceiver((_, number) => (number === 1 ? "nothing" : 200));
    const folder = aFolder();
    const first = aKeptMock(folder, { target: receiver.url });
    const [event] = first.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    const id = event?.deliveries[0] ?? "";
    const before = first.deliveries.get(id);
    await first.crash();

    const second = aKeptMock(folder, { target: receiver.url });
    await second.settled();
    const after = second.deliveries.get(id);
    expect(after?.request_id).toBe(before?.request_id);
    expect(after?.attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "success"]);
    expect(receiver.received.map(({ headers }) => headers["x-request-id"])).toEqual([
      before?.request_id,
      before?.request_id,
    ]);
  });

  it("can be closed afterwards, and takes nothing more", async () => {
    const mock = aKeptMock(aFolder(), { target: (await aReceiver(() => 200)).url });
    await mock.crash();
    await mock.close();
    expect(() => mock.emit({ eventType: "EMAIL_REPLY" })).toThrow("The mock is closing; nothing new is accepted.");
  });
});
