import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { idsOf } from "../../base/ids.ts";
import { harmlessJson } from "../../base/json-text.ts";
import { DEFAULT_SEED, seededRandom } from "../../base/random.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { OptionValues } from "../../config/option-table.ts";
import type { Event } from "../../smartlead/events/event.ts";
import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";
import { eventNamed } from "../trigger/event-name.ts";
import { overridesOf, readTemplate } from "../trigger/event-request.ts";

/** The default run id of a preview's identifiers; no receiver gets them. */
const PREVIEW_RUN = "preview";

/** Prints a sample body, or its schema, without a running mock. */
export async function payload({ args, settings, io }: CommandContext): Promise<number> {
  const { values } = settings;
  const { ownDialect } = settings;
  const { eventType, ownEvent } = eventNamed(args[0] ?? "", ownDialect === undefined ? [] : [ownDialect]);
  const ownType = ownEvent === undefined ? undefined : ownDialect?.own.get(ownEvent);
  const dialect = values.dialect ?? "guide";
  const { buildPayload, payloadSchema } = await import("../../smartlead/payloads/build-payload.ts");
  if (values.schema === true)
    return print(ownDialect?.schema(ownType ?? eventType) ?? payloadSchema(eventType, dialect), values, io);
  const event = await sampleEvent(eventType, values);
  const { applyOverrides } = await import("../../smartlead/payloads/overrides.ts");
  const context = { webhook: null, secretKey: values.secretKey ?? null };
  const built = ownDialect?.build(event, context, ownType) ?? buildPayload(event, dialect, context);
  if (built.kind === "withheld") throw new SmartLeadMockError("bad_request", built.reason);
  if (values.like !== undefined) {
    const { bodyLike } = await import("../../smartlead/payloads/own/body-like.ts");
    const filled = bodyLike(await readTemplate(values.like, eventType, io), event, context);
    return print(applyOverrides(filled, await overridesOf(values.set ?? [])), values, io);
  }
  return print(applyOverrides(built.body, await overridesOf(values.set ?? [])), values, io);
}

async function sampleEvent(type: AnyEventType, values: OptionValues): Promise<Event> {
  const { World } = await import("../../smartlead/account/world.ts");
  const { seed = DEFAULT_SEED, run = PREVIEW_RUN, now = systemTime.epochMs() } = values;
  const world = new World({ seed, run, clock: { now: () => now } });
  const accountEvent = world.apply(
    type,
    definedOnly({
      campaignId: values.campaign,
      leadEmail: values.lead,
    }),
  );
  return { ...accountEvent, id: idsOf(seededRandom(seed, run)).event(), cause: "trigger" };
}

function print(value: unknown, { json }: OptionValues, io: Io): number {
  say(io.stdout, harmlessJson(json === true ? JSON.stringify(value) : JSON.stringify(value, null, 2)));
  return EXIT.good;
}
