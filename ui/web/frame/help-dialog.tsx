import { DUPLICATE_VERDICTS } from "../../../src/delivery/delivery.ts";
import { VERDICT_MEANINGS } from "../../deliveries/delivery-verdicts.ts";
import { VERDICT_TONES } from "../../theme.ts";
import { Dialog } from "../dialog.tsx";
import { PAGE_COMMANDS } from "../keys.ts";
import { pageKeyOf } from "../page-keys.ts";

/** The meaning of the signs and verdicts. */
const SIGNS: readonly (readonly [sign: string, tone: string, meaning: string])[] = [
  ["✓", "good", "delivered: the receiver answered 2xx"],
  ["✗", "bad", "failed: rejected with 4xx, or no try is left"],
  ["↻", "warn", "waits for its next try, on the mock's clock"],
  ["→", "info", "in flight"],
  ["·", "muted", "queued, or a try that is left"],
  ["∅", "warn", "reached no webhook, or was withheld"],
  ["!", "warn", "a fault affected the newest try; its name is next to it"],
  ["copy", "info", "a fault sent the same request once more"],
  ["resent", "info", "you or an API call sent it again"],
  ["SmartLead", "info", "it came from the real SmartLead, through the proxy"],
  ["shadowed 1", "muted", "one webhook did not get it, because another takes precedence"],
];
const VERDICTS = [...DUPLICATE_VERDICTS]
  .reverse()
  .map((verdict) => [verdict, VERDICT_TONES[verdict], VERDICT_MEANINGS[verdict]] as const);
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
                  <kbd>{pageKeyOf(command).shown}</kbd>
                </dt>
                <dd>{pageKeyOf(command).meaning}</dd>
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
