import { describe, expect, it } from "vitest";
import { DEFECTS, eachRun, NAMES, silently, TIMEOUT_MS } from "./sample-defects.ts";
import { gradesOf } from "./verify-bench.ts";

describe("each sample receiver is told what its answers show, and nothing else", { timeout: TIMEOUT_MS }, () => {
  it.each(NAMES)("%s, where nothing is known but its answers", async (name) => {
    await eachRun({ start: silently(name) }, (report) => expect(gradesOf(report)).toBe(DEFECTS[name][1]));
  });
});
