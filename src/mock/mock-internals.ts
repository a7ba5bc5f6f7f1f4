import type { Ids } from "../base/ids.ts";
import type { AttemptFaults } from "../delivery/attempt-faults.ts";
import type { Fact } from "../delivery/facts.ts";
import type { FaultRegistry } from "../delivery/faults/fault-registry.ts";
import type { Recognise } from "../delivery/idempotency/recogniser.ts";
import type { DeliverySettings, PlannedDelivery } from "./delivery-plan.ts";

/**
 * The inside of a mock, for anyone who books deliveries that the world did not cause: the proxy passes on what the real SmartLead sends,
 * `replay` sends what was recorded.
 */
export interface MockInternals {
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  readonly recognise: Recognise;
  /** The armed rules, as far as they say when a delivery is sent, and how often. */
  readonly schedule: Pick<FaultRegistry, "forDelivery">;
  /** The same for what happens to an attempt. */
  readonly attempts: AttemptFaults;
  /** Appends a fact to the journal and brings every view up to date. */
  record(fact: Fact): void;
  /** Tells the user a sentence that no answer can carry, once. */
  notice(sentence: string): void;
  /** Tells of an error that belongs to no caller, as a notice; `where` completes "failed at". */
  defect(where: string, error: unknown): void;
  /** Concludes anew of every attempt that carried this request id, now that one more has ended. */
  judgeAgain(requestId: string): void;
  /** Owes a delivery of its own: it is sent as the policy says. */
  accept(delivery: PlannedDelivery): void;
}
