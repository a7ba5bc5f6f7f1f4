import { parseDuration } from "../../base/time/duration.ts";
import { policyOf } from "../../config/settings.ts";
import type { RetryPolicy } from "../../delivery/retry-policies.ts";
import type { Scenario } from "./scenario.ts";

/** How SmartLead retries in a scenario: a named policy, or its numbers merged over one; `guide` by default. */
export function scenarioPolicy({ policy = "guide" }: Scenario): RetryPolicy {
  if (typeof policy === "string") return policyOf({ policy }, {});
  const { name, tries, waits, timeout } = policy;
  return policyOf(
    {},
    { name, tries, waits: waits?.map((wait) => parseDuration(wait) ?? 0), timeout: timeoutMs(timeout) },
  );
}

function timeoutMs(timeout: string | undefined): number | null | undefined {
  if (timeout === undefined) return undefined;
  return timeout === "none" ? null : (parseDuration(timeout) ?? undefined);
}
