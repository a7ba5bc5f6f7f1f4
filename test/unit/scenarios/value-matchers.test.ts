import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPath } from "../../../src/harness/scenarios/value-matchers.ts";

const DATA = {
  ok: true,
  nothing: null,
  history: [{ type: "SENT" }, { type: "REPLY", "a.b": 7 }],
  lead: { email: "ann@example.com", custom: { "first name": "Ann", "": 0 } },
  "dotted.key": 1,
  "history[0].type": undefined,
};

describe("readPath", () => {
  it.each([
    ["ok", true],
    ["nothing", null],
    ["history[1].type", "REPLY"],
    ["history[1]", { type: "REPLY", "a.b": 7 }],
    ['history[1]["a.b"]', 7],
    ["history.1.type", "REPLY"],
    ["lead.email", "ann@example.com"],
    ["lead.custom.first name", "Ann"],
    ['lead.custom["first name"]', "Ann"],
    ['lead.custom[""]', 0],
    ["dotted.key", 1],
  ])("finds %s", (path, value) => {
    expect(readPath(DATA, path)).toEqual(value);
  });

  it("finds everything at the empty path", () => {
    expect(readPath(DATA, "")).toBe(DATA);
    expect(readPath([1], "[0]")).toBe(1);
  });

  it.each([
    "missing",
    "ok.then",
    "nothing.at.all",
    "history[2]",
    "history[-1]",
    "history.length",
    "history[0",
    "lead..email",
    "lead.email.length",
    "lead.toString",
    "lead.__proto__",
    "constructor",
    "]",
  ])("finds nothing at %s", (path) => {
    expect(readPath(DATA, path)).toBeUndefined();
  });

  it("finds nothing in what has no parts", () => {
    for (const value of [undefined, null, 1, "text", true]) expect(readPath(value, "a")).toBeUndefined();
  });

  it("finds whatever stands in data, by a way that is made of its keys", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "b", ".", "[", "]", " ", "1"), maxLength: 4 });
    const wrap = (inner: fc.Arbitrary<readonly [unknown, string]>) =>
      fc.oneof(
        fc.tuple(inner, key).map(([[value, path], name]) => [{ [name]: value }, `["${name}"]${path}`] as const),
        fc.tuple(inner, fc.nat(3)).map(([[value, path], at]) => {
          return [[...Array.from({ length: at }, () => null), value], `[${at}]${path}`] as const;
        }),
      );
    const found = fc.constant(["found", ""] as const);
    fc.assert(
      fc.property(wrap(wrap(wrap(found))), ([data, path]) => {
        expect(readPath(data, path)).toBe("found");
      }),
    );
  });
});
