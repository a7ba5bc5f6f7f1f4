import { SmartLeadMockError } from "../errors.ts";
import type { FaultKind, FaultRule, Faults } from "../faults/fault.ts";

/** What happens to the bytes of a request: a function never sees any. */
const NEEDS_A_SOCKET: readonly FaultKind[] = ["reset", "slow-body", "truncated-body"];

/** Throws `bad_request` for a fault that a function as target cannot have. */
export function mustNotNeedSocket(rules: readonly FaultRule[]): void {
  const wrong = rules.find(({ kind }) => NEEDS_A_SOCKET.includes(kind));
  if (wrong === undefined) return;
  throw new SmartLeadMockError(
    "bad_request",
    `The fault ${wrong.kind} breaks bytes on a socket, which a function as target does not have; give the receiver's URL as target.`,
  );
}

/** The rules of a mock, as they can be armed for its target. */
export function faultsOf(faults: Faults, isFunction: boolean): Faults {
  return {
    arm: (rule) => {
      if (isFunction) mustNotNeedSocket([rule]);
      return faults.arm(rule);
    },
    list: () => faults.list(),
    get: (id) => faults.get(id),
    disarm: (id) => faults.disarm(id),
    clear: () => faults.clear(),
  };
}
