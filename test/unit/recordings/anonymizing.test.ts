import { describe, expect, it } from "vitest";
import { createAnonymizer } from "../../../src/capture/recordings/anonymizing.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { frameSchema } from "../../../src/journal/entry-schema.ts";
import { sample } from "../drift/samples.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";
import { AT, HELLO, lifeOf, recorded } from "./a-recording.ts";

const anonymize = createAnonymizer(Buffer.alloc(32, 3));
const all = (facts: readonly Fact[]): Frame[] => recorded(...facts).map(anonymize);

/** Two hundred things that nobody outside may read, of every kind; no two share a word. */
const WORDS = Array.from({ length: 400 }, (_, index) => {
  const letters = (number: number): string =>
    (number < 26 ? "" : letters(Math.floor(number / 26))) + "kqxzvwjyfbgpmhdcnrtslaeiou"[number % 26];
  return `sek${letters(index * 131 + 700)}ret`;
});
const word = (index: number): string => WORDS[index] ?? "";
const capital = (index: number): string => word(index).replace(/^./, (letter) => letter.toUpperCase());
const SECRETS: readonly string[] = Array.from({ length: 200 }, (_, index) => {
  const [one, two] = [2 * index, 2 * index + 1];
  switch (index % 10) {
    case 0:
      return `${capital(one)} ${capital(two)}`;
    case 1:
      return `${word(one)}.x@${word(two)}.com`;
    case 2:
      return `https://www.${word(one)}.io/path?token=${word(two)}`;
    case 3:
      return `+49 ${70_000_000 + index * 7_919}`;
    case 4:
      return `${capital(one)}ü${word(two)}`;
    case 5:
      return `<p title="${word(one)}">Hi ${word(two)},<br>bye</p>`;
    case 6:
      return `${word(one)}-${9_000_000 + index}-${word(two)}`;
    case 7:
      return `mailto:${word(one)}%40${word(two)}.de`;
    case 8:
      return `${word(one).toUpperCase()} &amp; ${word(two)}&#39;s`;
    default:
      return `${index}${word(one)}9${word(two)}`;
  }
});
/** What of them would tell: their words and long numbers. */
const TELLING = SECRETS.flatMap((secret) => secret.toLowerCase().match(/sek[a-z]+ret|\d{7,}/g) ?? []);

/** As it is written, and as it reads when percent signs, entities and escapes are taken away. */
function readings(text: string): string {
  const unescaped = text
    .replace(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll("\\", "");
  const read = unescaped.replace(/&#(\d+);/g, (_, point) => String.fromCharCode(point));
  const unpacked = [...text.matchAll(/"body_base64":"([^"]+)"/g)].map(([, base64 = ""]) =>
    Buffer.from(base64, "base64").toString("latin1"),
  );
  return [text, read, read.replace(/(?:%[\da-f]{2})+/gi, (piece) => decodeURIComponent(piece)), ...unpacked]
    .join("\n")
    .toLowerCase();
}

/** What the mock itself says of a check. */
const CHECK = {
  check: "SL-1.1",
  title: "every event is answered",
  group: "Acknowledgement",
  number: 1,
  of: 1,
} as const;

/** A recording in which they stand everywhere that something of others can stand. */
function planted(): Frame[] {
  let next = 0;
  const secret = (): string => {
    next += 1;
    return SECRETS[(next - 1) % SECRETS.length] ?? "";
  };
  const filled = (value: unknown): unknown => {
    if (typeof value === "string") return /^\d{4}-\d\d-\d\dT/.test(value) || /^[A-Z_]+$/.test(value) ? value : secret();
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  };
  const bodies = ["EMAIL_REPLY", "EMAIL_BOUNCE", "LEAD_CATEGORY_UPDATED", "UNTRACKED_REPLIES"].map((event) => {
    const own = { [secret()]: secret(), salary: 9_100_000 };
    return JSON.stringify({
      ...Object(filled(sample("live", event))),
      custom_fields: own,
      list: [secret(), { deep: secret() }],
    });
  });
  const escaped = (text: string) =>
    text.replace(/[a-z]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  bodies.push(`{"${secret().replaceAll('"', "")}`, secret(), `{"escaped":"${escaped(word(8))} ${escaped(word(9))}"}`);
  bodies.push(
    `<a href="${encodeURIComponent(secret())}" onclick=${word(3)}>${Array.from(word(4), (letter) => `&#${letter.charCodeAt(0)};`).join("")}</a>`,
  );
  const deliveries = bodies.flatMap((body, index): Fact[] => {
    const url = `http://${word(index)}.example/hook?token=${encodeURIComponent(secret())}&user=${word(index + 1)}`;
    const response = {
      headers: { "content-type": "application/json", "set-cookie": [secret(), `sid=${secret()}`], "x-user": secret() },
      body: JSON.stringify({ status: "processed", user: secret(), ids: [9_000_000] }),
      bytes: 1,
      truncated: false,
    };
    const duplicate = {
      verdict: "unproven" as const,
      evidence: [
        `The answer's body has "${secret()}".`,
        `Effects seen for this request id: ${secret()} 2, ${word(7)} 1.`,
      ],
      explanation: `Report each effect with POST /_mock/effects/${word(5)}-${word(6)}.`,
    };
    const request = {
      url,
      headers: {
        Host: `${word(index)}.example`,
        Authorization: `Bearer ${secret()}`,
        "X-Request-Id": secret(),
        Cookie: secret(),
        "Content-Type": "application/json",
        "X-Forwarded-For": "203.0.113.9",
      },
      body,
    };
    const base64 = Buffer.concat([Buffer.from(`${secret()} `), Buffer.from([0xff, 0xfe])]).toString("base64");
    const delivery: Delivery = aDelivery({
      id: `dlv_${index}`,
      request_id: secret(),
      lead_email: `${word(11)}@${word(12)}.com`,
      campaign_id: 9_100_000,
      client_id: 9_200_000,
      webhook: { id: 0, name: secret(), level: "user", url },
      request: index === 0 ? { ...request, body: "?", body_base64: base64 } : request,
      proxied: {
        arrival: 1,
        event_name: secret(),
        known_by: "X-Request-Id",
        signature: "wrong",
        url,
        remarks: [`SmartLead has no event "${secret()}".`],
      },
    });
    const ended = anAttempt(1, "rejected", {
      status: 400,
      response,
      duplicate,
      error: `ENOTFOUND: getaddrinfo ENOTFOUND ${word(13)}.${word(14)}.com`,
      sent: { ...request, body_bytes: 1, truncated: false },
    });
    return [
      {
        type: "event.emitted",
        event_id: "evt_1",
        event_type: "UNKNOWN",
        campaign_id: 9_100_000,
        lead_email: `${word(11)}@${word(12)}.com`,
        cause: "smartlead",
        shadowed: [],
        explanation: `For "${secret()}".`,
      },
      { type: "delivery.created", delivery },
      { type: "attempt.finished", delivery_id: delivery.id, attempt: ended },
      { type: "delivery.duplicate", delivery_id: delivery.id, attempt_number: 1, ...duplicate },
      { type: "effect.seen", key: secret(), delivery_id: null, name: secret(), source: "beacon" },
    ];
  });
  const webhook = {
    id: 1,
    name: secret(),
    level: "user" as const,
    url: secret(),
    client_id: 9_200_000,
    campaign_id: 9_100_000,
    event_types: [],
    category_ids: [],
    disabled: false,
    created_at: AT,
  };
  const rule = {
    kind: "extra-field" as const,
    value: { note: secret() },
    lead_email: `${word(11)}@${word(12)}.com`,
    from: "10m",
  };
  const fault = {
    id: "flt_1",
    kind: "extra-field" as const,
    rule,
    explain: `To ${word(11)}@${word(12)}.com.`,
    event_id: null,
    armed_at: AT,
    matched: 0,
    performed: 0,
    ended: false,
  };
  const facts: Fact[] = [
    ...deliveries,
    { type: "webhook.changed", change: "created", webhook },
    { type: "fault.changed", change: "armed", fault },
    { type: "world.changed", change: `a campaign "${secret()}" was made` },
    { type: "scenario.step", scenario: secret(), step: 1, path: "steps[0]", name: secret(), state: "begun" },
    { type: "check.started", ...CHECK },
    {
      type: "check.finished",
      ...CHECK,
      grade: "fail",
      reason: `EMAIL_REPLY is answered 500 ${secret()}`,
      duration_ms: 12,
    },
  ];
  // Each of them at least once, wherever the others have come to stand.
  for (const one of SECRETS) facts.push({ type: "world.changed", change: one });
  return recorded(...facts);
}

describe("createAnonymizer", () => {
  it("leaves nothing of two hundred secrets, however they are written", () => {
    const before = planted();
    const reading = readings(JSON.stringify(before));
    expect(TELLING.filter((part) => !reading.includes(part))).toEqual([]);
    expect(before.filter((frame) => frame.type !== "world.changed").length).toBeGreaterThan(40);
    expect(new Set(TELLING).size).toBeGreaterThanOrEqual(200);
    const after = before.map(anonymize);
    const text = readings(JSON.stringify(after));
    const leaks = TELLING.filter((part) => text.includes(part)).map((part) =>
      text.slice(Math.max(0, text.indexOf(part) - 60), text.indexOf(part) + 40),
    );
    expect(leaks).toEqual([]);
    for (const part of ["9100000", "9200000", "203.0.113.9", "salary"])
      expect([part, JSON.stringify(after).includes(`"${part}"`)]).toEqual([part, false]);
    for (const frame of after) expect(frameSchema.safeParse(frame).success).toBe(true);
  });

  it("gives a lead the same substitute everywhere", () => {
    const body = JSON.stringify({
      ...sample("live", "EMAIL_REPLY"),
      html: '<a href="https://x.io/?e=lead%40example.com">lead@example.com</a>',
    });
    const delivery = aDelivery({
      lead_email: "lead@example.com",
      campaign_id: 3600001,
      request: { url: "http://localhost/hook", headers: {}, body },
    });
    const [, created] = all(lifeOf(delivery));
    if (created?.type !== "delivery.created") throw new Error("It begins with the delivery.");
    const after = created.delivery;
    const lead = after.lead_email ?? "";
    expect(lead).toMatch(/^[a-z]{4}@[a-z]{7}\.zz[a-z]$/);
    const changed = JSON.parse(after.request?.body ?? "");
    expect([changed.sl_lead_email, changed.to_email, changed.leadCorrespondence.targetLeadEmail]).toEqual([
      lead,
      lead,
      lead,
    ]);
    expect(changed.html).toContain(`>${lead}<`);
    expect(changed.html).toContain(encodeURIComponent(lead));
    expect(changed.campaign_id).toBe(after.campaign_id);
    expect(changed.app_url).toBe(`https://app.smartlead.ai/${changed.app_url.split("/").slice(3).join("/")}`);
    expect(changed.app_url).toContain(String(changed.sl_email_lead_map_id));
  });

  it("keeps what says how it went", () => {
    const after = all(lifeOf(aDelivery(), 500));
    expect(after).toMatchObject([
      HELLO,
      {
        type: "delivery.created",
        delivery: { id: "dlv_1", event_type: "EMAIL_REPLY", created_at: AT, dialect: "guide" },
      },
      { type: "attempt.started" },
      { type: "attempt.finished", attempt: { status: 500, outcome: "server_error", duration_ms: 5 } },
      { type: "delivery.settled", state: "failed", reason: "exhausted" },
    ]);
  });

  it("has a secret of its own each time", () => {
    const [frame] = recorded({ type: "world.changed", change: "Lovelace" }).slice(1);
    const texts = new Set(Array.from({ length: 5 }, () => JSON.stringify(createAnonymizer()(frame ?? HELLO))));
    expect(texts.size).toBe(5);
  });
});
