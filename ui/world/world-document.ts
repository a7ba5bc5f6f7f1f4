import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import type { CampaignView, WebhookScope, WorldView } from "../../src/server/client/world-answers.ts";
import { counted, fitText, type Line, span, widthOf } from "../frame/line.ts";
import { Document, type Folds, type Part, type Section } from "../pager/document.ts";
import { labelled, linesPart } from "../pager/lines-part.ts";
import type { Theme } from "../theme.ts";

export interface WorldLook {
  readonly theme: Theme;
  readonly width: number;
  readonly folds: Folds;
}

/** The webhooks with the events that each gets and the reasons why it misses others, then the campaigns, which link to their leads. */
export function worldDocument(world: WorldView | null, { theme, width, folds }: WorldLook): Document {
  if (world === null)
    return new Document([{ key: "wait", title: linesPart([[span("Loading …", "muted")]]), parts: [] }], folds);
  const webhooks = world.webhooks.map((webhook) => webhookSection(webhook, { theme, width }));
  const none: Section = {
    key: "webhooks",
    title: linesPart([[span("No webhook is registered, so no event is sent.", "warn")]]),
    parts: [],
  };
  return new Document([...(webhooks.length === 0 ? [none] : webhooks), campaignSection(world, width)], folds);
}

function webhookSection(webhook: WebhookScope, { theme, width }: Omit<WorldLook, "folds">): Section {
  const { id, name, level, url, disabled, events } = webhook;
  const got = events.filter(({ receives }) => receives).length;
  const isWhole = got === events.length && !disabled;
  const title: Line = [
    span(`Webhook ${id} "${printable(name)}"  `, "strong"),
    span(`${level} level${whereOf(webhook)}  `),
    span(disabled ? "disabled" : `gets ${got} of ${events.length}`, isWhole ? "good" : "warn"),
  ];
  const shown = events.flatMap(({ event_type, receives, reason }): readonly Line[] =>
    receives
      ? [[span(`  ${theme.glyphs.good} `, "good"), span(event_type)]]
      : labelledEvent(event_type, reason ?? "another webhook gets it", { theme, width }),
  );
  return {
    key: `webhook ${id}`,
    title: linesPart([title]),
    parts: [linesPart([...labelled("url", maskSecrets(url), width), ...shown])],
  };
}

function labelledEvent(type: string, reason: string, { theme, width }: Omit<WorldLook, "folds">): readonly Line[] {
  const [first, ...rest] = labelled("", `${type}  shadowed: ${reason}`, width, "warn");
  return first === undefined ? [] : [[span(`  ${theme.glyphs.none} `, "warn"), ...first.slice(1)], ...rest];
}

function whereOf({ client_id, campaign_id }: WebhookScope): string {
  if (client_id !== null) return ` of client ${client_id}`;
  return campaign_id === null ? "" : ` of campaign ${campaign_id}`;
}

/** Minimum columns of a campaign's name. */
const SHORTEST_NAME = 12;
const LONGEST_NAME = 40;
/** Columns of id, status and counts, which matter more than the end of a long name. */
const BESIDE_NAME = 56;

/** Each row links to the leads of its campaign. */
function campaignSection({ campaigns, clients }: WorldView, width: number): Section {
  const longest = Math.max(0, ...campaigns.map(({ name }) => widthOf(printable(name))));
  const nameWidth = Math.min(longest, LONGEST_NAME, Math.max(SHORTEST_NAME, width - BESIDE_NAME));
  const lines = campaigns.map((campaign) => campaignLine(campaign, nameWidth, clients));
  const rows: Part = { ...linesPart(lines), targetAt: (row) => campaigns[row]?.id.toString() ?? null };
  return {
    key: "campaigns",
    title: linesPart([[span("Campaigns", "strong"), span("  Enter shows the leads of one", "muted")]]),
    parts: [rows],
  };
}

function campaignLine(
  { id, name, status, client_id, steps, leads, replies }: CampaignView,
  width: number,
  clients: WorldView["clients"],
): Line {
  const client = clients.find((one) => one.id === client_id);
  return [
    span(`  ${id}  `),
    span(fitText(printable(name), width), "strong"),
    span(`  ${status.padEnd(9)}`, status === "ACTIVE" ? "good" : "muted"),
    span(`  ${counted(leads, "lead")}, ${counted(steps, "step")}, ${counted(replies, "reply", "replies")}`),
    span(client === undefined ? "" : `  ${printable(client.name)}`, "muted"),
  ];
}
