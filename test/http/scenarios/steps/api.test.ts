// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../src/harness/scenarios/scenario.ts";
import type { ApiStep, Step } from "../../../../src/harness/scenarios/step.ts";
import { echo, echoesOf, entriesOf, PROOF, performOnReceiver, SETTLE } from "../sketch.ts";

const WORLD = {
  campaigns: [
    { id: 11, name: "Invoices", leads: [{ email: "ann@example.com" }, { email: "bob@example.com" }] },
    { id: 12, name: "Bakeries", status: "PAUSED" },
  ],
} satisfies Scenario["world"];

const called = (step: ApiStep, ...others: readonly Step[]) =>
  performOnReceiver({ world: WORLD, steps: [step, ...others, SETTLE, PROOF] });

describe("api", () => {
  it("takes method and path, with the query in it or beside it", async () => {
    const played = await called(
      { api: "GET /campaigns/11/leads?limit=1", as: "first" },
      { api: "GET /api/v1/campaigns/11/leads", query: { limit: 1, offset: 1 }, as: "second" },
      echo({
        leads: ["${first.body.data[0].lead.email}", "${second.body.data[0].lead.email}"],
        status: "${first.status}",
      }),
    );
    expect(played.told).toEqual([]);
    const [{ leads, status }] = echoesOf(played) as [{ leads: string[]; status: number }];
    expect([...leads].sort()).toEqual(["ann@example.com", "bob@example.com"]);
    expect(status).toBe(200);
  });

  it("sends the body, and binds the events that the call caused with their deliveries", async () => {
    const played = await called(
      { api: "POST /campaigns/11/status", body: { status: "PAUSED" }, answer: { ok: true }, as: "paused" },
      SETTLE,
      { expect: { delivery: "paused", state: "delivered" } },
      echo({ id: "${paused.event_id}", all: "${paused.events.length}", one: "${paused.events[0].event_type}" }),
    );
    expect(played.told).toEqual([]);
    const [event] = entriesOf(played, "event.emitted");
    expect([event?.event_type, event?.campaign_id]).toEqual(["CAMPAIGN_STATUS_CHANGED", 11]);
    expect(played.bodies[0]).toMatchObject({ event_type: "CAMPAIGN_STATUS_CHANGED", current_status: "PAUSED" });
    expect(echoesOf(played)).toEqual([{ id: event?.event_id, all: 1, one: "CAMPAIGN_STATUS_CHANGED" }]);
  });

  it("binds an answer that caused nothing", async () => {
    const played = await called(
      { api: "GET /campaigns/12", as: "campaign" },
      echo({ name: "${campaign.body.name}", events: "${campaign.events}" }),
    );
    expect(echoesOf(played)).toEqual([{ name: "Bakeries", events: [] }]);
    const misused = await called({ api: "GET /campaigns/12", as: "campaign" }, { expect: { delivery: "campaign" } });
    expect(misused.told).toEqual(["steps[1].expect.delivery: campaign has no delivery: it caused no event."]);
  });

  it("captures parts of the answer as variables of their type", async () => {
    const played = await called(
      { api: "GET /campaigns", capture: { id: "[0].id", name: '[1]["name"]', first: "[0]" } },
      { api: "GET /campaigns/${id}", answer: { name: "${first.name}" } },
      echo({ id: "${id}", name: "${name}" }),
    );
    expect(played.told).toEqual([]);
    const [{ id, name }] = echoesOf(played) as [{ id: number; name: string }];
    expect([11, 12]).toContain(id);
    expect(["Invoices", "Bakeries"]).toContain(name);
  });

  it("takes an answer that is as expected, value or matcher", async () => {
    const { item, told } = await called({
      api: "GET /campaigns/11",
      status: { between: [200, 299] },
      answer: { name: "Invoices", id: { at_least: 11 }, client_id: null, nothing: { absent: true } },
    });
    expect([item.grade, told]).toEqual(["ok", []]);
  });

  it("takes a refusal that is expected", async () => {
    const { told } = await called(
      { api: "POST /campaigns/11/status", body: {}, status: 400 },
      { api: "POST /campaigns/11/status", body: { status: "GONE" }, status: { one_of: [400, 422] } },
    );
    expect(told).toEqual([]);
  });

  it("says of each part that is not as expected what it is, in its place", async () => {
    const { item, told } = await called({
      api: "GET /campaigns/11",
      answer: { name: { matches: "^B" }, id: 12, "no.such": { present: true }, status: "ACTIVE" },
    });
    expect(told).toEqual([
      'steps[0].answer.name: name in the answer to GET /campaigns/11 is Invoices; expected a string that matches "^B".',
      "steps[0].answer.id: id in the answer to GET /campaigns/11 is 11; expected 12.",
      "steps[0].answer.no.such: no.such in the answer to GET /campaigns/11 is absent; expected any value.",
    ]);
    expect(item.findings.map(({ expected, actual }) => [expected, actual])[1]).toEqual(["12", "11"]);
    expect(item.grade).toBe("fail");
  });

  it("says which status came, and what the answer said", async () => {
    const { item, told } = await called({ api: "POST /campaigns/11/status", body: {}, answer: { ok: true } });
    const [finding] = item.findings;
    const sentence = /^steps\[0\]\.api: POST \/campaigns\/11\/status was answered 400 \{.*\}; expected 200\.$/;
    expect(told).toEqual([expect.stringMatching(sentence)]);
    expect([finding?.expected, finding?.actual?.startsWith("400 {")]).toEqual(["200", true]);
  });

  it("says that there is nothing to capture", async () => {
    const { item, told } = await called({ api: "GET /campaigns/11", capture: { there: "id", missing: "data.id" } });
    expect(told).toEqual([
      "steps[0].capture.missing: The answer has nothing at data.id, so missing cannot be captured.",
    ]);
    expect(item.findings[0]?.actual).toContain('"name":"Invoices"');
  });

  it("is no call of the receiver: faults of the API leave it alone", async () => {
    const { told } = await performOnReceiver({
      world: WORLD,
      faults: [{ kind: "api-status", status: 503 }],
      steps: [{ api: "GET /campaigns/11" }, { expect: { calls: 0 } }],
    });
    expect(told).toEqual([]);
  });
});
