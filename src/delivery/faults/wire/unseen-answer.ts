import { isAnswered, type Transmit, wireError } from "./transmit.ts";

/**
 * The receiver does its work and answers, but the sender waits until its timeout has passed. A receiver that does not answer
 * runs into the usual cut, one that breaks off is told as what it is.
 */
export function notSeeingAnswer(send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!isAnswered(result)) return result;
    await sending.timedOut();
    const error = wireError("TIMEOUT", "the receiver answered, and the answer was not seen within the timeout");
    return { outcome: "timeout", status: null, error, response: null, isAnswered: true };
  };
}
