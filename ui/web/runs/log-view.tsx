import { safeText } from "../../../src/base/safe-text.ts";
import { useSnapshot } from "../session.ts";

/** The log, including changes in the mock other than deliveries; newest first. */
export function LogView() {
  const { log } = useSnapshot();
  if (log.length === 0)
    return (
      <div className="empty">
        <h2>No entries yet</h2>
        <p>This log shows changes other than deliveries: webhooks, faults, the clock, the connection.</p>
      </div>
    );
  return (
    <section className="panel wide">
      <h2>Log</h2>
      <ol className="log" reversed>
        {[...log].reverse().map(({ at, tone, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, where lines are never moved
          <li key={log.length - index}>
            <span className="mono muted">{at === null ? "" : `${at.slice(5, 10)} ${at.slice(11, 19)}`}</span>
            <span className={`tone-${tone}`} aria-hidden="true">
              ●
            </span>
            <span>{safeText(text)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
