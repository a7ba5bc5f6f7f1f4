import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { Effects } from "../delivery/idempotency/effects.ts";
import type { FetchHandler } from "../mock/fetch-handler.ts";
import { REST_BASE_PATH } from "../smartlead/api/routes.ts";
import type { ApiInit, SmartLead, SmartLeadEffects } from "./smart-lead.ts";

/** Where a path without an address lies; `.test` belongs to nobody (RFC 6761). */
const ORIGIN = "http://smartlead.test";
/** Any will do, unless the mock was made with one. */
const ANY_KEY = "library";

/** Calls SmartLead's API in the process, in the manner of `fetch`. */
export function apiOf(restHandler: FetchHandler, apiKey: string | null): SmartLead["api"] {
  return async (input, init = {}) => {
    const request = requestOf(input, init);
    const url = new URL(request.url);
    if (!url.searchParams.has("api_key")) url.searchParams.set("api_key", apiKey ?? ANY_KEY);
    const isWhole = url.pathname.startsWith(`${REST_BASE_PATH}/`);
    return restHandler(new Request(url, await partsOf(request)), isWhole ? REST_BASE_PATH : "");
  };
}

/** A request's own init: a Request cannot be given another address with its body still in it. */
async function partsOf(request: Request) {
  const { method, headers } = request;
  const body = await request.arrayBuffer();
  return definedOnly({ method, headers, body: body.byteLength === 0 ? undefined : body });
}

function requestOf(input: string | URL | Request, init: ApiInit): Request {
  if (typeof input === "object" && "method" in input) return new Request(input, initOf(init));
  const text = String(input);
  const address = URL.canParse(text) ? text : `${ORIGIN}${text.startsWith("/") ? "" : "/"}${text}`;
  return new Request(address, initOf(init));
}

function initOf({ method, headers, body, json }: ApiInit) {
  if (json === undefined) return definedOnly({ method, headers, body: body || undefined });
  if (body !== undefined)
    throw new SmartLeadMockError("bad_request", "A call has a body or json; use only one of them.");
  const type = { "content-type": "application/json" };
  return { method: method ?? "POST", headers: { ...type, ...headers }, body: JSON.stringify(json) };
}

/** The effects of a mock as the library shows them. */
export function effectsOf(effects: Effects): SmartLeadEffects {
  return {
    add: (requestId, name, value) =>
      effects.add(requestId, name ?? null, "beacon", value === undefined ? {} : { value: String(value) }),
    list: (requestId) => effects.list(requestId),
    countsOf: (requestId) => Object.fromEntries(effects.countsOf(requestId)),
  };
}
