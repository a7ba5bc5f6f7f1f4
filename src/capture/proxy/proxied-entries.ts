import { createHmac, timingSafeEqual } from "node:crypto";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Delivery, DeliveryRequest, ProxiedMark } from "../../delivery/delivery.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { WEBHOOK_LEVELS } from "../../smartlead/webhooks/webhook.ts";
import type { DialectShapes } from "../drift/shapes.ts";
import { DedupCache, identityOf, type RequestHistory } from "./dedup-cache.ts";
import { headersToKeep, mergedQuery } from "./forwarded-request.ts";
import { headerOf, type InboundRequest } from "./inbound-request.ts";
import { type Recognised, recognise } from "./recognition.ts";

/** The webhook under which deliveries from the real SmartLead are shown; the mock registers none with this id. */
export const SMARTLEAD_WEBHOOK = { id: 0, name: "smartlead" } as const;

export type ProxiedDelivery = Delivery & { readonly request: DeliveryRequest };

/** A recorded delivery, with the history of its request id. */
export interface RecordedDelivery {
  readonly delivery: ProxiedDelivery;
  readonly requestId: string;
  /** The number of this attempt. */
  readonly number: number;
  readonly history: RequestHistory;
}

interface ProxiedEntriesParts {
  readonly mock: SmartLeadMock;
  readonly target: URL;
  /** The secret that `X-Smartlead-Signature` is checked with; `null` = it is not checked. */
  readonly secret: string | null;
  /** Also valid during a rotation. */
  readonly previousSecret?: string | null | undefined;
  readonly dialects: readonly DialectShapes[];
  /** Maximum attempts of SmartLead's retry policy, as far as it is known. */
  readonly tries: number;
}

/** Records the deliveries that SmartLead sends, each as a new event or as a redelivery. */
export class ProxiedEntries {
  readonly #parts: ProxiedEntriesParts;
  readonly #requests = new DedupCache();

  constructor(parts: ProxiedEntriesParts) {
    this.#parts = parts;
  }

  book(arrived: InboundRequest): RecordedDelivery {
    const { internals } = this.#parts.mock;
    const recognised = recognise(arrived.body.toString("utf8"), this.#parts.dialects);
    const { requestId, knownBy } = identityOf(arrived, recognised);
    const id = internals.ids.delivery();
    const known = this.#requests.get(requestId);
    const history = known ?? this.#begin(requestId, id, recognised);
    history.count += 1;
    const delivery = this.#delivery(arrived, { id, requestId, knownBy, recognised, history });
    internals.record({ type: "delivery.created", delivery });
    return { delivery, requestId, number: history.count, history };
  }

  /** Records a copy of the same delivery, which a fault has made. */
  bookCopy({ requestId, number, history }: RecordedDelivery, delivery: ProxiedDelivery): RecordedDelivery {
    this.#parts.mock.internals.record({ type: "delivery.created", delivery });
    return { delivery, requestId, number, history };
  }

  #begin(requestId: string, firstDelivery: string, recognised: Recognised): RequestHistory {
    const { internals } = this.#parts.mock;
    const eventId = internals.ids.event();
    internals.record({
      type: "event.emitted",
      event_id: eventId,
      event_type: recognised.eventType,
      campaign_id: recognised.campaignId,
      lead_email: recognised.leadEmail,
      cause: "smartlead",
      shadowed: [],
      explanation: "SmartLead sent it to the proxy, which passes it on.",
    });
    return this.#requests.begin(requestId, { eventId, firstDelivery });
  }

  #delivery(arrived: InboundRequest, given: Given): ProxiedDelivery {
    const { mock, target, tries } = this.#parts;
    const { id, requestId, knownBy, recognised, history } = given;
    const signature = checkedSignature(
      headerOf(arrived.rawHeaders, "x-smartlead-signature"),
      arrived.body,
      this.#parts,
    );
    const remarks = [...recognised.remarks, ...remarksOf(arrived, signature)];
    return {
      id,
      event_id: history.eventId,
      request_id: requestId,
      resent_from: history.count === 1 ? null : history.firstDelivery,
      event_type: recognised.eventType,
      campaign_id: recognised.campaignId,
      client_id: recognised.clientId,
      lead_email: recognised.leadEmail,
      webhook: { ...SMARTLEAD_WEBHOOK, level: levelOf(arrived), url: target.href },
      dialect: recognised.dialect,
      state: "queued",
      reason: null,
      attempts: [],
      duplicate: null,
      created_at: isoFromMs(mock.clock.now()),
      settled_at: null,
      max_attempts: Math.max(tries, history.count),
      request: requestOf(arrived, target),
      proxied: {
        arrival: history.count,
        event_name: recognised.eventName,
        known_by: knownBy,
        signature,
        url: arrived.url,
        remarks,
      },
    };
  }
}

interface Given {
  readonly id: string;
  readonly requestId: string;
  readonly knownBy: string;
  readonly recognised: Recognised;
  readonly history: RequestHistory;
}

function requestOf({ body, rawHeaders, search }: InboundRequest, target: URL): DeliveryRequest {
  const text = body.toString("utf8");
  const url = new URL(target);
  // The query exactly as received; a `URL` would re-encode it.
  const query = mergedQuery(url.search, search);
  url.search = "";
  url.hash = "";
  const request = { url: `${url.href}${query}`, headers: headersToKeep(rawHeaders), body: text };
  return Buffer.from(text).equals(body) ? request : { ...request, body_base64: body.toString("base64") };
}

/** `user` if SmartLead does not say: user-level webhooks take precedence over all others. */
function levelOf({ rawHeaders }: InboundRequest): Delivery["webhook"]["level"] {
  const said = headerOf(rawHeaders, "x-webhook-level")?.trim().toLowerCase();
  return WEBHOOK_LEVELS.find((level) => level === said) ?? "user";
}

function remarksOf({ rawHeaders, body }: InboundRequest, signature: string): string[] {
  const type = headerOf(rawHeaders, "content-type") ?? "none";
  const encoding = headerOf(rawHeaders, "content-encoding");
  return [
    ...(body.length === 0 ? ["The body is empty."] : []),
    ...(/^application\/(.+\+)?json\b/i.test(type) ? [] : [`Its Content-Type is ${type.slice(0, 100)}, not JSON's.`]),
    ...(encoding === null || encoding === "identity"
      ? []
      : [`The body is compressed (${encoding.slice(0, 50)}) and was not checked.`]),
    ...(signature === "wrong" ? ["X-Smartlead-Signature does not match the body and the secret."] : []),
    ...(signature === "missing" ? ["There is no X-Smartlead-Signature, although a secret is set."] : []),
  ];
}

interface SigningSecrets {
  /** `null` if nothing is checked. */
  readonly secret: string | null;
  /** The previous secret, during a rotation. */
  readonly previousSecret?: string | null | undefined;
}

/**
 * Checks `X-Smartlead-Signature` against the raw body: `sha256=` and the hex HMAC-SHA256 (smartlead.md §1; A1, D403), or the hex alone
 * (B1). Without a secret nothing is checked; real deliveries are reported to be unsigned (E9, E10).
 */
export function checkedSignature(
  header: string | null,
  body: Uint8Array,
  { secret, previousSecret = null }: SigningSecrets,
): ProxiedMark["signature"] {
  if (secret === null) return "unchecked";
  if (header === null || header.trim() === "") return "missing";
  const given = Buffer.from(
    header
      .trim()
      .replace(/^sha256=/i, "")
      .toLowerCase(),
  );
  if (isMadeWith(secret, given, body)) return "valid";
  return previousSecret !== null && isMadeWith(previousSecret, given, body) ? "previous" : "wrong";
}

function isMadeWith(secret: string, given: Buffer, body: Uint8Array): boolean {
  const wanted = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
