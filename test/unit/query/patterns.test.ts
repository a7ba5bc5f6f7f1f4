import { expect, it } from "vitest";
import { fitsPattern } from "../../../src/journal/query/query.ts";

/** `*` stands for any characters, none included; what stands around stars takes characters of its own. */
it.each([
  ["ab*ba", "abba", true],
  ["ab*ba", "ab-ba", true],
  ["ab*ba", "aba", false],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["aa*aa*aa", "aaaaa", false],
  ["aa*aa*aa", "aaaaaa", true],
  ["*ab*", "ab", true],
  ["*ab*ab", "ab", false],
  ["a*b*c", "acb", false],
  ["a*b*c", "aXbYc", true],
  ["*", "", true],
  ["a**b", "ab", true],
])("%s fits %j: %j", (pattern, text, fits) => {
  expect(fitsPattern(text, pattern.split("*"))).toBe(fits);
});
