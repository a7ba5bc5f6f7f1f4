import { maskSecrets } from "./mask-secrets.ts";
import { printable } from "./printable.ts";

/** Returns outside text as one line that people may read: without secrets, and unable to drive a terminal. */
export function safeText(text: string): string {
  return printable(maskSecrets(text));
}
