import { definedOnly } from "../../../base/defined-only.ts";
import { adjustedPolicy } from "../../../delivery/retry-policies.ts";
import type { MockOptions } from "../../../mock/mock.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { WebhookLevel } from "../../../smartlead/webhooks/webhook.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { WorkMeter } from "../../probe/probe-meter.ts";
import type { TypeProfile } from "../receiver-profile.ts";
import { sendingOptionsOf, type VerifySettings } from "../verify-settings.ts";
import type { Backlog } from "./backlog.ts";
import type { EventTimes } from "./own-event-times.ts";
import type { Rest } from "./rest.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

export interface AccountOptions {
  readonly settings: VerifySettings;
  readonly front: Pick<SharedEndpoint, "enter"> & Partial<Pick<SharedEndpoint, "hold" | "leave">>;
  /** Shared by the whole run, since work of one account may be counted in the next; `null`, or omitted: there is no probe. */
  readonly meter?: WorkMeter | null;
  /** Salts all ids and addresses. */
  readonly salt: string;
  readonly dialect: DialectName;
  /** User level by default. */
  readonly level?: WebhookLevel;
  /** Maximum attempts in flight; 1 by default. */
  readonly concurrency?: number;
  /** Minimum real ms until an attempt times out. */
  readonly minTimeoutMs: number;
  /** Attempts per delivery; by default those of the policy. */
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  /** How late effects arrive, as learned in the run so far; this account adds to it. */
  readonly lags: Lags;
  /** The effects of a type; by default they are unknown, and not waited for. */
  readonly profileOf?: (type: EventType, dialect: DialectName) => TypeProfile;
  /** Whether every known effect names its event. */
  readonly isNamed?: boolean;
  /** Earlier events that the receiver still has to process, if its writes name no event. */
  readonly backlog?: Backlog;
  /** Whether effects of the email before an event can be distinguished from the event's own. */
  readonly areMailsApart?: boolean;
  /** Waits longer for missing effects: a second look before the receiver is blamed. */
  readonly isPatient?: boolean;
  /** Waits for late work while other checks send. */
  readonly rest?: Rest;
  /** Whether a type may be sent while other checks run, or its effects could be confused with theirs; any may by default. */
  readonly sendsType?: (type: EventType) => boolean;
  /** Start of its clock in epoch ms; the run's own time by default. */
  readonly startsAt?: number;
  /** Gives each event of the run a different time. */
  readonly eventTimes?: EventTimes;
}

export function mockOptionsOf({
  settings,
  salt,
  startsAt: now = settings.now,
  ...options
}: AccountOptions): MockOptions {
  const { policy } = settings;
  const { dialect, level = "user", concurrency = 1, minTimeoutMs, tries, keepsAlive = false, eventTimes } = options;
  return {
    ...sendingOptionsOf(settings),
    run: salt,
    now,
    clock: "virtual",
    // Checks use their own leads, so sixty others with their threads would be wasted.
    hasLeads: false,
    minTimeoutMs,
    policy: tries === undefined ? policy : adjustedPolicy(policy, { tries }),
    dialect,
    targetLevel: level,
    concurrencyPerWebhook: concurrency,
    freshConnections: !keepsAlive,
    ...definedOnly({ eventTimes }),
  };
}
