/**
 * How a receiver says "I had this one already" (`recognizer` of the config). A list that is given takes the place of the
 * default list; `headers` and `json` go by name: a named one takes the place of the default of that name, the others stay.
 * An empty list or text switches that one off.
 *
 * @example { json: { state: ["seen"], "meta.repeat": [true] }, headers: { "x-duplicate-of": "*" } }
 */
export interface RecogniserConfig {
  /** Statuses that alone say it. Default: 208. */
  readonly statuses?: readonly number[];
  /** Header → the value that says it, in any letter case; `*` = any value. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Key, or dotted path, of the JSON answer → the values that say it. */
  readonly json?: Readonly<Record<string, readonly unknown[]>>;
  /** Whole plain-text answers that say it. */
  readonly text?: readonly string[];
}

/** Whole values, never parts of a sentence: "0 duplicate leads" says nothing. */
const PHRASES = [
  "already processed",
  "already handled",
  "already received",
  "already seen",
  "event already processed",
  "request already processed",
  "webhook already processed",
  "delivery already processed",
  "duplicate",
  "duplicate event",
  "duplicate request",
  "duplicate webhook",
  "duplicate delivery",
  "duplicate ignored",
  "ignored duplicate",
  "skipped duplicate",
] as const;

/** `ignored` and `skipped` alone are missing on purpose: receivers answer so to event types they do not care for. */
export const DEFAULT_RECOGNISER: Required<RecogniserConfig> = {
  statuses: [208],
  headers: {
    "idempotent-replayed": "true",
    "idempotency-replayed": "true",
    "x-idempotent-replayed": "true",
    "x-idempotency-replayed": "true",
    "x-duplicate": "true",
    "x-already-processed": "true",
  },
  json: {
    status: PHRASES,
    state: PHRASES,
    result: PHRASES,
    outcome: PHRASES,
    code: PHRASES,
    message: PHRASES,
    detail: PHRASES,
    reason: PHRASES,
    duplicate: [true],
    is_duplicate: [true],
    deduplicated: [true],
    already_processed: [true],
    idempotent_replay: [true],
  },
  text: PHRASES,
};
