import { describe, expect, it } from "vitest";
import { mergedQuery } from "../../../src/capture/proxy/merged-query.ts";

describe("the query that a proxied delivery goes out with", () => {
  it.each([
    ["", "", ""],
    ["", "?a=1&a=2&%20=+", "?a=1&a=2&%20=+"],
    ["", "?", "?"],
    ["?token=a", "", "?token=a"],
    ["?token=a", "?", "?token=a"],
    ["?token=a", "?token=a", "?token=a"],
    ["?token=a", "?token=b", "?token=a"],
    ["?token=a", "?page=2&token=a&page=3", "?token=a&page=2&page=3"],
    ["?token=a", "?%74oken=a", "?token=a"],
    ["?my+key=a", "?my%20key=b&c", "?my+key=a&c"],
    ["?token", "?token=a", "?token"],
    ["?a=1&a=2", "?a=1&a=2", "?a=1&a=2"],
    ["?Token=a", "?token=a", "?Token=a&token=a"],
    ["?a=1", "?%zz=1&&", "?a=1&%zz=1&&"],
  ])("of a target's %j and a caller's %j is %j", (ofTarget, ofCaller, sent) => {
    expect(mergedQuery(ofTarget, ofCaller)).toBe(sent);
  });
});
