import fc from "fast-check";
import { expect, it } from "vitest";
import {
  ATTEMPT_OUTCOMES,
  DELIVERY_STATES,
  type Delivery,
  DUPLICATE_VERDICTS,
} from "../../../src/delivery/delivery.ts";
import { readyFilter } from "../../../src/journal/delivery-filter.ts";
import { parseQuery } from "../../../src/journal/query/parse-query.ts";
import { matcherOf, QueryError } from "../../../src/journal/query/query.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";

/** A query as it is written, and what it means in the plainest words. */
interface Wanted {
  readonly text: string;
  finds(delivery: Delivery): boolean;
}

const LEADS = ["ann@example.com", "bob@example.org", "Ünal@x.test", null] as const;

const attempt = fc
  .record({
    outcome: fc.constantFrom(...ATTEMPT_OUTCOMES),
    status: fc.constantFrom(null, 200, 204, 301, 404, 500, 503),
    faults: fc.subarray(["lost-response", "timeout", "delay"]),
    duration_ms: fc.constantFrom(null, 0, 5, 999, 1_000, 30_000),
    error: fc.constantFrom(null, "ECONNRESET: gone", "ETIMEDOUT: late"),
    verdict: fc.constantFrom(null, ...DUPLICATE_VERDICTS),
  })
  .map(({ outcome, verdict, ...given }) =>
    anAttempt(1, outcome, {
      ...given,
      duplicate: verdict === null ? null : { verdict, evidence: [], explanation: "" },
    }),
  );

const delivery = fc
  .record({
    id: fc.constantFrom("dlv_1", "dlv_22"),
    event_type: fc.constantFrom(...ALL_EVENT_TYPES),
    campaign_id: fc.constantFrom(null, 1, 3600001),
    lead_email: fc.constantFrom(...LEADS),
    state: fc.constantFrom(...DELIVERY_STATES),
    webhookId: fc.constantFrom(7, 17),
    attempts: fc.array(attempt, { maxLength: 3 }),
  })
  .map(({ webhookId, ...given }) =>
    aDelivery({ ...given, webhook: { id: webhookId, name: "crm", level: "user", url: "http://localhost/hook" } }),
  );

const wanted = (text: string, finds: Wanted["finds"]): Wanted => ({ text, finds });

const term: fc.Arbitrary<Wanted> = fc.oneof(
  fc.constantFrom(...DELIVERY_STATES).map((state) => wanted(`state:${state}`, (one) => one.state === state)),
  fc
    .constantFrom(...ALL_EVENT_TYPES)
    .map((type) => wanted(`type:${type.toLowerCase()}`, (one) => one.event_type === type)),
  fc.constantFrom(1, 2, 3600001).map((id) => wanted(`campaign:${id}`, (one) => one.campaign_id === id)),
  fc.constantFrom(7, 8).map((id) => wanted(`webhook:${id}`, (one) => one.webhook.id === id)),
  fc
    .integer({ min: 1, max: 5 })
    .map((hundred) =>
      wanted(`status:${hundred}xx`, (one) =>
        one.attempts.some(({ status }) => status !== null && Math.floor(status / 100) === hundred),
      ),
    ),
  fc
    .integer({ min: 0, max: 3 })
    .map((count) => wanted(`attempt:>${count}`, (one) => (one.attempts.at(-1)?.number ?? 0) > count)),
  fc
    .constantFrom("5ms", "1s", "30s")
    .map((time) =>
      wanted(`took:>=${time}`, (one) =>
        one.attempts.some(
          ({ duration_ms }) => duration_ms !== null && duration_ms >= { "5ms": 5, "1s": 1e3, "30s": 3e4 }[time]!,
        ),
      ),
    ),
  fc
    .constantFrom(...DUPLICATE_VERDICTS)
    .map((verdict) =>
      wanted(`dup:${verdict}`, (one) => one.attempts.some(({ duplicate }) => duplicate?.verdict === verdict)),
    ),
  fc
    .constantFrom("lost-response", "delay")
    .map((fault) => wanted(`fault:${fault}`, (one) => one.attempts.some(({ faults }) => faults.includes(fault)))),
  fc
    .constantFrom("ann@*", "*@example.*", "ünal@x.test")
    .map((pattern) =>
      wanted(`lead:${pattern}`, (one) =>
        new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i").test(one.lead_email ?? ""),
      ),
    ),
  fc.constant(wanted("lead:none", (one) => one.lead_email === null)),
  fc.constantFrom("example", "ECONN", "404", "crm", "late").map((word) =>
    wanted(word, (one) =>
      JSON.stringify(Object.values(textsOf(one)))
        .toLowerCase()
        .includes(word.toLowerCase()),
    ),
  ),
);

/** Everything a bare word looks at. */
function textsOf({ id, event_id, request_id, event_type, campaign_id, lead_email, webhook, ...rest }: Delivery) {
  const { state, reason, duplicate, attempts } = rest;
  const own: unknown[] = [
    id,
    event_id,
    request_id,
    event_type,
    campaign_id,
    lead_email,
    webhook.name,
    webhook.level,
    webhook.url,
  ];
  return own
    .concat([state, reason, duplicate])
    .concat(attempts.flatMap(({ outcome, status, error }) => [outcome, status, error]));
}

const query: fc.Arbitrary<Wanted> = fc.letrec<{ query: Wanted }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    term,
    tie("query").map(({ text, finds }) => wanted(`-(${text})`, (one) => !finds(one))),
    fc
      .array(tie("query"), { minLength: 1, maxLength: 3 })
      .map((parts) =>
        wanted(parts.map(({ text }) => `(${text})`).join(" "), (one) => parts.every(({ finds }) => finds(one))),
      ),
    fc
      .array(tie("query"), { minLength: 1, maxLength: 3 })
      .map((parts) =>
        wanted(parts.map(({ text }) => `(${text})`).join(" | "), (one) => parts.some(({ finds }) => finds(one))),
      ),
  ),
})).query;

it("a query finds what a naive filter finds", () => {
  fc.assert(
    fc.property(query, fc.array(delivery, { maxLength: 20 }), ({ text, finds }, deliveries) => {
      fc.pre(text.length <= 1_000);
      const matches = matcherOf(parseQuery(text));
      expect(deliveries.filter((one) => matches(one))).toEqual(deliveries.filter(finds));
    }),
    { numRuns: 500 },
  );
});

it("what an index leaves out for a query would not have been found", () => {
  fc.assert(
    fc.property(query, fc.array(delivery, { maxLength: 20 }), ({ text, finds }, deliveries) => {
      fc.pre(text.length <= 1_000);
      const { numbers, matches } = readyFilter({ q: text });
      const byNumbers = deliveries.filter(
        ({ state, event_type, campaign_id, webhook }) =>
          (numbers.state ?? state) === state &&
          (numbers.event_type ?? event_type) === event_type &&
          (numbers.campaign_id ?? campaign_id) === campaign_id &&
          (numbers.webhook_id ?? webhook.id) === webhook.id,
      );
      expect(byNumbers.filter(matches)).toEqual(deliveries.filter(finds));
    }),
    { numRuns: 500 },
  );
});

it("reads any text, or says where it is wrong", () => {
  const pieces = fc.constantFrom(
    "status:",
    "5xx",
    "-",
    "!",
    "(",
    ")",
    "|",
    ",",
    '"',
    "\\",
    " ",
    "*",
    ">",
    "lead:",
    "a",
    "日",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (written) => {
      try {
        expect(typeof matcherOf(parseQuery(written))(aDelivery())).toBe("boolean");
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        expect((error as QueryError).at).toBeLessThanOrEqual(written.length);
      }
    }),
    { numRuns: 2_000 },
  );
});
