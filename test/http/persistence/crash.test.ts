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

  it("keeps what may be an effect of several", async () => {
    const receiver = await aReceiver(() => "nothing");
    const folder = aFolder();
    const first = aKeptMock(folder, { target: receiver.url });
    const events = [1, 2].flatMap(() => first.emit({ eventType: "EMAIL_REPLY" }));
    await receiver.got(2);
    const [one = "", other = ""] = events.map(({ deliveries: [id] }) => first.deliveries.get(id ?? "")?.request_id);
    const answered = first.reactions.see({
      source: "sink",
      method: "POST",
      url: `/x/${one}/${other}`,
      headers: {},
      bodyText: "",
      operation: null,
      campaignId: null,
    });
    answered(200, true);
    expect([first.effects.possibleOf(one), first.effects.possibleOf(other)]).toEqual([1, 1]);
    first.journal.commit();
    await first.crash();

    const second = aKeptMock(folder, { target: receiver.url });
    expect([second.effects.possibleOf(one), second.effects.possibleOf(other)]).toEqual([1, 1]);
  });

  it("can be closed afterwards, and takes nothing more", async () => {
    const mock = aKeptMock(aFolder(), { target: (await aReceiver(() => 200)).url });
    await mock.crash();
    await mock.close();
    expect(() => mock.emit({ eventType: "EMAIL_REPLY" })).toThrow("The mock is closing; nothing new is accepted.");
  });
});
