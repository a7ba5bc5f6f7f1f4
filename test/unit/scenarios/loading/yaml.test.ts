// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios write their expressions so.
import { describe, expect, it } from "vitest";
import { complaintOn } from "./a-scenario.ts";

describe("a text that is no YAML, or none that JSON could hold", () => {
  it.each([
    [
      "a key twice",
      "name: x\nsteps:\n  - emit: EMAIL_REPLY\n    emit: EMAIL_OPEN\n",
      "4:5: the key emit appears twice in one mapping.",
    ],
    ["a tab", "name: x\nsteps:\n\t- emit: EMAIL_REPLY\n", "3:1: a line is indented with a tab; use spaces."],
    ["a quote that is not closed", 'name: "x\nsteps: []\n', "3:1: the quotation mark before this is never closed."],
    [
      "a list that is not closed",
      "name: x\ncovers: [a, b\nsteps: []\n",
      "3:1: a list that starts with [ is not closed with ], or continues on a line that is not indented.",
    ],
    [
      "a colon in a text",
      "name: an outage: what then\n",
      "1:7: a string that contains `: ` needs quotes, and all keys of a mapping must start in the same column.",
    ],
    ["an at sign", "name: @x\n", "1:7: a string that begins with this character needs quotes."],
    [
      "an expression that is not quoted",
      "name: x\nsteps:\n  - { emit: EMAIL_OPEN, lead: ${reply.lead_email} }\n",
      "3:32: a string with ${…} within { } or [ ] needs quotes.",
    ],
    [
      "a place that is not quoted",
      "name: x\nsteps:\n  - settle: [replies[2]]\n",
      "3:21: a name with an index, such as replies[2], within { } or [ ] needs quotes.",
    ],
    ["a tag", "name: !shout x\n", "1:7: the tag !shout is unknown; leave it out."],
    [
      "a function",
      "name: x\nvars: { f: !!js/function 'x' }\n",
      "2:12: the tag !!js/function is unknown; leave it out.",
    ],
    ["an alias of nothing", "name: *who\n", "1:7: the alias refers to nothing: define its anchor (&name) first."],
    ["a merge of a text", "name: x\nvars:\n  <<: text\n", "3:7: << accepts only mappings, as in `<<: *name`."],
    [
      "an anchor that holds itself",
      "name: x\nvars: &a { b: *a }\nsteps: []\n",
      "2:12: ….b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b is nested more than 64 levels deep.",
    ],
    [
      "a key that is a list",
      "name: x\n[a]: b\n",
      "2:1: a key must be a string; put what begins with { or [, such as ${…}, in quotes.",
    ],
    [
      "infinity",
      "name: x\nvars: { a: .inf }\n",
      "2:12: vars.a must be a valid JSON number; put it in quotes if it is a string.",
    ],
    [
      "a number that is too large",
      "name: x\nvars: { id: 12345678901234567890 }\n",
      "2:13: vars.id is too large for a number; put it in quotes, as a string.",
    ],
    [
      "a date of YAML 1.1",
      "%YAML 1.1\n---\nname: x\nvars: { at: 2026-01-05 }\n",
      "4:13: vars.at must be plain data, not a Date.",
    ],
    [
      "a mistake in the second document",
      "name: x\nsteps: [{ expect: { requests: 0 } }]\n---\nname: y\nstps: []\n",
      "5:1: stps is not a key of a scenario; did you mean steps?",
    ],
    ["a stray bracket", "name: x\n}\n", '2:1: this is not YAML: Unexpected flow-map-end token in YAML stream: "}".'],
    ["binary", "name: !!binary aGVsbG8=\n", "1:16: name must be plain data, not a Buffer."],
    ["prototype", "name: x\nvars: { __proto__: { a: 1 } }\n", "2:20: vars.__proto__ cannot be a key."],
  ])("%s", (_, text, sentence) => {
    expect(complaintOn(text)).toBe(sentence);
  });

  it("does not fill in a bomb of aliases", () => {
    const bomb = ["b", "c", "d", "e", "f"].map((name, index) => {
      const used = `*${"abcde"[index]}`;
      return `  ${name}: &${name} [${Array(21).fill(used).join(", ")}]\n`;
    });
    const text = `name: x\nvars:\n  a: &a [${Array(21).fill("x").join(", ")}]\n${bomb.join("")}steps: []\n`;
    expect(complaintOn(text)).toMatch(/^3:\d+: vars\.e\S+ has more than 500000 values\.$/);
  });

  it.each([
    ["in brackets", `name: x\nvars: { a: ${"[".repeat(5_000)}${"]".repeat(5_000)} }\n`],
    ["in brackets without an end", `name: x\nvars: { a: ${"[".repeat(100_000)}`],
    ["in blocks", `name: x\nvars:\n  a:\n    ${"- ".repeat(3_000)}x\n`],
    ["in keys", `name: x\nvars:\n  a:\n    ${"? ".repeat(3_000)}x\n`],
  ])("does not follow what is nested without end: %s", (_, text) => {
    expect(complaintOn(text)).toMatch(/^\d:\d+: this is nested more than 64 levels deep\.$/);
  });
});

describe("a text that is YAML", () => {
  it("may use anchors, aliases and merges, whose mistakes have the place where they are written", () => {
    const text = (count: string) =>
      `name: x\nvars: { base: &base { emit: EMAIL_REPLY, count: ${count} } }\nsteps:\n  - <<: *base\n    as: one\n  - *base\n  - expect: { requests: 4 }\n`;
    expect(complaintOn(text("2"))).toBe("nothing");
    expect(complaintOn(text("many"))).toBe("2:49: steps[0].count must be a whole number from 1 to 10000.");
  });

  it("may hold several scenarios, and documents with nothing in them", () => {
    const one = "name: x\nsteps:\n  - expect: { requests: 0 }\n";
    expect(complaintOn(`${one}---\n${one}---\n# the end\n`)).toBe("nothing");
  });

  it("has the place of what stands after CRLF and after letters of two units", () => {
    const text = withCrlf(
      'name: "🎉 x"\nclock: virtual\n# שלום\nsteps: [{ emit: EMAIL_REPLY, name: "🎉", cuont: 2 }]\n',
    );
    expect(complaintOn(text)).toBe("4:42: steps[0].cuont is not a key of steps[0]; did you mean count?");
  });
});

function withCrlf(text: string): string {
  return text.replaceAll("\n", "\r\n");
}
