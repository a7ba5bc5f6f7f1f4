/** After an outage: what was sent, what was acknowledged, and what was done, by event type. */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";

interface Row {
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged on a later try, or after a retrigger. */
  readonly late: number;
  readonly lost: number;
  /** `null` = no effect of this type was ever seen, so it cannot be known. */
  readonly done: number | null;
  readonly doubled: number | null;
}

type Story = Pick<SmartLeadMock, "deliveries" | "effects">;

/** A line for each event type, where something failed and was sent again; none elsewhere. */
export function reconciliation(mock: Story): readonly string[] {
  const all = [...mock.deliveries.all()];
  const failed = new Set(all.filter(({ state }) => state === "failed").map(({ id }) => id));
  if (!all.some(({ resent_from: origin }) => origin !== null && failed.has(origin))) return [];
  const types = [...new Set(all.map(({ event_type }) => event_type))];
  return types.map((type) =>
    rowText(
      type,
      rowOf(
        mock,
        all.filter(({ event_type }) => event_type === type),
      ),
    ),
  );
}

function rowOf({ effects }: Story, deliveries: readonly Delivery[]): Row {
  const [first] = deliveries;
  const requests = byRequest(deliveries);
  const stories = [...requests.values()];
  const done = stories.filter(isAcknowledged);
  const isCounted = first !== undefined && effects.isCounted(first.event_type);
  const counts = [...requests.keys()].map((id) => Math.max(0, ...effects.countsOf(id).values()));
  return {
    sent: requests.size,
    acknowledged: done.length,
    late: done.filter((story) => !isAtOnce(story)).length,
    lost: stories.length - done.length,
    done: isCounted ? counts.filter((count) => count > 0).length : null,
    doubled: isCounted ? counts.filter((count) => count > 1).length : null,
  };
}

function byRequest(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const one of deliveries) groups.set(one.request_id, [...(groups.get(one.request_id) ?? []), one]);
  return groups;
}

function isAcknowledged(story: readonly Delivery[]): boolean {
  return story.some(({ state }) => state === "delivered");
}

function isAtOnce([first]: readonly Delivery[]): boolean {
  return first?.state === "delivered" && first.attempts.length === 1;
}

function rowText(type: string, { sent, acknowledged, late, lost, done, doubled }: Row): string {
  const work = done === null ? "work unknown" : `${done} done, ${doubled} doubled`;
  return `${type}: ${sent} sent, ${acknowledged} acknowledged (${late} late), ${lost} lost for good, ${work}.`;
}
