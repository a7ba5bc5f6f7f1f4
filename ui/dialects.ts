import type { DialectName } from "../src/smartlead/payloads/dialect.ts";

/** The shapes of bodies that can be compared. */
export const DIALECT_NAMES = ["guide", "live", "core"] as const satisfies readonly DialectName[];
