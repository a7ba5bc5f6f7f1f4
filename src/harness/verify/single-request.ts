import type { Attempt } from "../../delivery/delivery.ts";
import { adjustedPolicy } from "../../delivery/retry-policies.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { EmitRequest, SmartLeadMock } from "../../mock/mock.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { VerifySettings } from "./verify-settings.ts";

export interface SingleRequestOptions {
  readonly settings: VerifySettings;
  /** From now on this mock is the account that the receiver calls. */
  readonly enter: (mock: SmartLeadMock) => void;
}

/** An event as SmartLead sends it. */
export const PLAIN: EmitRequest = { eventType: "EMAIL_SENT" };
/** A body that is no event. */
export const EMPTY: EmitRequest = { eventType: "EMAIL_SENT", body: {} };

export interface Way {
  readonly dialect: DialectName;
  readonly target?: string;
}

/** How it answers one request, which is not tried again. */
export async function answerTo(request: EmitRequest, options: SingleRequestOptions, way: Way): Promise<Attempt | null> {
  const { seed, run, now, policy, target, minTimeoutMs, signingSecret, secretKey } = options.settings;
  const { allowTargets, insecureTls, ownDialect, headers, signatureForm } = options.settings;
  const mock = createMock({
    seed,
    run: `${run}/preflight/${way.dialect}`,
    now,
    clock: "virtual",
    policy: adjustedPolicy(policy, { tries: 1 }),
    minTimeoutMs,
    signingSecret,
    secretKey,
    allowTargets,
    insecureTls,
    freshConnections: true,
    target,
    ...way,
    ...(ownDialect === undefined ? {} : { ownDialect }),
    ...(headers === undefined ? {} : { headers }),
    ...(signatureForm === undefined ? {} : { signatureForm }),
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
