import type { Dialect, DialectName } from "./dialect.ts";
import { guide } from "./guide/index.ts";

/** Every dialect's table. */
export const DIALECT_TABLES: Readonly<Record<DialectName, Dialect>> = { guide };

const DESCRIPTIONS: Readonly<Record<DialectName, string>> = {
  guide: "the flat objects of SmartLead's webhook guide, key for key",
};

/**
 * What a dialect is, in one line without a full stop, for banners and help texts.
 * @example describeDialect("guide") // "guide: the flat objects of SmartLead's webhook guide, key for key"
 */
export function describeDialect(name: DialectName): string {
  return `${name}: ${DESCRIPTIONS[name]}`;
}
