import { describe, expect, it } from "vitest";
import { type History, plainEvent, sizeOf } from "../../../src/harness/explore/history.ts";
import { simpler } from "../../../src/harness/explore/shorten.ts";

/** Takes the first simpler history that still goes wrong, until there is none. Gives it with the number of tries. */
function shortest(from: History, isBad: (history: History) => boolean): { history: History; tries: number } {
  let history = from;
  let tries = 0;
  for (;;) {
    const next = simpler(history).find((one) => {
      tries += 1;
      return isBad(one);
    });
    if (next === undefined) return { history, tries };
    history = next;
  }
}

const again = { kind: "resend", gap: "2s", back: 1 } as const;

describe("shortening", () => {
  it("finds how many events a memory holds in few tries", () => {
    const stream = { kind: "stream", gap: "25h", type: "EMAIL_SENT", count: 300 } as const;
    const from = { seed: 7, items: [plainEvent("EMAIL_OPEN", 2), stream, again] };
    const { history, tries } = shortest(
      from,
      ({ items }) => items.at(-1)?.kind === "resend" && items.some((one) => one.kind === "stream" && one.count >= 100),
    );
    expect(history.items).toEqual([plainEvent("EMAIL_SENT", 0), { ...stream, gap: "2s", count: 100 }, again]);
    expect(tries).toBeLessThan(250);
  });

  it("makes a crowd one event where one is enough", () => {
    const crowd = { kind: "crowd", gap: "2s", type: "EMAIL_SENT", count: 150 } as const;
    const { history } = shortest({ seed: 1, items: [crowd] }, (one) => sizeOf(one) > 0);
    expect(history.items).toEqual([plainEvent("EMAIL_SENT", 0)]);
  });
});
