import { useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import { callResultText } from "../../../src/delivery/delivery-phrases.ts";
import type { EventView } from "../../../src/mock/mock.ts";
import type { DetailedDelivery, EffectRecord } from "../../../src/server/client/control-calls.ts";
import { outcomeCell, triesText } from "../../deliveries/delivery-row.ts";
import type { DetailScreen } from "../../store/console-snapshot.ts";
import { PAGE_THEME } from "../deliveries/page-row.tsx";
import { useSession } from "../session.ts";
import { Spans } from "../spans.tsx";
import { AttemptSection } from "./attempt-section.tsx";
import { DetailTools } from "./detail-tools.tsx";
import { FactList, Facts } from "./facts.tsx";
import { Payload } from "./payload.tsx";
import { Timing } from "./timing.tsx";
import { whyText } from "./why-text.ts";

/** The full details of a delivery, or of an event that reached no webhook. */
export function DetailView({ detail }: { readonly detail: DetailScreen }) {
  const { navigation } = useSession();
  const { delivery, event, problem } = detail;
  return (
    <article className="detail" aria-label="Details">
      <header className="detail-head">
        <button
          type="button"
          className="icon"
          aria-label="Back to the list"
          title="Back (Esc)"
          onClick={() => navigation.back()}
        >
          ←
        </button>
        <div className="detail-title">
          <h2>{delivery?.event_type ?? event?.event_type ?? "Event"}</h2>
          <p className="mono muted">{delivery?.id ?? detail.eventId}</p>
        </div>
        {delivery === null ? (
          <span className="state tone-warn">∅ reached no webhook</span>
        ) : (
          <span className="state">
            <Spans line={[outcomeCell(delivery, PAGE_THEME)]} />
            <span className="muted">{`try ${triesText(delivery)}`}</span>
          </span>
        )}
      </header>
      {problem !== null && (
        <p className="notice edge-bad" role="alert">
          {safeText(problem)}
        </p>
      )}
      {delivery !== null && <DetailTools delivery={delivery} />}
      {delivery !== null && <p className={`why edge-${whyText(delivery)[0]}`}>{whyText(delivery)[1]}</p>}
      {delivery !== null && <DeliveryParts detail={detail} />}
      {delivery === null && <Scope event={event} eventId={detail.eventId} reached={false} />}
    </article>
  );
}

function DeliveryParts({ detail }: { readonly detail: DetailScreen }) {
  const { delivery, event, isLoaded } = detail;
  const [isWaiting] = useState(!isLoaded);
  if (delivery === null) return null;
  return (
    <>
      <Timing delivery={delivery} />
      {[...delivery.attempts].reverse().map((attempt, index) => (
        <AttemptSection
          key={attempt.number}
          attempt={attempt}
          delivery={delivery}
          isFirst={index === 0}
          isLoaded={isLoaded}
        />
      ))}
      <Reactions delivery={delivery} />
      {delivery.request === undefined ? (
        <p className="muted">
          {isWaiting && !isLoaded ? "Loading what was sent …" : "What was sent is no longer available."}
        </p>
      ) : (
        <Payload request={delivery.request} />
      )}
      <Facts delivery={delivery} />
      <Scope event={event} eventId={detail.eventId} reached />
    </>
  );
}

interface ScopeProps {
  readonly event: EventView | null;
  readonly eventId: string;
  /** Whether the event reached a webhook. */
  readonly reached: boolean;
}

/** The webhooks that got the event, and those that did not, with the reasons. */
function Scope({ event, eventId, reached }: ScopeProps) {
  if (event === null) return <p className="muted">{`Loading ${eventId} …`}</p>;
  return (
    <section className="block">
      <h3>{reached ? "Which webhooks get this event" : "Why it reached no webhook"}</h3>
      <p className={reached ? undefined : "why edge-warn"}>{safeText(event.explanation)}</p>
      {event.shadowed.length > 0 && (
        <ul className="shadowed">
          {event.shadowed.map(({ webhook_id, level, reason }) => (
            <li key={webhook_id}>
              <span className="tone-warn">∅</span> {`Webhook ${webhook_id} (${level} level): ${safeText(reason)}`}
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
          ...(event.lead_email === null ? [] : [["lead", safeText(event.lead_email)] as const]),
        ]}
      />
    </section>
  );
}

const SOURCES: Readonly<Record<EffectRecord["source"], string>> = {
  beacon: "the receiver itself",
  sink: "a write to the sink",
  api: "a call of the API",
  log: "a line that it printed",
};

/** The receiver's reactions: its calls of the API and the sink, and its recorded effects. */
function Reactions({ delivery: { calls = [], effects = [] } }: { readonly delivery: DetailedDelivery }) {
  if (calls.length === 0 && effects.length === 0) return null;
  return (
    <section className="block">
      <h3>What the receiver did</h3>
      <ul className="reactions">
        {calls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: calls have no name, and none goes
          <li key={`call ${index}`}>
            <span className="muted">{call.at.slice(11, 23)}</span>{" "}
            <b>{call.source === "log" ? "printed" : `${call.source} ${call.method}`}</b>{" "}
            <span className="mono">{safeText(call.path)}</span> {safeText(callResultText(call))}
          </li>
        ))}
        {effects.map(({ at, name, source }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: effects have no name, and none goes
          <li key={`effect ${index}`}>
            <span className="muted">{at.slice(11, 23)}</span> <b className="tone-good">effect</b>{" "}
            {`${safeText(name ?? "without a name")}, reported by ${SOURCES[source]}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
