/** A way in which the secret that was used commonly differs from the secret at hand. */
export interface SecretVariant {
  /** Completes "The signature fits …". Never the secret itself. */
  readonly fits: string;
  readonly advice: string;
  /** The key of this variant; `null` where the secret has none. */
  make(secret: string, body: Buffer): Buffer | null;
}

const TRIM = "Trim the secret where it is read: a file or a shell has added spaces or a newline.";

const UNQUOTE = "An env file or a shell has kept the quotes as part of the secret.";

/** Tried in this order. */
export const SECRET_VARIANTS: readonly SecretVariant[] = [
  { fits: "the secret without the spaces around it", advice: TRIM, make: (secret) => text(secret.trim()) },
  { fits: "the secret with a newline at its end", advice: TRIM, make: (secret) => text(`${secret}\n`) },
  {
    fits: "the secret without the quotes around it",
    advice: UNQUOTE,
    make: (secret) => text(secret.replace(/^(["'])(.*)\1$/s, "$2")),
  },
  { fits: "the secret with quotes around it", advice: UNQUOTE, make: (secret) => text(`"${secret}"`) },
  { fits: "the secret with single quotes around it", advice: UNQUOTE, make: (secret) => text(`'${secret}'`) },
  { fits: "the secret with a CRLF at its end", advice: TRIM, make: (secret) => text(`${secret}\r\n`) },
  {
    fits: "the bytes that the secret stands for in hex",
    advice: "The mock uses the secret's text as the key: do not decode it.",
    make: (secret) => (/^(?:[\da-f]{2}){4,}$/i.test(secret) ? Buffer.from(secret, "hex") : null),
  },
  {
    fits: "the bytes that the secret stands for in base64",
    advice: "The mock uses the secret's text as the key: do not decode it.",
    make: (secret) => {
      const [, encoded = ""] = /^(?:whsec_)?([\w+/-]{6,}={0,2})$/.exec(secret) ?? [];
      return encoded === "" ? null : Buffer.from(encoded, "base64");
    },
  },
  {
    fits: "the body's own secret_key as the secret",
    advice: "The secret for signatures is not the secret_key of bodies.",
    make: (_secret, body) => {
      const [, key = ""] = /"secret_key"\s*:\s*"([^"\\]+)"/.exec(body.toString("utf8")) ?? [];
      return key === "" ? null : text(key);
    },
  },
  {
    fits: "an empty secret",
    advice: "The variable that holds the secret was empty when the body was signed.",
    make: () => text(""),
  },
  {
    fits: 'the text "undefined" as the secret',
    advice: "The variable that holds the secret was not set when the body was signed.",
    make: () => text("undefined"),
  },
];

function text(secret: string): Buffer {
  return Buffer.from(secret, "utf8");
}
