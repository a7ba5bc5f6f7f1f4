import { useState } from "react";
import { outcomeCell, triesText } from "../../deliveries/delivery-row.ts";
import type { DetailScreen } from "../../store/console-snapshot.ts";
import { PAGE_THEME } from "../deliveries/page-row.tsx";
import { useSession } from "../session.ts";
import { Spans, shown } from "../spans.tsx";
import { AttemptSection } from "./attempt-section.tsx";
import { DetailTools } from "./detail-tools.tsx";
import { Facts } from "./facts.tsx";
import { Payload } from "./payload.tsx";
import { Reactions } from "./reactions.tsx";
import { Scope } from "./scope.tsx";
import { Timing } from "./timing.tsx";
import { whyText } from "./why-text.ts";

/** Everything about one delivery, or about an event that reached no webhook. */
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
          {shown(problem)}
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
