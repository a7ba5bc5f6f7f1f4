import { SmartLeadMockError } from "../base/errors.ts";
import { idsOf } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import { USUAL_NOW } from "../base/time/clock.ts";
import { World } from "../smartlead/account/world.ts";
import type { AnyEventType } from "../smartlead/events/event-types.ts";
import { buildPayload } from "../smartlead/payloads/build-payload.ts";
import type { DialectName } from "../smartlead/payloads/dialect.ts";
import type { Payload } from "../smartlead/payloads/published.ts";
import { checkedType } from "./checked-type.ts";
import { LIBRARY_RUN } from "./library-options.ts";

export interface SampleOptions<Dialect extends DialectName = "guide"> {
  /** `guide` unless given. */
  readonly dialect?: Dialect;
  /** Draws people and texts; 1 unless given. */
  readonly seed?: number;
  /** Salts the ids; always the same one unless given. */
  readonly run?: string;
  /** When it happens; 2026-01-05T09:00:00Z unless given. */
  readonly now?: Date;
}

/**
 * A body as the mock sends it: the same for the same options. Throws `bad_request` when the dialect has no such event.
 * @example const body = samplePayload("EMAIL_REPLY", { dialect: "live", seed: 7 });
 */
export function samplePayload<Type extends AnyEventType, Dialect extends DialectName = "guide">(
  type: Type,
  { dialect, seed = 1, run = LIBRARY_RUN, now }: SampleOptions<Dialect> = {},
): Payload<Type, Dialect> {
  const at = now?.getTime() ?? USUAL_NOW;
  const world = new World({ seed, run, clock: { now: () => at } });
  const accountEvent = world.apply(checkedType(type), {});
  const event = { ...accountEvent, id: idsOf(seededRandom(seed, run)).event(), cause: "library" } as const;
  const built = buildPayload(event, dialect ?? "guide", { webhook: null, secretKey: null });
  if (built.kind === "withheld") throw new SmartLeadMockError("bad_request", built.reason);
  // Its schema has passed it; as JSON it is as a receiver gets it.
  return JSON.parse(JSON.stringify(built.body));
}
