import { describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/drift/captures/open-capture.ts";
import { DriftSummary } from "../../../src/capture/drift/drift-summary.ts";
import { findBodies } from "../../../src/capture/drift/find-bodies.ts";
import { nearMissIn, nearMissText } from "../../../src/capture/drift/near-miss.ts";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { ENVELOPES } from "./envelopes.ts";
import { SAMPLES, sample, sourceOf } from "./samples.ts";

async function judged(text: string) {
  const { kind, requests } = await openCapture(sourceOf(text, "file"), () => {});
  const book = new DriftSummary(builtInShapes());
  for await (const request of requests) book.take(request);
  return book.report("file", kind);
}

const paths = (places: readonly string[]) => places.map((place) => / at (.*)$/.exec(place)?.[1] ?? "");

describe("a body in an envelope", () => {
  it.each(ENVELOPES)("is found and judged in $name, whatever its event and dialect", async ({ wrap, at }) => {
    for (const [dialect, event] of SAMPLES) {
      const report = await judged(wrap(sample(dialect, event)));
      const [found, ...others] = report.events;
      const what = `${dialect} ${event}`;
      expect([what, found?.event_type, found?.differences, others.length]).toEqual([what, event, [], 0]);
      expect(found?.distances[dialect]).toBe(0);
      expect(new Set(paths(found?.places ?? []))).toEqual(new Set([at]));
      expect(report.unreadable.count).toBe(0);
    }
  });

  it.each(ENVELOPES)("that differs is told so in $name", async ({ wrap, at }) => {
    for (const [dialect, event] of SAMPLES) {
      const report = await judged(wrap({ ...sample(dialect, event), mood_of_the_day: 5 }));
      const [found] = report.events;
      const differences = found?.differences.map(({ kind, path, place }) => [kind, path, paths([place])[0]]);
      expect([event, found?.event_type, differences]).toEqual([event, event, [["extra", "mood_of_the_day", at]]]);
      expect(found?.distances[dialect]).toBe(1);
    }
  });

  it("is judged each for itself, and what is none beside it is named", async () => {
    const [reply, open] = [sample("live", "EMAIL_REPLY"), sample("guide", "EMAIL_OPEN")];
    const rows = [{ payload: JSON.stringify(reply) }, { payload: '{"ping":true}' }, { payload: open }, "x", 5, null];
    const report = await judged(JSON.stringify({ rows }));
    expect(report.events.map(({ event_type, dialect, places }) => [event_type, dialect, places])).toEqual([
      ["EMAIL_REPLY", "live", ["file at rows[0].payload"]],
      ["EMAIL_OPEN", "guide", ["file at rows[2].payload"]],
    ]);
    expect(report).toMatchObject({ fits: false, bodies: 3, unreadable: { count: 1, places: ["file at rows[1]"] } });
  });

  it("that stands there parsed and raw is one, and two equal ones in a list are two", async () => {
    const body = sample("live", "EMAIL_REPLY");
    const twice = await judged(JSON.stringify({ body, rawBody: JSON.stringify(body), raw: { body } }));
    expect(twice.bodies).toBe(1);
    const two = await judged(JSON.stringify([{ body }, { body }]));
    expect(two).toMatchObject({ bodies: 2, events: [{ places: ["file at [0].body", "file at [1].body"] }] });
  });

  it("may have fields of one's own beside one that only SmartLead sends", () => {
    const { stats_id, campaign_id, to_email } = sample("live", "EMAIL_REPLY");
    const own = { tenant: "north", mood: "good", note: "call" };
    const body = { event_type: "EMAIL_REPLY", stats_id, campaign_id, ...own };
    expect(findBodies([{ body }], builtInShapes()).bodies.map(({ at }) => at)).toEqual(["[0].body"]);
    expect(findBodies({ event_type: "EMAIL_REPLY", campaign_id, to_email, ...own }, builtInShapes()).bodies).toEqual(
      [],
    );
  });

  it.each([
    [
      { body: { event_type: "EMAIL_REPLY", campaign_id: 3, tenant: "x", mood: "y" } },
      "An object has the event type EMAIL_REPLY and 1 of its fields (campaign_id), too few beside 2 that SmartLead does not send (tenant, mood)",
    ],
    ['{"event":"EMAIL_REPLIED"}', "has the event type EMAIL_REPLIED and none of its fields"],
    [
      { event_type: "EMAIL_REPLY", lead: [], history: {} },
      "has the event type EMAIL_REPLY and 1 of its fields (lead), too few",
    ],
  ])("that is missed by a little says why: %j", (content, sentence) => {
    const near = nearMissIn(content, builtInShapes());
    expect(near === null ? "" : nearMissText(near)).toContain(sentence);
  });

  it("of an event with a history is the whole, not a mail of it", () => {
    const category = sample("live", "LEAD_CATEGORY_UPDATED");
    expect(findBodies(category, builtInShapes()).bodies).toEqual([
      { at: "", value: category, weight: expect.any(Number) },
    ]);
  });

  it("is found as deep as envelopes go, and no deeper", () => {
    const nested = (levels: number) =>
      Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), sample("guide", "EMAIL_OPEN"));
    expect(findBodies(nested(12), builtInShapes()).bodies.map(({ at }) => at)).toEqual(["a.a.a.a.a.a.a.a.a.a.a.a"]);
    expect(findBodies(nested(500), builtInShapes()).bodies).toEqual([]);
  });

  it("has a place that is cut where keys are endless", () => {
    const [found] = findBodies({ ["k".repeat(5_000)]: sample("guide", "EMAIL_OPEN") }, builtInShapes()).bodies;
    expect(found?.at.length).toBeLessThan(400);
  });
});
