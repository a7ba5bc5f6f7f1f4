import { isObject, parsedJson } from "../base/json-text.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { DeliveryMarks } from "../delivery/idempotency/attribution.ts";
import { wordsOfType } from "../delivery/idempotency/named-marks.ts";
import type { World } from "../smartlead/account/world.ts";

/** By what a call may name a delivery: its lead, its mail, its event type. */
export function marksOf(world: World, delivery: Delivery): DeliveryMarks {
  const body = bodyOf(delivery);
  return {
    lead: leadMarksOf(world, delivery),
    message: [...new Set(messageMarksIn(body, MAX_DEPTH))],
    types: [...new Set([delivery.event_type, ...namesIn(body)].map(wordsOfType))],
  };
}

/** Whether a text in lower case names any lead of the account, by address or in a path of SmartLead's API. */
export function namesSomeLead(world: World, text: string): boolean {
  const addresses = addressesIn(text);
  const ids: number[] = [];
  for (const match of text.matchAll(LEAD_PATH)) {
    if (ids.push(Number(match[1])) === MAX_LOOKED_UP) break;
  }
  return addresses.some((email) => world.leadByEmail(email) !== undefined) || ids.some((id) => isLead(world, id));
}

/** Bodies larger than this are not searched for message ids: no usual event comes near it. */
const MAX_BODY_SEARCHED = 512 * 1024;
/** Objects within objects; SmartLead's bodies have two levels. */
const MAX_DEPTH = 4;
/** Addresses and ids of one call that are looked up. */
const MAX_LOOKED_UP = 20;
/** Characters before and behind the @ of an address (RFC 5321). */
const MAX_LOCAL_PART = 64;
const MAX_DOMAIN = 255;
const LOCAL_PART = /[^\s"'<>()[\],;:=&/\\@]+$/;
const DOMAIN = /^[a-z0-9.-]*[a-z0-9]/;
const LEAD_PATH = /\/leads\/(\d{1,15})(?![\d])/g;
const MESSAGE_KEY = /(^|_)(message|stats)_?id$/i;
const NAME_KEYS = ["event_type", "event"] as const;

/** The first addresses of a text. It looks around each @, so that a long text without one costs nothing. */
function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf("@"); at !== -1 && found.length < MAX_LOOKED_UP; at = text.indexOf("@", at + 1)) {
    const local = LOCAL_PART.exec(text.slice(Math.max(at - MAX_LOCAL_PART, 0), at))?.[0];
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + MAX_DOMAIN))?.[0];
    if (local !== undefined && domain !== undefined) found.push(`${local}@${domain}`);
  }
  return found;
}

function isLead(world: World, id: number): boolean {
  return world.lead(id) !== undefined || world.enrolmentByMapId(id) !== undefined;
}

/** Address and ids of the lead, and the stats ids of the emails to it. */
function leadMarksOf(world: World, { lead_email: email, campaign_id: campaignId }: Delivery): readonly string[] {
  const lead = email === null ? undefined : world.leadByEmail(email);
  if (email === null || lead === undefined) return email === null ? [] : [email.toLowerCase()];
  const enrolment = campaignId === null ? undefined : world.enrolment(campaignId, lead.id);
  const statsIds = enrolment?.thread.map(({ statsId }) => statsId.toLowerCase()) ?? [];
  const mapIds = enrolment === undefined ? [] : [String(enrolment.mapId)];
  return [email.toLowerCase(), String(lead.id), ...mapIds, ...new Set(statsIds)];
}

function bodyOf({ request }: Delivery): Readonly<Record<string, unknown>> {
  if (request === undefined || request.body.length > MAX_BODY_SEARCHED) return {};
  const body = parsedJson(request.body);
  return isObject(body) ? body : {};
}

/** Not those within lists: they are of the conversation so far, and not of the event. */
function messageMarksIn(body: Readonly<Record<string, unknown>>, depth: number): readonly string[] {
  return Object.entries(body).flatMap(([key, value]) => {
    if (typeof value === "string") return MESSAGE_KEY.test(key) ? markOf(value) : [];
    return isObject(value) && depth > 0 ? messageMarksIn(value, depth - 1) : [];
  });
}

/** With or without its angle brackets. */
function markOf(id: string): readonly string[] {
  const bare = id.trim().replace(/^<|>$/g, "").toLowerCase();
  return bare === "" ? [] : [bare];
}

function namesIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  return NAME_KEYS.flatMap((key) => {
    const name = body[key];
    return typeof name === "string" && name !== "" ? [name] : [];
  });
}
