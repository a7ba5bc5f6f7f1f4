import { afterEach, expect, it } from "vitest";
import type { Sender } from "../../../src/delivery/sender.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import { marksOf, namesSomeLead } from "../../../src/mock/lead-marks.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import type { DialectName } from "../../../src/smartlead/payloads/dialect.ts";

const sender: Sender = {
  send: async () => ({ outcome: "success", status: 200, error: null, response: null }),
  close: async () => {},
};
const mocks: SmartLeadMock[] = [];
afterEach(async () => {
  for (const mock of mocks.splice(0)) await mock.close(0);
});

function marksIn(dialect: DialectName, eventType: "EMAIL_REPLY" | "LEAD_CATEGORY_UPDATED") {
  const mock = createMock({ seed: 1, run: "m", clock: "manual", dialect, target: "http://127.0.0.1:9/hook" }, sender);
  mocks.push(mock);
  mock.emit({ eventType });
  const [delivery] = mock.deliveries.all();
  if (delivery === undefined) throw new Error("Nothing was delivered.");
  return { mock, delivery, marks: marksOf(mock.world, delivery), body: JSON.parse(delivery.request?.body ?? "{}") };
}

it.each([
  ["live", ["email reply"]],
  ["guide", ["email reply"]],
  ["core", ["email reply", "email replied"]],
] as const)("The event type is known as %s spells it", (dialect, types) => {
  expect(marksIn(dialect, "EMAIL_REPLY").marks.types).toEqual(types);
});

it("A reply is known by its own message id and by that of the mail that it answers, without brackets", () => {
  const { marks, body, delivery } = marksIn("live", "EMAIL_REPLY");
  const bare = (id: string) => id.replace(/[<>]/g, "").toLowerCase();
  expect(new Set(marks.message)).toEqual(
    new Set([body.stats_id, body.sent_message.message_id, body.reply_message.message_id].map(bare)),
  );
  expect(marks.lead).toEqual(
    expect.arrayContaining([delivery.lead_email, String(body.sl_email_lead_id), String(body.sl_email_lead_map_id)]),
  );
});

it("The conversation so far names no event", () => {
  const { marks, body } = marksIn("live", "LEAD_CATEGORY_UPDATED");
  const sent = body.history.find(({ type }: { type: string }) => type === "SENT");
  expect(sent.message_id).toMatch(/@/);
  expect(marks.message).not.toContain(sent.message_id.replace(/[<>]/g, "").toLowerCase());
});

it("A lead of the account is named by address, or by its id in a path of the API", () => {
  const { mock } = marksIn("live", "EMAIL_REPLY");
  const [lead] = mock.world.leads;
  const email = lead?.email.toLowerCase();
  expect(
    [`to: ${email}`, `{"email":"${email}"}`, `/campaigns/1/leads/${lead?.id}/category`].map((text) =>
      namesSomeLead(mock.world, text),
    ),
  ).toEqual([true, true, true]);
  expect(["nobody@else.example", "/leads/17/category", "hello"].map((text) => namesSomeLead(mock.world, text))).toEqual(
    [false, false, false],
  );
});

it("A text of megabytes is searched at once, whatever it is made of", () => {
  const { mock } = marksIn("live", "EMAIL_REPLY");
  const email = mock.world.leads[0]?.email.toLowerCase();
  const startedAt = performance.now();
  for (const piece of ["x", "@", "x@", "@.", "a@b.", "/leads/", "/leads/1"]) {
    const long = piece.repeat(500_000 / piece.length);
    expect(namesSomeLead(mock.world, long)).toBe(false);
  }
  expect(namesSomeLead(mock.world, `${"x".repeat(500_000)} ${email}`)).toBe(true);
  // Quadratic in the length, it would take minutes.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
