import { callResultText } from "../../../src/delivery/delivery-phrases.ts";
import type { DetailedDelivery, EffectRecord } from "../../../src/server/client/control-calls.ts";
import { shown } from "../spans.tsx";

const SOURCES: Readonly<Record<EffectRecord["source"], string>> = {
  beacon: "the receiver itself",
  sink: "a write to the sink",
  api: "a call of the API",
  log: "a line that it printed",
};

/** What the receiver did about it: its calls of the API and the sink, and the effects that were counted. */
export function Reactions({ delivery: { calls = [], effects = [] } }: { readonly delivery: DetailedDelivery }) {
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
            <span className="mono">{shown(call.path)}</span> {shown(callResultText(call))}
          </li>
        ))}
        {effects.map(({ at, name, source }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: effects have no name, and none goes
          <li key={`effect ${index}`}>
            <span className="muted">{at.slice(11, 23)}</span> <b className="tone-good">effect</b>{" "}
            {`${shown(name ?? "without a name")}, reported by ${SOURCES[source]}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
