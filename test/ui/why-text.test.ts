import { expect, it } from "vitest";
import { whyText } from "../../ui/web/detail/why-text.ts";
import { aDelivery, anAttempt } from "./build.ts";

const attempts = [anAttempt({ outcome: "server_error", status: 503 }), anAttempt({ number: 2 })];

it("does not call a delivery good whose answer hides a lost event or work done twice", () => {
  const delivered = aDelivery({ state: "delivered", attempts });
  expect(whyText(delivered)).toEqual(["good", "Try 2 was answered 200 after 87ms. It took 2 tries."]);
  expect(whyText({ ...delivered, duplicate: "acknowledged" })[0]).toBe("good");
  expect(whyText({ ...delivered, duplicate: "swallowed" })).toEqual([
    "bad",
    'Try 2 was answered 200 after 87ms. It took 2 tries. Duplicate swallowed: the retry of a failed event was answered "already processed": it is lost.',
  ]);
  expect(whyText({ ...delivered, duplicate: "reprocessed" })[0]).toBe("bad");
});
