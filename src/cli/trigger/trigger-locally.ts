import { definedOnly } from "../../base/defined-only.ts";
import type { SmartLeadMockError } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";
import { ProtocolWatch } from "../../harness/session/protocol-watch.ts";
import type { EmitRequest } from "../../mock/mock.ts";
import { DeliveryWatch, type WaitFor } from "../deliveries/delivery-watch.ts";
import { type FrameOutput, followJournal } from "../deliveries/frame-output.ts";
import { mockOptionsOfSettings } from "../mock-options.ts";
import { mustBeReachable } from "../receiver/target-reachable.ts";
import type { Triggered } from "./triggered.ts";

export interface LocalTrigger {
  readonly settings: Settings;
  readonly request: EmitRequest;
  readonly waitFor: WaitFor;
  readonly show: FrameOutput;
}

/** Triggers the event in its own mock, which ends with the call. Throws `unreachable` if nothing listens at the target. */
export async function triggerLocally({ settings, request, waitFor, show }: LocalTrigger): Promise<Triggered> {
  const { target, level } = settings.values;
  // Usage errors are reported before any wait.
  const options = mockOptionsOfSettings(settings);
  const insecureTls = settings.values.insecure ?? false;
  if (target !== undefined) await mustBeReachable(target, { insecureTls });
  const { createMock } = await import("../../mock/create-mock.ts");
  const mock = createMock({
    ...options,
    ...definedOnly({ target, targetLevel: level }),
  });
  const watch = new DeliveryWatch(waitFor, show);
  let trouble: SmartLeadMockError | null = null;
  const protocol = new ProtocolWatch({ insecureTls }, (error) => {
    trouble = error;
  });
  if (target !== undefined) protocol.follow(mock, target);
  const release = followJournal(mock.journal, (frames) => watch.take(frames));
  try {
    const events = mock.emit(request);
    await watch.follow(events.flatMap(({ deliveries }) => deliveries));
    await protocol.settled();
    if (trouble !== null) throw trouble;
    return { events, delivery: (id) => mock.deliveries.get(id) ?? watch.delivery(id) };
  } finally {
    release();
    await mock.close(0);
  }
}
