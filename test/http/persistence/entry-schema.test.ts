import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Entry, Frame } from "../../../src/journal/entry.ts";
import { ENTRY_SCHEMAS, entryJsonSchema } from "../../../src/journal/entry-schema.ts";
import { aFolder, aKeptMock, aReceiver } from "./a-kept-mock.ts";

const isFrame = new Ajv2020({ strict: false, validateFormats: false }).compile(entryJsonSchema());

function diagnostics(frame: unknown): unknown[] {
  return isFrame(frame) ? [] : (isFrame.errors ?? []);
}

/** Every frame of a session in which everything happens that can. */
async function aVariedSession(): Promise<Frame[]> {
  const receiver = await aReceiver((_, number, response) => {
    if (number === 2) {
      response.socket?.destroy();
      return "nothing";
    }
    return [200, 500, 404, 302, 208][number % 5] ?? 200;
  });
  const mock = aKeptMock(aFolder(), { target: receiver.url, accountWebhookUrl: receiver.url, signingSecret: "s" });
  for (const eventType of [
    "EMAIL_REPLY",
    "UNTRACKED_REPLIES",
    "CAMPAIGN_BOUNCE_BREACH",
    "LINKEDIN_DISCONNECTED",
  ] as const) {
    mock.emit({ eventType, count: 5 });
  }
  for (let step = 0; step < 20; step += 1) mock.step();
  const campaign = mock.webhooks.create({
    name: "c",
    url: receiver.url,
    level: "campaign",
    campaignId: 3600001,
    eventTypeMap: { EMAIL_OPEN: true },
  });
  mock.emit({ eventType: "EMAIL_OPEN", campaignId: 3600001 });
  mock.emit({ eventType: "EMAIL_REPLY", faults: [{ kind: "extra-field" }, { kind: "duplicate", spacing: "1m" }] });
  mock.faults.arm({
    kind: "timeout",
    event_type: ["EMAIL_OPEN"],
    attempt: 9,
    from: "1m",
    until: "1h",
    probability: 0.5,
  });
  mock.emit({ eventType: "EMAIL_REPLY", faults: [{ kind: "hold", for: "1ms" }] });
  const step = { scenario: "s", step: 1, path: "steps[0]", name: "emit", state: "begun" } as const;
  mock.journal.append({ type: "scenario.step", ...step });
  const place = { check: "SL-4.1", title: "a request that comes again …", group: "Idempotency", number: 1, of: 2 };
  mock.journal.append({ type: "check.started", ...place });
  mock.journal.append({ type: "check.finished", ...place, grade: "warn", reason: null, duration_ms: 12 });
  await mock.settled();
  const { request_id } = mock.deliveries.list({ state: "delivered" }, { limit: 1 }).data[0] ?? { request_id: "" };
  mock.effects.add(request_id, "crm");
  mock.effects.add("unknown", null);
  mock.webhooks.update(campaign.id, { url: "http://127.0.0.1:9/other" });
  mock.webhooks.disable(campaign.id);
  mock.webhooks.delete(campaign.id);
  mock.setRate(0);
  mock.clock.setMode("manual");
  await mock.clock.advance(1_000);
  mock.reset();
  const { texts } = mock.journal.textsAfter(0, 100_000);
  return texts.map((text) => JSON.parse(text));
}

describe("the published schema of frames", () => {
  it("takes every frame of a session in which everything happens", async () => {
    const frames = await aVariedSession();
    for (const frame of frames) expect(diagnostics(frame), JSON.stringify(frame)).toEqual([]);
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(Object.keys(ENTRY_SCHEMAS)));
    const outcomes = frames.flatMap((frame) => (frame.type === "attempt.finished" ? [frame.attempt.outcome] : []));
    expect(new Set(outcomes)).toEqual(new Set(["success", "server_error", "rejected", "redirect", "network_error"]));
  });

  it("takes a hello and a gap, and fields that a later version may add", () => {
    const hello = { type: "hello", version: "1.0.0", format: 1, run: "r", first_seq: 1, last_seq: 0 };
    expect([diagnostics(hello), diagnostics({ type: "gap", from: 1, to: 5 })]).toEqual([[], []]);
    expect(diagnostics({ ...hello, colour: "blue" })).toEqual([]);
  });

  it("refuses a frame that lacks any of its fields, or has one of another type", async () => {
    const frames = await aVariedSession();
    for (const type of Object.keys(ENTRY_SCHEMAS)) {
      const frame = frames.find((one): one is Entry => one.type === type);
      for (const field of Object.keys(frame ?? {})) {
        const { [field]: _left, ...without } = frame as Entry & Record<string, unknown>;
        expect(diagnostics(without), `${type} without ${field}`).not.toEqual([]);
        expect(diagnostics({ ...frame, [field]: { odd: [] } }), `${type}.${field}`).not.toEqual([]);
      }
    }
  });
});
