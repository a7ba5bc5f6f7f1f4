import { maskBody, maskHeader } from "../../base/mask-secrets.ts";
import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { formatDuration } from "../../base/time/duration.ts";
import {
  type Attempt,
  type AttemptResponse,
  type Delivery,
  type ProxiedMark,
  type ReceiverCall,
  type SentRequest,
  type ShownDelivery,
  tryNumberOf,
} from "../../delivery/delivery.ts";
import { callResultText, proxiedText } from "../../delivery/delivery-phrases.ts";
import type { Paint, Tone } from "../output/terminal-paint.ts";
import { durationOf, faultsOf, resultOf, toneOfOutcome, toneOfVerdict } from "./attempt-text.ts";

const COLUMNS = [
  "id",
  "time (UTC)",
  "event",
  "lead",
  "campaign",
  "level",
  "state",
  "tries",
  "last answer",
  "duplicate",
] as const;

/** Formats deliveries as a table, newest first. */
export function deliveryTable(deliveries: readonly Delivery[], paint: Paint): string[] {
  if (deliveries.length === 0) return ["No deliveries match. smartlead-mock trigger EMAIL_REPLY creates one."];
  const rows = deliveries.map(cellsOf);
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...rows.map((cells) => cells[column]?.[1].length ?? 0)),
  );
  const pad = (text: string, column: number) => text.padEnd(widths[column] ?? 0);
  const lines = rows.map((cells) => cells.map(([tone, text], column) => paint(tone, pad(text, column))).join("  "));
  return [COLUMNS.map((name, column) => paint("quiet", pad(name, column))).join("  "), ...lines].map((line) =>
    line.trimEnd(),
  );
}

type Cell = readonly [Tone, string];

function cellsOf(delivery: Delivery): Cell[] {
  const {
    id,
    created_at,
    event_type,
    event_name,
    lead_email,
    campaign_id,
    webhook,
    state,
    attempts,
    max_attempts,
    duplicate,
  } = delivery;
  const last = attempts.findLast(({ outcome }) => outcome !== null);
  return [
    ["plain", printable(id)],
    ["plain", created_at.slice(0, 19).replace("T", " ")],
    ["plain", event_name ?? event_type],
    ["plain", lead_email === null ? "-" : safeText(lead_email)],
    ["plain", campaign_id === null ? "-" : String(campaign_id)],
    ["plain", webhook.level],
    [toneOfState(state), state],
    ["plain", `${tryNumberOf(delivery)}/${max_attempts}`],
    last === undefined ? ["plain", "-"] : [toneOfOutcome(last.outcome), resultOf(last)],
    duplicate === null ? ["plain", "-"] : [toneOfVerdict(duplicate), duplicate],
  ];
}

/** Formats one delivery with all its requests and responses. */
export function deliveryDetail(delivery: ShownDelivery, paint: Paint): string[] {
  const { request, webhook, calls = [] } = delivery;
  const reason = delivery.reason === null ? "" : ` (${delivery.reason})`;
  const facts: readonly (readonly [string, string])[] = [
    ["event", `${nameOf(delivery)}, ${delivery.event_id}`],
    ["state", paint(toneOfState(delivery.state), delivery.state) + reason],
    ["webhook", `${webhook.id} ${safeText(webhook.name)}, ${webhook.level} level, ${safeText(webhook.url)}`],
    [
      "campaign",
      `${delivery.campaign_id ?? "-"}, client ${delivery.client_id ?? "-"}, lead ${safeText(delivery.lead_email ?? "-")}`,
    ],
    [
      "request",
      `${delivery.request_id}${delivery.resent_from === null ? "" : `, sent again from ${delivery.resent_from}`}`,
    ],
    ...(delivery.proxied === undefined ? [] : proxiedFacts(delivery.proxied)),
    ...(delivery.withheld_because === undefined ? [] : [["withheld", delivery.withheld_because] as const]),
    ["created", `${delivery.created_at}, settled ${delivery.settled_at ?? "not yet"}`],
  ];
  return [
    paint("strong", printable(delivery.id)),
    ...facts.map(([name, text]) => `  ${paint("quiet", name.padEnd(8))}  ${text}`),
    ...delivery.attempts.flatMap((attempt) => attemptText(attempt, delivery.max_attempts, paint)),
    ...(calls.length === 0 ? [] : ["", paint("strong", "calls of the receiver meanwhile"), ...calls.map(callLine)]),
    ...(request === undefined
      ? []
      : [
          "",
          paint("strong", `POST ${safeText(request.url)}`),
          ...headerLines(request.headers),
          "",
          ...bodyLines(request.body),
        ]),
  ];
}

/** What the proxy observed, with remarks for the user. */
function proxiedFacts(proxied: ProxiedMark): readonly (readonly [string, string])[] {
  const rows = [safeText(proxiedText(proxied)), `called at ${safeText(proxied.url)}`, ...proxied.remarks.map(safeText)];
  return rows.map((text, index) => [index === 0 ? "source" : "", text]);
}

function callLine(call: ReceiverCall): string {
  return `  ${call.method} ${safeText(call.path)}  ${callResultText(call)}`;
}

function attemptText(attempt: Attempt, tries: number, paint: Paint): string[] {
  const { number, started_at, outcome, duration_ms, error, duplicate, next_attempt_at, ended_at, response } = attempt;
  const wait =
    next_attempt_at === null || ended_at === null
      ? ""
      : `, next in ${formatDuration(Date.parse(next_attempt_at) - Date.parse(ended_at))} at ${next_attempt_at}`;
  const headline = `attempt ${number}/${tries}  ${started_at}  ${paint(toneOfOutcome(outcome), resultOf(attempt))}  ${durationOf(duration_ms)}${attempt.clipped ? ", clipped" : ""}${wait}`;
  const verdict =
    duplicate === null
      ? []
      : [
          `  ${paint(toneOfVerdict(duplicate.verdict), duplicate.verdict)}: ${safeText(duplicate.explanation)}`,
          ...duplicate.evidence.map((fact) => `    ${safeText(fact)}`),
        ];
  return [
    "",
    headline,
    ...(attempt.faults.length === 0 ? [] : [`  ${paint("warn", faultsOf(attempt))}`]),
    ...(error === null ? [] : [`  ${safeText(error)}`]),
    ...verdict,
    ...(attempt.sent === undefined ? [] : sentLines(attempt.sent, paint)),
    ...(response === null ? [] : responseLines(response)),
  ];
}

/** Shows how a fault changed the request. */
function sentLines({ url, headers, body, body_bytes, truncated }: SentRequest, paint: Paint): string[] {
  const rest = truncated ? [`(the first part of ${body_bytes} bytes)`] : [];
  return [
    `  ${paint("warn", "what was really sent")}  POST ${safeText(url)}`,
    ...[...headerLines(headers), "", ...(body === "" ? [] : bodyLines(body)), ...rest, ""].map((line) =>
      `    ${line}`.trimEnd(),
    ),
  ];
}

function responseLines({ headers, body, bytes, truncated }: AttemptResponse): string[] {
  const rest = truncated ? [`(the first part of ${bytes} bytes)`] : [];
  return [...headerLines(headers), ...(body === "" ? [] : bodyLines(body)), ...rest].map((line) => `  ${line}`);
}

function headerLines(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${printable(name)}: ${printable(maskHeader(name, one))}`),
  );
}

/** JSON is pretty-printed, anything else is shown line by line. */
function bodyLines(body: string): string[] {
  return spread(maskBody(body))
    .split(/\r\n|\r|\n/)
    .map(printable);
}

function spread(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function toneOfState(state: Delivery["state"]): Tone {
  if (state === "delivered") return "good";
  return state === "failed" ? "bad" : "warn";
}

/** A custom type is shown with the built-in one that it is like. */
function nameOf({ event_name, event_type }: Pick<Delivery, "event_name" | "event_type">): string {
  return event_name === undefined ? event_type : `${event_name} (like ${event_type})`;
}
