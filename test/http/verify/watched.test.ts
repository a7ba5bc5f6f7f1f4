import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Delivery, ShownDelivery } from "../../../src/delivery/delivery.ts";
import { REMEMBERED_MOCKS } from "../../../src/harness/session/watch/mock-sequence.ts";
import { SharedEndpoint } from "../../../src/harness/verify/context/shared-endpoint.ts";
import { idleMock } from "../../../src/harness/verify/run-verify.ts";
import { USUAL_NOW } from "../../../src/harness/verify/verify-settings.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { EventPayload, SmartLeadMock } from "../../../src/mock/mock.ts";
import { startSample } from "../receivers/sample-receiver.ts";
import { Listener } from "../stream/stream-bench.ts";
import { type Judged, judge } from "./verify-bench.ts";

/** A run that is watched from its beginning, and is still open when it has ended. */
const base = { seed: 1, run: "watched", now: USUAL_NOW };
const CHOSEN = ["SL-1.1", "SL-4.1", "SL-3.1"];

let idle: SmartLeadMock;
let front: SharedEndpoint;
let sample: Judged;
let viewer: Listener;

beforeEach(async () => {
  idle = idleMock(base);
  front = await SharedEndpoint.open({ port: 0, apiKey: null, allowTargets: [], idle });
  sample = await startSample("naive", { effectsUrl: front.url, apiBase: `${front.url}/api/v1` });
  viewer = listen(0);
});

afterEach(async () => {
  viewer.close();
  await sample.close();
  await front.close();
  await idle.close(0);
});

function listen(since: number): Listener {
  return new Listener(`${front.url.replace("http", "ws")}/_mock/stream?since=${since}`);
}

async function call<Answer = { readonly error: unknown }>(
  path: string,
  body?: unknown,
  method = body === undefined ? "GET" : "POST",
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${front.url}/_mock${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: JSON.parse(await response.text()) };
}

/** Newest first. */
async function listed(query = "limit=200"): Promise<readonly Delivery[]> {
  return (await call<{ data: readonly Delivery[] }>(`/deliveries?${query}`)).answer.data;
}

async function newest(): Promise<Delivery> {
  const [first] = await listed("limit=1");
  if (first === undefined) throw new Error("Nothing was sent.");
  return first;
}

async function shown(id: string): Promise<ShownDelivery> {
  return (await call<{ data: ShownDelivery }>(`/deliveries/${id}`)).answer.data;
}

const seqsOf = (frames: readonly Frame[]) => frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));

describe("a verify that is watched", () => {
  it("tells one stream, from the first check to the last, with each check's beginning and end around it", async () => {
    await judge(sample, { front, base, only: CHOSEN });
    await front.close();
    expect((await viewer.closed).code).toBe(1001);
    const { frames } = viewer;
    expect(frames[0]).toMatchObject({ type: "hello", run: "watched" });
    expect(seqsOf(frames)).toEqual(Array.from({ length: frames.length - 1 }, (_, index) => index + 1));
    const told = frames.flatMap((frame) => {
      if (frame.type === "check.started") return [`${frame.number}/${frame.of} ${frame.check} ${frame.group}`];
      if (frame.type !== "check.finished") return [];
      return [`${frame.check} ${frame.grade} ${frame.reason === null ? "" : "because"}`.trimEnd()];
    });
    expect(told).toEqual([
      "1/3 SL-1.1 Acknowledgement",
      "SL-1.1 ok",
      "2/3 SL-4.1 Idempotency",
      "SL-4.1 fail because",
      "3/3 SL-3.1 Rejection",
      "SL-3.1 ok",
    ]);
    expect(frames.at(-1)).toMatchObject({ type: "check.finished", check: "SL-3.1" });
    const [begun, ended] = ["check.started", "check.finished"].map((type) =>
      frames.findIndex((frame) => "check" in frame && frame.type === type && frame.check === "SL-4.1"),
    );
    const during = frames.slice(begun, ended);
    expect(new Set(during.map(({ type }) => type))).toContain("effect.seen");
    // How each account is set up is no news of the receiver.
    expect(frames.filter(({ type }) => type === "webhook.changed")).toEqual([]);
    const firstAt = during.flatMap((frame) => ("at" in frame ? [frame.at] : []))[0];
    expect(firstAt).toBe("2026-01-05T09:00:00.000Z");
  });

  it("shows the same to a console that comes later, or comes again", async () => {
    await judge(sample, { front, base, only: ["SL-1.1"] });
    const [late, again] = [listen(0), listen(5)];
    const [hello] = await late.untilHello();
    const last = hello?.type === "hello" ? hello.last_seq : 0;
    for (const one of [late, again, viewer]) await one.untilSeq(last);
    expect(late.frames.slice(1)).toEqual(viewer.frames.slice(1));
    expect(again.frames.slice(1)).toEqual(viewer.frames.slice(6));
    for (const one of [late, again]) one.close();
  });

  it("shows the deliveries of all checks, newest first, whole, with what the receiver did", async () => {
    await judge(sample, { front, base, only: ["SL-1.1", "SL-4.1"] });
    const ids = (await listed()).map(({ id }) => id);
    const created = () =>
      viewer.frames.flatMap((frame) => (frame.type === "delivery.created" ? [frame.delivery.id] : []));
    await viewer.until(() => created().length === ids.length);
    expect(ids).toEqual(created().reverse());
    const state = (await call("/state")).answer;
    expect(state).toMatchObject({ run: "watched", counters: { deliveries: ids.length } });
    const first = await shown(created()[0] ?? "");
    expect(first).toMatchObject({ state: "delivered", request: { url: sample.url }, effects: [{ source: "beacon" }] });
    const event = (await call(`/events/${first.event_id}`)).answer;
    expect(event).toMatchObject({ event_type: "EMAIL_SENT", deliveries: [first.id], shadowed: [] });
    expect((await call<EventPayload>(`/deliveries/${first.id}/payload?dialect=live`)).answer.body).toContain(
      "secret_key",
    );
    expect(await listed("q=type:EMAIL_REPLY&limit=1")).toHaveLength(1);
    expect((await call("/events/evt_unknown")).status).toBe(404);
  });

  it("holds the accounts of the latest checks only, and says so", async () => {
    await judge(sample, { front, base, only: ["SL-1.1"] });
    const last = await newest();
    const others = Array.from({ length: REMEMBERED_MOCKS }, (_, index) => createMock({ run: `other ${index}` }));
    for (const mock of others) front.enter(mock);
    expect((await shown(last.id)).attempts).toHaveLength(1);
    expect(await call(`/deliveries/${last.id}/payload?dialect=live`)).toEqual({
      status: 404,
      answer: {
        error: {
          code: "not_found",
          message: `The body of delivery ${last.id} can no longer be rendered in other dialects: only the latest 12 accounts of a run are kept.`,
        },
      },
    });
    expect((await call("/deliveries/dlv_0/payload?dialect=live")).answer.error).toMatchObject({
      message: "There is no delivery dlv_0.",
    });
    for (const mock of others) await mock.close(0);
  });

  it("lets nobody disturb it, and goes on hearing its receiver", async () => {
    await judge(sample, { front, base, only: ["SL-1.1"] });
    const last = await newest();
    const before = (await call("/state")).answer;
    const actions: readonly (readonly [path: string, body: unknown, method?: string])[] = [
      ["/events", { event_type: "EMAIL_REPLY" }],
      [`/deliveries/${last.id}/resend`, { request_id: "same" }],
      ["/clock", { advance: "1h" }],
      ["/clock", { mode: "real" }],
      ["/clock", { speed: 60 }],
      ["/clock", { next: true }],
      ["/traffic", { rate: 5 }],
      ["/faults", { kind: "timeout" }],
      ["/faults/flt_1", undefined, "DELETE"],
      ["/faults", undefined, "DELETE"],
      ["/retrigger", {}],
      ["/reset", {}],
    ];
    for (const [path, body, method] of actions) {
      const { status, answer } = await call(path, body, method);
      expect(status, path).toBe(409);
      expect(answer.error, path).toEqual({
        code: "conflict",
        message: expect.stringMatching(/^verify is running here and must not be disturbed/),
      });
    }
    expect((await call("/state")).answer).toEqual(before);
    expect((await call(`/effects/${last.request_id}`, { name: "late" })).answer).toMatchObject({ count: 1 });
    expect((await call<{ data: unknown[] }>(`/effects?key=${last.request_id}`)).answer.data.at(-1)).toMatchObject({
      name: "late",
    });
    expect((await call("/sink/crm", { about: last.request_id })).status).toBe(200);
    expect((await shown(last.id)).calls?.at(-1)).toMatchObject({ source: "sink", is_effect: true });
    const api = `${front.url}/api/v1/campaigns/${last.campaign_id}`;
    expect((await fetch(`${api}?api_key=k`)).status).toBe(200);
  });
});
