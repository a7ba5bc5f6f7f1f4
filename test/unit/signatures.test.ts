import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkedSignature } from "../../src/capture/proxy/proxied-entries.ts";
import { explainSignature } from "../../src/capture/signatures/explain-signature.ts";
import { signatureOf } from "../../src/capture/signatures/read-signature.ts";
import { createSmartLead } from "../../src/index.ts";

const SECRET = "s3cret";
const BODY = Buffer.from('{"event_type":"EMAIL_REPLY","subject":"Zo\u00eb & <co>","path":"a/b","n":[1,2]}');

const hmac = (key: string | Buffer, body: string | Buffer, algorithm = "sha256") =>
  createHmac(algorithm, key).update(body).digest("hex");
const ask = (value: string, body = BODY, secret = SECRET) => explainSignature({ body, value, secret });

describe("a signature", () => {
  it.each([
    ["with its prefix", `sha256=${hmac(SECRET, BODY)}`],
    ["as hex alone", hmac(SECRET, BODY)],
    ["with the header's name, as it was copied", `X-Smartlead-Signature: sha256=${hmac(SECRET, BODY)}\n`],
    ["in quotes", `"sha256=${hmac(SECRET, BODY)}"`],
  ])("is valid %s", (_, value) => {
    expect(ask(value)).toEqual({
      valid: true,
      signed_with: "secret",
      reason: null,
      explanation: ["The signature is valid."],
    });
  });

  it("is what sign makes, in both forms, of bytes that are no text too", () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    expect(signatureOf(bytes, SECRET, "sha256")).toBe(`sha256=${hmac(SECRET, bytes)}`);
    expect(signatureOf(bytes, SECRET, "hex")).toBe(hmac(SECRET, bytes));
    expect(ask(signatureOf(bytes, SECRET, "hex"), bytes).valid).toBe(true);
  });

  it("in upper case is valid, with a note", () => {
    const { valid, explanation } = ask(`SHA256=${hmac(SECRET, BODY).toUpperCase()}`);
    expect(valid).toBe(true);
    expect(explanation[1]).toContain("upper case");
  });

  it("made with the previous secret is valid during a rotation only", () => {
    const value = hmac("old", BODY);
    const found = explainSignature({ body: BODY, value, secret: SECRET, previousSecret: "old" });
    expect(found).toMatchObject({ valid: true, signed_with: "previous" });
    expect(ask(value)).toMatchObject({ valid: false, signed_with: null, reason: "other_secret" });
  });
});

const text = BODY.toString("utf8");
const value: unknown = JSON.parse(text);
const escaped = text.replace("\u00eb", "\\u00eb");
const python = '{"event_type": "EMAIL_REPLY", "subject": "Zo\\u00eb & <co>", "path": "a/b", "n": [1, 2]}';

describe("a signature that does not fit", () => {
  it.each<[reason: string, value: string, says: string]>([
    ["missing", "", "had none"],
    ["missing_newline", hmac(SECRET, `${text}\n`), "with a newline at its end"],
    ["reserialised", hmac(SECRET, JSON.stringify(value, null, 2)), "an indent of two spaces"],
    ["reserialised", hmac(SECRET, python), "Python's json.dumps writes it"],
    ["reserialised", hmac(SECRET, escaped.replace("/b", "\\/b")), "PHP's json_encode"],
    ["reserialised", hmac(SECRET, text.replace("& <co>", "\\u0026 \\u003cco\\u003e")), "Go's json.Marshal"],
    ["encoding", hmac(SECRET, Buffer.from(BODY.toString("latin1"), "utf8")), "Latin-1"],
    ["empty_body", hmac(SECRET, ""), "an empty body"],
    ["object_as_text", hmac(SECRET, "[object Object]"), "[object Object]"],
    ["secret_variant", hmac(`${SECRET}\n`, BODY), "a newline at its end"],
    ["secret_variant", hmac(`"${SECRET}"`, BODY), "the secret with quotes around it"],
    ["secret_variant", hmac(`'${SECRET}'`, BODY), "with single quotes around it"],
    ["secret_variant", hmac(`${SECRET}\r\n`, BODY), "with a CRLF at its end"],
    ["secret_variant", hmac("", BODY), "an empty secret"],
    ["secret_variant", hmac(`${SECRET}\n`, `${text}\n`), "this body with a newline at its end"],
    ["algorithm", hmac(SECRET, BODY, "sha1"), "HMAC-SHA1"],
    ["no_key", createHash("sha256").update(BODY).digest("hex"), "without a secret"],
    ["arguments", hmac(BODY, SECRET), "the body as key"],
    ["prefix", `v1=${hmac(SECRET, BODY)}`, "begins with v1="],
    ["base64", createHmac("sha256", SECRET).update(BODY).digest("base64"), "base64"],
    ["length", hmac(SECRET, BODY).slice(0, 40 - 3), "cut off after 37 digits"],
    ["not_hex", "sha256=not-a-digest", "not a hex digest"],
    ["other_secret", hmac("another", BODY), "another secret, or over other bytes"],
  ])("names the cause: %s", (reason, given, says) => {
    const found = ask(given);
    expect([found.valid, found.reason]).toEqual([false, reason]);
    expect(found.explanation.join(" ")).toContain(says);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  it.each([
    ["trailing_newline", Buffer.from(`${text}\n`)],
    ["byte_order_mark", Buffer.from(`\ufeff${text}`)],
    ["line_endings", Buffer.from(JSON.stringify(value, null, 1).replaceAll("\n", "\r\n"))],
    ["reserialised", Buffer.from(JSON.stringify(value, null, 2))],
  ])("finds what was done to the file at hand: %s", (reason, body) => {
    const signed = reason === "line_endings" ? JSON.stringify(value, null, 1) : text;
    expect(ask(hmac(SECRET, signed), body).reason).toBe(reason);
  });

  it.each([
    ["trimmed", ` ${SECRET}\n`],
    ["without its quotes", `"${SECRET}"`],
  ])("finds what is wrong with the secret at hand: %s", (_, secret) => {
    expect(ask(hmac(SECRET, BODY), BODY, secret).reason).toBe("secret_variant");
  });
});

describe("the proxy's check", () => {
  it("tells the two secrets of a rotation apart", () => {
    const secrets = { secret: "new", previousSecret: "old" };
    const check = (key: string) => checkedSignature(`sha256=${hmac(key, BODY)}`, BODY, secrets);
    expect(["new", "old", "other"].map(check)).toEqual(["valid", "previous", "wrong"]);
    expect(checkedSignature(null, BODY, secrets)).toBe("missing");
    expect(checkedSignature(hmac("old", BODY), BODY, { secret: "new" })).toBe("wrong");
    expect(checkedSignature(hmac("old", BODY), BODY, { secret: null })).toBe("unchecked");
  });
});

describe("a rotation", () => {
  it("signs deliveries in turn with the new and the previous secret, and a retry as its first try", async () => {
    const keys: (string | undefined)[] = [];
    const target = async (request: Request) => {
      const body = await request.text();
      const value = request.headers.get("X-Smartlead-Signature");
      keys.push(["new", "old"].find((key) => value === `sha256=${hmac(key, body)}`));
      return new Response(null, { status: keys.length === 1 ? 503 : 200 });
    };
    const smartlead = await createSmartLead({ target, clock: "virtual", secret: "new", previousSecret: "old" });
    for (const type of ["EMAIL_REPLY", "EMAIL_OPEN", "EMAIL_BOUNCE"] as const) {
      await smartlead.emit(type);
      await smartlead.settle();
    }
    await smartlead.close();
    expect(keys).toEqual(["new", "new", "old", "new"]);
  });
});
