import { isUtf8 } from "node:buffer";
import type {
  Attempt,
  AttemptResponse,
  Delivery,
  DeliveryRequest,
  DuplicateFinding,
  SentRequest,
} from "../../delivery/delivery.ts";
import type { FaultView } from "../../faults/fault.ts";
import type { Entry, Frame } from "../../journal/entry.ts";
import { anonymousJson } from "./anonymous-json.ts";
import { anonymousText } from "./anonymous-text.ts";
import type { Substitutes } from "./substitutes.ts";
import { isKept, isKeptHeader } from "./vocabulary.ts";

/** Names of webhooks that are the mock's own. */
const OWN_NAMES = new Set(["smartlead", "target"]);
/** What is foreign in a sentence of the mock's: addresses, URLs, ids, numbers, what stands between the first quote and the last, and the id behind the effects' path. */
const FOREIGN =
  /"[\s\S]*"|\/_mock\/effects\/\S+|[a-z][a-z\d+.-]*:\/\/[^\s"']+|[^\s"'<>,;()]+@[^\s"'<>,;()]+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<![\w.%-])[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,9}\.(?:[a-z]{2,24}|\d{1,3})(?![\w-])|(?<![\w.])\d{5,}(?![\w.])/gi;
const EFFECTS_PATH = "/_mock/effects/";
/** Behind this, names come that the receiver gave. */
const NAMES_OF_EFFECTS = /^(Effects seen for this request id: )(.*)$/s;
/** What the mock says of itself. */
const OWN_CHANGE = /^(?:reset|the proxy refused |traffic |nothing listens )/;

/**
 * Takes people out of frames: people, companies, addresses, texts, tokens and secrets have substitutes, the same everywhere. Structure,
 * types, lengths, times, outcomes, statuses and SmartLead's own words stay.
 */
export class Anonymizer {
  readonly #substitutes: Substitutes;

  constructor(substitutes: Substitutes) {
    this.#substitutes = substitutes;
  }

  frame(frame: Frame): Frame {
    return frame.type === "hello" || frame.type === "gap" ? frame : this.#entry(frame);
  }

  #entry(entry: Entry): Entry {
    switch (entry.type) {
      case "event.emitted": {
        const shadowed = entry.shadowed.map((one) => ({ ...one, reason: this.#sentence(one.reason) }));
        const explanation = this.#sentence(entry.explanation);
        return {
          ...entry,
          campaign_id: this.#id(entry.campaign_id),
          lead_email: this.#text(entry.lead_email),
          shadowed,
          explanation,
        };
      }
      case "delivery.created":
        return { ...entry, delivery: this.#delivery(entry.delivery) };
      case "attempt.started":
      case "attempt.finished":
        return { ...entry, attempt: this.#attempt(entry.attempt) };
      case "delivery.duplicate":
        return { ...entry, ...this.#finding(entry) };
      case "effect.seen":
        return { ...entry, key: this.#text(entry.key), name: this.#text(entry.name) };
      case "webhook.changed": {
        const { webhook } = entry;
        const [client_id, campaign_id] = [this.#id(webhook.client_id), this.#id(webhook.campaign_id)];
        return { ...entry, webhook: { ...webhook, ...this.#address(webhook), client_id, campaign_id } };
      }
      case "fault.changed":
        return { ...entry, fault: this.#fault(entry.fault) };
      case "world.changed":
        return {
          ...entry,
          change: OWN_CHANGE.test(entry.change) ? this.#sentence(entry.change) : this.#text(entry.change),
        };
      case "scenario.step":
        return { ...entry, scenario: this.#text(entry.scenario), name: this.#text(entry.name) };
      case "check.finished":
        // A reason shows what was answered, without quotes around it.
        return { ...entry, reason: this.#text(entry.reason) };
      case "delivery.settled":
      case "clock.changed":
      case "check.started":
        return entry;
    }
  }

  #delivery(delivery: Delivery): Delivery {
    const { webhook, proxied, request, withheld_because } = delivery;
    return {
      ...delivery,
      request_id: this.#text(delivery.request_id),
      campaign_id: this.#id(delivery.campaign_id),
      client_id: this.#id(delivery.client_id),
      lead_email: this.#text(delivery.lead_email),
      webhook: { ...webhook, ...this.#address(webhook) },
      attempts: delivery.attempts.map((attempt) => this.#attempt(attempt)),
      ...(withheld_because === undefined ? {} : { withheld_because: this.#sentence(withheld_because) }),
      ...(request === undefined ? {} : { request: this.#request(request) }),
      ...(proxied === undefined ? {} : { proxied: this.#proxied(proxied) }),
    };
  }

  #proxied(proxied: NonNullable<Delivery["proxied"]>): NonNullable<Delivery["proxied"]> {
    const { event_name, url, remarks } = proxied;
    const name = event_name === null || isKept(event_name) ? event_name : this.#text(event_name);
    return {
      ...proxied,
      event_name: name,
      url: this.#text(url),
      remarks: remarks.map((remark) => this.#sentence(remark)),
    };
  }

  #request(request: DeliveryRequest): DeliveryRequest {
    const { url, headers, body, body_base64: base64 } = request;
    const sent = { url: this.#text(url), headers: this.#headers(headers) };
    if (base64 === undefined) return { ...sent, body: anonymousJson(body, this.#substitutes) };
    const bytes = this.#bytes(Buffer.from(base64, "base64"));
    return { ...sent, body: bytes.toString("utf8"), body_base64: bytes.toString("base64") };
  }

  /** Byte by byte, each taken for a character of Latin 1, which stays within it. */
  #bytes(bytes: Buffer): Buffer {
    const changed = Buffer.from(anonymousText(bytes.toString("latin1"), this.#substitutes), "latin1");
    return isUtf8(changed) ? Buffer.concat([changed.subarray(0, -1), Buffer.from([0xff])]) : changed;
  }

  #attempt(attempt: Attempt): Attempt {
    const { error, response, sent, duplicate } = attempt;
    return {
      ...attempt,
      error: error === null ? null : this.#sentence(error),
      response: response === null ? null : this.#response(response),
      ...(sent === undefined ? {} : { sent: this.#sent(sent) }),
      duplicate: duplicate === null ? null : this.#finding(duplicate),
    };
  }

  #response(response: AttemptResponse): AttemptResponse {
    const headers = Object.entries(response.headers).map(([name, value]) => [
      name,
      typeof value === "string" ? this.#header(name, value) : value.map((one) => this.#header(name, one)),
    ]);
    return { ...response, headers: Object.fromEntries(headers), body: anonymousJson(response.body, this.#substitutes) };
  }

  #sent(sent: SentRequest): SentRequest {
    const body = anonymousJson(sent.body, this.#substitutes);
    return { ...sent, url: this.#text(sent.url), headers: this.#headers(sent.headers), body };
  }

  #headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.#header(name, value)]));
  }

  #header(name: string, value: string): string {
    if (isKeptHeader(name)) return value;
    const [, scheme = "", rest = value] = /^(sha256=|Bearer |Basic )(.*)$/s.exec(value) ?? [];
    return `${scheme}${this.#text(rest)}`;
  }

  #finding({ verdict, evidence, explanation }: DuplicateFinding): DuplicateFinding {
    return {
      verdict,
      evidence: evidence.map((fact) => this.#sentence(fact)),
      explanation: this.#sentence(explanation),
    };
  }

  #address({ name, url }: { readonly name: string; readonly url: string }): { name: string; url: string } {
    return { name: OWN_NAMES.has(name) ? name : this.#text(name), url: this.#text(url) };
  }

  /** How often, when and with what a fault works is nobody's secret; to whom is. */
  #fault(fault: FaultView): FaultView {
    const { lead_email, campaign_id, value, name } = fault.rule;
    const foreign = JSON.stringify({ lead_email, campaign_id, value, name });
    const changed: Record<string, unknown> = JSON.parse(anonymousJson(foreign, this.#substitutes));
    return { ...fault, rule: { ...fault.rule, ...changed }, explain: this.#sentence(fault.explain) };
  }

  /** A sentence of the mock's own, in which others are quoted. */
  #sentence(sentence: string): string {
    const [whole, own = "", names = ""] = NAMES_OF_EFFECTS.exec(sentence) ?? [];
    if (whole !== undefined) return own + this.#text(names);
    return sentence.replace(FOREIGN, (piece) =>
      piece.startsWith(EFFECTS_PATH) ? EFFECTS_PATH + this.#text(piece.slice(EFFECTS_PATH.length)) : this.#text(piece),
    );
  }

  #id(id: number | null): number | null {
    return id === null ? null : Number(this.#text(String(id)));
  }

  #text<Text extends string | null>(text: Text): Text | string {
    return text === null ? text : anonymousText(text, this.#substitutes);
  }
}
