import { afterEach, describe, expect, it } from "vitest";
import { createSmartLead, type SmartLead, type SmartLeadEvent, type SmartLeadOptions } from "../../../src/index.ts";
import type { Snapshot } from "../../../src/mock/snapshots/mock-snapshot.ts";

const opened: SmartLead[] = [];
afterEach(async () => {
  for (const smartlead of opened.splice(0)) await smartlead.close();
});

/** Answers with these statuses in turn, then 200. */
function answering(...statuses: number[]) {
  const bodies: string[] = [];
  const target = async (request: Request) => {
    bodies.push(await request.text());
    return new Response("{}", { status: statuses.shift() ?? 200 });
  };
  return { target, bodies };
}

async function open(options: SmartLeadOptions = {}): Promise<SmartLead> {
  const smartlead = await createSmartLead({ clock: "manual", target: answering().target, ...options });
  opened.push(smartlead);
  return smartlead;
}

const throughFile = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot, null, 2));
const story = ({ event_id, lead_email, deliveries }: SmartLeadEvent) => [
  event_id,
  lead_email,
  deliveries.map(({ id, request_id, json }) => [id, request_id, json]),
  deliveries.map((delivery) => delivery.json()),
];

describe("a snapshot", () => {
  it("continues in the same mock and in another one with the same events, ids and bodies", async () => {
    const smartlead = await open({ seed: 7, run: "first" });
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const snapshot = throughFile(smartlead.snapshot("after-a-reply"));
    const continuation = async (one: SmartLead) => {
      const events = [await one.emit("EMAIL_OPEN"), await one.emit("LEAD_CATEGORY_UPDATED")];
      await one.settle();
      await one.advance("1h");
      events.push(await one.emit("EMAIL_REPLY"));
      return JSON.stringify(events.map(story));
    };
    const first = await continuation(smartlead);
    smartlead.restore(snapshot);
    const again = await continuation(smartlead);
    const other = await open({ seed: 1, run: "other" });
    other.restore(snapshot);
    expect(again).toBe(first);
    expect(await continuation(other)).toBe(first);
    expect(other.run).toBe("other");
  });

  it("takes time, account, webhooks and counters back, and goes on with the numbers of the journal", async () => {
    const smartlead = await open();
    await smartlead.emit("EMAIL_SENT");
    await smartlead.settle();
    const before = { state: smartlead.state(), leads: smartlead.world.leads };
    const snapshot = smartlead.snapshot();
    await smartlead.advance("3d");
    const extra = smartlead.webhooks.create({ url: "http://other.test/hook", events: ["EMAIL_OPEN"] });
    await smartlead.emit("LEAD_UNSUBSCRIBED");
    smartlead.restore(snapshot);
    expect(smartlead.state()).toEqual(before.state);
    expect(smartlead.world.leads).toEqual(before.leads);
    expect(smartlead.webhooks.get(extra.id)).toBeUndefined();
  });

  it("goes on with a delivery that waits for its retry, at the time that was left", async () => {
    const failing = answering(503);
    const smartlead = await open({ target: failing.target, secret: "s3cret" });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.advance("10s");
    const snapshot = throughFile(smartlead.snapshot());
    const { target, bodies } = answering();
    const other = await open({ target, secret: "another" });
    await other.emit("EMAIL_OPEN");
    await other.settle();
    bodies.length = 0;
    other.restore(snapshot);
    const [delivery] = other.deliveries.list();
    expect([delivery?.id, delivery?.state, delivery?.attempts.length]).toEqual([event.deliveries[0]?.id, "waiting", 1]);
    await other.advance("49s");
    expect(bodies).toHaveLength(0);
    await other.advance("2s");
    expect(bodies).toEqual(failing.bodies);
    expect([delivery?.state, delivery?.attempts.map(({ status }) => status)]).toEqual(["delivered", [503, 200]]);
    expect(delivery?.request?.headers["X-Smartlead-Signature"]).not.toBe(
      event.deliveries[0]?.request?.headers["X-Smartlead-Signature"],
    );
    expect(JSON.stringify(snapshot)).not.toContain("Signature");
  });

  it("keeps what failed for a retrigger", async () => {
    const smartlead = await open({ target: answering(400).target });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const snapshot = smartlead.snapshot();
    smartlead.reset();
    smartlead.restore(snapshot);
    const again = smartlead.deliveries.resend(event.deliveries[0]?.id ?? "");
    await smartlead.settle();
    expect(smartlead.deliveries.get(again.id)?.state).toBe("delivered");
    expect(snapshot).toMatchObject({ failed_deliveries: 1, open_deliveries: 0 });
  });

  it("sends again what was in flight when it was taken; the attempt ends as interrupted", async () => {
    let answer = () => {};
    const target = () =>
      new Promise<Response>((resolve) => {
        answer = () => resolve(new Response("{}"));
      });
    const smartlead = await open({ target, clock: "real" });
    const empty = smartlead.snapshot();
    await smartlead.emit("EMAIL_REPLY");
    const inFlight = throughFile(smartlead.snapshot());
    expect(inFlight.open_deliveries).toBe(1);
    smartlead.restore(empty);
    expect(smartlead.deliveries.list()).toEqual([]);
    answer();
    smartlead.restore(inFlight);
    const [restored] = smartlead.deliveries.list();
    expect(restored?.attempts[0]).toMatchObject({
      outcome: "interrupted",
      error: "INTERRUPTED: the snapshot was taken while the attempt was in flight",
    });
  });

  it("goes on with faults where they stood, those of one event and held deliveries among them", async () => {
    const smartlead = await open();
    smartlead.faults.arm({ kind: "override-status", status: 502, every: 2 });
    await smartlead.emit("EMAIL_OPEN");
    await smartlead.emit("EMAIL_REPLY", {}, { faults: [{ kind: "delay", by: "90s" }] });
    const snapshot = throughFile(smartlead.snapshot());
    const continuation = async (one: SmartLead) => {
      await one.advance("91s");
      await one.emit("EMAIL_LINK_CLICK");
      await one.settle();
      return one.deliveries
        .list()
        .map(({ id, attempts }) => [id, attempts.map(({ faults, status }) => [faults, status])]);
    };
    const open1 = (rows: readonly unknown[][]) => rows.slice(-2);
    const first = await continuation(smartlead);
    const other = await open();
    other.restore(snapshot);
    expect(other.faults.list().map(({ kind, matched, performed }) => [kind, matched, performed])).toEqual([
      ["override-status", 1, 0],
      ["delay", 1, 1],
    ]);
    expect(open1(await continuation(other))).toEqual(open1(first));
  });

  it("gives new ids where they are asked for", async () => {
    const smartlead = await open();
    const snapshot = smartlead.snapshot();
    const first = await smartlead.emit("EMAIL_REPLY");
    smartlead.restore(snapshot, { ids: "new" });
    const second = await smartlead.emit("EMAIL_REPLY");
    expect(second.lead_email).toBe(first.lead_email);
    expect([second.event_id, second.deliveries[0]?.request_id]).not.toEqual([
      first.event_id,
      first.deliveries[0]?.request_id,
    ]);
  });

  it("keeps no secret_key, and puts in that of the mock that it is restored into", async () => {
    const [kept, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    const smartlead = await open({ dialect: "live", secretKey: kept, target: answering(500).target });
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.advance("1s");
    const snapshot = smartlead.snapshot();
    expect(JSON.stringify(snapshot)).not.toContain(kept);
    const again = await open({ dialect: "live", secretKey: other });
    again.restore(snapshot);
    expect(again.deliveries.list()[0]?.json()).toMatchObject({ secret_key: other });
  });

  it.each([
    ["text", "not a snapshot of smartlead-mock"],
    [{ recording: true }, "not a snapshot of smartlead-mock"],
    [{ smartlead_mock: "snapshot", format: 2 }, "has format 2, and this smartlead-mock reads 1; update smartlead-mock"],
    [{ smartlead_mock: "snapshot", format: 1, name: null, sum: 1, state: {} }, "damaged or was changed by hand"],
  ])("is refused in a sentence when it is %o, and nothing changes", async (asked, sentence) => {
    const smartlead = await open();
    const before = JSON.stringify(smartlead.snapshot());
    expect(() => smartlead.restore(asked as object)).toThrow(sentence);
    expect(JSON.stringify(smartlead.snapshot())).toBe(before);
  });

  it("is refused where one character was changed, or a fault of it has no socket here", async () => {
    const smartlead = await open();
    const changed = JSON.parse(JSON.stringify(smartlead.snapshot()).replace("EMAIL", "EMAIM"));
    expect(() => smartlead.restore(changed)).toThrow("damaged or was changed by hand");
    const byUrl = await open({ target: "http://127.0.0.1:9/hook" });
    byUrl.faults.arm({ kind: "reset" });
    expect(() => smartlead.restore(byUrl.snapshot())).toThrow("The fault reset works on a socket");
  });
});
