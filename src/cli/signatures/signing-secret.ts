import { SmartLeadMockError } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";

/** The secret to sign or to check with. Throws `usage` where there is none. */
export function signingSecret({ values }: Settings, command: string): string {
  if (values.secret !== undefined) return values.secret;
  const sentence = `${command} needs a secret: add --secret, or set SMARTLEAD_MOCK_SECRET to keep it out of the shell's history.`;
  throw new SmartLeadMockError("usage", sentence);
}
