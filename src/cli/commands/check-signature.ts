import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { explainSignature } from "../../capture/signatures/explain-signature.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { bodyBytes, signingSecret } from "../signatures/body-and-secret.ts";

/** Says whether a signature is valid, and if not, why. Exit code: 0 when it is, 1 when it is not. Throws `usage`. */
export async function checkSignature({ args, settings, io }: CommandContext): Promise<number> {
  const { givenSignature: value, previousSecret, json } = settings.values;
  if (value === undefined) {
    const sentence = "check-signature needs --signature: the value of X-Smartlead-Signature as your receiver got it.";
    throw new SmartLeadMockError("usage", sentence);
  }
  const secret = signingSecret(settings, "check-signature");
  const body = await bodyBytes(args[0] ?? "-", io);
  const finding = explainSignature({ body, value, secret, previousSecret });
  if (json === true) say(io.stdout, jsonText({ ...finding, bytes: body.length }));
  else for (const sentence of finding.explanation) say(io.stdout, printable(sentence));
  return finding.valid ? EXIT.good : EXIT.failed;
}
