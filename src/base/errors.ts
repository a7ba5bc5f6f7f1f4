/** Every failure of our own has one stable code; callers branch on it, never on the text. The table in docs/reference/errors.md is checked against this list. */
export const ERROR_CODES = {
  usage: "A flag, command or argument is missing, unknown or has an invalid value.",
  config: "The configuration file cannot be read or contains something invalid.",
  port_in_use: "The port is in use.",
  target_not_allowed: "The target is a public address that --allow-target does not name, or a link-local one.",
  unreachable: "The receiver, or the running mock, does not answer.",
  bad_request: "A control call contains something invalid.",
  not_found: "No event, delivery, campaign, lead or webhook has that id.",
  conflict: "The call does not fit the current state.",
  forbidden: "The Host, the Origin or the token is not accepted.",
  too_many_open: "More deliveries are open than the limit allows.",
  journal_unwritable: "The journal can no longer be written; nothing new is accepted.",
  data_unusable: "The data directory cannot be used because of its path, owner, format or seed.",
  closed: "The mock is closing or closed.",
  internal: "A defect of the mock itself; --debug shows where.",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One clear sentence: what is wrong, where, and what to do. */
export class SmartLeadMockError extends Error {
  override readonly name = "SmartLeadMockError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** For the end of an exhaustive switch: a missed case does not compile. */
export function assertNever(value: never): never {
  throw new SmartLeadMockError("internal", `Unexpected value ${JSON.stringify(value)}.`);
}

/**
 * Calls a function whose result no one awaits. Its error goes to `onDefect`, so that the caller continues; without `onDefect` it is thrown.
 */
export function guarded(run: () => void, onDefect: ((error: unknown) => void) | undefined): void {
  if (onDefect === undefined) {
    run();
    return;
  }
  try {
    run();
  } catch (error) {
    onDefect(error);
  }
}
