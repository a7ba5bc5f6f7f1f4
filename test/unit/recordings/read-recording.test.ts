import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readRecording } from "../../../src/index.ts";
import { smartleadMatchers } from "../../../src/library/vitest/matchers.ts";
import { aDelivery } from "../journal/a-delivery.ts";
import { DELIVERY, lifeOf, linesOfFrames, recorded } from "./a-recording.ts";

const folder = mkdtempSync(join(tmpdir(), "smartlead-recording-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("readRecording", () => {
  it("gives deliveries that the matchers take", async () => {
    const file = join(folder, "session.ndjson");
    const body = JSON.stringify({ preview_text: "yes" });
    const request = { url: "http://localhost/hook", headers: {}, body };
    writeFileSync(
      file,
      linesOfFrames(recorded(...lifeOf({ ...DELIVERY, request }), ...lifeOf(aDelivery({ id: "dlv_2" }), 500))),
    );
    const { deliveries, damage, run } = await readRecording(file);
    const [good, bad] = deliveries;
    expect([damage, run]).toEqual([null, "5f3c09ab"]);
    expect(smartleadMatchers.toBeDelivered(good).pass).toBe(true);
    expect(smartleadMatchers.toMatchPayload(good, { preview_text: "yes" }).pass).toBe(true);
    expect(smartleadMatchers.toHaveFailed(bad, "exhausted").pass).toBe(true);
    expect(smartleadMatchers.toBeDelivered(deliveries).pass).toBe(false);
  });

  it("says that there is none", async () => {
    await expect(readRecording(join(folder, "nowhere.ndjson"))).rejects.toMatchObject({ code: "usage" });
  });
});
