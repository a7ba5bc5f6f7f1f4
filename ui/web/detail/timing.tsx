import { formatDuration } from "../../../src/base/time/duration.ts";
import { msFromIso } from "../../../src/base/time/iso.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { tookText, untilText } from "../../deliveries/durations.ts";
import { OUTCOME_GLYPHS, OUTCOME_TONES } from "../../theme.ts";
import { PAGE_THEME } from "../deliveries/page-row.tsx";
import { useSnapshot } from "../session.ts";

/** When each attempt began, relative to the delivery's start on the mock's clock, and its real duration. */
export function Timing({ delivery }: { readonly delivery: Delivery }) {
  const createdMs = msFromIso(delivery.created_at) ?? 0;
  const longest = Math.max(1, ...delivery.attempts.map(({ duration_ms }) => duration_ms ?? 0));
  const since = (iso: string) => `+${formatDuration(Math.max(0, (msFromIso(iso) ?? createdMs) - createdMs))}`;
  if (delivery.attempts.length === 0) return null;
  return (
    <section className="block">
      <h3>Tries</h3>
      <ol className="timing">
        {delivery.attempts.map(({ number, outcome, status, started_at, duration_ms }) => {
          const tone = outcome === null ? "info" : OUTCOME_TONES[outcome];
          const glyph = PAGE_THEME.glyphs[outcome === null ? "moving" : OUTCOME_GLYPHS[outcome]];
          return (
            <li key={number}>
              <span className={`tone-${tone}`}>{glyph}</span>
              <span>{`try ${number}`}</span>
              <span className="muted right">{since(started_at)}</span>
              <span className="bar-place">
                <span
                  className={`bar fill-${tone}`}
                  style={{ width: `${Math.max(1, ((duration_ms ?? 0) / longest) * 100)}%` }}
                />
              </span>
              <span className="right">{duration_ms === null ? "…" : tookText(duration_ms)}</span>
              <span className={`tone-${tone}`}>{status ?? outcome?.replace("_", " ") ?? "in flight"}</span>
            </li>
          );
        })}
        <NextTry delivery={delivery} since={since} />
      </ol>
    </section>
  );
}

function NextTry({ delivery, since }: { readonly delivery: Delivery; readonly since: (iso: string) => string }) {
  const { nowMs } = useSnapshot();
  const last = delivery.attempts.at(-1);
  const next = delivery.state === "waiting" ? (last?.next_attempt_at ?? null) : null;
  const dueMs = next === null ? null : msFromIso(next);
  if (last === undefined || next === null || dueMs === null) return null;
  return (
    <li>
      <span className="tone-warn">{PAGE_THEME.glyphs.waiting}</span>
      <span>{`try ${last.number + 1}`}</span>
      <span className="muted right">{since(next)}</span>
      <span className="tone-warn wide-cell">{untilText(dueMs, nowMs)}</span>
    </li>
  );
}
