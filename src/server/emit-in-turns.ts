import { SmartLeadMockError } from "../base/errors.ts";
import { systemTime } from "../base/time/system-clock.ts";
import type { EmitRequest, EmittedEvent, SmartLeadMock } from "../mock/mock.ts";

/** Events that happen before everybody else gets a turn: some 20 ms, so that no attempt in flight is cut late and no stream falls behind. */
const EVENTS_PER_TURN = 100;

/**
 * Makes many events happen without keeping the process to itself meanwhile. Under `virtual` they happen in one go: there
 * an attempt that times out in between would move the clock, and the same call would not give the same times again.
 * Throws what the mock throws; once some have happened, the sentence says how many.
 */
export async function emitInTurns(mock: SmartLeadMock, request: EmitRequest): Promise<EmittedEvent[]> {
  const { count = 1, faults = [] } = request;
  // Rules of the call count what all of its events meet ("the first three"), so they are armed once, for all.
  const isOneGo = mock.clock.state().mode === "virtual" || faults.length > 0;
  const perTurn = isOneGo ? count : EVENTS_PER_TURN;
  const emitted: EmittedEvent[] = [];
  const emitSome = () => {
    const turn = { count: Math.min(count - emitted.length, perTurn), follows: emitted.length > 0 };
    emitted.push(...mock.emit({ ...request, ...turn }));
  };
  emitSome();
  try {
    while (emitted.length < count) {
      await new Promise<void>((resolve) => systemTime.soon(resolve));
      emitSome();
    }
  } catch (error) {
    throw cutShort(error, `${emitted.length} of ${count} events had happened by then.`);
  }
  return emitted;
}

function cutShort(error: unknown, progress: string): unknown {
  if (!(error instanceof SmartLeadMockError)) return error;
  return new SmartLeadMockError(error.code, `${error.message} ${progress}`, { cause: error });
}
