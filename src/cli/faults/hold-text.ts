import { safeText } from "../../base/safe-text.ts";
import { formatDuration } from "../../base/time/duration.ts";
import type { HeldView } from "../../delivery/faults/hold/held-attempts.ts";
import type { Entry } from "../../journal/entry.ts";

/** A line of `hold list`. */
export function heldLine({
  delivery_id,
  event_type,
  lead_email,
  attempt,
  at,
  answer,
  goes_on_in_ms,
}: HeldView): string {
  const where = at === "request" ? "before it is sent" : `answered ${answer?.status ?? "nothing"}`;
  const rest = formatDuration(Math.max(1_000, Math.round(goes_on_in_ms / 1_000) * 1_000));
  return shown(
    `${delivery_id}  ${event_type}  ${lead_email ?? "-"}  attempt ${attempt}, ${where}; continues in ${rest}`,
  );
}

/** The output of `hold show`: the request, and the answer if there is one. */
export function heldDetails(held: HeldView): readonly string[] {
  const { request, answer } = held;
  const asked = [`POST ${request.url}`, ...headerLines(request.headers), "", request.body];
  if (answer === null) return [heldLine(held), "", ...asked].map(shown);
  const { status, error, response } = answer;
  const came = [error ?? `HTTP ${status}`, ...headerLines(response?.headers ?? {}), "", response?.body ?? ""];
  return [heldLine(held), "", ...asked, "", ...came].map(shown);
}

function headerLines(headers: Readonly<Record<string, string | readonly string[]>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
}

type HoldChanged = Extract<Entry, { readonly type: "hold.changed" }>;

/** The log line when an attempt is held, and when it continues. */
export function holdText({ delivery_id, attempt_number, held_at, change }: HoldChanged): string {
  const what = `${held_at === "request" ? "request" : "answer"} of ${delivery_id}, attempt ${attempt_number}`;
  if (change === "held") return `held: ${what}; smartlead-mock hold show ${delivery_id}`;
  return `${change === "expired" ? "continued automatically" : change}: ${what}`;
}

function shown(text: string): string {
  return text
    .split("\n")
    .map((line) => safeText(line))
    .join("\n");
}
