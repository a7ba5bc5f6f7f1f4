import { SmartLeadMockError } from "../base/errors.ts";

/** A key's way from the top: `["webhooks", 0, "url"]`. */
export type KeyPath = readonly PropertyKey[];

/** What a configuration file holds, not yet checked. */
export interface ConfigSource {
  /** As an error names it. */
  readonly file: string;
  readonly data: unknown;
  /** The line (from 1) on which a key stands, or the deepest known key on the way to it; `null` when none exists. */
  lineOf(path: KeyPath): number | null;
}

/** `file:3: what is wrong`. */
export function configError(
  source: Pick<ConfigSource, "file">,
  line: number | null,
  diagnostic: string,
): SmartLeadMockError {
  return new SmartLeadMockError("config", `${source.file}${line === null ? "" : `:${line}`}: ${diagnostic}`);
}

/** `file:3: webhooks[0].url`. */
export function placeIn(source: ConfigSource, path: KeyPath): string {
  const line = source.lineOf(path);
  return `${source.file}${line === null ? "" : `:${line}`}: ${textOfPath(path)}`;
}

/** `webhooks[0].url`. */
export function textOfPath(path: KeyPath): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
