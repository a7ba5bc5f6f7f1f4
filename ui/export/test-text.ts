import { harmlessJson } from "../../src/base/json-text.ts";
import { ALL_EVENT_TYPES } from "../../src/smartlead/events/event-types.ts";
import { exportedBody, faithfulValue } from "./exported-body.ts";
import { type ExportedDelivery, quotedText, titleOf } from "./scenario-text.ts";

/** A vitest test that sends this delivery again and expects that it goes well. `null` for an event that the mock cannot make. */
export function testText({ delivery, body, faults }: ExportedDelivery): string | null {
  if (!ALL_EVENT_TYPES.some((type) => type === delivery.event_type)) return null;
  const kept = exportedBody(body);
  const value = faithfulValue(kept);
  // A text is sent as it is, anything else as JSON writes it.
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
