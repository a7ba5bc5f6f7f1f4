import { SmartLeadMockError } from "../../src/base/errors.ts";
import type { FaultRule } from "../../src/delivery/faults/fault.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { PickerItem } from "../picker/picker.ts";
import { curlScript } from "./curl-script.ts";
import { exportedBody } from "./exported-body.ts";
import { fixtureText } from "./fixture-text.ts";
import { type ExportedDelivery, scenarioText } from "./scenario-text.ts";
import { testText } from "./test-text.ts";

/** A kind of file that a delivery can be saved as. */
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

/** Characters of a delivery's id that its file's name has: enough to tell two apart. */
const ID_IN_NAME = 8;

/** A delivery as a file of the user's own. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  /** A sentence behind "Saved", with a blank before it; empty where there is nothing to say. */
  readonly remark: string;
}

/**
 * The delivery in this form, with the faults that touched it as far as they are still listed. Throws `not_found` when what was sent is not
 * held any more, and `usage` when the form cannot tell it.
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
  // Only a curl line can hold bytes that are no text.
  const isKept = request.body_base64 === undefined || form.id === "curl";
  const text = isKept ? form.text({ delivery, body: request.body, faults: faultsOf(delivery, listed) }) : null;
  if (text === null) throw new SmartLeadMockError("usage", `${event_type} cannot be saved as a ${form.label}.`);
  const hasSecrets = form.id !== "curl" && exportedBody(request.body) !== request.body;
  const name = `${event_type}-${id.slice(-ID_IN_NAME)}.${form.ending}`;
  return { name, text, remark: hasSecrets ? " Secrets are left out as ***." : "" };
}

/** The faults that touched a delivery as they were armed, as far as that is still known: they hold for this one event then. */
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
