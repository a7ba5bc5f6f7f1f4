/** A possible completion at the cursor. */
export interface Candidate {
  readonly value: string;
  /** For shells that show it; may be empty. */
  readonly description: string;
}

export interface Candidates {
  readonly values: readonly Candidate[];
  /** Whether file names are candidates too. */
  readonly files: boolean;
}

export const NOTHING: Candidates = { values: [], files: false };
export const FILES: Candidates = { values: [], files: true };

/** Values without a description. */
export function plainCandidates(values: readonly string[]): Candidates {
  return { values: values.map((value) => ({ value, description: "" })), files: false };
}
