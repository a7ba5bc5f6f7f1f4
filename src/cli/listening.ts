import { isAccepting } from "../stage/port.ts";

/** Real ms after which a target that has not accepted counts as one where nothing listens yet: a start waits no longer. */
const PATIENCE_MS = 300;

/** Whether something accepts connections where this URL points to. Sends nothing. */
export function isListening(target: string): Promise<boolean> {
  return isAccepting(new URL(target), PATIENCE_MS);
}
