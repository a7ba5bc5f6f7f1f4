import { describe, expect, it } from "vitest";
import { libraryNames } from "../../../src/harness/scenarios/library.ts";
import { failing, NEEDS_COMMAND } from "./library-defects.ts";
import { correctCommand, type Play, playOnSample, playWithCommand } from "./play.ts";

/** What is not there will not come: no need to wait for it as long as for a busy receiver's report. */
const IMPATIENT: Play = { limits: { patienceMs: 100 } };

describe("the library", () => {
  describe("passes with a correct receiver", () => {
    it.each(libraryNames())("%s", async (name) => {
      const { item } =
        name === NEEDS_COMMAND ? await playWithCommand(name, correctCommand()) : await playOnSample(name, "correct");
      expect(item.findings).toEqual([]);
      expect([item.grade, item.reason]).toEqual(["ok", null]);
    });
  });

  describe("fails with a faulty receiver, for the stated reason", () => {
    it.each(failing)("$name, $sample", async ({ name, sample, reason, options }) => {
      const { item } =
        name === NEEDS_COMMAND
          ? await playWithCommand(name, { file: `${sample}.mjs` })
          : await playOnSample(name, sample, { ...IMPATIENT, ...options });
      expect(item.grade).toBe("fail");
      expect(item.findings.map(({ message }) => message).join(" ")).toMatch(reason);
    });
  });
});
