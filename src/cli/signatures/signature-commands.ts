import type { CommandSpec } from "../command.ts";

const FILE = { name: "FILE|-", description: "the body, byte for byte; - reads standard input", isRequired: true };

/** Commands around `X-Smartlead-Signature`. */
export const SIGNATURE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "sign",
    args: [FILE],
    summary: "print the X-Smartlead-Signature of a body",
    description:
      "Computes the HMAC-SHA256 of the file's bytes, exactly as they are, and prints the header's value. Nothing is sent. " +
      "The secret comes from --secret, or from SMARTLEAD_MOCK_SECRET, which keeps it out of the shell's history; it is never printed.",
    options: ["secret", "signature"],
    wording: {
      secret: "the secret that your receiver checks with (or SMARTLEAD_MOCK_SECRET)",
      signature: "form of the value: sha256 (sha256=<hex>) or hex (<hex> alone) (default: sha256)",
    },
    examples: [
      { does: "sign a body", line: "smartlead-mock sign body.json --secret s3cret" },
      { does: "from a pipe", line: "smartlead-mock sign - --secret s3cret" },
      { does: "the hex digest alone", line: "smartlead-mock sign body.json --secret s3cret --signature hex" },
    ],
    load: async () => (await import("../commands/sign.ts")).sign,
  },
  {
    name: "check-signature",
    args: [FILE],
    summary: "check an X-Smartlead-Signature against a body, and say why it does not match",
    description:
      "Compares a signature with the body's bytes. If it does not match, it looks for common mistakes: a newline at the end, JSON that was parsed and " +
      "written again, an encoding, another prefix, form or algorithm, a secret with spaces or quotes around it. " +
      "Exit code: 0 when it is valid, 1 when it is not, 2 for a usage error.",
    options: ["givenSignature", "secret", "previousSecret"],
    wording: {
      givenSignature: "the value of X-Smartlead-Signature as your receiver got it",
      secret: "the secret that it should be made with (or SMARTLEAD_MOCK_SECRET)",
      previousSecret: "the old secret during a rotation; also valid",
    },
    examples: [
      {
        does: "a body and a header from your own logs",
        line: "smartlead-mock check-signature body.json --signature sha256=9f86d0… --secret s3cret",
      },
      {
        does: "during a rotation",
        line: "smartlead-mock check-signature body.json --signature sha256=9f86d0… --secret NEW --previous-secret OLD",
      },
    ],
    load: async () => (await import("../commands/check-signature.ts")).checkSignature,
  },
];
