import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { type Behaviour, type HttpReceiver, startHttpReceiver } from "../delivery/http-receiver.ts";

const SECRET = "whsec";
const NOW = Date.UTC(2026, 0, 5, 9);

let receiver: HttpReceiver;
let mock: SmartLeadMock;

afterEach(async () => {
  await mock.close(0);
  await receiver.close();
});

async function sent(rule: FaultRule, options: MockOptions = {}, behaviour: Behaviour = () => 200) {
  receiver = await startHttpReceiver(behaviour);
  mock = createMock({
    target: `${receiver.url}?token=right`,
    clock: "virtual",
    now: NOW,
    seed: 1,
    run: "r",
    signingSecret: SECRET,
    faults: [rule],
    ...options,
  });
  mock.emit({ eventType: "EMAIL_REPLY" });
  await mock.settled();
  const [delivery] = mock.deliveries.list({}, { limit: 1 }).data;
  const [request] = receiver.received;
  if (delivery === undefined || request === undefined) throw new Error("Nothing was sent.");
  const full = mock.deliveries.get(delivery.id);
  return { request, attempt: delivery.attempts[0], planned: full?.request, delivery };
}

const signatureOf = (body: string, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

describe("a fault of the content", () => {
  it.each<FaultRule>([
    { kind: "malformed-json" },
    { kind: "drop-field" },
    { kind: "null-field" },
    { kind: "extra-field" },
    { kind: "wrong-type" },
    { kind: "huge-body", bytes: 100_000 },
    { kind: "stale-timestamp" },
    { kind: "unknown-event" },
  ])("$kind arrives as another body with a signature that fits, and the attempt shows what was sent", async (rule) => {
    const { request, attempt, planned } = await sent(rule);
    expect(request.body).not.toBe(planned?.body);
    expect(request.headers["x-smartlead-signature"]).toBe(signatureOf(request.body));
    expect(request.headers["content-length"]).toBe(String(Buffer.byteLength(request.body)));
    expect(attempt?.faults).toEqual([rule.kind]);
    expect(attempt?.sent?.body_bytes).toBe(Buffer.byteLength(request.body));
    expect(request.body.startsWith(attempt?.sent?.body ?? "nothing")).toBe(true);
  });

  it("of a changed body shows no more of it than the limit", async () => {
    const { attempt } = await sent({ kind: "huge-body", bytes: 100_000 });
    expect(attempt?.sent?.truncated).toBe(true);
    expect(Buffer.byteLength(attempt?.sent?.body ?? "")).toBe(16 * 1024);
  });

  it("touches only the attempts that it is for; the retry says what the delivery says", async () => {
    const { planned, delivery } = await sent({ kind: "malformed-json", attempt: 1 }, {}, (_, number) =>
      number === 1 ? 500 : 200,
    );
    expect(receiver.received[1]?.body).toBe(planned?.body);
    expect(delivery.attempts.map(({ faults, sent: shown }) => [faults, shown === undefined])).toEqual([
      [["malformed-json"], false],
      [[], true],
    ]);
  });

  it("bad-signature is a signature of the right form that does not fit", async () => {
    const { request, planned } = await sent({ kind: "bad-signature" });
    expect(request.body).toBe(planned?.body);
    expect(request.headers["x-smartlead-signature"]).toMatch(/^sha256=[\da-f]{64}$/);
    expect(request.headers["x-smartlead-signature"]).not.toBe(signatureOf(request.body));
  });

  it("wrong-secret changes the secret in the body, in the URL and behind the signature", async () => {
    const { request, planned } = await sent({ kind: "wrong-secret" }, { dialect: "live" });
    const [wrong, right] = [JSON.parse(request.body), JSON.parse(planned?.body ?? "")];
    expect(wrong.secret_key).toMatch(/^[\da-f-]{36}$/);
    expect(wrong.secret_key).not.toBe(right.secret_key);
    expect({ ...wrong, secret_key: right.secret_key }).toEqual(right);
    expect(request.path).toMatch(/\?token=[\da-f]{32}$/);
    expect(request.headers["x-smartlead-signature"]).not.toBe(signatureOf(request.body));
  });

  it("wrong-content-type and missing-header are seen in the headers", async () => {
    const { request } = await sent({ kind: "wrong-content-type", value: "text/xml" });
    expect(request.headers["content-type"]).toBe("text/xml");
    await Promise.all([mock.close(0), receiver.close()]);
    const { request: second } = await sent({ kind: "missing-header" });
    expect(second.headers["x-request-id"]).toBeUndefined();
    expect(second.headers["x-webhook-level"]).toBe("user");
  });

  it("stale-timestamp leaves the mock's own time as it is", async () => {
    const { request } = await sent({ kind: "stale-timestamp", by: "1d" });
    expect(request.headers["x-mock-time"]).toBe("2026-01-05T09:00:00.000Z");
  });
});

describe("a timeout by fault", () => {
  it("takes its full time on a virtual clock, is not clipped, and a duplicate after it gets a real verdict", async () => {
    const said: string[] = [];
    const { delivery } = await sent({ kind: "timeout", attempt: 1 }, {}, (_, number, response) => {
      said.push(number === 1 ? "processed" : "already_processed");
      response.writeHead(200).end(JSON.stringify({ status: said.at(-1) }));
      return "nothing";
    });
    expect(delivery.attempts).toMatchObject([
      { outcome: "timeout", clipped: false, faults: ["timeout"], ended_at: "2026-01-05T09:00:30.000Z" },
      { outcome: "success", faults: [], started_at: "2026-01-05T09:01:30.000Z" },
    ]);
    expect(delivery.duplicate).toBe("acknowledged");
  });
});

describe("an answer lost behind a gateway", () => {
  it("is no word of the receiver's, and what follows is judged like a lost answer", async () => {
    const { delivery } = await sent({ kind: "override-status", status: 502, first: 1 }, {}, (_, number, response) => {
      response.writeHead(200).end(JSON.stringify(number === 1 ? {} : { status: "already_processed" }));
      return "nothing";
    });
    expect(delivery.attempts).toMatchObject([
      { outcome: "server_error", status: 502, faults: ["override-status"] },
      { outcome: "success", status: 200 },
    ]);
    expect(delivery.duplicate).toBe("acknowledged");
  });
});
