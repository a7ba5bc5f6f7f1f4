import { viewOfWebhook } from "../smartlead/webhooks/registry.ts";
import type { MockState } from "./mock.ts";
import { clockView, policyView } from "./mock-settings.ts";
import { dialectView } from "./own-events.ts";
import type { MockWiring } from "./wiring.ts";

interface CurrentParts {
  readonly target: string | null;
  /** Events per real second. */
  readonly rate: number;
  readonly worldTime: MockState["world_time"];
  readonly data: MockState["data"];
}

/** The mock as the control API, the stream and the console show it. */
export function stateOf(
  { run, seed, clock, policy, settings, records }: MockWiring,
  { target, rate, worldTime, data }: CurrentParts,
): MockState {
  return {
    run,
    seed,
    clock: clockView(clock),
    policy: policyView(policy),
    ...dialectView(settings),
    target,
    rate,
    world_time: worldTime,
    counters: records.projections.counters(),
    webhooks: records.account.webhooks.list().map(viewOfWebhook),
    data,
  };
}
