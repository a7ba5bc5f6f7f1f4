import { useSession, useSnapshot } from "../session.ts";

const USUAL_PORT = "7627";

/** What to do while nothing has happened. */
export function EmptyList({ onTrigger }: { readonly onTrigger: () => void }) {
  const { state, connection } = useSnapshot();
  const { clock } = useSession();
  if (state === null)
    return <div className="empty">{connection.kind === "lost" ? "The mock does not answer." : "Connecting …"}</div>;
  const connect = location.port === USUAL_PORT ? "" : ` --connect ${location.origin}`;
  return (
    <div className="empty">
      <h2>Nothing has been sent yet</h2>
      <p>Trigger an event, or start the account's traffic.</p>
      <p className="button-row">
        <button type="button" className="primary" onClick={onTrigger}>
          Trigger an event <kbd>t</kbd>
        </button>
        <button type="button" onClick={() => clock.toggleTraffic()}>
          {state.rate > 0 ? "Pause the traffic" : "Start the traffic"} <kbd>p</kbd>
        </button>
      </p>
      <p className="muted">Or from a terminal:</p>
      <pre>{`smartlead-mock trigger EMAIL_REPLY${connect}`}</pre>
      {state.webhooks.length === 0 && (
        <p className="tone-warn">
          No webhook is registered, so nothing is sent. Register one with <code>POST /api/v1/webhook/create</code>, or
          start again with <code>--target URL</code>.
        </p>
      )}
    </div>
  );
}
