import { curlLine } from "../../src/base/curl-line.ts";
import { SmartLeadMockError } from "../../src/base/errors.ts";
import { harmlessJson } from "../../src/base/json-text.ts";
import { printable } from "../../src/base/printable.ts";
import type { Delivery, DeliveryRequest } from "../../src/delivery/delivery.ts";
import type { FaultRule } from "../../src/delivery/faults/fault.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import { ALL_EVENT_TYPES, isEventType } from "../../src/smartlead/events/event-types.ts";
import type { PickerItem } from "../picker/picker.ts";
import { exportedBody, faithfulValue } from "./exported-body.ts";

/** A file format that a delivery can be saved in. */
export interface ExportForm extends PickerItem {
  readonly ending: string;
  text(kept: ExportedDelivery): string | null;
}

export const EXPORT_FORMS: readonly ExportForm[] = [
  {
    id: "fixture",
    label: "fixture",
    meaning: "its body, for trigger --body and your own tests",
    ending: "json",
    text: ({ body }) => fixtureText(body),
  },
  {
    id: "scenario",
    label: "scenario",
    meaning: "a YAML file for smartlead-mock run, faults included",
    ending: "yaml",
    text: scenarioText,
  },
  {
    id: "test",
    label: "vitest test",
    meaning: "a test with smartlead-mock/vitest, faults included",
    ending: "test.ts",
    text: testText,
  },
  {
    id: "curl",
    label: "curl",
    meaning: "a shell script that sends the same request",
    ending: "sh",
    text: ({ delivery }) => (delivery.request === undefined ? null : curlScript(delivery.request)),
  },
];

/** Characters of a delivery's id in its file name: enough to distinguish deliveries. */
const ID_IN_NAME = 8;

/** A delivery as a file for the user. */
interface ExportedFile {
  readonly name: string;
  readonly text: string;
  /** A sentence that follows "Saved", with a space in front; empty if there is nothing to say. */
  readonly remark: string;
}

/**
 * The delivery in this format, with the faults that affected it as far as they are still listed. Throws `not_found` if the request is no
 * longer stored, and `usage` if the format cannot express it.
 */
export function exportedFile(
  delivery: DetailedDelivery,
  form: ExportForm | undefined,
  listed: readonly FaultRule[],
): ExportedFile {
  const { request, id, event_type } = delivery;
  if (form === undefined || request === undefined) {
    throw new SmartLeadMockError("not_found", `What was sent in ${id} is no longer available.`);
  }
  // Only a curl line can hold bytes that are not text.
  const isKept = request.body_base64 === undefined || form.id === "curl";
  const text = isKept ? form.text({ delivery, body: request.body, faults: faultsOf(delivery, listed) }) : null;
  if (text === null) throw new SmartLeadMockError("usage", `${event_type} cannot be saved as a ${form.label}.`);
  const hasSecrets = form.id !== "curl" && exportedBody(request.body) !== request.body;
  const name = `${event_type}-${id.slice(-ID_IN_NAME)}.${form.ending}`;
  return { name, text, remark: hasSecrets ? " Secrets are left out as ***." : "" };
}

/** The faults that affected a delivery as they were armed, as far as they are still known, limited to this one event. */
function faultsOf({ attempts }: DetailedDelivery, armed: readonly FaultRule[]): readonly FaultRule[] {
  const kinds = [...new Set(attempts.flatMap(({ faults }) => faults))];
  return kinds.flatMap((kind) => {
    const rule = armed.find((one) => one.kind === kind);
    if (rule === undefined) return [];
    const { event_type: _type, campaign_id: _campaign, lead_email: _lead, level: _level, ...rest } = rule;
    const {
      probability: _probability,
      first: _first,
      every: _every,
      limit: _limit,
      from: _from,
      until: _until,
      ...own
    } = rest;
    const numbers = attempts.filter(({ faults }) => faults.includes(kind)).map(({ number }) => number);
    return [own.attempt === undefined || numbers.length === attempts.length ? own : { ...own, attempt: numbers }];
  });
}

/** A script for `sh` that sends the request again, and names the environment variables from which it reads secrets. */
export function curlScript(request: DeliveryRequest): string {
  const { line, variables } = curlLine(request);
  const needed = [...variables.keys()].map(
    (name) => `# ${name}: a secret of this request, to be set in the environment\n`,
  );
  return `${needed.join("")}${line}\n`;
}

/** A body as a file for `trigger --body`, which sends a file unchanged: it is not reformatted. */
export function fixtureText(body: string): string {
  return exportedBody(body);
}

/** A vitest test that sends this delivery again and expects success. `null` for an event that the mock cannot trigger. */
export function testText({ delivery, body, faults }: ExportedDelivery): string | null {
  if (!ALL_EVENT_TYPES.some((type) => type === delivery.event_type)) return null;
  const kept = exportedBody(body);
  const value = faithfulValue(kept);
  // A text is sent unchanged, anything else as JSON.
  const sent =
    value === undefined ? quotedText(kept) : harmlessJson(JSON.stringify(value, null, 2)).replaceAll("\n", "\n    ");
  const isRepeated = delivery.duplicate !== null;
  return [
    'import { smartleadTest } from "smartlead-mock/vitest";',
    'import { expect } from "vitest";',
    "",
    "// Your endpoint: its URL, or the function that answers its requests.",
    'const test = smartleadTest({ target: process.env.WEBHOOK_URL ?? "http://localhost:3000/hook" });',
    "",
    `test(${quotedText(titleOf(delivery))}, async ({ smartlead }) => {`,
    `  const event = await smartlead.emit("${delivery.event_type}", undefined, {`,
    `    body: ${sent},`,
    ...(faults.length === 0 ? [] : [`    faults: ${harmlessJson(JSON.stringify(faults))},`]),
    "  });",
    "  await smartlead.settle();",
    "",
    "  expect(event).toBeDelivered();",
    ...(isRepeated ? ["  expect(event).toBeIdempotent();"] : []),
    "});",
    "",
  ].join("\n");
}

/** The parts of a delivery that a scenario or a test starts with. */
interface ExportedDelivery {
  readonly delivery: Delivery;
  /** The request body. */
  readonly body: string;
  /** The faults that affected it, as they were armed. */
  readonly faults: readonly FaultRule[];
}

/** A scenario that sends this delivery again and expects success. `null` for events of the account, which no webhook gets. */
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

/** The title of a scenario or a test about this delivery. */
function titleOf({ event_type, lead_email }: Delivery): string {
  const name = printable(`${event_type}${lead_email === null ? "" : ` of ${lead_email}`} is taken`);
  // The name must not contain an expression of a scenario.
  return name.replaceAll("${", () => "$ {");
}

/** JSON is valid YAML. A body that JSON would not reproduce exactly is kept as a string, which a scenario sends unchanged. */
function yamlValue(body: string): string {
  const kept = exportedBody(body);
  // Keys are not interpolated, so a key that looks like an expression could not be escaped.
  const isLiteral = faithfulValue(kept) !== undefined && !/\$\{[^"]*"\s*:/.test(kept);
  return literalText(isLiteral ? kept : quotedText(kept));
}

/** A text in double quotes, with every invisible or control character escaped. */
function quotedText(text: string): string {
  return harmlessJson(JSON.stringify(text));
}

/** Escapes text that looks like an expression of a scenario. */
function literalText(yaml: string): string {
  return harmlessJson(yaml).replaceAll("${", () => "$${");
}
