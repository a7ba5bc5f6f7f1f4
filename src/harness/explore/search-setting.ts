import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { EVENT_TYPES, type EventType } from "../../smartlead/events/event-types.ts";
import { patienceFor } from "../verify/context/check-context.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import type { ScenarioSetting } from "./history-scenario.ts";

/** Types in the order in which shrinking prefers them. */
const SIMPLEST_FIRST: readonly EventType[] = [
  "EMAIL_SENT",
  "EMAIL_REPLY",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "LEAD_CATEGORY_UPDATED",
  "LEAD_UNSUBSCRIBED",
  ...EVENT_TYPES,
];
/** Event types that the receiver does not refuse, simplest first. */
export function acceptedTypes({ types, dialect }: ReceiverProfile): readonly EventType[] {
  const known = types.get(dialect);
  const accepted = SIMPLEST_FIRST.filter((type) => !["refused", undefined].includes(known?.get(type)?.kind));
  if (accepted.length > 0) return [...new Set(accepted)];
  throw new SmartLeadMockError("internal", "A receiver without an obstacle accepts no event type.");
}

/** The settings that all histories of a search share. */
export function settingOf(profile: ReceiverProfile, settings: VerifySettings): ScenarioSetting {
  return {
    dialect: profile.dialect,
    minTimeoutMs: Math.ceil(patienceFor(profile, settings)),
    types: acceptedTypes(profile),
    troubleMs: troubleMsOf(profile),
  };
}

/** Rounded to steps, so that the same receiver gets the same scenario again. */
const TROUBLE = { stepMs: 50, leastMs: 100, mostMs: 1_000, times: 4 } as const;

function troubleMsOf({ answersAtBestInMs, lags }: ReceiverProfile): number {
  const { stepMs, leastMs, mostMs, times } = TROUBLE;
  const ms = Math.ceil((times * answersAtBestInMs + lags.longestMs("effects")) / stepMs) * stepMs;
  return Math.min(mostMs, Math.max(leastMs, ms));
}

/** Overrides of the mocks from the command line. */
export function overridesOf(settings: VerifySettings, { dialect }: ReceiverProfile) {
  const { policy, signingSecret, signatureForm, secretKey, headers, allowTargets, insecureTls } = settings;
  const { recogniser, evidence, ownDialect } = settings;
  return definedOnly({
    policy,
    dialect,
    ownDialect,
    signingSecret,
    secretKey,
    allowTargets,
    insecureTls,
    recogniser,
    signatureForm,
    headers,
    evidence,
  });
}
