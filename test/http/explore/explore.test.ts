import { describe, expect, it } from "vitest";
import { pause } from "../../../src/base/time/real-waits.ts";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import type { ReceiverFunction } from "../../../src/harness/scenarios/run/run-options.ts";
import { playScenario } from "../../../src/harness/session/play-scenario.ts";
import { partOf, updatePart } from "../../doc-pages.ts";

/** Works once for each request id. */
function once(): ReceiverFunction {
  const done = new Map<string, Promise<void>>();
  return async (request, mock) => {
    const id = request.headers.get("x-request-id") ?? "";
    const known = done.has(id);
    const work = done.get(id) ?? mock.effect();
    done.set(id, work);
    await work;
    return Response.json({ status: known ? "already_processed" : "processed" });
  };
}

/** Works for every request. */
const always: ReceiverFunction = async (_request, mock) => {
  await mock.effect();
  return Response.json({ status: "processed" });
};

function gradesOf({ items }: ExploredReceiver) {
  return Object.fromEntries(items.map(({ id, grade }) => [id, grade]));
}

describe("explore", () => {
  it("finds nothing in a receiver that works once for each event, and says what was tried", async () => {
    const explored = await explore({ target: once(), runs: 5 });
    expect(explored.grade, explored.text).toBe("ok");
    expect(explored.scenario).toBeNull();
    expect(explored.coverage.histories).toBeGreaterThan(2);
    expect(explored.coverage.faults.length).toBeGreaterThan(1);
  });

  it("finds the shortest history for one that works twice, and run fails alike", async () => {
    const explored = await explore({ target: always, runs: 50 });
    expect(gradesOf(explored)).toMatchObject({ once: "fail", lost: "inconclusive" });
    expect(explored.scenario?.steps.filter((step) => "emit" in step)).toHaveLength(1);
    const shown = `\`\`\`yaml\n# broken.yaml\n${explored.yaml?.replace(/^min_timeout.*\n/m, "")}\`\`\``;
    updatePart("explored-scenario", shown);
    expect(partOf("explored-scenario")).toBe(shown);
    expect(explored.text).toContain("EMAIL_SENT was processed 2 times");
    expect(explored.items[0]?.evidence.join(" ")).toContain("Played by run, the scenario fails for the same reason");
    const played = await playScenario(explored.scenario ?? "none", { target: always, run: "again" });
    expect(played).toMatchObject({ grade: "fail", reason: "The number of effects of mail is 2; expected 1." });
  });

  it("ends with its budget, and says what was left out", async () => {
    const slow: ReceiverFunction = async (request, mock) => {
      await pause(20);
      return always(request, mock);
    };
    const explored = await explore({ target: slow, budget: "50ms" });
    expect(explored.grade).toBe("inconclusive");
    expect(explored.items[0]?.reason).toBe("Learning how the receiver behaves took all the time.");
  });

  it("gives what it has when it is stopped", async () => {
    const controller = new AbortController();
    const searching = explore({ target: once(), signal: controller.signal });
    controller.abort();
    const explored = await searching;
    expect(explored.grade).toBe("inconclusive");
    expect(explored.items[0]?.reason).toContain("stopped");
  });
});
