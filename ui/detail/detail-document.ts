import { maskSecrets } from "../../src/base/mask-secrets.ts";
import type { Delivery, DeliveryRequest, ReceiverCall } from "../../src/delivery/delivery.ts";
import { callResultText, proxiedText } from "../../src/delivery/delivery-phrases.ts";
import type { DetailedDelivery, EffectRecord } from "../../src/server/client/control-calls.ts";
import { outcomeCell, triesText } from "../deliveries/delivery-row.ts";
import { type Line, span } from "../frame/line.ts";
import { Document, type Folds, type Section } from "../pager/document.ts";
import { labelled, linesPart } from "../pager/lines-part.ts";
import type { DetailScreen } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";
import { attemptSection, timingSections } from "./attempt-section.ts";
import { bodyPart, headerRows } from "./body-part.ts";

export interface DetailLook {
  readonly theme: Theme;
  readonly width: number;
}

/** The full details of a delivery, or of an event that reached no webhook. */
export function detailDocument(screen: DetailScreen, look: DetailLook): Document {
  const { delivery, folds } = screen;
  const problem: readonly Section[] =
    screen.problem === null ? [] : [{ key: "problem", title: linesPart([[span(screen.problem, "bad")]]), parts: [] }];
  if (delivery === null) return new Document([...problem, scopeSection(screen, look.width)], folds);
  const attempts = delivery.attempts.map((attempt) =>
    attemptSection(attempt, { ...look, folds, delivery, isLoaded: screen.isLoaded }),
  );
  const sections = [
    ...problem,
    summarySection(delivery, look),
    ...timingSections(delivery, look),
    ...attempts,
    ...reactionSections(delivery, look.width),
    scopeSection(screen, look.width),
    ...(delivery.request === undefined ? [] : requestSections(delivery.request, { ...look, folds })),
  ];
  return new Document(sections, folds);
}

function titled(key: string, title: Line, lines: readonly Line[]): Section {
  return { key, title: linesPart([title]), parts: [linesPart(lines)] };
}

function summarySection(delivery: Delivery, { theme, width }: DetailLook): Section {
  const { webhook } = delivery;
  const row = (label: string, text: string | null) => labelled(label, text, width);
  const reason = delivery.reason === null ? "" : `, ${delivery.reason}`;
  const title: Line = [
    span(`${delivery.event_name ?? delivery.event_type}  `, "strong"),
    outcomeCell(delivery, theme),
    span(`  ${delivery.state.replace("_", " ")}${reason}, try ${triesText(delivery)}`),
  ];
  return titled("summary", title, [
    ...row("delivery", delivery.id),
    ...row("request id", delivery.request_id),
    ...row("resent of", delivery.resent_from),
    ...row("webhook", `${webhook.name} (${webhook.id}, ${webhook.level} level)`),
    ...row("url", maskSecrets(webhook.url)),
    ...row("campaign", campaignText(delivery)),
    ...row("lead", delivery.lead_email),
    ...row("dialect", delivery.dialect),
    ...row("created", delivery.created_at),
    ...row("settled", delivery.settled_at),
    ...row("source", delivery.proxied === undefined ? null : proxiedText(delivery.proxied)),
    ...(delivery.proxied?.remarks ?? []).flatMap((remark) => row("remark", remark)),
    ...row("withheld", delivery.withheld_because ?? null),
    ...row("duplicate", delivery.duplicate),
  ]);
}

/** The receiver's reactions: its calls of the API and the sink, and its recorded effects. */
function reactionSections({ calls = [], effects = [] }: DetailedDelivery, width: number): readonly Section[] {
  if (calls.length === 0 && effects.length === 0) return [];
  const lines = [
    ...calls.flatMap((call) => callLines(call, width)),
    ...effects.flatMap((one) => effectLines(one, width)),
  ];
  return [titled("reactions", [span("The receiver's reactions", "strong")], lines)];
}

function callLines(call: ReceiverCall, width: number) {
  const { method, path, at, source } = call;
  const label = source === "log" ? "printed" : `${source} ${method}`;
  return labelled(label, `${at.slice(11, 23)}  ${path}  ${callResultText(call)}`, width);
}

function effectLines({ at, name, source }: EffectRecord, width: number): readonly Line[] {
  return labelled(
    "effect",
    `${at.slice(11, 23)}  ${name ?? "without a name"}, reported by ${SOURCES[source]}`,
    width,
    "good",
  );
}

const SOURCES: Readonly<Record<EffectRecord["source"], string>> = {
  beacon: "the receiver itself",
  sink: "a write to the sink",
  api: "a call of the API",
  log: "a line that it printed",
};

function campaignText({ campaign_id, client_id }: Delivery): string | null {
  if (campaign_id === null) return null;
  return client_id === null ? String(campaign_id) : `${campaign_id} of client ${client_id}`;
}

function scopeSection({ event, eventId, delivery }: DetailScreen, width: number): Section {
  const title: Line = [
    span(delivery === null ? `${event?.event_type ?? "Event"} reached no webhook` : "Scope", "strong"),
  ];
  if (event === null) return titled("scope", title, labelled("event", eventId, width));
  return titled("scope", title, [
    ...labelled("event", `${event.event_id}, caused by ${event.cause}`, width),
    ...(delivery === null ? labelled("time", event.at, width) : []),
    ...(delivery === null ? labelled("lead", event.lead_email, width) : []),
    ...(delivery === null && event.campaign_id !== null ? labelled("campaign", String(event.campaign_id), width) : []),
    ...labelled("why", event.explanation, width),
    ...event.shadowed.flatMap(({ webhook_id, level, reason }) =>
      labelled("shadowed", `webhook ${webhook_id} (${level} level): ${reason}`, width, "warn"),
    ),
  ]);
}

function requestSections(
  request: DeliveryRequest,
  { width, folds }: { width: number; folds: Folds },
): readonly Section[] {
  return [
    titled("headers", [span("Request headers", "strong")], headerRows(request.headers, width)),
    {
      key: "payload",
      title: linesPart([[span("Payload", "strong")]]),
      parts: [bodyPart(request, request.body, { key: "payload", width, folds })],
    },
  ];
}
