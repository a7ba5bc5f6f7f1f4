import { describe, expect, it } from "vitest";
import { libraryNames } from "../../../src/harness/scenarios/library.ts";
import { emptyDirectory } from "../../cli/run-cli.ts";
import { SECRET } from "./play.ts";
import { reportOf } from "./run-report.ts";

describe("the same seed and run", () => {
  it("give the same report of the whole library, byte for byte, also when several are played at once", async () => {
    const folder = emptyDirectory();
    const words = ["all", "--secret", SECRET, "--seed", "7"];
    const first = await reportOf(folder, [...words, "--jobs", "4"]);
    const second = await reportOf(folder, [...words, "--jobs", "2"]);
    expect(JSON.stringify(second, null, 1)).toBe(JSON.stringify(first, null, 1));
    const items = first.groups.flatMap((group) => group.items);
    expect(items).toHaveLength(libraryNames().length);
    // Only the one that starts and stops a command of one's own is skipped.
    expect([first.totals.ok, first.totals.skip]).toEqual([items.length - 1, 1]);
  });
});
