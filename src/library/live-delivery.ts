import { definedOnly } from "../base/defined-only.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import type { SmartLeadDelivery } from "./smart-lead.ts";

/** What Node prints an object by; other engines do not look at it. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** The delivery as it is at each reading; once the mock holds it no more (reset, or too many since), as it was last read. */
export function liveDelivery(
  mock: Pick<SmartLeadMock, "deliveries" | "reactions" | "effects">,
  seen: Delivery,
): SmartLeadDelivery {
  let latest = seen;
  const read = (): Delivery => {
    latest = mock.deliveries.get(latest.id) ?? latest;
    return latest;
  };
  // Own properties, so that it compares, spreads and becomes JSON like plain data.
  const live: SmartLeadDelivery = {
    id: seen.id,
    event_id: seen.event_id,
    request_id: seen.request_id,
    resent_from: seen.resent_from,
    event_type: seen.event_type,
    ...definedOnly({ event_name: seen.event_name }),
    campaign_id: seen.campaign_id,
    client_id: seen.client_id,
    lead_email: seen.lead_email,
    webhook: seen.webhook,
    dialect: seen.dialect,
    created_at: seen.created_at,
    max_attempts: seen.max_attempts,
    withheld_because: seen.withheld_because ?? null,
    get state() {
      return read().state;
    },
    get reason() {
      return read().reason;
    },
    get attempts() {
      return read().attempts;
    },
    get duplicate() {
      return read().duplicate;
    },
    get settled_at() {
      return read().settled_at;
    },
    get request() {
      const { request } = read();
      return request === undefined || latest.state === "withheld" ? null : request;
    },
    get calls() {
      return mock.reactions.calls(seen.id);
    },
    get effects() {
      return mock.effects.list(seen.request_id);
    },
    json: () => parsed(read().request?.body ?? "null"),
  };
  Object.defineProperty(live, "json", { enumerable: false });
  return Object.defineProperty(live, INSPECT, { enumerable: false, value: () => ({ ...live }) });
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
