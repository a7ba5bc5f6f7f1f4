import { definedOnly } from "../../base/defined-only.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { DEFAULT_MIN_TIMEOUT_MS } from "../../mock/mock-settings.ts";
import { isNoEndpoint, preflight } from "../verify/preflight.ts";
import { sendingOptionsOf, type VerifySettings } from "../verify/verify-settings.ts";
import { LOAD_CONCURRENCY, type Loaded, type LoadOptions, loadReceiver } from "./load-receiver.ts";

export interface LoadAtOptions extends Omit<LoadOptions, "mock"> {
  /** `target` is the receiver's address. */
  readonly settings: VerifySettings;
  readonly faults: readonly FaultRule[];
  /** Makes this mock the account that the receiver calls. */
  readonly enter: (mock: SmartLeadMock) => void;
}

/**
 * Sends a load to a receiver, from its own mock. If the first answer is that of a router for an unknown path, the path is checked before
 * anything else is sent: a wrong path throws `usage`, otherwise the load starts again.
 */
export async function loadAt(options: LoadAtOptions): Promise<Loaded> {
  const { signal, settings, enter } = options;
  const lost = new AbortController();
  const loaded = await sent({ ...options, signal: AbortSignal.any([signal, lost.signal]) }, (status) => {
    if (isNoEndpoint(status)) lost.abort();
  });
  if (!lost.signal.aborted || signal.aborted) return loaded;
  await preflight({ settings: { ...settings, run: `${settings.run}/path` }, enter });
  return sent({ ...options, settings: { ...settings, run: `${settings.run}-again` } }, () => {});
}

async function sent(options: LoadAtOptions, onFirst: (status: number | null) => void): Promise<Loaded> {
  const { settings, faults, enter, ...rest } = options;
  const mock = loadMock(settings, faults);
  let isFirst = true;
  const release = mock.journal.subscribe((entry) => {
    if (!isFirst || entry.type !== "attempt.finished" || entry.attempt.faults.length > 0) return;
    isFirst = false;
    onFirst(entry.attempt.status);
  });
  try {
    enter(mock);
    return await loadReceiver({ ...rest, mock });
  } finally {
    release();
    await mock.close(0);
  }
}

/** A mock on the real clock; it waits for an answer as long as SmartLead does, even when the clock jumps to the retries. */
function loadMock(settings: VerifySettings, faults: readonly FaultRule[]): SmartLeadMock {
  const { policy, dialect, run, now, sender } = settings;
  const options = {
    ...sendingOptionsOf(settings),
    run: `${run}-load`,
    now: Math.max(now, systemTime.epochMs()),
    minTimeoutMs: policy.timeoutMs ?? DEFAULT_MIN_TIMEOUT_MS,
    ...definedOnly({ dialect: dialect ?? undefined }),
    faults,
    concurrencyPerWebhook: LOAD_CONCURRENCY,
    concurrencyTotal: LOAD_CONCURRENCY,
  };
  return createMock(options, sender?.());
}
