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
export type { ShadowedWebhook } from "./delivery/facts.ts";
export type { FaultKind, FaultRule, Faults, FaultView } from "./delivery/faults/fault.ts";
export type { AnswerEdit, Held, HeldView, RequestEdit } from "./delivery/faults/hold/held-attempts.ts";
export type { FunctionTarget } from "./delivery/function-sender.ts";
export type { CoverageView } from "./harness/explore/coverage.ts";
export { type ExploredReceiver, type ExploreLibraryOptions, explore } from "./harness/explore/explore-library.ts";
export type { Measures } from "./harness/load/load-items.ts";
export { type LoadedReceiver, type LoadLibraryOptions, load } from "./harness/load/load-library.ts";
export type { MeasureName } from "./harness/load/thresholds.ts";
export type * from "./harness/scenarios/expectation.ts";
export type { FunctionsMock, ReceiverFunction } from "./harness/scenarios/run/run-options.ts";
export type * from "./harness/scenarios/scenario.ts";
export { defineScenario } from "./harness/scenarios/scenario.ts";
export type * from "./harness/scenarios/step.ts";
export type * from "./harness/scenarios/step.ts";
export type { DurationText, Matcher, Placeholder, Reference } from "./harness/scenarios/value-schemas.ts";
export { type PlayedScenario, type PlayOptions, playScenario, scenarioNames } from "./harness/session/play-scenario.ts";
export type { LibraryReceiverOptions } from "./harness/verify/library-receiver.ts";
export { ENTRY_FORMAT_VERSION, type Entry, type Frame } from "./journal/entry.ts";
export { createSmartLead } from "./library/create-smart-lead.ts";
export { type SampleOptions, samplePayload } from "./library/event-payload.ts";
export { type RecordedSession, readRecording } from "./library/read-recording.ts";
export type * from "./library/smart-lead.ts";
export type * from "./library/world-view.ts";
export type { EmittedEvent, EventView, MockState, ScopeExplanation } from "./mock/mock.ts";
export type { Snapshot, SnapshotView } from "./mock/snapshots/mock-snapshot.ts";
export type { Finding, Grade, ReportItem, SourcePlace, TimelineLine } from "./reports/report.ts";
export {
  ACCOUNT_EVENT_TYPES,
  type AccountEventType,
  type AnyEventType,
  EVENT_TYPES,
  type EventType,
} from "./smartlead/events/event-types.ts";
export type { DialectName } from "./smartlead/payloads/dialect.ts";
export type { CorePayloads, GuidePayloads, LivePayloads } from "./smartlead/payloads/payload-types.ts";
export {
  isPayload,
  type Payload,
  type PayloadsByDialect,
  payloadSchema,
  type WebhookPayload,
} from "./smartlead/payloads/published.ts";
