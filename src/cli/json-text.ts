import { maskSecrets } from "../mask-secrets.ts";

/** JSON for standard output, which ends in logs: addresses without their secrets, everything else as it is. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    key === "url" && typeof inner === "string" ? maskSecrets(inner) : inner,
  );
}
