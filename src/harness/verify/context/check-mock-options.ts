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
  /** One for the whole run, since what one account sends may be counted in the next; `null`, or left out: there is no probe. */
  readonly meter?: WorkMeter | null;
  /** Salts all ids and addresses. */
  readonly salt: string;
  readonly dialect: DialectName;
  /** User level by default. */
  readonly level?: WebhookLevel;
  /** Attempts in flight at once; 1 by default. */
  readonly concurrency?: number;
  /** Real ms that an attempt is given. */
  readonly minTimeoutMs: number;
  /** Tries of a delivery; as the policy says by default. */
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  /** How late effects come, as far as the run has learned; what this account sees is learned too. */
  readonly lags: Lags;
  /** What events of a type do; nothing is known, and nothing waited for, by default. */
  readonly profileOf?: (type: EventType, dialect: DialectName) => TypeProfile;
  /** Every effect names its event, as far as is known. */
  readonly isNamed?: boolean;
  /** What the receiver still has to process, where its writes name no event. */
  readonly backlog?: Backlog;
  /** Effects of the email before an event cannot be taken for the event's own. */
  readonly areMailsApart?: boolean;
  /** Missing effects are waited for longer: a second look before anyone is blamed. */
  readonly isPatient?: boolean;
  /** Waits for late work while other checks speak. */
  readonly rest?: Rest;
  /** Whether a type may be sent beside other checks, or its effects could be taken for theirs; any may by default. */
  readonly sendsType?: (type: EventType) => boolean;
  /** When it starts, epoch ms on the mock's clock; the run's own time by default. */
  readonly startsAt?: number;
  /** No two events of the run carry the same time. */
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
    // Checks write to their own leads; sixty others with their threads are made in vain.
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
