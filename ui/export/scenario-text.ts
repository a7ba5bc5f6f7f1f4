import { harmlessJson } from "../../src/base/json-text.ts";
import { printable } from "../../src/base/printable.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { FaultRule } from "../../src/delivery/faults/fault.ts";
import { isEventType } from "../../src/smartlead/events/event-types.ts";
import { exportedBody, faithfulValue } from "./exported-body.ts";

/** What of a delivery a scenario or a test begins with. */
export interface ExportedDelivery {
  readonly delivery: Delivery;
  /** What was sent. */
  readonly body: string;
  /** The faults that touched it, as they were armed. */
  readonly faults: readonly FaultRule[];
}

/** A scenario that sends this delivery again and expects that it goes well. `null` for events of the account, which no webhook gets. */
export function scenarioText({ delivery, body, faults }: ExportedDelivery): string | null {
  const { event_type, id, campaign_id, created_at, duplicate } = delivery;
  if (!isEventType(event_type)) return null;
  const where = campaign_id === null ? "" : ` of campaign ${campaign_id}`;
  const verdict = duplicate === null ? [] : ["          duplicate: { one_of: [acknowledged, effect-once] },"];
  return [
    `# ${printable(`${event_type}${where}, ${created_at}, delivery ${id}`)}`,
    "# smartlead-mock run THIS_FILE --target http://localhost:3000/hook",
    `name: ${quotedText(titleOf(delivery))}`,
    "webhooks:",
    `  - { level: user, events: [${event_type}] }`,
    "steps:",
    `  - emit: ${event_type}`,
    "    as: kept",
    `    body: ${yamlValue(body)}`,
    ...(faults.length === 0 ? [] : [`    faults: ${literalText(JSON.stringify(faults))}`]),
    "  - settle: kept",
    "  - expect:",
    "      - {",
    "          delivery: kept,",
    "          state: delivered,",
    ...verdict,
    "        }",
    "",
  ].join("\n");
}

/** What a scenario or a test about this delivery is called. */
export function titleOf({ event_type, lead_email }: Delivery): string {
  const name = printable(`${event_type}${lead_email === null ? "" : ` of ${lead_email}`} is taken`);
  // No expression of a scenario.
  return name.replaceAll("${", () => "$ {");
}

/** JSON is YAML. What would not be sent as it came is kept as a text, which a scenario sends as it is. */
function yamlValue(body: string): string {
  const kept = exportedBody(body);
  // Keys are not filled in, so one that looks like an expression could not be marked as none.
  const isLiteral = faithfulValue(kept) !== undefined && !/\$\{[^"]*"\s*:/.test(kept);
  return literalText(isLiteral ? kept : quotedText(kept));
}

/** A text in double quotes, with everything escaped that an editor or a terminal does not show. */
export function quotedText(text: string): string {
  return harmlessJson(JSON.stringify(text));
}

/** What looks like an expression of a scenario is not one here. */
function literalText(yaml: string): string {
  return harmlessJson(yaml).replaceAll("${", () => "$${");
}
