import { createHmac } from "node:crypto";
import { type SignatureForm, signatureText } from "../../delivery/outgoing-request.ts";

/** The parts of an `X-Smartlead-Signature` value, as far as it can be read. */
export interface ReadSignature {
  /** Lower-case hex; `null` if there is no digest. */
  readonly digest: string | null;
  /** Errors in how the value is written, the worst first, each with a sentence. */
  readonly problems: readonly { readonly reason: string; readonly sentence: string }[];
  /** Notes on anything unusual that is still accepted, a sentence each. */
  readonly notes: readonly string[];
}

/** Hex digits of a SHA-256 digest. */
const DIGITS = 64;
const OTHER_DIGESTS: ReadonlyMap<number, string> = new Map([
  [32, "MD5"],
  [40, "SHA-1"],
  [96, "SHA-384"],
  [128, "SHA-512"],
]);

/** Parses a value as it was copied, with the header's name, quotes or spaces around it. */
export function readSignature(value: string): ReadSignature {
  const bare = value
    .trim()
    .replace(/^x-smartlead-signature\s*:\s*/i, "")
    .replace(/^(["'])(.*)\1$/s, "$2")
    .trim();
  if (bare === "") return unreadable("missing", "The signature is empty: the request had none.");
  const [, prefix = null, rest = bare] = /^([A-Za-z][\w-]{0,15})=(?=\S{8})(.*)$/s.exec(bare) ?? [];
  const problems: { reason: string; sentence: string }[] = [];
  const notes: string[] = [];
  if (prefix !== null && prefix.toLowerCase() !== "sha256") {
    const sentence = `It begins with ${prefix}=; SmartLead writes sha256= or the hex digest alone.`;
    problems.push({ reason: "prefix", sentence });
  }
  const { digest, problem } = digestOf(rest.trim());
  if (problem !== null) problems.push(problem);
  if (digest !== null && /[A-Z]/.test(`${prefix ?? ""}${problem?.reason === "base64" ? "" : rest}`))
    notes.push("It is in upper case; SmartLead writes lower case, and a receiver that compares strings rejects it.");
  return { digest, problems, notes };
}

function unreadable(reason: string, sentence: string): ReadSignature {
  return { digest: null, problems: [{ reason, sentence }], notes: [] };
}

function digestOf(text: string): { digest: string | null; problem: ReadSignature["problems"][number] | null } {
  if (/^[\da-f]+$/i.test(text)) {
    const digest = text.toLowerCase();
    if (text.length === DIGITS) return { digest, problem: null };
    const other = OTHER_DIGESTS.get(text.length);
    const length = `It has ${text.length} hex digits, and a SHA-256 has ${DIGITS}`;
    const sentence = other === undefined ? `${length}.` : `${length}; ${text.length} are those of ${other}.`;
    return { digest, problem: { reason: other === undefined ? "length" : "algorithm", sentence } };
  }
  const bytes = /^[\w+/-]{42,44}={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
  if (bytes?.length === DIGITS / 2) {
    const sentence = "The digest is written in base64; SmartLead writes it in hex.";
    return { digest: bytes.toString("hex"), problem: { reason: "base64", sentence } };
  }
  const sentence = `It is not a hex digest: ${DIGITS} characters of 0-9 and a-f, after sha256= or alone.`;
  return { digest: null, problem: { reason: "not_hex", sentence } };
}

/** The HMAC-SHA256 of a body's bytes, in the header's format. Unlike the signature of a delivery it accepts bytes that are not text. */
export function signatureOf(body: Uint8Array, secret: string, form: SignatureForm): string {
  return signatureText(createHmac("sha256", secret).update(body).digest("hex"), form);
}
