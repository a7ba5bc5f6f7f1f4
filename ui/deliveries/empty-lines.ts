import { maskSecrets } from "../../src/mask-secrets.ts";
import { printable } from "../../src/printable.ts";
import { fitText, type Line, span } from "../frame/line.ts";
import type { Snapshot } from "../store/snapshot.ts";

const USUAL_PORT = "7627";

/** What to do while nothing has happened. */
export function emptyLines({ url, state, connection }: Snapshot): readonly Line[] {
  if (state === null) return [[], [span(connection.kind === "open" ? "  Connected." : "  Connecting …", "muted")]];
  const connect = new URL(url).port === USUAL_PORT ? "" : ` --connect ${printable(maskSecrets(url))}`;
  const command = `smartlead-mock trigger EMAIL_REPLY${connect}`;
  const keyWidth = command.length + 2;
  const tip = (key: string, meaning: string): Line => [span(`  ${fitText(key, keyWidth)}`, "strong"), span(meaning)];
  return [
    [],
    [span("  Nothing has been sent yet. To send an event:")],
    [],
    tip("t", "pick one and make it happen"),
    tip(command, "the same from another terminal"),
    tip("p", state.rate > 0 ? "pause the account's own traffic" : "let the account live: an event each second"),
    ...(state.webhooks.length > 0 ? [] : noWebhookLines()),
  ];
}

function noWebhookLines(): readonly Line[] {
  return [
    [],
    [span("  No webhook is registered, so nothing would arrive anywhere.", "warn")],
    [span("  Register one with POST /api/v1/webhook/create, or start again with --target URL.")],
  ];
}
