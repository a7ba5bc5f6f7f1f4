import { SmartLeadMockError } from "../../../base/errors.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { following } from "../../session/watch/following.ts";

/** A mock that can be looked at, and does nothing that would disturb a judgement: that is refused (`conflict`). */
export function undisturbed(mock: SmartLeadMock): SmartLeadMock {
  const refused = () => refuse;
  const clock = following(() => mock.clock, {
    advance: refused,
    next: refused,
    setMode: refused,
    setSpeed: refused,
  });
  const faults = following(() => mock.faults, { arm: refused, disarm: refused, clear: refused });
  return following(() => mock, {
    clock: () => clock,
    faults: () => faults,
    emit: refused,
    step: refused,
    resend: refused,
    retrigger: refused,
    setRate: refused,
    reset: refused,
  });
}

function refuse(): never {
  throw new SmartLeadMockError("conflict", "A verify runs here and must not be disturbed; use smartlead-mock start.");
}
