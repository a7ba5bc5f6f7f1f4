import { quoted } from "../../base/shell-words.ts";
import type { Replayed } from "../../capture/recordings/replaying/replay-deliveries.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { deliveryTimeline } from "../../reports/delivery-timeline.ts";
import type { ReportItem } from "../../reports/report.ts";
import { typedLine } from "../../reports/typed-line.ts";

export interface ReplayFacts {
  readonly mock: SmartLeadMock;
  readonly file: string;
  readonly target: string;
  readonly atOnce: boolean;
}

/** A replayed delivery as an item of the report. */
export function replayedItem({ recorded, now, comparison }: Replayed, facts: ReplayFacts): ReportItem {
  const { mock } = facts;
  const { grade, message, recorded: expected, now: actual } = comparison;
  const timeline =
    grade === "ok"
      ? []
      : deliveryTimeline({
          delivery: now,
          explanation: null,
          effects: mock.effects.list(now.request_id),
          calls: mock.reactions.calls(now.id),
        });
  return {
    id: recorded.id,
    title: titleOf(recorded),
    grade,
    reason: message,
    findings: grade === "ok" || message === null ? [] : [{ message, expected, actual, place: null, timeline }],
    evidence: [`Recorded: ${expected}.`, `Now: ${actual}.`],
    hint: null,
    source: null,
    place: null,
    reproduce: reproduceLine(recorded, facts),
    seed: mock.seed,
    run: mock.run,
    duration_ms: now.attempts.reduce((sum, { duration_ms }) => sum + (duration_ms ?? 0), 0),
    mock_ms: mockTimeOf(now),
  };
}

function titleOf({ event_type, lead_email, proxied }: Delivery): string {
  const name = proxied?.event_name ?? event_type;
  return `${name}${lead_email === null ? "" : ` of ${lead_email}`}`;
}

function mockTimeOf({ created_at, settled_at }: Delivery): number {
  return settled_at === null ? 0 : Date.parse(settled_at) - Date.parse(created_at);
}

function reproduceLine({ id }: Delivery, { file, target }: ReplayFacts): string {
  return typedLine(`smartlead-mock replay ${quoted(file)} --target ${quoted(target)} --at-once --query id:${id}`);
}
