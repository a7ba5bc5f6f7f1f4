import { createHash, createHmac } from "node:crypto";
import { type ReadSignature, readSignature } from "./read-signature.ts";
import { BODY_VARIANTS, SECRET_VARIANTS } from "./signature-variants.ts";

/** Maximum bytes of a body for which a changed secret is tried together with a changed body: some 150 digests of it. */
const MAX_COMBINED_BYTES = 1024 * 1024;

export interface SignatureQuestion {
  readonly body: Buffer;
  /** The value of `X-Smartlead-Signature` as it was received. */
  readonly value: string;
  readonly secret: string;
  /** The previous secret, during a rotation. */
  readonly previousSecret?: string | undefined;
}

/** Whether a signature is valid, and if not, why. No field ever holds a secret. */
export interface SignatureFinding {
  readonly valid: boolean;
  /** The secret that made the signature; `null` if neither did. */
  readonly signed_with: "secret" | "previous" | null;
  /** `null` if it is valid; else a machine-readable reason. */
  readonly reason: string | null;
  /** Sentences, starting with the cause. */
  readonly explanation: readonly string[];
}

interface Candidate {
  readonly reason: string;
  readonly fits: string;
  readonly advice: string;
}

/**
 * Compares a signature with the body's bytes. If it does not match, tries the usual mistakes and reports the one that matches.
 * @example explainSignature({ body, value: "sha256=…", secret: "s3cret" }).reason // "reserialised"
 */
export function explainSignature(question: SignatureQuestion): SignatureFinding {
  const read = readSignature(question.value);
  const { digest } = read;
  if (digest === null) return invalid(read, null);
  const found = ownerOf(question, digest);
  if (found === null) return invalid(read, cutOff(question, digest) ?? mistakeIn(question, digest));
  if (read.problems.length > 0) return { ...invalid(read, null), signed_with: found };
  const which = found === "previous" ? "The signature is valid, made with the previous secret." : VALID;
  return { valid: true, signed_with: found, reason: null, explanation: [which, ...read.notes] };
}

const VALID = "The signature is valid.";

function ownerOf({ secret, previousSecret, body }: SignatureQuestion, digest: string): SignatureFinding["signed_with"] {
  if (hmac("sha256", secret, body) === digest) return "secret";
  return previousSecret !== undefined && hmac("sha256", previousSecret, body) === digest ? "previous" : null;
}

function invalid({ problems, notes }: ReadSignature, mistake: Candidate | null): SignatureFinding {
  const written = problems.map(({ sentence }) => sentence);
  const cause =
    mistake === null ? [] : [`The signature matches ${mistake.fits}, not this body and secret. ${mistake.advice}`];
  const unexplained = written.length === 0 && mistake === null ? [UNEXPLAINED] : [];
  return {
    valid: false,
    signed_with: null,
    reason: problems[0]?.reason ?? mistake?.reason ?? "other_secret",
    explanation: [...written, ...cause, ...unexplained, ...notes],
  };
}

const UNEXPLAINED =
  "The signature is well formed but matches neither this body nor a usual variant of it: it was made with another secret, or over other bytes.";

function cutOff({ secret, body }: SignatureQuestion, digest: string): Candidate | null {
  const whole = hmac("sha256", secret, body);
  if (digest.length < 8 || digest.length >= whole.length || !whole.startsWith(digest)) return null;
  const advice = "Copy all of its 64 digits.";
  return { reason: "length", fits: `the beginning of the right one, cut off after ${digest.length} digits`, advice };
}

function mistakeIn(question: SignatureQuestion, digest: string): Candidate | null {
  return otherKind(question, digest) ?? otherBody(question, digest) ?? otherSecret(question, digest);
}

/** Tries another algorithm, or a digest made without a key. */
function otherKind({ body, secret }: SignatureQuestion, digest: string): Candidate | null {
  const hashed = (...parts: readonly (string | Buffer)[]) => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  };
  const kinds: readonly (readonly [made: () => string, reason: string, fits: string])[] = [
    [() => hmac("sha1", secret, body), "algorithm", "an HMAC-SHA1 of this body"],
    [() => hmac("sha512", secret, body), "algorithm", "an HMAC-SHA512 of this body"],
    [() => hmac("md5", secret, body), "algorithm", "an HMAC-MD5 of this body"],
    [() => hashed(body), "no_key", "a plain SHA-256 of this body, without a secret"],
    [() => hashed(secret, body), "no_key", "a plain SHA-256 of the secret followed by this body"],
    [() => hashed(body, secret), "no_key", "a plain SHA-256 of this body followed by the secret"],
    [
      () => hmac("sha256", body, Buffer.from(secret)),
      "arguments",
      "an HMAC with the body as key and the secret as text",
    ],
  ];
  const found = kinds.find(([made]) => made() === digest);
  if (found === undefined) return null;
  return { reason: found[1], fits: found[2], advice: "Use HMAC-SHA256 with the secret as key, over the raw body." };
}

function otherBody({ body, secret, previousSecret }: SignatureQuestion, digest: string): Candidate | null {
  const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  const fitting = BODY_VARIANTS.find((variant) => {
    const bytes = variant.make(body);
    return bytes !== null && secrets.some((one) => hmac("sha256", one, bytes) === digest);
  });
  return fitting ?? null;
}

function otherSecret({ body, secret }: SignatureQuestion, digest: string): Candidate | null {
  const bodies = body.length > MAX_COMBINED_BYTES ? [] : BODY_VARIANTS;
  for (const { make, fits, advice } of SECRET_VARIANTS) {
    const key = make(secret, body);
    if (key === null) continue;
    if (hmac("sha256", key, body) === digest) return { reason: "secret_variant", fits, advice };
    const other = bodies.find((variant) => {
      const bytes = variant.make(body);
      return bytes !== null && hmac("sha256", key, bytes) === digest;
    });
    if (other === undefined) continue;
    return { reason: "secret_variant", fits: `${fits}, and ${other.fits}`, advice: `${advice} ${other.advice}` };
  }
  return null;
}

function hmac(algorithm: string, key: string | Buffer, body: Buffer): string {
  return createHmac(algorithm, key).update(body).digest("hex");
}
