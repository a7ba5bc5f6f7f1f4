import type { Delivery, DeliveryRequest, ShownDelivery } from "../../src/delivery/delivery.ts";
import { maskSecrets } from "../../src/mask-secrets.ts";
import { outcomeCell, triesText } from "../deliveries/delivery-row.ts";
import { type Line, span } from "../frame/line.ts";
import type { DetailScreen } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import { attemptSection, labelled } from "./attempt-section.ts";
import { bodyLines, headerRows, rememberedLines } from "./body-lines.ts";
import { type DetailSection, type DetailText, joinSections } from "./detail-text.ts";

export interface DetailLook {
  readonly theme: Theme;
  readonly nowMs: number;
  readonly width: number;
}

/** Everything about one delivery, or about an event that reached nobody. */
export function detailText(screen: DetailScreen, look: DetailLook): DetailText {
  const { delivery } = screen;
  const problem: readonly DetailSection[] =
    screen.problem === null ? [] : [{ title: [span(screen.problem, "bad")], lines: [] }];
  if (delivery === null) return joinSections([...problem, scopeSection(screen, look.width)]);
  return joinSections([
    ...problem,
    summarySection(delivery, look),
    ...delivery.attempts.map((attempt) => attemptSection(attempt, { ...look, delivery, isLoaded: screen.isLoaded })),
    ...callSections(delivery, look.width),
    scopeSection(screen, look.width),
    ...(delivery.request === undefined ? [] : requestSections(delivery.request, look.width)),
  ]);
}

function summarySection(delivery: Delivery, { theme, width }: DetailLook): DetailSection {
  const { webhook } = delivery;
  const row = (label: string, text: string | null) => labelled(label, text, width);
  const outcome = outcomeCell(delivery, theme);
  const reason = delivery.reason === null ? "" : `, ${delivery.reason}`;
  return {
    title: [
      span(`${delivery.event_type}  `, "strong"),
      outcome,
      span(`  ${delivery.state.replace("_", " ")}${reason}, try ${triesText(delivery)}`),
    ],
    lines: [
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
      ...row("withheld", delivery.withheld_because ?? null),
      ...row("duplicate", delivery.duplicate),
    ],
  };
}

/** What the receiver called while it handled this delivery, or soon after. */
function callSections({ calls = [] }: ShownDelivery, width: number): DetailSection[] {
  if (calls.length === 0) return [];
  const lines = calls.flatMap(({ method, path, status, attributed_by: by, is_effect: isEffect }) => {
    const known = `${status === 0 ? "no answer" : status}, known by its ${by ?? "time"}${isEffect ? ", an effect" : ""}`;
    return labelled(method, `${path}  ${known}`, width);
  });
  return [{ title: [span("The receiver called meanwhile", "strong")], lines }];
}

function campaignText({ campaign_id, client_id }: Delivery): string | null {
  if (campaign_id === null) return null;
  return client_id === null ? String(campaign_id) : `${campaign_id} of client ${client_id}`;
}

function scopeSection({ event, eventId, delivery }: DetailScreen, width: number): DetailSection {
  const title: Line = [
    span(delivery === null ? `${event?.event_type ?? "Event"} reached no webhook` : "Scope", "strong"),
  ];
  if (event === null) return { title, lines: labelled("event", eventId, width) };
  return {
    title,
    lines: [
      ...labelled("event", `${event.event_id}, caused by ${event.cause}`, width),
      ...(delivery === null ? labelled("time", event.at, width) : []),
      ...(delivery === null ? labelled("lead", event.lead_email, width) : []),
      ...labelled("why", event.explanation, width),
      ...event.shadowed.flatMap(({ webhook_id, level, reason }) =>
        labelled("shadowed", `webhook ${webhook_id} (${level} level): ${reason}`, width, "warn"),
      ),
    ],
  };
}

function requestSections(request: DeliveryRequest, width: number): readonly DetailSection[] {
  return [
    { title: [span("Request headers", "strong")], lines: headerRows(request.headers, width) },
    {
      title: [span("Payload", "strong")],
      lines: rememberedLines(request, width, () => bodyLines(maskSecrets(request.body), width)),
    },
  ];
}
