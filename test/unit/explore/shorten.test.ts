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

  it("makes gaps, delays and troubles as short as they can be, and faults hit fewer attempts", () => {
    const late = { ...plainEvent("EMAIL_SENT", 0), gap: "25h", faults: [{ kind: "delay", by: "2h" }] } as const;
    const reply = { ...plainEvent("EMAIL_REPLY", 0), gap: "2h" } as const;
    const { history } = shortest({ seed: 1, items: [late, reply] }, ({ items: [first, second] }) => {
      const delay = first?.kind === "event" ? first.faults[0]?.by : undefined;
      return (delay === "10m" || delay === "2h") && second?.kind === "event" && ["90s", "2h"].includes(second.gap);
    });
    const delayed = { ...plainEvent("EMAIL_SENT", 0), faults: [{ kind: "delay", by: "10m" }] };
    expect(history.items).toEqual([delayed, { ...plainEvent("EMAIL_REPLY", 0), gap: "90s" }]);
    const twice = { ...plainEvent("EMAIL_SENT", 0), faults: [{ kind: "lost-response", attempt: [1, 2] }] } as const;
    const down = { kind: "trouble", gap: "2s", rule: { kind: "api-status", status: 503, until: "30m" } } as const;
    const milder = simpler({ seed: 1, items: [down, twice] }).map(({ items }) => items);
    expect(milder).toContainEqual([{ ...down, rule: { ...down.rule, until: "30s" } }, twice]);
    expect(milder).toContainEqual([down, { ...twice, faults: [{ kind: "lost-response", attempt: 1 }] }]);
  });
});
