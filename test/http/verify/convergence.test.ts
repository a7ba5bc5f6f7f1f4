import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { StateSource } from "../../../src/harness/convergence/state-source.ts";
import { type SampleName, startSample } from "../receivers/sample-receiver.ts";
import { verified } from "./verify-bench.ts";

const sample = (name: SampleName) => (effectsUrl: string) => startSample(name, { effectsUrl });
const ONLY = ["SL-7"];

async function gradesOf(name: SampleName) {
  const report = await verified({ start: sample(name), only: ONLY });
  return report.groups.flatMap(({ items }) => items.map(({ id, grade }) => [id, grade]));
}

it.each(["by-timestamp", "by-sequence", "state-machine"] as const)(
  "%s ends in the same state in any order",
  async (name) => {
    expect(await gradesOf(name)).toEqual([
      ["SL-7.1", "ok"],
      ["SL-7.2", "ok"],
      ["SL-7.3", "ok"],
    ]);
  },
);

it("last-write-wins fails, and the diff names both orders", async () => {
  const report = await verified({ start: sample("last-write-wins"), only: ONLY });
  const [orders, older] = report.groups.flatMap(({ items }) => items);
  expect([orders?.grade, older?.grade]).toEqual(["fail", "fail"]);
  expect(older?.findings[0]?.expected).toContain("Interested, Meeting Request:");
  expect(older?.findings[0]?.actual).toContain("Meeting Request, Interested:\n- ");
});

/** Tells the CRM each event's type as the lead's state. A PATCH says what changes, and nothing of the record that it changes. */
async function startPatching(mockUrl: string) {
  const server = createServer(async (request, response) => {
    const event = JSON.parse(await text(request).catch(() => "{}"));
    const lead = event.sl_lead_email ?? event.to_email ?? event.lead_email;
    await fetch(`${mockUrl}/_mock/sink/crm/leads/${lead}`, {
      method: "PATCH",
      body: JSON.stringify({ state: event.event_type }),
    });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, close: async () => server.close() };
}

it("a change that depends on the order warns, since nothing shows what the record made of it", async () => {
  const report = await verified({ start: startPatching, only: ["SL-7.1", "SL-7.2"] });
  const items = report.groups.flatMap((group) => group.items);
  expect(items.map(({ grade }) => grade)).toEqual(["warn", "warn"]);
  expect(items[0]?.findings[0]?.message).toContain("Pass --state URL or --state-cmd CMD");
  const shown: StateSource = { name: "--state", isOfLead: true, read: async () => "one state, whatever comes" };
  const seen = await verified({ start: startPatching, only: ["SL-7.1"], state: shown });
  expect(seen.groups[0]?.items[0]?.grade).toBe("ok");
});

it("what keeps no state that is shown is skipped, and what counts over all leads proves nothing", async () => {
  const hidden = await verified({ start: sample("correct"), only: ["SL-7.1"] });
  expect(hidden.groups[0]?.items[0]).toMatchObject({ grade: "skip" });
  let reading = 0;
  const counting: StateSource = {
    name: "--state",
    isOfLead: true,
    read: async () => JSON.stringify({ rows: Math.floor(reading++ / 3) }),
  };
  const counted = await verified({ start: sample("correct"), only: ["SL-7.1"], state: counting });
  expect(counted.groups[0]?.items[0]).toMatchObject({ grade: "inconclusive" });
});

/** Reports each event's type as the lead's status; an older event changes nothing unless it overwrites. */
const reporting = (overwrites: boolean) => async (mockUrl: string) => {
  const newest = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const event = JSON.parse(await text(request).catch(() => "{}"));
    const lead = event.sl_lead_email ?? event.to_email ?? event.lead_email;
    const times = ["event_timestamp", "time_replied", "time_clicked", "time_opened", "time_sent"];
    const at = event[times.find((field) => field in event) ?? ""] ?? "";
    const isOlder = at < (newest.get(lead) ?? "");
    if (!isOlder) newest.set(lead, at);
    if (!isOlder || overwrites)
      await fetch(`${mockUrl}/_mock/effects/${request.headers["x-request-id"]}`, {
        method: "POST",
        body: JSON.stringify({
          name: "status",
          value: event.category ?? event.lead_category?.new_name ?? event.event_type,
        }),
      });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, close: async () => server.close() };
};

it("effects that say what they set show the state too: overwritten fails, and left alone does not", async () => {
  const grades = async (overwrites: boolean) => {
    const report = await verified({ start: reporting(overwrites), only: ["SL-7.1", "SL-7.2"] });
    return report.groups.flatMap(({ items }) => items);
  };
  const failing = await grades(true);
  expect(failing.map(({ grade }) => grade)).toEqual(["fail", "fail"]);
  expect(failing[1]?.findings[0]?.actual).toContain("\n+ status: <Interested.lead_data.category.name> (by Interested)");
  expect((await grades(false)).map(({ grade }) => grade)).toEqual(["ok", "ok"]);
});
