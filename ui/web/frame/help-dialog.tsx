import { DUPLICATE_VERDICTS } from "../../../src/delivery/delivery.ts";
import { VERDICT_MEANINGS } from "../../deliveries/verdict-meanings.ts";
import { KEY_BINDINGS } from "../../keys/key-bindings.ts";
import { VERDICT_TONES } from "../../theme.ts";
import { Dialog } from "../dialog.tsx";
import { PAGE_COMMANDS } from "../keys.ts";

/** What the signs and verdicts mean. */
const SIGNS: readonly (readonly [sign: string, tone: string, meaning: string])[] = [
  ["✓", "good", "delivered: the receiver answered 2xx"],
  ["✗", "bad", "failed: rejected with 4xx, or no try is left"],
  ["↻", "warn", "waits for its next try, on the mock's clock"],
  ["→", "info", "in flight"],
  ["·", "muted", "queued, or a try that is left"],
  ["∅", "warn", "reached no webhook, or was withheld"],
];
const VERDICTS = [...DUPLICATE_VERDICTS]
  .reverse()
  .map((verdict) => [verdict, VERDICT_TONES[verdict], VERDICT_MEANINGS[verdict]] as const);
/** What means something else on the page than in the terminal. */
const MEANINGS = new Map<string, string>([
  ["up", "one row up, towards the newest"],
  ["down", "one row down, towards the oldest"],
  ["first", "to the oldest row"],
  ["last", "to the newest row, and follow"],
  ["edit", "edit its body and send that, with a new request id"],
  ["save", "save it as a fixture, scenario, vitest test or curl script"],
]);

/** The newest row is at the top here, so these two lead the other way round. */
const KEYS = new Map<string, string>([
  ["first", "g End"],
  ["last", "G Home"],
]);

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Signs and keys" onClose={onClose} isWide>
      <div className="help">
        <section>
          <h3>Signs</h3>
          <Meanings rows={SIGNS} />
          <h3>Duplicates</h3>
          <Meanings rows={VERDICTS} />
        </section>
        <section>
          <h3>Keys</h3>
          <dl className="keys">
            {PAGE_COMMANDS.map((command) => (
              <div key={command}>
                <dt>
                  <kbd>{KEYS.get(command) ?? KEY_BINDINGS[command].shown}</kbd>
                </dt>
                <dd>{MEANINGS.get(command) ?? KEY_BINDINGS[command].meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function Meanings({ rows }: { readonly rows: readonly (readonly [string, string, string])[] }) {
  return (
    <dl className="keys">
      {rows.map(([sign, tone, meaning]) => (
        <div key={sign}>
          <dt className={`tone-${tone}`}>{sign}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
