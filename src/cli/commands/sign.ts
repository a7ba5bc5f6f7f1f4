import { SmartLeadMockError } from "../../base/errors.ts";
import { signatureOf } from "../../capture/signatures/read-signature.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { bodyBytes, signingSecret } from "../signatures/body-and-secret.ts";

/** Prints the value of `X-Smartlead-Signature` for the bytes of a file. Throws `usage` without a secret or a body. */
export async function sign({ args, settings, io }: CommandContext): Promise<number> {
  const { signature = "sha256", json } = settings.values;
  if (signature === "none") {
    throw new SmartLeadMockError("usage", "--signature none signs nothing; use sha256 or hex.");
  }
  const secret = signingSecret(settings, "sign");
  const body = await bodyBytes(args[0] ?? "-", io);
  if (body.length === 0) {
    throw new SmartLeadMockError("usage", "There is nothing to sign: the body is empty; name a file, or pipe one in.");
  }
  const value = signatureOf(body, secret, signature);
  say(io.stdout, json === true ? jsonText({ header: "X-Smartlead-Signature", value, bytes: body.length }) : value);
  return EXIT.good;
}
