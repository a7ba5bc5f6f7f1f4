import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { type Identity, identityOf } from "../../../src/capture/proxy/dedup-cache.ts";
import { checkedSignature } from "../../../src/capture/proxy/proxied-entries.ts";
import { recognise } from "../../../src/capture/proxy/recognition.ts";
import { SAMPLES, sample } from "../drift/samples.ts";

function identity(body: unknown, rawHeaders: readonly string[] = []): Identity {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const arrived = { rawHeaders, search: "", body: Buffer.from(text), url: "http://localhost/hook" };
  return identityOf(arrived, recognise(text, builtInShapes()));
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/;

describe("identityOf", () => {
  it("is the request id where one came, whatever its case", () => {
    expect(identity({}, ["x-request-ID", " r-1 "])).toEqual({ requestId: "r-1", knownBy: "X-Request-Id" });
    expect(identity({}, ["X-Request-Id", "x".repeat(300)])).toEqual({
      requestId: expect.stringMatching(UUID),
      knownBy: "X-Request-Id",
    });
    expect(identity({}, ["X-Request-Id", "  "]).knownBy).toBe("whole body");
  });

  it.each([
    [{ event_type: "EMAIL_REPLY", event_id: "e1", campaign_id: 1 }, "event_id"],
    [{ id: "evt_1", type: "email.account.disconnected", data: {} }, "id, type"],
    [
      { event_type: "X", campaign_id: 1, to_email: "a@b.c", time_sent: "t" },
      "campaign_id, to_email, event_type, time_sent",
    ],
    [{ event: "X", lead_id: 5, timestamp: "t" }, "lead_id, event_type, timestamp"],
    [{ event_type: "X", campaign_id: 1, to_email: "a@b.c" }, "whole body"],
    [{ campaign_id: 1 }, "whole body"],
    ["no json", "whole body"],
  ])("of %j is made from what is there", (body, knownBy) => {
    const first = identity(body);
    expect(first).toEqual({ requestId: expect.stringMatching(UUID), knownBy });
    expect(identity(body)).toEqual(first);
  });

  it("of no two events is the same, though they share ids of mail and step", () => {
    const live = SAMPLES.filter(([dialect]) => dialect === "live").map(
      ([, event]) => identity(sample("live", event)).requestId,
    );
    expect(new Set(live).size).toBe(live.length);
  });
});

describe("recognise", () => {
  const known = (body: unknown) => recognise(typeof body === "string" ? body : JSON.stringify(body), builtInShapes());

  it("finds the lead, whoever answered", () => {
    expect(known({ ...sample("live", "EMAIL_REPLY"), to_email: "colleague@example.com" }).leadEmail).toBe(
      "lead@example.com",
    );
    expect(known(sample("guide", "LEAD_UNSUBSCRIBED")).leadEmail).toBe("lead@example.com");
    expect(known(sample("core", "EMAIL_OPEN")).leadEmail).toBe("lead@example.com");
    expect(known(sample("live", "UNTRACKED_REPLIES")).leadEmail).toBeNull();
  });

  it("takes ids as numbers and as texts", () => {
    expect(known({ event_type: "EMAIL_OPEN", campaign_id: "3600001", client_id: null })).toMatchObject({
      campaignId: 3600001,
      clientId: null,
    });
    expect(known(sample("live", "CAMPAIGN_BOUNCE_BREACH")).campaignId).toEqual(expect.any(Number));
    expect(known({ campaign_id: 1.5, client_id: "x" })).toMatchObject({ campaignId: null, clientId: null });
  });

  it.each([
    ["oops", "The body is not JSON; it was passed on unchanged."],
    ["[1]", "The body is JSON, but a list; it was passed on as it is."],
    ["5", "The body is JSON, but no object; it was passed on as it is."],
    ["{}", "The body has no event type."],
    ['{"event_type":"EMAIL_NEW"}', 'SmartLead has no event "EMAIL_NEW".'],
  ])("remarks on %j", (text, remark) => {
    expect(known(text)).toMatchObject({ eventType: "UNKNOWN" });
    expect(known(text).remarks).toContain(remark);
  });

  it("remarks on fields that the dialect does not have", () => {
    const remarks = known({ ...sample("live", "EMAIL_REPLY"), mood: "good" }).remarks;
    expect(remarks).toEqual([
      "The body differs from live in 1 field; smartlead-mock drift on the recording shows them.",
    ]);
  });
});

describe("checkedSignature", () => {
  const body = Buffer.from('{"a":1}');
  const hex = createHmac("sha256", "s").update(body).digest("hex");

  it.each([
    [`sha256=${hex}`, "s", "valid"],
    [hex.toUpperCase(), "s", "valid"],
    [` sha256=${hex} `, "s", "valid"],
    [`sha256=${hex}`, "other", "wrong"],
    ["sha256=", "s", "wrong"],
    ["", "s", "missing"],
    [null, "s", "missing"],
    [`sha256=${hex}`, null, "unchecked"],
  ])("of %j with the secret %j", (header, secret, expected) => {
    expect(checkedSignature(header, body, { secret })).toBe(expected);
  });
});
