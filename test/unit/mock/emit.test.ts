import { expect, it } from "vitest";
import type { Sender } from "../../../src/delivery/sender.ts";
import { createMock } from "../../../src/mock/create-mock.ts";

it("makes a body of one's own text once, however many events it is sent for", async () => {
  const { mock, sent } = aMockThatKeeps();
  let made = 0;
  const body = {
    toJSON: () => {
      made += 1;
      return { mine: true };
    },
  };
  mock.emit({ eventType: "EMAIL_REPLY", count: 5, body });
  await mock.settled();
  await mock.close();
  expect(sent).toEqual(Array.from({ length: 5 }, () => '{"mine":true}'));
  expect(made).toBe(1);
});

it("makes what is sent from the world's own body where it is asked to", async () => {
  const { mock, sent } = aMockThatKeeps();
  mock.emit({
    eventType: "EMAIL_REPLY",
    reshape: ({ event_type, campaign_id }) => ({ event_type, id: `${campaign_id}` }),
  });
  mock.emit({ eventType: "EMAIL_REPLY", reshape: () => "no JSON" });
  await mock.settled();
  await mock.close();
  expect(sent).toEqual([expect.stringMatching(/^\{"event_type":"EMAIL_REPLY","id":"36\d+"\}$/), "no JSON"]);
});

/** A mock whose bodies are kept in place of being sent. */
function aMockThatKeeps() {
  const sent: string[] = [];
  const sender: Sender = {
    send: async ({ body }) => {
      sent.push(body);
      return { outcome: "success", status: 200, error: null, response: null };
    },
    close: async () => {},
  };
  return { sent, mock: createMock({ target: "http://127.0.0.1:9/hook", clock: "virtual" }, sender) };
}
