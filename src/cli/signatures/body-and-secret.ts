import { SmartLeadMockError } from "../../base/errors.ts";
import { recordingFile } from "../../capture/recordings/recording-file.ts";
import type { Settings } from "../../config/settings.ts";
import type { Io } from "../io.ts";

/** Maximum bytes of a body that are signed or checked; SmartLead's own bodies are far smaller. */
const MAX_SIGNED_BYTES = 32 * 1024 * 1024;

/** The exact bytes of a file, or of standard input for `-`. Throws `usage` if they cannot be read or are too many. */
export async function bodyBytes(name: string, { cwd, stdin }: Pick<Io, "cwd" | "stdin">): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of name === "-" ? stdin : recordingFile(name, cwd).chunks()) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_SIGNED_BYTES) throw tooLarge(name);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): SmartLeadMockError {
  const where = name === "-" ? "Standard input" : name;
  return new SmartLeadMockError("usage", `${where} has more than 32 MiB; give a file with one body.`);
}

/** The secret to sign or to check with. Throws `usage` if none exists. */
export function signingSecret({ values }: Settings, command: string): string {
  if (values.secret !== undefined) return values.secret;
  const sentence = `${command} needs a secret: add --secret, or set SMARTLEAD_MOCK_SECRET to keep it out of the shell's history.`;
  throw new SmartLeadMockError("usage", sentence);
}
