import { SmartLeadMockError } from "../../../base/errors.ts";
import type { MockClock } from "../../../base/time/clock.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { ForwardedMock } from "../../session/watch/forwarded-mock.ts";

/** A mock for observers only: any action that could disturb a verdict is refused (`conflict`). */
export class ReadOnlyMock extends ForwardedMock {
  constructor(mock: SmartLeadMock) {
    super(() => mock);
  }

  override get clock(): MockClock {
    return readOnlyClock(super.clock);
  }

  override get faults(): SmartLeadMock["faults"] {
    return readOnlyFaults(super.faults);
  }

  override get snapshots(): SmartLeadMock["snapshots"] {
    const { take, list, read } = super.snapshots;
    return { take, list, read, save: refuse, restore: refuse, remove: refuse };
  }

  override emit(): never {
    refuse();
  }

  override step(): never {
    refuse();
  }

  override resend(): never {
    refuse();
  }

  override retrigger(): never {
    refuse();
  }

  override setRate(): never {
    refuse();
  }

  override reset(): never {
    refuse();
  }
}

function readOnlyClock(clock: MockClock): MockClock {
  return {
    now: () => clock.now(),
    state: () => clock.state(),
    wakeAt: (at, callback) => clock.wakeAt(at, callback),
    hold: () => clock.hold(),
    nextDueAt: () => clock.nextDueAt(),
    onChange: (listener) => clock.onChange(listener),
    stop: () => clock.stop(),
    advance: refuse,
    next: refuse,
    setMode: refuse,
    setSpeed: refuse,
    putAt: refuse,
  };
}

function readOnlyFaults(faults: SmartLeadMock["faults"]): SmartLeadMock["faults"] {
  return {
    list: () => faults.list(),
    get: (id) => faults.get(id),
    forCall: (call) => faults.forCall(call),
    arm: refuse,
    disarm: refuse,
    clear: refuse,
  };
}

function refuse(): never {
  throw new SmartLeadMockError(
    "conflict",
    "verify is running here and must not be disturbed; use `smartlead-mock start` for your own calls.",
  );
}
