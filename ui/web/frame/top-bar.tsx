import { useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import { formatDuration } from "../../../src/base/time/duration.ts";
import { counted } from "../../frame/line.ts";
import type { Snapshot } from "../../store/console-snapshot.ts";
import type { DialogName } from "../keys.ts";
import { useSnapshot } from "../session.ts";
import { chooseTheme, chosenTheme, nextTheme, type ThemeChoice } from "../theme-choice.ts";
import { ClockMenu } from "./clock-menu.tsx";

/** The addresses, the current settings, and the actions that are available everywhere. */
export function TopBar({ onDialog }: { onDialog: (name: DialogName) => void }) {
  const snapshot = useSnapshot();
  return (
    <header className="top-bar">
      <div className="brand">
        <span className="logo" aria-hidden="true">
          ✓
        </span>
        <h1>smartlead-mock</h1>
        <Connection snapshot={snapshot} />
      </div>
      <Rules snapshot={snapshot} />
      <div className="tools">
        <ClockMenu />
        <ThemeButton />
        <button
          type="button"
          className="icon"
          aria-label="Keys and signs"
          title="Keys and signs (?)"
          onClick={() => onDialog("help")}
        >
          ?
        </button>
        <button type="button" className="primary" onClick={() => onDialog("trigger")}>
          Trigger <kbd>t</kbd>
        </button>
      </div>
    </header>
  );
}

function Connection({ snapshot: { connection } }: { readonly snapshot: Snapshot }) {
  const [tone, text] =
    connection.kind === "open"
      ? ["good", "live"]
      : connection.kind === "connecting"
        ? ["warn", "connecting"]
        : ["bad", "reconnecting"];
  return (
    <span className={`connection tone-${tone}`} role="status">
      <span className="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

/** The target of deliveries, and the rules for sending them. */
function Rules({ snapshot: { state } }: { readonly snapshot: Snapshot }) {
  if (state === null) return <div className="rules" />;
  const { policy, dialect, run, webhooks } = state;
  const waits = policy.waits_ms.map(formatDuration).join(", ");
  const target = state.target ?? (webhooks.length === 1 ? (webhooks[0]?.url ?? "") : `${webhooks.length} webhooks`);
  return (
    <dl className="rules">
      <div>
        <dt>to</dt>
        <dd title={safeText(target)}>{safeText(target)}</dd>
      </div>
      <div>
        <dt>policy</dt>
        <dd
          title={waits === "" ? undefined : `waits ${waits}`}
        >{`${policy.name}, ${counted(policy.tries, "try", "tries")}`}</dd>
      </div>
      <div>
        <dt>dialect</dt>
        <dd>{dialect}</dd>
      </div>
      <div className="run">
        <dt>run</dt>
        <dd>{safeText(run)}</dd>
      </div>
    </dl>
  );
}

const THEME_SIGNS: Readonly<Record<ThemeChoice, string>> = { system: "◐", light: "☀", dark: "☾" };

function ThemeButton() {
  const [choice, setChoice] = useState(chosenTheme);
  const change = () => {
    const next = nextTheme(choice);
    chooseTheme(next);
    setChoice(next);
  };
  return (
    <button type="button" className="icon" onClick={change} aria-label={`Theme: ${choice}`} title={`Theme: ${choice}`}>
      {THEME_SIGNS[choice]}
    </button>
  );
}
