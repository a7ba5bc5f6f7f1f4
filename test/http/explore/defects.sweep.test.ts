import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import { eventsOf } from "./events-of.ts";

const RECEIVER = join(import.meta.dirname, "../../bench/defects/receiver.mjs");
const TIMEOUT_MS = 120_000;

/** The property that each defect breaks, and the most events that its scenario may have: twice those of the shortest. */
const FOUND = [
  ["memory of 100", "once", "fail", 202],
  ["recorded before the work", "lost", "fail", 2],
  ["acknowledged while in progress", "lost", "fail", 2],
  ["most of a crowd is dropped", "lost", "fail", 26],
  ["writes after an unsubscribe", "quiet", "fail", 6],
  ["acknowledged before the work", "lost", "fail", 8],
  ["forgets with the process", "once", "fail", 2],
  // With the two events of the lead that it is compared with.
  ["last write wins", "order", "fail", 4],
] as const;

/** Real ms beyond the budget: what is under way is broken off. */
const MARGIN_MS = 5_000;
const folder = mkdtempSync(join(tmpdir(), "explored-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function explored(defect: string, budget: "60s" | "20s" | "6s"): Promise<ExploredReceiver> {
  const store = `STORE=${join(folder, `${defect}.txt`)}`;
  return explore({ target: { command: ["env", `DEFECT=${defect}`, store, process.execPath, RECEIVER] }, budget });
}

describe("explore, with a receiver that it starts", { timeout: TIMEOUT_MS }, () => {
  it.each(FOUND)("finds one with %s", async (defect, property, grade, most) => {
    const result = await explored(defect, "60s");
    const item = result.items.find(({ id }) => id === property);
    expect(item?.grade, result.text).toBe(grade);
    expect(item?.evidence.join(" ")).toContain("Played by run, the scenario fails for the same reason");
    expect(eventsOf(result)).toBeGreaterThan(0);
    expect(eventsOf(result)).toBeLessThanOrEqual(most);
    expect(item?.duration_ms).toBeLessThan(60_000 + MARGIN_MS);
  });

  it("warns of one that swallows a failed call", async () => {
    const { items } = await explored("a failed call is swallowed", "20s");
    expect(items.find(({ id }) => id === "lost")?.grade).toBe("warn");
  });

  it("blames none for a correct one", async () => {
    const result = await explored("none", "6s");
    expect(["fail", "warn"], result.text).not.toContain(result.grade);
    expect(result.items.find(({ id }) => id === "accepted")?.grade).toBe("ok");
  });
});
