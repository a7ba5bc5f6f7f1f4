/** Why something is not known, and what would settle it. */
export interface Unknown {
  readonly kind: "unknown";
  /** A sentence without a full stop. */
  readonly why: string;
  /** What the user can do, a sentence. */
  readonly wouldSettle: string;
}

/**
 * A count that was taken, one that lies between bounds, or none. No number stands for "not read" (PRODUCT §8, rule 1).
 * `between`: `atLeast` was seen with certainty; `atMost` is `null` where nothing bounds it.
 */
export type Measurement =
  | { readonly kind: "read"; readonly value: number }
  | (Omit<Unknown, "kind"> & { readonly kind: "between"; readonly atLeast: number; readonly atMost: number | null })
  | Unknown;

export function read(value: number): Measurement {
  return { kind: "read", value };
}

export function unknown(why: string, wouldSettle: string): Unknown {
  return { kind: "unknown", why, wouldSettle };
}

/** At least so much, for certain. */
export function atLeast(measured: Measurement): number {
  switch (measured.kind) {
    case "read":
      return measured.value;
    case "between":
      return measured.atLeast;
    case "unknown":
      return 0;
  }
}

/** Was it counted, and is it zero? Only this accuses of missing work. */
export function isZero(measured: Measurement): boolean {
  return measured.kind === "read" && measured.value === 0;
}

/** `1`, `at least 1`, `unknown (…)`. */
export function measurementText(measured: Measurement): string {
  switch (measured.kind) {
    case "read":
      return String(measured.value);
    case "between":
      return `${measured.atLeast} to ${measured.atMost ?? "any number"} (${measured.why})`;
    case "unknown":
      return `unknown (${measured.why})`;
  }
}
