import type { Attempt } from "../../delivery/delivery.ts";
import { adjustedPolicy } from "../../delivery/retry-policies.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { EmitRequest, SmartLeadMock } from "../../mock/mock.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { sendingOptionsOf, type VerifySettings } from "./verify-settings.ts";

export interface SingleRequestOptions {
  readonly settings: VerifySettings;
  /** Makes this mock the account that the receiver calls. */
  readonly enter: (mock: SmartLeadMock) => void;
}

/** An event as SmartLead sends it. */
export const PLAIN: EmitRequest = { eventType: "EMAIL_SENT" };
/** A body that is not an event. */
export const EMPTY: EmitRequest = { eventType: "EMAIL_SENT", body: {} };

export interface Way {
  readonly dialect: DialectName;
  readonly target?: string;
}

/** The receiver's answer to one request, which is not retried. */
export async function answerTo(request: EmitRequest, options: SingleRequestOptions, way: Way): Promise<Attempt | null> {
  const { run, now, policy } = options.settings;
  const mock = createMock({
    ...sendingOptionsOf(options.settings),
    run: `${run}/preflight/${way.dialect}`,
    now,
    clock: "virtual",
    policy: adjustedPolicy(policy, { tries: 1 }),
    freshConnections: true,
    ...way,
  });
  try {
    options.enter(mock);
    const [event] = mock.emit(request);
    await mock.settled();
    return mock.deliveries.get(event?.deliveries[0] ?? "")?.attempts[0] ?? null;
  } finally {
    await mock.close(0);
  }
}
