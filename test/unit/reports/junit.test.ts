import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { aNastyReport, anItem, aReport } from "./a-report.ts";
import { written } from "./written.ts";

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
});

/** Order, number and attributes of children, as Jenkins's schema of JUnit has them: `*` any number, `?` one at most. */
const GRAMMAR: Record<string, { children: string; required: string[]; optional: string[] }> = {
  testsuites: {
    children: "(testsuite )*",
    required: [],
    optional: ["name", "time", "tests", "failures", "disabled", "errors"],
  },
  testsuite: {
    children: "(properties )?(testcase )*(system-out )?(system-err )?",
    required: ["name", "tests"],
    optional: ["failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"],
  },
  properties: { children: "(property )+", required: [], optional: [] },
  property: { children: "", required: ["name", "value"], optional: [] },
  testcase: {
    children: "(skipped )?(error )*(failure )*(system-out )*(system-err )*",
    required: ["name"],
    optional: ["assertions", "time", "classname", "status"],
  },
  skipped: { children: "", required: [], optional: ["message"] },
  error: { children: "", required: [], optional: ["message", "type"] },
  failure: { children: "", required: [], optional: ["message", "type"] },
  "system-out": { children: "", required: [], optional: [] },
};

function nodesOf(parsed: Record<string, unknown>[]): Node[] {
  return parsed.flatMap((one) => {
    const name = Object.keys(one).find((key) => key !== ":@" && key !== "#text" && !key.startsWith("?"));
    if (name === undefined) return [];
    const attributes = one[":@"] as Record<string, string> | undefined;
    return [{ name, attributes: attributes ?? {}, children: nodesOf(one[name] as Record<string, unknown>[]) }];
  });
}

function complaints(node: Node): string[] {
  const rule = GRAMMAR[node.name];
  if (rule === undefined) return [`unknown element ${node.name}`];
  const children = node.children.map(({ name }) => `${name} `).join("");
  const names = Object.keys(node.attributes);
  return [
    ...(new RegExp(`^${rule.children}$`).test(children) ? [] : [`${node.name} holds ${children}`]),
    ...rule.required.filter((name) => !names.includes(name)).map((name) => `${node.name} lacks ${name}`),
    ...names
      .filter((name) => ![...rule.required, ...rule.optional].includes(name))
      .map((name) => `${node.name} has ${name}`),
    ...["tests", "failures", "errors", "skipped"].filter((name) => !/^\d+$/.test(node.attributes[name] ?? "0")),
    ...(/^\d+\.\d{3}$/.test(node.attributes.time ?? "0.000") ? [] : [`time ${node.attributes.time}`]),
    ...node.children.flatMap(complaints),
  ];
}

/** What XML 1.0 allows in a document. */
const XML_CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function judged(xml: string): string[] {
  const isValid = XMLValidator.validate(xml);
  if (isValid !== true) return [isValid.err.msg];
  const roots = nodesOf(parser.parse(xml));
  const characters = XML_CHARACTERS.test(xml) ? [] : ["a character that XML cannot hold"];
  return [
    ...characters,
    ...(roots.length === 1 && roots[0]?.name === "testsuites" ? [] : ["not one testsuites"]),
    ...roots.flatMap(complaints),
  ];
}

describe("the junit report", () => {
  it("shows each item as a test case of its group", async () => {
    expect(await written("junit", aReport())).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="smartlead-mock run" tests="5" failures="1" errors="1" time="1.234">
        <testsuite name="the answer to a reply is lost (scenarios/lost.yaml)" tests="2" failures="1" errors="0" skipped="0" time="0.025">
          <properties>
            <property name="version" value="0.1.0"/>
            <property name="seed" value="7"/>
            <property name="run" value="r1"/>
            <property name="settings" value="smartlead-mock 0.1.0, seed 7, run r1, dialect guide; Policy guide: SmartLead documents 3 tries, not what it takes for a failure."/>
          </properties>
          <testcase name="the answer to a reply is lost (lost-answer)" classname="smartlead-mock.run.scenarios/lost_yaml" time="0.012"/>
          <testcase name="the answer to a reply is lost (lost-answer#2)" classname="smartlead-mock.run.scenarios/lost_yaml" time="0.012">
            <failure message="2 expectations did not hold." type="fail">2 expectations did not hold.
      1. reply should have had 2 attempts, and had 3.
        at scenarios/lost.yaml:12:7
        expected: 2
        actual:   3
        Timeline of the delivery, on the mock's clock:
          2026-01-05 09:00:00.000  attempt 1 of 3 starts, touched by lost-response
          2026-01-05 09:01:00.000  attempt 2 ends: success 200
      2. The answer should have been another.
        expected:
          | {
          |   "ok": true
          | }
        actual:
          | ::error::pwned
          | ##[warning]pwned
          | \`\`\`
          |   indented
      Evidence:
        The receiver reported 2 effects crm.
      How to mend it: Remember the X-Request-Id together with the work.
      Source: smartlead.md §5
      Seed 7, run r1; 12ms, 1m on the mock's clock
      Reproduce: smartlead-mock run scenarios/lost.yaml --seed 7 --run r1</failure>
          </testcase>
        </testsuite>
        <testsuite name="idempotency (SL-4)" tests="3" failures="0" errors="1" skipped="1" time="0.025">
          <properties>
            <property name="version" value="0.1.0"/>
            <property name="seed" value="7"/>
            <property name="run" value="r1"/>
            <property name="settings" value="smartlead-mock 0.1.0, seed 7, run r1, dialect guide; Policy guide: SmartLead documents 3 tries, not what it takes for a failure."/>
          </properties>
          <testcase name="slow | late (SL-4.1)" classname="smartlead-mock.run.SL-4" time="0.012">
            <system-out>It took 1.2 s, 100% more than wished: "a, b".
      Seed 7, run r1; 12ms, 1m on the mock's clock</system-out>
          </testcase>
          <testcase name="proves nothing (SL-4.2)" classname="smartlead-mock.run.SL-4" time="0.012">
            <error message="No expectation was reached." type="inconclusive">No expectation was reached.
      Seed 7, run r1; 12ms, 1m on the mock's clock</error>
          </testcase>
          <testcase name="secret rotated (SL-4.3)" classname="smartlead-mock.run.SL-4" time="0.000">
            <skipped message="It needs --secret."/>
          </testcase>
        </testsuite>
        <testsuite name="empty" tests="0" failures="0" errors="0" skipped="0" time="0.000">
          <properties>
            <property name="version" value="0.1.0"/>
            <property name="seed" value="7"/>
            <property name="run" value="r1"/>
            <property name="settings" value="smartlead-mock 0.1.0, seed 7, run r1, dialect guide; Policy guide: SmartLead documents 3 tries, not what it takes for a failure."/>
          </properties>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it.each([
    ["every grade", aReport()],
    ["nothing", aReport({ groups: [] })],
    ["nasty texts", aNastyReport()],
    ["verify", aReport({ command: "verify" })],
  ])("is what the common schema asks for, with %s in it", async (_, report) => {
    expect(judged(await written("junit", report))).toEqual([]);
  });

  it("is judged by rules that can refuse", () => {
    expect(judged("<testsuites><testcase/></testsuites>")).not.toEqual([]);
    expect(
      judged(
        '<testsuites><testsuite name="a" tests="1"><testcase name="b"><system-out/><skipped/></testcase></testsuite></testsuites>',
      ),
    ).not.toEqual([]);
    expect(judged("<testsuites><testsuite></testsuites>")).not.toEqual([]);
    expect(judged('<testsuites name="\u0001"/>')).not.toEqual([]);
  });

  it("stays well-formed whatever a text holds", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
        expect(judged(await written("junit", aNastyReport(text)))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps what can be kept of a text", async () => {
    const xml = await written(
      "junit",
      aReport({
        groups: [{ id: "g", title: "g", items: [anItem({ grade: "skip", reason: 'a "b" <c> & d 👩‍👩‍👧' })] }],
      }),
    );
    const read = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(xml);
    expect(read.testsuites.testsuite.testcase.skipped.message).toBe('a "b" <c> & d 👩‍👩‍👧');
  });

  it("counts what proves nothing as an error where the exit code does, else as skipped", async () => {
    const groups = [{ id: "g", title: "g", items: [anItem({ grade: "inconclusive", reason: "no evidence" })] }];
    expect(await written("junit", aReport({ groups }))).toMatch(
      /<testsuite [^>]*errors="1" skipped="0"[\s\S]*<error message="no evidence"/,
    );
    expect(await written("junit", aReport({ groups, command: "verify" }))).toMatch(
      /<testsuite [^>]*errors="0" skipped="1"[\s\S]*<skipped message="inconclusive: no evidence"/,
    );
    expect(await written("junit", aReport({ groups, command: "verify", strict: true }))).toMatch(
      /<error message="no evidence"/,
    );
  });
});
