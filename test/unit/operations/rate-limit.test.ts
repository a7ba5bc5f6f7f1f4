import { expect, it } from "vitest";
import { parseRateLimit, RateLimiter } from "../../../src/smartlead/api/api-rate-limit.ts";

it.each([
  ["60/min", { calls: 60, windowMs: 60_000 }],
  ["120/min", { calls: 120, windowMs: 60_000 }],
  ["10/2s", { calls: 10, windowMs: 2_000 }],
  ["200/min", { calls: 200, windowMs: 60_000 }],
  ["0/min", null],
  ["60", null],
  ["fast", null],
])("%s is read as %o", (text, limit) => {
  expect(parseRateLimit(text)).toEqual(limit);
});

it("lets so many calls of a key pass in a window, and tells when the next begins", () => {
  let now = 1_000_000;
  const limiter = new RateLimiter({ calls: 2, windowMs: 2_000 }, () => now);
  expect(limiter.take("a").headers).toEqual({
    "x-ratelimit-limit": "2",
    "x-ratelimit-remaining": "1",
    "x-ratelimit-reset": "1002",
  });
  expect(limiter.take("a").refusal).toBeNull();
  now += 500;
  const { headers, refusal } = limiter.take("a");
  expect(headers).toMatchObject({ "x-ratelimit-remaining": "0", "retry-after": "2" });
  expect(refusal).toEqual({
    status: 429,
    body: { error: { code: "RATE_LIMIT_EXCEEDED", message: expect.stringContaining("2 seconds"), retry_after: 2 } },
  });
  expect(limiter.take("b").refusal).toBeNull();
  now += 1_500;
  expect(limiter.take("a").refusal).toBeNull();
});
