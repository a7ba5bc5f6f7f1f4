import { describe, expect, it } from "vitest";
import { EVENT_TYPES, isPayload, payloadSchema, samplePayload } from "../../../src/index.ts";

describe("samplePayload", () => {
  it.each(EVENT_TYPES)("makes a %s that its schema takes, in each dialect that has one", (type) => {
    expect(isPayload(samplePayload(type), type)).toBe(true);
    expect(isPayload(samplePayload(type, { dialect: "live", seed: 9 }), type, "live")).toBe(true);
  });

  it("is the same for the same options, and another for another seed", () => {
    expect(samplePayload("EMAIL_REPLY", { seed: 2 })).toEqual(samplePayload("EMAIL_REPLY", { seed: 2 }));
    expect(samplePayload("EMAIL_REPLY", { seed: 2 }).to_email).not.toBe(samplePayload("EMAIL_REPLY").to_email);
    expect(samplePayload("EMAIL_REPLY", { now: new Date("2027-05-01T00:00:00Z") }).time_replied).toMatch(/^2027-05-01/);
  });

  it("is none where the dialect has no such event", () => {
    expect(() => samplePayload("UNTRACKED_REPLIES", { dialect: "core" })).toThrow(
      "The dialect core has no UNTRACKED_REPLIES",
    );
    expect(() => payloadSchema("UNTRACKED_REPLIES", "core")).toThrow("The dialect core has no UNTRACKED_REPLIES");
    expect(isPayload({}, "UNTRACKED_REPLIES", "core")).toBe(false);
    // @ts-expect-error no dialect
    expect(() => payloadSchema("EMAIL_REPLY", "gude")).toThrow('"gude" is not a dialect; there are guide, live, core.');
  });

  it("is held to every key by isPayload", () => {
    const body = samplePayload("EMAIL_REPLY");
    expect(isPayload({ ...body, more: 1 }, "EMAIL_REPLY")).toBe(false);
    expect(isPayload({ ...body, campaign_id: "1" }, "EMAIL_REPLY")).toBe(false);
    expect(isPayload(body, "EMAIL_OPEN")).toBe(false);
    expect(payloadSchema("EMAIL_REPLY")).toMatchObject({ title: "EMAIL_REPLY", additionalProperties: false });
  });
});
