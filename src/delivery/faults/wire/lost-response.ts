import { isAnswered, type Transmit, wireError } from "./transmit.ts";

/** The receiver's answer is waited for and then lost. One that never came cannot be lost: what came of it stands. */
export function losingResponse(send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!isAnswered(result)) return result;
    const error = wireError(
      "FAULT_LOST_RESPONSE",
      "the receiver answered, and the connection broke before the answer was read",
    );
    return { outcome: "network_error", status: null, error, response: null };
  };
}
