import type { ErrorCode } from "../base/errors.ts";

/** PRODUCT §5. */
export const EXIT = { good: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** What each exit code of any command means, for people. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [0, "good"],
  [1, "a check, an expectation or a delivery failed"],
  [2, "a usage or configuration error, or the port is in use"],
  [3, "the receiver, or the running mock, cannot be reached"],
  [4, "inconclusive, with `--strict`"],
  [130, "ended by a signal"],
];

/** The exit code for each kind of error: an error that the user can fix by changing the call is a usage error. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  config: EXIT.usage,
  port_in_use: EXIT.usage,
  target_not_allowed: EXIT.usage,
  bad_request: EXIT.usage,
  not_found: EXIT.usage,
  conflict: EXIT.usage,
  forbidden: EXIT.usage,
  unreachable: EXIT.unreachable,
  too_many_open: EXIT.failed,
  journal_unwritable: EXIT.failed,
  data_unusable: EXIT.usage,
  closed: EXIT.failed,
  internal: EXIT.failed,
};
