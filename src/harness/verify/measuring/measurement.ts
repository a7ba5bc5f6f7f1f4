/** Why something is unknown, and how to settle it. */
export interface Unknown {
  readonly kind: "unknown";
  /** A sentence without a full stop. */
  readonly why: string;
  /** The user's next step, a sentence. */
  readonly wouldSettle: string;
}

/**
 * An exact count, one between bounds, or none. No number represents "not read" (PRODUCT §8, rule 1). `between`: `atLeast` was observed with
 * certainty; `atMost` is `null` if there is no upper bound.
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

/** The certain minimum. */
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

/** Whether it was counted and is zero. Only this proves missing work. */
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
