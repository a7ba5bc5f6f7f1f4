import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { flagOf, type OptionValues } from "../../config/option-table.ts";
import type { EmitRequest } from "../../mock/mock.ts";
import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import { eventFaultRulesOf } from "../faults/fault-flags.ts";
import type { Io } from "../io.ts";
import type { NamedEvent } from "./event-name.ts";

/** The request that `trigger` sends to the mock. Throws `usage` for flags that contradict each other. */
export async function eventRequestOf(named: NamedEvent, values: OptionValues, io: Io): Promise<EmitRequest> {
  const { eventType } = named;
  if (values.body !== undefined && values.set !== undefined) {
    throw new SmartLeadMockError(
      "usage",
      "--body is sent unchanged, so --set would have no effect; use only one of them.",
    );
  }
  if (values.body !== undefined && values.like !== undefined) {
    throw new SmartLeadMockError(
      "usage",
      "--body is sent unchanged and --like is filled from the account; use only one of them.",
    );
  }
  return definedOnly({
    ...named,
    campaignId: values.campaign,
    leadEmail: values.lead,
    count: values.count,
    overrides: values.set === undefined ? undefined : await overridesOf(values.set),
    faults: values.fault === undefined ? undefined : await eventFaultRulesOf(values.fault, flagOf("fault")),
    body: values.body === undefined ? undefined : await readBody(values.body, io),
    like: values.like === undefined ? undefined : await readTemplate(values.like, eventType, io),
  });
}

/** Parses `path=value` of each `--set`; later ones win. Throws `usage`. */
export async function overridesOf(flags: readonly string[]): Promise<Record<string, unknown>> {
  const { parseSetFlag } = await import("../../smartlead/payloads/overrides.ts");
  return Object.fromEntries(flags.map(parseSetFlag).map(({ path, value }) => [path, value]));
}

/** The first body in a file that names this event, else the first body of all, also inside an envelope. Throws `usage`. */
export async function readTemplate(
  file: string,
  eventType: AnyEventType,
  io: Io,
): Promise<Readonly<Record<string, unknown>>> {
  const name = file === "-" ? "standard input" : file;
  const content = parsedJson((file === "-" ? await readAll(io.stdin) : readText(file, io.cwd, "--like")).trim());
  const [{ findBodies }, { builtInShapes }, { eventNameIn }, { nearMissIn, nearMissText }] = await Promise.all([
    import("../../capture/drift/find-bodies.ts"),
    import("../../capture/drift/shapes.ts"),
    import("../../capture/drift/named-event.ts"),
    import("../../capture/drift/near-miss.ts"),
  ]);
  const bodies = content === undefined ? [] : findBodies(content, builtInShapes()).bodies.map(({ value }) => value);
  const body = bodies.find((one) => eventNameIn(one).eventType === eventType) ?? bodies[0];
  if (typeof body === "object" && body !== null) return { ...body };
  const nearMiss = nearMissIn(content, builtInShapes());
  const why = nearMiss === null ? "Give a body that you recorded." : nearMissText(nearMiss);
  throw new SmartLeadMockError("usage", `--like: ${name} contains no SmartLead body as JSON. ${why}`);
}

/** Keeps the text itself: parsing and writing it again would change long numbers, escapes and whitespace. */
async function readBody(file: string, io: Io): Promise<string> {
  const text = file === "-" ? await readAll(io.stdin) : readText(file, io.cwd);
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return text;
  } catch (cause) {
    const name = file === "-" ? "standard input" : file;
    throw new SmartLeadMockError("usage", `--body: ${name} is not JSON; it must hold one body as SmartLead sends it.`, {
      cause,
    });
  }
}

function readText(file: string, cwd: string, flag = "--body"): string {
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (cause) {
    throw new SmartLeadMockError("usage", `${flag}: the file ${file} cannot be read; check its name.`, { cause });
  }
}

async function readAll(input: Io["stdin"]): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of input) text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
