import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import { eventsOf } from "./events-of.ts";

const RECEIVER = join(import.meta.dirname, "../../bench/defects/receiver.mjs");
const TIMEOUT_MS = 290_000;
/** A search ends with what it finds; a busy machine gets half as long again as the 60 s that a quiet one needs at most (docs/explore.md). */
const BUDGET = "90s";

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

const folder = mkdtempSync(join(tmpdir(), "explored-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function explored(defect: string, runs?: number): Promise<ExploredReceiver> {
  const store = `STORE=${join(folder, `${defect}.txt`)}`;
  const command = ["env", `DEFECT=${defect}`, store, process.execPath, RECEIVER];
  return explore({ target: { command }, budget: BUDGET, ...(runs === undefined ? {} : { runs }) });
}

describe("explore, with a receiver that it starts", { timeout: TIMEOUT_MS }, () => {
  it.each(FOUND)("finds one with %s", async (defect, property, grade, most) => {
    const result = await explored(defect);
    const item = result.items.find(({ id }) => id === property);
    expect(item?.grade, result.text).toBe(grade);
    expect(item?.evidence.join(" ")).toContain("Played by run, the scenario fails for the same reason");
    expect(eventsOf(result)).toBeGreaterThan(0);
    expect(eventsOf(result)).toBeLessThanOrEqual(most);
  });

  it("warns of one that swallows a failed call", async () => {
    const { items } = await explored("a failed call is swallowed", 30);
    expect(items.find(({ id }) => id === "lost")?.grade).toBe("warn");
  });

  it("blames none for a correct one", async () => {
    const result = await explored("none", 8);
    expect(["fail", "warn"], result.text).not.toContain(result.grade);
    expect(result.items.find(({ id }) => id === "accepted")?.grade).toBe("ok");
  });
});
