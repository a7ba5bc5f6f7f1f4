import { expect, it } from "vitest";
import { LastWrites } from "../../../src/harness/convergence/last-writes.ts";
import { differences, marksOf, namedText, partAbout } from "../../../src/harness/convergence/state-text.ts";

it("values of the events are named by the event that carried them, the receiver's own are taken out", () => {
  const marks = marksOf([
    { name: "reply", body: { event_timestamp: "2026-01-05T09:00:00.000Z", id: 123456, ok: true } },
  ]);
  const state = '{"at":"2026-01-05T09:00:00+00:00","reply":123456,"row":98765432,"saved":"2026-02-01T10:00:00Z"}';
  expect(namedText(state, marks)).toBe(
    '{"at":"<reply.event_timestamp>","reply":<reply.id>,"row":<a number>,"saved":"<a time>"}',
  );
});

it("a name is never read as a value", () => {
  const marks = marksOf([{ name: "Interested", body: { type: "LEAD_CATEGORY_UPDATED", category: "Interested" } }]);
  expect(namedText('{"a":"LEAD_CATEGORY_UPDATED","b":"Interested"}', marks)).toBe(
    '{"a":"<Interested.type>","b":"<Interested.category>"}',
  );
});

it.each([
  ["an object beside others", '[{"email":"ada@x.example","status":"b"},{"email":"bob@x.example"}]'],
  ["what stands under the address", '{"leads":{"ada@x.example":{"status":"b"},"bob@x.example":{}}}'],
  ["a line", "bob@x.example a\nada@x.example b"],
])("finds the part about a lead: %s", (_, text) => {
  const part = partAbout(text, "Ada@x.example");
  expect(part).toContain("b");
  expect(part).not.toContain("bob");
});

it("says so where nothing is about the lead", () => {
  expect(partAbout('{"rows": 4}', "ada@x.example")).toBeNull();
  expect(partAbout('{"rows": 4}', "ada@x.example", true)).toContain("4");
});

it("shows what only one of two states has", () => {
  expect(differences("a\nb\nc", "a\nc\nd")).toEqual(["- b", "+ d"]);
});

it("keeps the last PUT of each path, and no POST", () => {
  const writes = new LastWrites();
  writes.see({ method: "PUT", url: "/_mock/sink/leads/ada%40x.example", bodyText: '{"s":1}' });
  writes.see({ method: "PUT", url: "/_mock/sink/leads/ada%40x.example", bodyText: '{"s":2}' });
  writes.see({ method: "POST", url: "/_mock/sink/notes", bodyText: '{"email":"ada@x.example"}' });
  expect(JSON.parse(writes.stateOf("ada@x.example") ?? "")).toEqual({ "/_mock/sink/leads/ada@x.example": { s: 2 } });
  expect(writes.stateOf("bob@x.example")).toBeNull();
  expect(writes.isChangeOf("ada@x.example")).toBe(false);
  writes.see({ method: "PATCH", url: "/_mock/sink/leads/ada%40x.example/mood", bodyText: '{"m":1}' });
  expect([writes.isChangeOf("ada@x.example"), writes.isChangeOf("bob@x.example")]).toEqual([true, false]);
});
