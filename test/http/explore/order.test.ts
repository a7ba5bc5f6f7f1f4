import { describe, expect, it } from "vitest";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import type { ReceiverFunction } from "../../../src/harness/scenarios/run/run-options.ts";
import { playScenario } from "../../../src/harness/session/play-scenario.ts";

interface Fact {
  readonly status: string;
  readonly at: number;
}
type Decide = (before: Fact | undefined, fact: Fact) => Fact;

const WAY = ["EMAIL_SENT", "EMAIL_OPEN", "EMAIL_LINK_CLICK", "EMAIL_REPLY", "LEAD_CATEGORY_UPDATED", "EMAIL_BOUNCE"];
const place = (one: Fact | undefined) => WAY.indexOf(one?.status ?? "");
/** Each event as it comes: an older one that is late overwrites what is newer. */
const lastWins: Decide = (_before, fact) => fact;
const byTimestamp: Decide = (before, fact) => (before === undefined || fact.at >= before.at ? fact : before);
const forwardOnly: Decide = (before, fact) => (before === undefined || place(fact) > place(before) ? fact : before);

/** Works once for each request id, and keeps a state of each lead. */
function receiverOf(decide: Decide) {
  const leads = new Map<string, Fact>();
  const done = new Set<string>();
  const target: ReceiverFunction = async (request, mock) => {
    const id = request.headers.get("x-request-id") ?? "";
    if (done.has(id)) return Response.json({ status: "already_processed" });
    done.add(id);
    const event = JSON.parse(await request.text());
    const email = event.sl_lead_email ?? event.to_email ?? event.lead_email ?? "";
    leads.set(
      email,
      decide(leads.get(email), { status: event.event_type, at: Date.parse(event.event_timestamp) || 0 }),
    );
    await mock.effect();
    return Response.json({ status: "processed" });
  };
  return { target, state: (email: string) => JSON.stringify({ status: leads.get(email)?.status ?? null }) };
}

const orderOf = ({ items }: ExploredReceiver) => items.find(({ id }) => id === "order");

describe("explore, and what a receiver keeps of a lead", () => {
  it("finds the two orders that end in two states where the last write wins", async () => {
    const receiver = receiverOf(lastWins);
    const explored = await explore({ ...receiver, runs: 30 });
    const order = orderOf(explored);
    expect(order?.grade, explored.text).toBe("fail");
    expect(order?.findings[0]).toMatchObject({ expected: expect.stringContaining("mail, reply:") });
    expect(order?.findings[0]?.actual).toContain("reply, mail:\n- ");
    // Two events of one lead, and the same two in order of time of another.
    expect(explored.scenario?.steps.filter((step) => "emit" in step)).toHaveLength(4);
    expect(order?.evidence.join(" ")).toContain("Played by run, the scenario fails for the same reason");
    const played = await playScenario(explored.scenario ?? "none", { ...receiver, run: "again" });
    expect(played).toMatchObject({ grade: "fail", reason: expect.stringContaining("ada@again.example differs from") });
    const mended = await playScenario(explored.scenario ?? "none", { ...receiverOf(byTimestamp), run: "mended" });
    expect(mended.grade, mended.text).toBe("ok");
    const hidden = await playScenario(explored.scenario ?? "none", { target: receiver.target, run: "hidden" });
    expect(hidden).toMatchObject({ grade: "inconclusive" });
  });

  it.each([
    ["that compares timestamps", byTimestamp],
    ["that goes forward only", forwardOnly],
  ])("blames no receiver %s", async (_name, decide) => {
    const explored = await explore({ ...receiverOf(decide), runs: 8 });
    expect(explored.grade, explored.text).toBe("ok");
    expect(orderOf(explored)?.evidence.join(" ")).toMatch(/End states compared with those in order of time: \d/);
  });

  it("warns where the sink sees a PATCH, which shows a change and not the record", async () => {
    const target: ReceiverFunction = async (request, mock) => {
      const event = JSON.parse(await request.text());
      const email = event.sl_lead_email ?? event.to_email ?? event.lead_email;
      const body = JSON.stringify({ status: event.event_type });
      const { ok } = await fetch(`${mock.url}/_mock/sink/crm/leads/${email}`, { method: "PATCH", body });
      return Response.json({ status: "processed" }, { status: ok ? 200 : 503 });
    };
    const order = orderOf(await explore({ target, runs: 4 }));
    expect(order).toMatchObject({ grade: "warn", reason: expect.stringContaining("Pass --state URL") });
  });

  it("compares no state that differs after the same events in the same order", async () => {
    let reading = 0;
    const { target } = receiverOf(lastWins);
    const explored = await explore({ target, state: () => JSON.stringify({ rows: reading++ }), runs: 4 });
    const reason = expect.stringContaining("differs after the same events in the same order");
    expect(orderOf(explored)).toMatchObject({ grade: "inconclusive", reason });
  });

  it("knows nothing where no state is shown, and leaves the grade as it is", async () => {
    const { target } = receiverOf(lastWins);
    const explored = await explore({ target, runs: 3 });
    expect(orderOf(explored)).toMatchObject({ grade: "inconclusive", reason: expect.stringContaining("--state URL") });
    expect(explored.grade).toBe("ok");
  });

  const reporting =
    (isOlderKept: boolean): ((name: string) => ReceiverFunction) =>
    (name) => {
      const newest = new Map<string, number>();
      const done = new Set<string>();
      return async (request, mock) => {
        const id = request.headers.get("x-request-id") ?? "";
        if (done.has(id)) return Response.json({ status: "already_processed" });
        done.add(id);
        const event = JSON.parse(await request.text());
        const email = event.sl_lead_email ?? event.to_email ?? event.lead_email ?? "";
        const times = ["event_timestamp", "time_replied", "time_clicked", "time_opened", "time_sent"];
        const at = Date.parse(event[times.find((field) => field in event) ?? ""]) || 0;
        const isOlder = at < (newest.get(email) ?? 0);
        newest.set(email, Math.max(at, newest.get(email) ?? 0));
        if (isOlder && !isOlderKept) return Response.json({ status: "processed" });
        await (name === "log" ? mock.effect("log") : mock.effect(name, event.event_type));
        return Response.json({ status: "processed" });
      };
    };

  it("reads the state from effects that say what they set, where nothing else shows it", async () => {
    const overwriting = reporting(true)("status");
    const explored = await explore({ target: overwriting, runs: 10 });
    const order = orderOf(explored);
    expect(order?.grade, explored.text).toBe("fail");
    expect(order?.findings[0]?.actual).toMatch(
      /\n- status: <reply.event_type> \(by reply\)\n\+ status: <mail.event_type> \(by mail\)$/,
    );
    const played = await playScenario(explored.scenario ?? "none", { target: reporting(true)("status"), run: "again" });
    expect(played.grade, played.text).toBe("fail");
  });

  it.each([
    ["leaves older events alone, so that it sets less", reporting(false)("status")],
    ["adds a line for each event", reporting(true)("log")],
  ])("blames no receiver that %s", async (_what, target) => {
    const explored = await explore({ target, runs: 8 });
    expect(orderOf(explored)?.grade, explored.text).not.toBe("fail");
    expect(explored.grade, explored.text).toBe("ok");
  });
});
