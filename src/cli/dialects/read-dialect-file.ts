import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import type { DialectProposal } from "../../capture/drift/dialect-proposal.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";

/** A dialect that was written to a file. */
export interface SavedDialect {
  readonly on: string;
  /** `2 events differ` */
  readonly events: string;
}

/**
 * Writes the first proposal to a file, named after the file; `null` if there is no proposal. A file that is not a dialect is replaced only
 * when forced. Throws `usage`.
 */
export function saveDialectFile(
  [proposal]: readonly DialectProposal[],
  file: string,
  { cwd, isForced }: { readonly cwd: string; readonly isForced: boolean },
): SavedDialect | null {
  if (proposal === undefined) return null;
  const path = resolve(cwd, file);
  if (!/\.json$/i.test(path)) {
    throw new SmartLeadMockError("usage", `--save-dialect: ${file} must end in .json, which is what is written.`);
  }
  if (!isForced && existsSync(path) && !isDialect(readFileSync(path, "utf8"))) {
    const message = `--save-dialect: ${file} is not a dialect file; name another file, or use --force.`;
    throw new SmartLeadMockError("usage", message);
  }
  const { on, events } = proposal;
  try {
    writeFileSync(path, `${JSON.stringify({ name: nameOf(path), on, events }, null, 2)}\n`);
  } catch (cause) {
    const message = `--save-dialect: ${file} cannot be written; check its folder and permissions.`;
    throw new SmartLeadMockError("usage", message, { cause });
  }
  const count = Object.keys(events).length;
  return { on, events: count === 1 ? "1 event differs" : `${count} events differ` };
}

/** `captures/Live 2027.json` → `live-2027`. */
function nameOf(path: string): string {
  const words = basename(path)
    .replace(/\.json$/i, "")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-");
  const name = words.replace(/^[^a-z]+|-+$/g, "").slice(0, 32) || "as-seen";
  return DIALECTS.some((known) => known === name) ? `${name}-as-seen` : name;
}

function isDialect(text: string): boolean {
  const content = parsedJson(text);
  return typeof content === "object" && content !== null && "on" in content && "events" in content;
}
