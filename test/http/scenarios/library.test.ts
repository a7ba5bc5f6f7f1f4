import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { libraryNames } from "../../../src/harness/scenarios/library.ts";
import { failing, NEEDS_COMMAND, rows } from "./library-defects.ts";
import { play, SECRET } from "./play.ts";

describe("the library", () => {
  it("has a row for each scenario, and one that uses each faulty receiver", () => {
    expect(rows.map(([name]) => name).sort()).toEqual(libraryNames());
    const folder = fileURLToPath(new URL("../../../fixtures/receivers/", import.meta.url));
    // Those with a state of each lead are judged by SL-7 (convergence.test.ts).
    const states = ["lead-states", "last-write-wins", "by-timestamp", "by-sequence", "state-machine"];
    const notFaulty = ["correct", "serve", "time-of", ...states];
    const samples = readdirSync(folder)
      .filter((file) => file.endsWith(".mjs"))
      .map((file) => file.slice(0, -4));
    const used = new Set<string>(failing.map(({ sample }) => sample));
    expect(samples.filter((sample) => !used.has(sample) && !notFaulty.includes(sample))).toEqual([]);
  });

  describe("passes with the built-in receiver", () => {
    it.each(libraryNames().filter((name) => name !== NEEDS_COMMAND))("%s", async (name) => {
      const { item, end } = await play(name, { mock: { signingSecret: SECRET } });
      expect(item.findings).toEqual([]);
      expect([item.grade, item.reason, end]).toEqual(["ok", null, "performed"]);
    });
  });
});
