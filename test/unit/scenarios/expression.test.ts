// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { piecesOf, soleExpression } from "../../../src/harness/scenarios/expression.ts";

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
