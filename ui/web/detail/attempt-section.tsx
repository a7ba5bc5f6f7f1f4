import { safeText } from "../../../src/base/safe-text.ts";
import type { Attempt, AttemptResponse, Delivery, SentRequest } from "../../../src/delivery/delivery.ts";
import { tookText } from "../../deliveries/durations.ts";
import { OUTCOME_TONES, VERDICT_TONES } from "../../theme.ts";
import { Body } from "./body.tsx";
import { FactList, HeaderList } from "./facts.tsx";

interface AttemptSectionProps {
  readonly attempt: Attempt;
  readonly delivery: Delivery;
  /** Whether it is the newest attempt, which is open at first. */
  readonly isFirst: boolean;
  /** Whether answers are loaded, or only known to exist. */
  readonly isLoaded: boolean;
}

/** One attempt in full: its time, outcome, response, and verdict as a duplicate. */
export function AttemptSection({ attempt, delivery, isFirst, isLoaded }: AttemptSectionProps) {
  const { number, outcome, status, duration_ms, error, faults, clipped, duplicate, response, sent } = attempt;
  const tone = outcome === null ? "info" : OUTCOME_TONES[outcome];
  return (
    <details className="block" open={isFirst}>
      <summary>
        <h3>{`Attempt ${number} of ${delivery.max_attempts}`}</h3>
        <span className={`tone-${tone}`}>
          {[status, outcome?.replace("_", " ") ?? (attempt.held === undefined ? "in flight" : "held")]
            .filter((part) => part !== null)
            .join(" ")}
        </span>
        <span className="muted">{tookText(duration_ms)}</span>
      </summary>
      <FactList
        facts={[
          ["time", `${attempt.started_at}${attempt.ended_at === null ? "" : ` to ${attempt.ended_at.slice(11)}`}`],
          ...(error === null
            ? []
            : [
                [
                  "error",
                  <span key="error" className="tone-bad">
                    {safeText(error)}
                  </span>,
                ] as const,
              ]),
          ...(faults.length === 0
            ? []
            : [
                [
                  "faults",
                  <span key="faults" className="tone-warn">
                    {faults.join(", ")}
                  </span>,
                ] as const,
              ]),
          ...(clipped
            ? [["clipped", "cut before 30 real seconds, so the receiver may still have been working"] as const]
            : []),
          ...(attempt.next_attempt_at === null ? [] : [["next try", attempt.next_attempt_at] as const]),
        ]}
      />
      {duplicate !== null && (
        <div className={`verdict edge-${VERDICT_TONES[duplicate.verdict]}`}>
          <h4>
            Duplicate: <span className={`tone-${VERDICT_TONES[duplicate.verdict]}`}>{duplicate.verdict}</span>
          </h4>
          <p>{safeText(duplicate.explanation)}</p>
          {duplicate.evidence.length > 0 && (
            <ul>
              {duplicate.evidence.map((fact) => (
                <li key={fact}>{safeText(fact)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {sent !== undefined && <Sent sent={sent} />}
      {response === null ? (
        status !== null && !isLoaded && <p className="muted">Loading the answer …</p>
      ) : (
        <Answer response={response} />
      )}
    </details>
  );
}

/** The changes that a fault made to the request, compared with the payload below. */
function Sent({ sent }: { readonly sent: SentRequest }) {
  return (
    <div className="part">
      <h4>Sent with the fault</h4>
      <p className="tone-warn">{`${sent.body_bytes.toLocaleString("en")} bytes to ${safeText(sent.url)}${sent.truncated ? ", of which only the beginning is kept" : ""}`}</p>
      <HeaderList headers={sent.headers} />
      <Body body={sent.body} contentType={contentTypeOf(sent.headers)} label="Body as it was sent" />
    </div>
  );
}

function Answer({ response }: { readonly response: AttemptResponse }) {
  const { bytes, truncated, headers, body } = response;
  return (
    <div className="part">
      <h4>
        Answer{" "}
        <span className="muted">{`${bytes.toLocaleString("en")} bytes${truncated ? ", of which only the beginning is kept" : ""}`}</span>
      </h4>
      <HeaderList headers={headers} />
      <Body body={body} contentType={contentTypeOf(headers)} label="Answer" />
    </div>
  );
}

export function contentTypeOf(headers: Readonly<Record<string, string | readonly string[]>>): string {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return [found ?? ""].flat().join(", ");
}
