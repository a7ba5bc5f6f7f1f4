/**
 * How a receiver says "I had this one already" (`recognizer` of the config). A list replaces the default list; `headers` and `json` are
 * merged by name: an entry replaces the default of that name, the others stay. An empty list or text disables that one.
 *
 * @example { json: { state: ["seen"], "meta.repeat": [true] }, headers: { "x-duplicate-of": "*" } }
 */
export interface RecogniserConfig {
  /** Statuses that mean it by themselves. Default: 208. */
  readonly statuses?: readonly number[];
  /** Header → the value that means it, in any letter case; `*` = any value. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Key, or dotted path, of the JSON answer → the values that mean it. */
  readonly json?: Readonly<Record<string, readonly unknown[]>>;
  /** Whole plain-text answers that mean it. */
  readonly text?: readonly string[];
}

/** The defaults, unless the config has an entry of the same name. */
export interface DefaultRecogniser {
  readonly statuses: readonly number[];
  readonly headers: Readonly<Record<string, string>>;
  /** Keys of a JSON answer whose text may mean it, as parsed by `saysAlready`. */
  readonly textKeys: readonly string[];
  /** Keys of a JSON answer that mean it when they are true. */
  readonly flagKeys: readonly string[];
}

/** `new`, `created` and `seen` are missing on purpose: they may refer to the lead. */
export const DEFAULT_RECOGNISER: DefaultRecogniser = {
  statuses: [208],
  headers: {
    "idempotent-replayed": "true",
    "idempotency-replayed": "true",
    "x-idempotent-replayed": "true",
    "x-idempotency-replayed": "true",
    "idempotent-replay": "true",
    "x-idempotent-replay": "true",
    "x-duplicate": "true",
    "x-duplicate-event": "true",
    "x-deduplicated": "true",
    "x-already-processed": "true",
  },
  textKeys: [
    "status",
    "state",
    "result",
    "outcome",
    "code",
    "message",
    "msg",
    "detail",
    "description",
    "reason",
    "skip_reason",
    "ignore_reason",
    "info",
    "note",
    "error",
    "action",
    "disposition",
    "skipped",
    "ignored",
  ],
  flagKeys: [
    "duplicate",
    "is_duplicate",
    "was_duplicate",
    "duplicated",
    "duplicate_event",
    "dup",
    "deduped",
    "deduplicated",
    "already_processed",
    "already_handled",
    "already_received",
    "already_seen",
    "already_done",
    "already_acknowledged",
    "previously_processed",
    "event_already_processed",
    "replayed",
    "is_replay",
    "idempotent",
    "idempotent_hit",
    "idempotent_replay",
  ],
};
