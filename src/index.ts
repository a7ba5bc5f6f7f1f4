// The package's door for programs that read the control API or the stream: its words as types, and the event types as values.
export type {
  Attempt,
  AttemptOutcome,
  AttemptResponse,
  Delivery,
  DeliveryRequest,
  DeliveryStateName,
  DeliveryWebhook,
  DuplicateFinding,
  DuplicateVerdict,
  FailureReason,
} from "./delivery/delivery.ts";
export type { FunctionTarget } from "./delivery/function-sender.ts";
export {
  ACCOUNT_EVENT_TYPES,
  type AccountEventType,
  type AnyEventType,
  EVENT_TYPES,
  type EventType,
} from "./events/event-types.ts";
export type { FaultKind, FaultRule, Faults, FaultView } from "./faults/fault.ts";
export { ENTRY_FORMAT_VERSION, type Entry, type Frame, type ShadowedWebhook } from "./journal/entry.ts";
export { createSmartLead } from "./library/create-smart-lead.ts";
export { type RecordedSession, readRecording } from "./library/read-recording.ts";
export { type SampleOptions, samplePayload } from "./library/sample-payload.ts";
export type * from "./library/smart-lead.ts";
export type * from "./library/world-view.ts";
export type { EmittedEvent, EventView, MockState, ScopeExplanation } from "./mock.ts";
export type { DialectName } from "./payloads/dialect.ts";
export type { CorePayloads } from "./payloads/payload-types-core.ts";
export type { GuidePayloads } from "./payloads/payload-types-guide.ts";
export type { LivePayloads } from "./payloads/payload-types-live.ts";
export {
  isPayload,
  type Payload,
  type PayloadsByDialect,
  payloadSchema,
  type WebhookPayload,
} from "./payloads/published.ts";
export type { Finding, Grade, ReportItem, SourcePlace, TimelineLine } from "./reports/report.ts";
export { defineScenario } from "./scenarios/define-scenario.ts";
export type * from "./scenarios/expectation.ts";
export type { FunctionsMock, ReceiverFunction } from "./scenarios/perform/performing.ts";
export type * from "./scenarios/receiver-answer.ts";
export type * from "./scenarios/scenario.ts";
export type * from "./scenarios/step.ts";
export type { DurationText, Matcher, Placeholder, Reference } from "./scenarios/written-value.ts";
export { type PlayedScenario, type PlayOptions, playScenario, scenarioNames } from "./stage/play-scenario.ts";
