// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpolate, piecesOf, soleExpression } from "../../../src/harness/scenarios/interpolate.ts";

const SCOPE = {
  count: 3,
  isOn: true,
  nothing: null,
  name: "Ann",
  later: undefined,
  list: [1, "two", { three: 3 }],
  reply: { lead_email: "ann@example.com", delivery: { id: "dlv_1", attempts: [{ status: 500 }] }, "a.b": 1 },
};

const filled = (value: unknown) => interpolate(value, SCOPE);

/** The sentence with which a value is refused. */
function refusalOf(value: unknown): string {
  try {
    return `nothing, it is ${JSON.stringify(filled(value))}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}`.replace("SmartLeadMockError: ", "") : "?";
  }
}

describe("interpolate", () => {
  it.each([
    ["${count}", 3],
    ["${isOn}", true],
    ["${nothing}", null],
    ["${name}", "Ann"],
    ["${list}", [1, "two", { three: 3 }]],
    ["${list.length}", 3],
    ["${list[2].three}", 3],
    ["${reply.delivery.attempts[0].status}", 500],
    ['${reply["a.b"]}', 1],
  ])("keeps the type of what %s stands for", (text, value) => {
    expect(filled(text)).toEqual(value);
  });

  it.each([
    ["<${count}>", "<3>"],
    ["${name}, ${count} times", "Ann, 3 times"],
    ["${isOn}${nothing}", "truenull"],
    ["all: ${list}", 'all: [1,"two",{"three":3}]'],
    ["$${name}", "${name}"],
    ["$${${name}}", "${Ann}"],
    ["no expression: $name {name}", "no expression: $name {name}"],
    ["${name", "${name"],
  ])("writes %s as the text %s", (text, written) => {
    expect(filled(text)).toBe(written);
  });

  it("fills in lists and objects, values only, and leaves all else as it is", () => {
    const written = { a: ["${count}", { b: "${name}!" }], "${name}": 1, c: 2, d: null, e: true };
    expect(filled(written)).toEqual({ a: [3, { b: "Ann!" }], "${name}": 1, c: 2, d: null, e: true });
    expect(written.a[0]).toBe("${count}");
  });

  it.each([
    ["${nmae}", "${nmae} refers to nothing: no nmae is known; did you mean name?"],
    ["${zzz}", "${zzz} refers to nothing: no zzz is known."],
    ["${reply.lead_emial}", "${reply.lead_emial} refers to nothing: reply has no lead_emial; did you mean lead_email?"],
    [
      "${reply.delivery.attempts[1]}",
      "${reply.delivery.attempts[1]} refers to nothing: reply.delivery.attempts has no 1.",
    ],
    ["${list[2].four}", "${list[2].four} refers to nothing: list[2] has no four."],
    ["${name.length}", "${name.length} refers to nothing: name has no length."],
    ["${list.map}", "${list.map} refers to nothing: list has no map."],
    ["${count.toString}", "${count.toString} refers to nothing: count has no toString."],
    ["${reply.__proto__}", "${reply.__proto__} refers to nothing: reply has no __proto__."],
    ["${constructor}", "${constructor} refers to nothing: no constructor is known."],
    ["${later}", "${later} refers to nothing yet."],
    ["${a + b}", "${a + b} cannot be read; write it like ${reply.lead_email} or ${replies[0].id}."],
    [{ deep: ["${}"] }, "${} cannot be read; write it like ${reply.lead_email} or ${replies[0].id}."],
  ])("refuses %j", (value, sentence) => {
    expect(refusalOf(value)).toBe(sentence);
  });

  it("refuses a text that grows without measure", () => {
    const scope = { huge: "a".repeat(3 * 1024 * 1024) };
    expect(interpolate("${huge}!", scope)).toHaveLength(3 * 1024 * 1024 + 1);
    expect(() => interpolate("${huge}${huge}", scope)).toThrow(
      "A string with ${huge}${huge} becomes longer than 4194304 characters.",
    );
  });

  it("gives back data without expressions as it was", () => {
    const plain = fc.jsonValue({ stringUnit: fc.constantFrom("a", "$", "}", " ", "\n", "ü") });
    fc.assert(
      fc.property(plain, (value) => {
        expect(interpolate(value, {})).toEqual(value);
      }),
    );
  });

  it("gives back any text once its ${ are written as $${", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ".", "[", "1") });
    fc.assert(
      fc.property(text, (written) => {
        const escaped = written.replaceAll("${", () => "$${");
        expect(interpolate(escaped, {})).toBe(written);
      }),
    );
  });

  it("gives any JSON value its place, alone with its type and in a list", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(interpolate(["${x}", { y: "${x}" }], { x: value })).toEqual([value, { y: value }]);
      }),
    );
  });
});

describe("soleExpression", () => {
  it.each([
    ["${reply}", "reply", []],
    ["${ reply }", "reply", []],
    ["${reply.lead_email}", "reply", ["lead_email"]],
    ["${replies[2].delivery.id}", "replies", ["2", "delivery", "id"]],
    ['${answer["a key with . in it"].x}', "answer", ["a key with . in it", "x"]],
    ['${headers["X-Request-Id"]}', "headers", ["X-Request-Id"]],
    ["${headers.x-request-id}", "headers", ["x-request-id"]],
    ["${_a1.$ref}", "_a1", ["$ref"]],
  ])("reads %s", (text, name, steps) => {
    expect(soleExpression(text)).toEqual({ text, name, steps });
  });

  it.each(["${}", "${ }", "${1a}", "${a b}", "${a.}", "${a[x]}", "${a[-1]}", "${a..b}", "${.a}", "${a + 1}"])(
    "cannot read %s",
    (text) => {
      expect(soleExpression(text)).toEqual({ text, name: "", steps: [] });
    },
  );

  it.each(["", "reply", "${a}${b}", " ${a}", "${a} ", "$${a}", "${a", "$a", "${a\n}"])(
    "takes %j for a text with more than one expression, or none",
    (text) => {
      expect(soleExpression(text)).toBeNull();
    },
  );
});

describe("piecesOf", () => {
  it("cuts a text at its expressions, and keeps where each stands", () => {
    const a = { text: "${a}", name: "a", steps: [] };
    const b = { text: "${b[0]}", name: "b", steps: ["0"] };
    expect(piecesOf("x ${a}${b[0]} y")).toEqual([
      { literal: "x " },
      { expression: a, offset: 2 },
      { expression: b, offset: 6 },
      { literal: " y" },
    ]);
  });

  it("leaves $${ as a literal ${, and what is never closed as it is", () => {
    expect(piecesOf("$${a}")).toEqual([{ literal: "${" }, { literal: "a}" }]);
    expect(piecesOf("${a")).toEqual([{ literal: "${a" }]);
    expect(piecesOf("")).toEqual([{ literal: "" }]);
  });

  it("loses no character of a text", () => {
    const part = fc.constantFrom("${a}", "${a.b[1]}", "$${", "}", "$", "x", " ", "\n", "ü😀");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const pieces = piecesOf(text);
        const written = pieces.map((piece) => ("literal" in piece ? piece.literal : piece.expression.text)).join("");
        expect(written).toBe(text.replaceAll("$${", () => "${"));
        for (const piece of pieces) {
          if ("offset" in piece) expect(text.startsWith(piece.expression.text, piece.offset)).toBe(true);
        }
      }),
    );
  });
});
