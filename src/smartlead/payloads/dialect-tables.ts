import { core } from "./core/index.ts";
import type { Dialect, DialectName } from "./dialect.ts";
import { guide } from "./guide/index.ts";
import { live } from "./live/index.ts";

/** Every dialect's table. */
export const DIALECT_TABLES: Readonly<Record<DialectName, Dialect>> = { guide, live, core };

const DESCRIPTIONS: Readonly<Record<DialectName, string>> = {
  guide: "the flat objects of SmartLead's webhook guide, key for key",
  live: "bodies as captured in 2026, with ids, secret_key and deprecated twins",
  core: "the older nested bodies with EMAIL_REPLIED names, six events only",
};

/**
 * Describes a dialect in one line without a full stop, for banners and help texts.
 * @example describeDialect("guide") // "guide: the flat objects of SmartLead's webhook guide, key for key"
 */
export function describeDialect(name: DialectName): string {
  return `${name}: ${DESCRIPTIONS[name]}`;
}
