import { describe, expect, it } from "vitest";
import { isFieldName } from "../../../src/capture/recordings/anonymizing/vocabulary.ts";
import { createAnonymizer } from "../../../src/capture/recordings/anonymizing.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { frameSchema } from "../../../src/journal/entry-schema.ts";
import { SAMPLES, sample } from "../drift/samples.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";
import { recorded } from "./a-recording.ts";

const anonymize = createAnonymizer(Buffer.alloc(32, 5));

/** Where something of somebody's stands in a recording, as facts; and what of it must not be found afterwards. */
type Form = readonly [name: string, facts: readonly Fact[], ...telling: readonly string[]];

const body = (text: string): readonly Fact[] => [
  {
    type: "delivery.created",
    delivery: aDelivery({ request: { url: "http://localhost/h", headers: {}, body: text } }),
  },
];
const field = (text: string) => body(JSON.stringify({ event_type: "EMAIL_REPLY", preview_text: text }));
const sent = (name: string, value: string): readonly Fact[] => [
  {
    type: "delivery.created",
    delivery: aDelivery({ request: { url: "http://localhost/h", headers: { [name]: value }, body: "" } }),
  },
];
const answered = (headers: Readonly<Record<string, string>>, text = ""): readonly Fact[] => [
  {
    type: "attempt.finished",
    delivery_id: "dlv_1",
    attempt: anAttempt(1, "rejected", { status: 400, response: { headers, body: text, bytes: 1, truncated: false } }),
  },
];
const failed = (error: string): readonly Fact[] => [
  { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt(1, "network_error", { error }) },
];
const changed = (change: string): readonly Fact[] => [{ type: "world.changed", change }];
const judged = (explanation: string, ...evidence: readonly string[]): readonly Fact[] => [
  { type: "delivery.duplicate", delivery_id: "dlv_1", attempt_number: 1, verdict: "unproven", evidence, explanation },
];
const emitted = (explanation: string): readonly Fact[] => [
  {
    type: "event.emitted",
    event_id: "evt_1",
    event_type: "EMAIL_REPLY",
    campaign_id: 7,
    lead_email: null,
    cause: "smartlead",
    shadowed: [],
    explanation,
  },
];

const FORMS: readonly Form[] = [
  // Names of hosts.
  ["a host without a dot that is not found", failed("ENOTFOUND: getaddrinfo ENOTFOUND crmhost"), "crmhost"],
  [
    "a host of words that are ours, where a host stands",
    failed("ENOTFOUND: getaddrinfo ENOTFOUND receiver"),
    "receiver",
  ],
  ["a host with a hyphen", failed("EAI_AGAIN: getaddrinfo EAI_AGAIN sales-server"), "sales"],
  ["a host with dots", failed("ENOTFOUND: getaddrinfo ENOTFOUND hooks.acme.io"), "hooks", "acme"],
  ["an address", failed("ECONNREFUSED: connect ECONNREFUSED 203.0.113.9:4711"), "203.0.113.9", "4711"],
  [
    "an IPv6 address",
    failed("ECONNREFUSED: connect ECONNREFUSED 2001:db8:85a3::8a2e:370:7334"),
    "85a3",
    "8a2e",
    "7334",
  ],
  [
    "an address of this machine that somebody chose",
    failed("ECONNREFUSED: connect ECONNREFUSED 127.84.33.9:80"),
    "84.33",
  ],
  [
    "a name in a certificate",
    failed("ERR_TLS_CERT_ALTNAME_INVALID: Host: crm.acme. is not in the cert's altnames: DNS:*.acme.lan"),
    "crm",
    "acme",
  ],
  ["a white label of SmartLead's", field("https://acme.smartlead.ai/x"), "acme"],
  ["a host without a dot in a URL", field("http://intranet/wiki"), "intranet", "wiki"],
  ["a socket's path", failed("ENOENT: connect ENOENT /var/run/acme.sock"), "acme"],
  // Headers.
  ["a user agent", sent("User-Agent", "AcmeBot/4.5 (ada; laptop)"), "Acme", "ada", "laptop"],
  ["a server", answered({ server: "acme-gateway-eu7" }), "acme", "eu7"],
  ["what powers it", answered({ "x-powered-by": "AcmeWorks 3.1" }), "Acme"],
  ["the name of a header", answered({ "x-acme-tenant": "1" }), "acme", "tenant"],
  ["a language", sent("Accept-Language", "de-LI,de;q=0.9"), "de-LI"],
  ["a boundary", sent("Content-Type", "multipart/form-data; boundary=adalovelace"), "adalovelace"],
  ["a media type", answered({ "content-type": "application/vnd.acme+json" }), "acme"],
  ["a warning", answered({ warning: '199 acme "ask ada"' }), "acme", "ada"],
  ["a cookie", answered({ "set-cookie": "sid=s3cr3tt0ken; Domain=acme.io" }), "s3cr3tt0ken", "acme"],
  ["a link in a header", answered({ link: "<https://acme.io/next>; rel=next" }), "acme"],
  ["a list of methods that is none", answered({ allow: "ASK ADA" }), "ADA"],
  // Sentences.
  ["a path of a file", failed("ENOENT: no such file or directory, open '/home/ada/receiver.js'"), "ada", "receiver.js"],
  ["a path of Windows", failed("EPERM: operation not permitted C:\\Users\\ada\\hook.ts"), "ada", "Users"],
  ["a name in a sentence", emitted("It goes to the desk of Lovelace."), "desk", "Lovelace"],
  ["a quoted name", emitted('EMAIL_REPLY goes to webhook 1 "Will reply soon" (user level).'), "Will", "soon"],
  ["a campaign's number", emitted("EMAIL_REPLY of campaign 481516 goes to nobody."), "481516"],
  ["an effect's name", judged("x", "Effects seen for this request id: Adas deal 2."), "Adas", "deal"],
  ["an answer in the evidence", judged("x", 'The answer says {"note":"ask Ada"}.'), "ask", "Ada"],
  ["a header in the evidence", judged("x", "The answer has the header x-acme-seen: ada."), "acme", "ada"],
  [
    "a request id in the advice",
    judged("Report each effect with POST /_mock/effects/ada-lovelace-1815."),
    "lovelace",
    "1815",
  ],
  ["a change of the account", changed("Ada Lovelace joined campaign Engines"), "Ada", "Lovelace", "Engines"],
  [
    "where nothing listens",
    changed("nothing listens at http://crmhost:4711/ada yet; deliveries fail until something does"),
    "crmhost",
    "4711",
    "ada",
  ],
  // Numbers and dates.
  ["full-width digits", field("call ０１７１ ２３４５"), "0171", "2345"],
  ["superscript digits", field("call ⁰¹⁷¹²³"), "017123"],
  ["digits in circles", field("call ①⑦①②③"), "17123"],
  ["Arabic digits", field("call ٠١٧١٢٣"), "٠١٧١٢٣"],
  ["digits one by one", field("call 0 1 7 1 2 3 4 5"), "0 1 7 1 2 3 4 5"],
  ["a birthday", body('{"event_type":"EMAIL_REPLY","birthday":"1985-03-12"}'), "1985-03-12"],
  ["a birthday with a time", body('{"custom_fields":{"born":"1985-03-12T04:05:06Z"}}'), "1985-03-12", "04:05:06"],
  ["a birthday in a sentence", field("born on 12.3.1985"), "12.3.1985", "1985"],
  ["one digit of a lead's own", body('{"custom_fields":{"children":7}}'), "children"],
  // Letters of other forms.
  ["full-width letters", field("Ａｄａ Ｌｏｖｅｌａｃｅ"), "Ada", "Lovelace"],
  ["letters of mathematics", field("𝐀𝐝𝐚 𝓛𝓸𝓿𝓮𝓵𝓪𝓬𝓮"), "Ada", "Lovelace"],
  ["letters in circles", field("ⓛⓞⓥⓔⓛⓐⓒⓔ"), "lovelace"],
  ["a flag", field("from \u{1f1f1}\u{1f1ee}"), "\u{1f1f1}\u{1f1ee}"],
  ["tags that nobody sees", field("x\u{e004c}\u{e006f}\u{e0076}\u{e0065}"), "\u{e004c}\u{e006f}\u{e0076}\u{e0065}"],
  ["braille", field("⠇⠕⠧⠑⠇⠁⠉⠑"), "⠇⠕⠧⠑⠇⠁⠉⠑"],
  ["a name with marks", field("Lo\u0301vela\u0301ce"), "Lo\u0301vela\u0301ce"],
  // Forms of writing.
  ["percent signs", field("https://x.test/?q=%4c%6fvelace"), "Lovelace"],
  ["entities", field("&#76;&#x6f;velace"), "Lovelace"],
  ["escapes", body('{"event_type":"EMAIL_REPLY","preview_text":"\\u004c\\u006fvelace"}'), "Lovelace"],
  ["punycode", field("http://xn--mller-kva.example/"), "mller"],
  ["base64", field("TG92ZWxhY2U="), "TG92ZWxhY2U"],
  // Structure.
  ["a name as a field's name", answered({}, '{"lovelace":true}'), "lovelace"],
  [
    "names as fields' names",
    body('{"event_type":"EMAIL_REPLY","lead_data":{"lovelace":{"salary":1}}}'),
    "lovelace",
    "salary",
  ],
  ["a field that is not of this version", withNote(changed("reset")), "Lovelace"],
  [
    "a field of a delivery that is not of this version",
    [{ type: "delivery.created", delivery: { ...aDelivery(), owner: "Lovelace" } as ReturnType<typeof aDelivery> }],
    "Lovelace",
  ],
  ["a run that somebody named", changed("reset"), "lovelace-laptop"],
  [
    "a dialect that somebody named",
    [{ type: "delivery.created", delivery: aDelivery({ dialect: "acme-crm" }) }],
    "acme",
  ],
];

/** A fact with a field that this version does not know. */
function withNote(facts: readonly Fact[]): readonly Fact[] {
  return facts.map((fact): Fact => JSON.parse(JSON.stringify({ ...fact, note: "Lovelace" })));
}

/** As it is written, and as it reads: percent signs, entities, escapes and other forms of letters taken away. */
function readings(text: string): string {
  const unescaped = text.replace(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const read = unescaped
    .replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))
    .replace(/&#x([\da-f]+);/gi, (_, point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .replace(/(?:%[\da-f]{2})+/gi, (piece) => decodeURIComponent(piece));
  return [text, unescaped, read, read.normalize("NFKC"), text.replaceAll("\\\\", "\\")].join("\n").toLowerCase();
}

function framesOf(facts: readonly Fact[]): readonly Frame[] {
  return recorded(...facts).map((frame) => (frame.type === "hello" ? { ...frame, run: "lovelace-laptop" } : frame));
}

describe("what a reviewer plants in a recording", () => {
  it("is of more than 44 forms", () => {
    expect(new Set(FORMS.map(([name]) => name)).size).toBe(FORMS.length);
    expect(FORMS.length).toBeGreaterThanOrEqual(44);
  });

  it.each(FORMS.map(([name]) => name))("is not found any more: %s", (name) => {
    const [, facts = [], ...telling] = FORMS.find(([one]) => one === name) ?? [];
    const before = framesOf(facts);
    const after = before.map(anonymize);
    const [was, is] = [readings(JSON.stringify(before)), readings(JSON.stringify(after))];
    for (const part of telling) {
      expect(was).toContain(part.toLowerCase());
      expect(is).not.toContain(part.toLowerCase());
    }
    for (const frame of after) expect(frameSchema.safeParse(frame).success).toBe(true);
  });
});

describe("what is the mock's own", () => {
  const text = (facts: readonly Fact[]) => JSON.stringify(recorded(...facts).map(anonymize));

  it.each([
    "UNTRACKED_REPLIES goes to nobody: it belongs to no campaign, and no user-level webhook subscribes to it.",
    "EMAIL_SENT is an event of the account; it goes to account_webhook_url, past every webhook.",
    "SmartLead sent it to the proxy, which passes it on.",
    "Attempt 1 was answered 503 by a fault in the receiver's place.",
    "The receiver may still have been working on an attempt that was cut early, so nothing better can be said: give it the full 30 s with --min-timeout 30s.",
    "The receiver answered 2xx, and nothing shows whether the work ran twice.",
    "Effects are counted, and none was seen for this request id.",
  ])("stays: %s", (sentence) => {
    expect(text(emitted(sentence))).toContain(JSON.stringify(sentence));
  });

  it.each([
    "ECONNRESET: read ECONNRESET",
    "UND_ERR_SOCKET: other side closed",
    "TIMEOUT: no complete answer within the timeout",
    "INTERRUPTED: the recording ends while the attempt was in flight",
    "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate",
  ])("stays: %s", (error) => {
    expect(text(failed(error))).toContain(JSON.stringify(error));
  });

  it("stays as the name of a field of every payload", () => {
    const keys = new Set<string>();
    for (const [dialect, event] of SAMPLES)
      JSON.stringify(sample(dialect, event), (key, value: unknown) => {
        if (!/^\d*$/.test(key)) keys.add(key);
        return key === "custom_fields" || key === "unsubscribed_client_id_map" ? {} : value;
      });
    expect(keys.size).toBeGreaterThan(50);
    expect([...keys].filter((key) => !isFieldName(key))).toEqual([]);
  });

  it("stays in headers that everybody sends", () => {
    const headers = {
      "Content-Type": "application/json",
      "User-Agent": "axios/1.7.2",
      "Accept-Encoding": "gzip, deflate, br",
      "X-Webhook-Level": "campaign",
    };
    for (const [name, value] of Object.entries(headers))
      expect(text(sent(name, value))).toContain(`"${name}":"${value}"`);
    const answer = {
      server: "nginx/1.18.0 (Ubuntu)",
      "x-powered-by": "Express",
      date: "Mon, 05 Jan 2026 09:00:00 GMT",
    };
    for (const [name, value] of Object.entries(answer))
      expect(text(answered({ [name]: value }))).toContain(`"${name}":"${value}"`);
  });
});
