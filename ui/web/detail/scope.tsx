import type { EventView } from "../../../src/mock/mock.ts";
import { shown } from "../spans.tsx";
import { FactList } from "./facts.tsx";

interface ScopeProps {
  readonly event: EventView | null;
  readonly eventId: string;
  /** Whether it reached a webhook. */
  readonly reached: boolean;
}

/** Who got the event, and who did not and why. */
export function Scope({ event, eventId, reached }: ScopeProps) {
  if (event === null) return <p className="muted">{`Loading ${eventId} …`}</p>;
  return (
    <section className="block">
      <h3>{reached ? "Which webhooks get this event" : "Why it reached no webhook"}</h3>
      <p className={reached ? undefined : "why edge-warn"}>{shown(event.explanation)}</p>
      {event.shadowed.length > 0 && (
        <ul className="shadowed">
          {event.shadowed.map(({ webhook_id, level, reason }) => (
            <li key={webhook_id}>
              <span className="tone-warn">∅</span> {`Webhook ${webhook_id} (${level} level): ${shown(reason)}`}
            </li>
          ))}
        </ul>
      )}
      <FactList
        facts={[
          ["event", event.event_id],
          ["caused by", event.cause],
          ["time", event.at],
          ...(event.campaign_id === null ? [] : [["campaign", String(event.campaign_id)] as const]),
          ...(event.lead_email === null ? [] : [["lead", shown(event.lead_email)] as const]),
        ]}
      />
    </section>
  );
}
