import { describe, expect, it } from "vitest";
import { createSamenessOf, isReading, type WriteCall } from "../../../src/delivery/idempotency/idempotent-writes.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { ReactionsBench } from "./reactions-bench.ts";

function aWrite(parts: Partial<WriteCall> = {}): WriteCall {
  return { method: "POST", url: "/_mock/sink/crm/notes", headers: {}, bodyText: "{}", operation: null, ...parts };
}

function areOne(one: Partial<WriteCall>, other: Partial<WriteCall>, declared: readonly string[] = []): boolean {
  const samenessOf = createSamenessOf(declared);
  const [first, second] = [samenessOf(aWrite(one)), samenessOf(aWrite(other))];
  return first !== null && first.fingerprint === second?.fingerprint;
}

describe("what is idempotent by nature", () => {
  it.each(["PUT", "PATCH", "DELETE"])("is a %s of the same path and body", (method) => {
    expect(areOne({ method }, { method })).toBe(true);
    expect(areOne({ method }, { method, url: "/_mock/sink/crm/notes/2" })).toBe(false);
    expect(areOne({ method }, { method, bodyText: '{"a":1}' })).toBe(false);
    expect(areOne({ method }, { method, url: "/_mock/sink/crm/notes?id=2" })).toBe(false);
  });

  it.each<[what: string, call: Partial<WriteCall>]>([
    ["a path", { url: "/_mock/sink/crm/v3/objects/contacts/batch/upsert" }],
    ["the query", { url: "/_mock/sink/rest/v1/events?on_conflict=id" }],
    ["a header", { headers: { Prefer: "return=minimal, resolution=ignore-duplicates" } }],
    ["SQL", { bodyText: '{"sql":"insert into events values (?) on conflict (id) do nothing"}' }],
    ["GraphQL", { bodyText: '{"query":"mutation { insert_events_one(on_conflict: {constraint: pk}) { id } }"}' }],
    ["the name of a mutation", { bodyText: '{"query":"mutation M($e: E!) { upsertEvent(e: $e) { id } }"}' }],
  ])("is a POST that is an upsert by %s, of the same body", (_what, call) => {
    expect(areOne(call, call)).toBe(true);
    expect(areOne(call, { ...call, bodyText: `${call.bodyText ?? ""} 2` })).toBe(false);
  });

  it("is one that differs only in times", () => {
    const put = (bodyText: string) => ({ method: "PUT", bodyText });
    const at = (iso: string, ms: number) => put(`{"status":"replied","updatedAt":"${iso}","ts":${ms}}`);
    expect(areOne(at("2026-11-30T09:00:00.123Z", 1796029200123), at("2026-11-30T10:00:00+01:00", 1796029200999))).toBe(
      true,
    );
    expect(areOne(put('{"replies":1}'), put('{"replies":2}'))).toBe(false);
    expect(areOne(put('{"lead":3349346011}'), put('{"lead":3349346012}'))).toBe(false);
  });

  it("is no POST, and no two methods", () => {
    expect(areOne({}, {})).toBe(false);
    expect(areOne({ method: "PUT" }, { method: "DELETE" })).toBe(false);
  });

  it.each(["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY", "X-Idempotency-Key"])(
    "is a write with the same %s, whatever its body",
    (name) => {
      expect(areOne({ headers: { [name]: "k1" } }, { headers: { "idempotency-key": "k1" }, bodyText: "[]" })).toBe(
        true,
      );
      expect(areOne({ headers: { [name]: "k1" } }, { headers: { [name]: "k2" } })).toBe(false);
      expect(areOne({ headers: { [name]: "k1" } }, { headers: { [name]: "k1" }, url: "/_mock/sink/chat" })).toBe(false);
      expect(areOne({ headers: { [name]: " " } }, { headers: { [name]: " " } })).toBe(false);
    },
  );

  it.each<[pattern: string, url: string, isMatch: boolean]>([
    ["POST /crm/notes", "/_mock/sink/crm/notes", true],
    ["POST /crm/*", "/_mock/sink/crm/notes", true],
    ["post /CRM/notes", "/_mock/sink/crm/notes", true],
    ["* /crm/*", "/_mock/sink/crm/notes?at=1", true],
    ["POST /_mock/sink/crm/notes", "/_mock/sink/crm/notes", true],
    ["POST /crm", "/_mock/sink/crm/notes", false],
    ["PUT /crm/notes", "/_mock/sink/crm/notes", false],
    ["POST /crm.notes", "/_mock/sink/crm/notes", false],
  ])("is what %j declares, of %s: %s", (pattern, url, isMatch) => {
    expect(areOne({ url }, { url, bodyText: '{"at":2}' }, [pattern])).toBe(isMatch);
    expect(areOne({ url }, { url: `${url.split("?")[0]}/2` }, [pattern])).toBe(false);
  });

  it("knows of every operation of SmartLead's API whether it sets a state; the key of the API says nothing", () => {
    const kinds = OPERATIONS.filter(({ method }) => method !== "GET").map(({ id, method, path }) => {
      const call = (url: string) => ({ method, operation: id, url });
      const isOne = areOne(call(`/api/v1${path}?api_key=a`), call(`/api/v1${path}?api_key=b`));
      return `${isReading(aWrite({ method, operation: id })) ? "reads" : isOne ? "sets" : "adds"} ${id}`;
    });
    const of = (kind: string) => kinds.flatMap((text) => (text.startsWith(kind) ? [text.split(" ")[1]] : [])).sort();
    expect(of("reads")).toEqual([
      "email-accounts.fetch-messages",
      "email-accounts.fetch-messages-of-several",
      "master-inbox.archived",
      "master-inbox.assigned-me",
      "master-inbox.important",
      "master-inbox.inbox-replies",
      "master-inbox.reminders",
      "master-inbox.scheduled",
      "master-inbox.sent",
      "master-inbox.snoozed",
      "master-inbox.unread-replies",
      "master-inbox.views",
      "message-history.bulk",
      "tags.of-mailboxes",
    ]);
    expect(of("sets")).toEqual([
      "block-list.add",
      "block-list.delete",
      "campaign-leads.category",
      "campaign-leads.delete",
      "campaign-leads.pause",
      "campaign-leads.resume",
      "campaign-leads.unsubscribe",
      "campaign-leads.update",
      "campaign-mailboxes.remove",
      "campaign-sequences.save",
      "campaign-webhooks.delete",
      "campaign-webhooks.delete-by-path",
      "campaigns.delete",
      "campaigns.schedule",
      "campaigns.settings",
      "campaigns.status",
      "campaigns.team-member",
      "campaigns.update-lead-email-account",
      "client-keys.delete",
      "crm.add-tags",
      "crm.remove-tag",
      "email-accounts.delete",
      "email-accounts.suspend",
      "email-accounts.unsuspend",
      "email-accounts.update",
      "email-accounts.warmup",
      "lead-lists.assign-tags",
      "lead-lists.delete",
      "lead-lists.import",
      "lead-lists.push-between-lists",
      "lead-lists.rename",
      "leads.push-from-campaign-to-list",
      "leads.push-to-campaign",
      "leads.push-to-list",
      "leads.unsubscribe",
      "master-inbox.block-domains",
      "master-inbox.change-read-status",
      "master-inbox.push-to-subsequence",
      "master-inbox.resume-lead",
      "master-inbox.update-category",
      "master-inbox.update-revenue",
      "master-inbox.update-team-member",
      "tags.map",
      "tags.unmap",
      "tags.update",
      "webhook.delete",
      "webhook.delete-by-path",
      "webhook.update",
    ]);
    expect(of("adds")).toEqual([
      "campaign-leads.add",
      "campaign-leads.manual-complete",
      "campaign-mailboxes.add",
      "campaign-webhooks.retrigger",
      "campaign-webhooks.upsert",
      "campaigns.create",
      "campaigns.create-subsequence",
      "campaigns.duplicate",
      "campaigns.forward-email",
      "campaigns.reply-email-thread",
      "campaigns.send-test-email",
      "client-keys.create",
      "client-keys.reset",
      "clients.save",
      "email-accounts.reconnect-failed",
      "email-accounts.save",
      "email-accounts.save-oauth",
      "lead-lists.create",
      "master-inbox.create-note",
      "master-inbox.create-task",
      "master-inbox.set-reminder",
      "send-email.initiate",
      "tags.create",
      "webhook.create",
    ]);
  });
});

describe("an idempotent write that is made again", () => {
  const put = { method: "PUT", url: "/_mock/sink/crm/notes/1" };

  it("is shown as a repeat, and is no further effect of the same request id", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    for (const _time of [1, 2, 3]) bench.write({ lead: reply.lead }, put);
    expect(bench.countOf(reply)).toEqual([1, 0]);
    expect(bench.reactions.calls().map(({ is_effect, repeats }) => [is_effect, repeats])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it("is an effect of another request id all the same", () => {
    const bench = new ReactionsBench();
    const first = bench.begin();
    bench.write({ id: first.delivery.request_id }, { method: "PUT", headers: { "x-request-id": "none" } });
    bench.end(first);
    const second = bench.begin({ lead: "bob@lead.example" });
    for (const { delivery } of [first, second]) {
      bench.write({ state: "replied" }, { ...put, headers: { "x-request-id": delivery.request_id } });
    }
    expect(bench.countOf(second)).toEqual([1, 0]);
  });

  it("counts again where the body or the path is another", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: reply.lead, state: 1 }, put);
    bench.write({ lead: reply.lead, state: 2 }, put);
    expect(bench.countOf(reply)).toEqual([2, 0]);
  });

  it("is whose the Idempotency-Key was, however ambiguous the rest is", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin()];
    const keyed = { headers: { "idempotency-key": "work-1" } };
    bench.write({ id: one.delivery.request_id }, keyed);
    bench.write({ lead: one.lead }, keyed);
    expect(bench.lastCall).toMatchObject({ delivery_id: one.delivery.id, repeats: true, is_ambiguous: false });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  it("may be one of several, and then it is possible once for each", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin()];
    bench.write({ lead: one.lead }, put);
    bench.write({ lead: one.lead }, put);
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it("is remembered by a later process", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: reply.lead }, put);
    const [record] = bench.effects.list();
    const later = new ReactionsBench();
    const again = later.begin();
    if (record !== undefined) later.effects.count(record);
    const restored = new ReactionsBench();
    restored.effects.restore(JSON.parse(JSON.stringify(later.effects.save())));
    for (const process of [later, restored]) {
      if (process === restored) process.begin();
      process.write({ lead: again.lead }, put);
      expect(process.countOf(again)).toEqual([1, 0]);
    }
  });
});
