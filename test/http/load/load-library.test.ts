import { describe, expect, it } from "vitest";
import { type LoadLibraryOptions, load } from "../../../src/harness/load/load-library.ts";
import type { ReceiverFunction } from "../../../src/harness/scenarios/run/run-options.ts";

/** Works for each request, whether or not it came before. */
const always: ReceiverFunction = async (_request, mock) => {
  await mock.effect();
  return Response.json({});
};
const SMALL: LoadLibraryOptions = { target: always, rate: 40, for: "500ms", thresholds: { errors: "1%" } };

describe("load of the library", () => {
  it("sends a function events at a rate, and says what was measured", async () => {
    const loaded = await load(SMALL);
    expect(loaded.grade, loaded.text).toBe("ok");
    expect(loaded.measures).toMatchObject({ planned: 20, sent: 20, acknowledged: 20, doubled: 0, errors: 0 });
    expect(loaded.items.map(({ id }) => id)).toEqual(["errors", "lost", "doubled"]);
  });

  it("fails where copies are processed twice", async () => {
    const loaded = await load({ ...SMALL, faults: [{ kind: "duplicate", every: 10, concurrent: true }] });
    expect(loaded.grade).toBe("fail");
    expect(loaded.text).toContain("doubled is 2; at most 0 is the limit.");
    expect(loaded.items[0]?.reproduce).toBe("load({ seed: 1 })");
  });

  it.each([
    [{ for: "500" as "500ms" }, /for "500" is not a duration; write it like "10s"/],
    [{ rate: 0 }, /rate 0 is not a number of events per second/],
    [{ thresholds: { p95: 5 } }, /thresholds p95=5: the limit of p95 is a time such as 500ms/],
  ])("refuses %j", async (wrong, sentence) => {
    await expect(load({ ...SMALL, ...wrong })).rejects.toThrow(sentence);
  });
});
