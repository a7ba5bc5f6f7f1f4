import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { type Line, span } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";

const USUAL_PORT = "7627";

/** What to do while nothing has happened. */
export function emptyLines({ url, state, connection }: Snapshot): readonly Line[] {
  if (state === null) return [[], [span(connection.kind === "open" ? "  Connected." : "  Connecting …", "muted")]];
  const connect = new URL(url).port === USUAL_PORT ? "" : ` --connect ${printable(maskSecrets(url))}`;
  const key = (name: string, meaning: string): Line => [span(`  ${name}  `, "strong"), span(meaning)];
  return [
    [],
    [span("  Nothing has been sent yet. To send an event:")],
    [],
    key("t", "pick an event and trigger it"),
    key("p", state.rate > 0 ? "pause the account's own traffic" : "let the account create events: one per second"),
    [],
    [span("  or, from another terminal:")],
    [],
    [span(`  smartlead-mock trigger EMAIL_REPLY${connect}`, "strong")],
    ...(state.webhooks.length > 0 ? [] : noWebhookLines()),
  ];
}

function noWebhookLines(): readonly Line[] {
  return [
    [],
    [span("  No webhook is registered, so nothing is sent.", "warn")],
    [span("  Register one with POST /api/v1/webhook/create, or start again with --target URL.")],
  ];
}
