import { describe, expect, it } from "vitest";
import { CATALOGUE, checkNamed, selectChecks } from "../../../src/harness/verify/catalogue.ts";
import { CHECK_GROUPS } from "../../../src/harness/verify/check.ts";

const ids = (selected: readonly { readonly id: string }[]) => selected.map(({ id }) => id);

describe("the catalogue", () => {
  it("numbers its checks without a gap, in the order of groups", () => {
    for (const { id: group } of CHECK_GROUPS) {
      const numbers = CATALOGUE.filter((check) => check.group === group).map(({ id }) => Number(id.split(".")[1]));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
    expect([...new Set(CATALOGUE.map(({ group }) => group))]).toEqual(CHECK_GROUPS.map(({ id }) => id));
  });

  it("says of each what is sent, where the rule comes from and how to fix it", () => {
    for (const { title, how, source, hint } of CATALOGUE) {
      expect(title).toMatch(/^[^A-Z].*[^.]$|^CRLF|^JSON/);
      expect([how, hint].every((text) => /^[A-Z\d].*[.]$/.test(text))).toBe(true);
      expect(source).toMatch(/^smartlead\.md §\d/);
    }
    expect(new Set(CATALOGUE.map(({ title }) => title)).size).toBe(CATALOGUE.length);
  });
});

describe("--only and --skip", () => {
  it.each([
    [{ only: ["SL-6"], skip: [] }, ["SL-6.1", "SL-6.2", "SL-6.3", "SL-6.4"]],
    [{ only: ["sl-4.3,4.1"], skip: [] }, ["SL-4.1", "SL-4.3"]],
    [{ only: ["6", "SL-1.1"], skip: ["SL6.3"] }, ["SL-1.1", "SL-6.1", "SL-6.2", "SL-6.4"]],
  ])("%j", (requested, expected) => {
    expect(ids(selectChecks(requested))).toEqual(expected);
  });

  it("leave all where nothing is said, and complain where they leave nothing", () => {
    expect(ids(selectChecks({ only: [], skip: [], hasChaos: true }))).toEqual(ids(CATALOGUE));
    // The disturbance round is for those who ask for it.
    expect(ids(selectChecks({ only: [], skip: [] }))).toEqual(ids(CATALOGUE).filter((id) => id !== "SL-6.5"));
    expect(ids(selectChecks({ only: ["6.5"], skip: [] }))).toEqual(["SL-6.5"]);
    expect(() => selectChecks({ only: ["SL-1"], skip: ["SL-1"] })).toThrow("--only and --skip leave no check");
  });

  it.each([
    ["SL-4.30", "--only SL-4.30: there is no such check or group; did you mean SL-4.3?"],
    ["banana", "--only banana: there is no such check or group; smartlead-mock verify --list shows them."],
  ])("%s is none", (name, sentence) => {
    expect(() => selectChecks({ only: [name], skip: [] })).toThrow(sentence);
  });
});

describe("--explain", () => {
  it("takes a check, however it is written", () => {
    expect(checkNamed("4.2").id).toBe("SL-4.2");
    expect(checkNamed("sl-4.2").title).toBe("concurrent duplicates are processed once");
  });

  it("wants one check and not a group", () => {
    expect(() => checkNamed("SL-4")).toThrow("--explain SL-4 is a group; name one of its checks, such as SL-4.1.");
  });
});
