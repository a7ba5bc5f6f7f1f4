import { isUtf8 } from "node:buffer";
import { definedOnly } from "../../../base/defined-only.ts";
import type {
  Attempt,
  AttemptResponse,
  Delivery,
  DeliveryRequest,
  DuplicateFinding,
  SentRequest,
} from "../../../delivery/delivery.ts";
import type { CheckPlace } from "../../../delivery/facts.ts";
import type { FaultView } from "../../../delivery/faults/fault.ts";
import type { Entry, Frame } from "../../../journal/entry.ts";
import { ENTRY_SCHEMAS, MARK_SCHEMAS } from "../../../journal/entry-schema.ts";
import { anonymousHeaders } from "./anonymous-headers.ts";
import { anonymousJson } from "./anonymous-json.ts";
import { anonymousSentence, anonymousText } from "./anonymous-text.ts";
import type { Substitutes } from "./substitutes.ts";
import { isWord } from "./vocabulary.ts";

/** Names of webhooks that the mock itself creates. */
const OWN_NAMES = new Set(["smartlead", "target"]);
const OWN_DIALECTS = new Set(["guide", "live", "core"]);
/** A run id as the mock generates it, unless a user names one. */
const DRAWN_RUN = /^[\da-f]{8}$/;
/** Ids of the built-in checks, whose titles are also the mock's own. */
const OWN_CHECK = /^SL-\d{1,2}\.\d{1,2}$/;
/** Fields that say how often, when and how much a fault applies; every other field of a rule may hold anything. */
const KEPT_OF_RULES = new Set(
  (
    "kind event_type level attempt probability first every limit from until at over pieces share status copies spacing concurrent " +
    "behind within by size bytes retry_after empty"
  ).split(" "),
);
/** The names after this text came from the receiver. */
const NAMES_OF_EFFECTS = /^(Effects seen for this request id: )(.*)$/s;
/** Sentences that the mock writes about itself. */
const OWN_CHANGE = /^(?:reset|the proxy refused |traffic |nothing listens )/;

/**
 * Anonymizes frames: people, companies, addresses, texts, tokens and secrets get substitutes, the same everywhere. Structure, types,
 * lengths, times, outcomes, statuses and SmartLead's own words stay. Anything not known to be the mock's or SmartLead's is treated as
 * personal data.
 */
export class Anonymizer {
  readonly #substitutes: Substitutes;

  constructor(substitutes: Substitutes) {
    this.#substitutes = substitutes;
  }

  frame(given: Frame): Frame {
    const frame = knownFieldsOf(given);
    if (frame.type === "gap") return frame;
    if (frame.type !== "hello") return this.#entry(frame);
    return { ...frame, run: DRAWN_RUN.test(frame.run) ? frame.run : this.#text(frame.run) };
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
        return {
          ...entry,
          key: this.#text(entry.key),
          name: this.#text(entry.name),
          ...definedOnly({ value: entry.value === undefined ? undefined : this.#text(entry.value) }),
        };
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
      case "check.started":
        return { ...entry, ...this.#check(entry) };
      case "check.finished":
        // A reason quotes the answer without quotation marks.
        return { ...entry, ...this.#check(entry), reason: this.#text(entry.reason) };
      case "delivery.settled":
      case "hold.changed":
      case "clock.changed":
        return entry;
    }
  }

  #delivery(delivery: Delivery): Delivery {
    const { webhook, proxied, request, withheld_because } = delivery;
    return definedOnly({
      ...delivery,
      request_id: this.#text(delivery.request_id),
      dialect: OWN_DIALECTS.has(delivery.dialect) ? delivery.dialect : this.#text(delivery.dialect),
      campaign_id: this.#id(delivery.campaign_id),
      client_id: this.#id(delivery.client_id),
      lead_email: this.#text(delivery.lead_email),
      webhook: { ...webhook, ...this.#address(webhook) },
      attempts: delivery.attempts.map((attempt) => this.#attempt(attempt)),
      withheld_because: withheld_because === undefined ? undefined : this.#sentence(withheld_because),
      request: request === undefined ? undefined : this.#request(request),
      proxied: proxied === undefined ? undefined : this.#proxied(proxied),
    });
  }

  #proxied(proxied: NonNullable<Delivery["proxied"]>): NonNullable<Delivery["proxied"]> {
    const { event_name, url, remarks, known_by } = proxied;
    const name = event_name === null || isWord(event_name) ? event_name : this.#text(event_name);
    return {
      ...proxied,
      event_name: name,
      known_by: this.#sentence(known_by),
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

  /** Each byte is treated as a Latin-1 character, and the substitute stays within Latin-1. */
  #bytes(bytes: Buffer): Buffer {
    const changed = Buffer.from(anonymousText(bytes.toString("latin1"), this.#substitutes), "latin1");
    return isUtf8(changed) ? Buffer.concat([changed.subarray(0, -1), Buffer.from([0xff])]) : changed;
  }

  #attempt(attempt: Attempt): Attempt {
    const { error, response, sent, duplicate } = attempt;
    return definedOnly({
      ...attempt,
      error: error === null ? null : this.#sentence(error),
      response: response === null ? null : this.#response(response),
      sent: sent === undefined ? undefined : this.#sent(sent),
      duplicate: duplicate === null ? null : this.#finding(duplicate),
    });
  }

  #response(response: AttemptResponse): AttemptResponse {
    const headers = anonymousHeaders(response.headers, this.#substitutes);
    const body = anonymousJson(response.body, this.#substitutes, { hasNewFields: false });
    return { ...response, headers, body };
  }

  #sent(sent: SentRequest): SentRequest {
    const body = anonymousJson(sent.body, this.#substitutes);
    return { ...sent, url: this.#text(sent.url), headers: this.#headers(sent.headers), body };
  }

  #headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return anonymousHeaders(headers, this.#substitutes);
  }

  #check({ check, title, group }: CheckPlace): Pick<CheckPlace, "check" | "title" | "group"> {
    if (OWN_CHECK.test(check)) return { check, title, group };
    return { check: this.#text(check), title: this.#text(title), group: this.#text(group) };
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

  #fault(fault: FaultView): FaultView {
    const foreign = Object.entries(fault.rule).filter(([name]) => !KEPT_OF_RULES.has(name));
    const json = JSON.stringify(foreign.map(([, value]) => value ?? null));
    const values: readonly unknown[] = JSON.parse(anonymousJson(json, this.#substitutes));
    const changed = Object.fromEntries(foreign.map(([name], at) => [name, values[at]]));
    return { ...fault, rule: { ...fault.rule, ...changed }, explain: this.#sentence(fault.explain) };
  }

  /** A sentence of the mock that quotes outside text. */
  #sentence(sentence: string): string {
    const [whole, own = "", names = ""] = NAMES_OF_EFFECTS.exec(sentence) ?? [];
    return whole === undefined ? anonymousSentence(sentence, this.#substitutes) : own + this.#text(names);
  }

  #id(id: number | null): number | null {
    return id === null ? null : Number(this.#text(String(id)));
  }

  #text<Text extends string | null>(text: Text): Text | string {
    return text === null ? text : anonymousText(text, this.#substitutes);
  }
}

/** Fields that a later version, or another program, has added are unknown and removed. */
function knownFieldsOf(frame: Frame): Frame {
  const checked = { ...ENTRY_SCHEMAS, ...MARK_SCHEMAS }[frame.type].safeParse(frame);
  return checked.success ? checked.data : frame;
}
