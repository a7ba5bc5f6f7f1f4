import type { Entry, Har, Header, Response } from "har-format";
import { definedOnly } from "../../base/defined-only.ts";
import { maskBody, maskHeaders, maskSecrets } from "../../base/mask-secrets.ts";
import { msFromIso } from "../../base/time/iso.ts";
import type { Attempt, Delivery, DeliveryRequest } from "../../delivery/delivery.ts";

/** The start of every archive that the mock writes; an earlier archive is recognized by it. */
export const HAR_HEAD = '{\n  "log": {\n    "version": "1.2",\n    "creator": {\n      "name": "smartlead-mock"';

/** The format's value for a size that was not measured. */
const UNKNOWN_SIZE = -1;

/**
 * Builds an HTTP Archive 1.2 with an entry for each attempt, oldest first; secrets are masked. Facts without a field in the format are in
 * fields whose names begin with an underscore, as the format allows.
 * @example JSON.stringify(harOf(deliveries, "1.0.0"), null, 2)
 */
export function harOf(deliveries: readonly Delivery[], version: string): Har {
  const entries = deliveries.flatMap((delivery) => {
    const { request } = delivery;
    return request === undefined ? [] : delivery.attempts.map((attempt) => entryOf(delivery, request, attempt));
  });
  entries.sort((one, other) => (one.startedDateTime < other.startedDateTime ? -1 : 1));
  return { log: { version: "1.2", creator: { name: "smartlead-mock", version }, pages: [], entries } };
}

function entryOf(delivery: Delivery, request: DeliveryRequest, attempt: Attempt): Entry {
  const ms = attempt.duration_ms ?? mockMs(attempt);
  const sent = attempt.sent ?? { ...request, truncated: false, body_bytes: Buffer.byteLength(request.body) };
  const url = maskSecrets(sent.url);
  const type = headerOf(sent.headers, "content-type") ?? "application/json";
  return {
    startedDateTime: attempt.started_at,
    time: ms,
    request: {
      method: "POST",
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: headersOf(sent.headers),
      queryString: URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : [],
      postData: { mimeType: type, text: maskBody(sent.body), ...(sent.truncated ? { comment: "cut off" } : {}) },
      headersSize: UNKNOWN_SIZE,
      bodySize: sent.body_bytes,
    },
    response: responseOf(attempt),
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    ...custom(delivery, attempt),
  };
}

/** Facts for readers of the archive for which the format has no field. */
function custom(delivery: Delivery, attempt: Attempt) {
  return {
    _delivery: delivery.id,
    _eventType: delivery.event_type,
    _attempt: attempt.number,
    _outcome: attempt.outcome,
    _state: delivery.state,
    ...definedOnly({
      _error: attempt.error === null ? undefined : maskSecrets(attempt.error),
      _faults: attempt.faults.length === 0 ? undefined : attempt.faults,
      _duplicate: attempt.duplicate?.verdict,
    }),
  };
}

/** An attempt without an answer gets status 0, as browsers write it. */
function responseOf({ status, error, response }: Attempt): Response {
  const text = response === null ? "" : maskBody(response.body);
  return {
    status: status ?? 0,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: headersOf(response?.headers ?? {}),
    content: {
      size: response?.bytes ?? 0,
      mimeType: headerOf(response?.headers ?? {}, "content-type") ?? "",
      text,
      ...definedOnly({ comment: response?.truncated === true ? "cut off" : undefined }),
    },
    redirectURL: headerOf(response?.headers ?? {}, "location") ?? "",
    headersSize: UNKNOWN_SIZE,
    bodySize: response?.bytes ?? 0,
    ...definedOnly({ comment: error === null ? undefined : maskSecrets(error) }),
  };
}

function headersOf(headers: Readonly<Record<string, string | readonly string[]>>): Header[] {
  return Object.entries(maskHeaders(headers)).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one) => ({ name, value: one })),
  );
}

/** Returns the first value of a header, ignoring case. */
function headerOf(headers: Readonly<Record<string, string | readonly string[]>>, wanted: string): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === "string" ? found : found?.[0];
}

/** Duration on the mock's clock, for attempts whose real duration is unknown; 0 while the attempt runs. */
function mockMs({ started_at, ended_at }: Attempt): number {
  const [start, end] = [msFromIso(started_at), ended_at === null ? null : msFromIso(ended_at)];
  return start === null || end === null ? 0 : end - start;
}
