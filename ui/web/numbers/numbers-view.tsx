import type { ReactNode } from "react";
import { formatDuration } from "../../../src/base/time/duration.ts";
import { tookText } from "../../deliveries/durations.ts";
import { type Numbers, pendingRetries } from "../../numbers/numbers-store.ts";
import { OUTCOME_TONES } from "../../theme.ts";
import { useSnapshot } from "../session.ts";
import { Plot } from "./plot.tsx";

/** Throughput, outcomes, response times and retries. */
export function NumbersView() {
  const { numbers } = useSnapshot();
  if (numbers === null) return null;
  return (
    <div className="numbers">
      <Throughput numbers={numbers} />
      <Outcomes numbers={numbers} />
      <Answers numbers={numbers} />
      <Retries />
    </div>
  );
}

function Throughput({ numbers: { perSecond } }: { readonly numbers: Numbers }) {
  // The current second is not complete yet.
  const whole = perSecond.slice(0, -1);
  const most = Math.max(0, ...whole);
  return (
    <section className="panel wide">
      <h2>Attempts per second</h2>
      <p className="muted">{`${(whole.at(-1) ?? 0).toLocaleString("en")} now, ${most.toLocaleString("en")} at most since this page was opened`}</p>
      <Plot values={sinceFirst(whole)} label={`Attempts per second: ${whole.at(-1) ?? 0} now, ${most} at most`} />
    </section>
  );
}

/** Nothing is drawn before the first attempt: the page cannot know whether it was open then. */
function sinceFirst(values: readonly number[]): readonly (number | null)[] {
  const first = values.findIndex((value) => value > 0);
  return values.map((value, index) => (index < first ? null : value));
}

function Outcomes({ numbers: { outcomes } }: { readonly numbers: Numbers }) {
  const total = outcomes.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="panel">
      <h2>Outcomes</h2>
      <p className="muted">{total === 0 ? "No attempt has ended yet." : `of ${total.toLocaleString("en")} attempts`}</p>
      <Bars
        rows={outcomes.map(({ outcome, count }) => ({
          label: outcome.replace("_", " "),
          told: (
            <>
              {count.toLocaleString("en")} <span className="muted">{share(count, total)}</span>
            </>
          ),
          part: count / total,
          tone: OUTCOME_TONES[outcome],
        }))}
      />
    </section>
  );
}

function Answers({ numbers: { durations } }: { readonly numbers: Numbers }) {
  const { count, p50, p95, p99, classes } = durations;
  const full = Math.max(1, ...classes.map((one) => one.count));
  return (
    <section className="panel">
      <h2>Answers</h2>
      {count === 0 ? (
        <p className="muted">No attempt has been answered yet.</p>
      ) : (
        <dl className="percentiles">
          {[
            ["p50", p50],
            ["p95", p95],
            ["p99", p99],
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{tookText(typeof value === "number" ? value : null)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Bars
        rows={classes.map((one, index) => ({
          label: Number.isFinite(one.upTo)
            ? `under ${formatDuration(one.upTo)}`
            : `${formatDuration(classes[index - 1]?.upTo ?? 0)} and over`,
          told: one.count.toLocaleString("en"),
          part: one.count / full,
          tone: "info",
        }))}
      />
    </section>
  );
}

function Retries() {
  const { list, nowMs } = useSnapshot();
  const { count, nextMs, classes } = pendingRetries(list, nowMs);
  const full = Math.max(1, ...classes.map((one) => one.count));
  return (
    <section className="panel">
      <h2>Retries pending</h2>
      <p className="muted">
        {count === 0
          ? "No delivery waits for its next try."
          : `${count.toLocaleString("en")}, the next ${nextMs === null || nextMs <= 0 ? "is due" : `in ${formatDuration(Math.ceil(nextMs / 1_000) * 1_000)}`}`}
      </p>
      <Bars
        rows={classes
          .map((one, index) => ({ ...one, label: retryLabel(one.withinMs, classes[index - 1]?.withinMs ?? 0) }))
          .filter((one) => one.count > 0)
          .map((one) => ({
            label: one.label,
            told: one.count.toLocaleString("en"),
            part: one.count / full,
            tone: "warn",
          }))}
      />
    </section>
  );
}

function retryLabel(withinMs: number, beforeMs: number): string {
  if (withinMs === 0) return "due";
  return Number.isFinite(withinMs) ? `within ${formatDuration(withinMs)}` : `after ${formatDuration(beforeMs)}`;
}

function share(count: number, total: number): string {
  return `${Math.round((count / Math.max(1, total)) * 100)}%`;
}

interface Bar {
  readonly label: string;
  readonly told: ReactNode;
  /** From 0 to 1. */
  readonly part: number;
  readonly tone: string;
}

function Bars({ rows }: { readonly rows: readonly Bar[] }) {
  return (
    <ul className="bars">
      {rows.map(({ label, told, part, tone }) => (
        <li key={label}>
          <span>{label}</span>
          <span className="bar-place">
            <span className={`bar fill-${tone}`} style={{ width: `${part === 0 ? 0 : Math.max(0.5, part * 100)}%` }} />
          </span>
          <span className="right mono">{told}</span>
        </li>
      ))}
    </ul>
  );
}
