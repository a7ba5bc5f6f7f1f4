import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import type { FaultRule } from "../../src/delivery/faults/fault.ts";
import { loadScenarios } from "../../src/harness/scenarios/loading/load-scenarios.ts";
import { ALL_EVENT_TYPES, isEventType } from "../../src/smartlead/events/event-types.ts";
import { curlScript, fixtureText, scenarioText, testText } from "../../ui/export/export-forms.ts";
import { editableText } from "../../ui/export/exported-body.ts";
import { clipboardSequence } from "../../ui/host/terminal-host.ts";
import { aDelivery } from "./build.ts";

const folder = mkdtempSync(join(tmpdir(), "smartlead-kept-"));
afterAll(() => rmSync(folder, { recursive: true }));

const EXPRESSION = "$".concat("{mock.run}");
const BODIES = [
  '{"event_type":"X","nested":{"list":[1,null,true],"text":"it\'s # a: \\"quote\\" \\n - x"}}',
  JSON.stringify({ text: EXPRESSION, lines: "a\nb", quote: "'\"`", emoji: "👍🏽", percent: "%s", tab: "\t" }),
  '{ "laid": "out",\n  "over": [\n 1 ] }',
  '{"broken": ',
  "",
  "<html>\n'it'\n</html>",
];
const FAULTS: readonly FaultRule[] = [
  { kind: "reset", at: "after", attempt: 1 },
  { kind: "drop-field", path: "lead" },
];

describe("a delivery kept as a scenario", () => {
  it("can be loaded whatever its type and its body, and sends the same", async () => {
    for (const event_type of ALL_EVENT_TYPES) {
      for (const body of BODIES) {
        const text = scenarioText({ delivery: aDelivery({ event_type, duplicate: "unproven" }), body, faults: FAULTS });
        if (!isEventType(event_type)) {
          expect(text).toBeNull();
          continue;
        }
        const path = join(folder, "kept.yaml");
        writeFileSync(path, text!);
        const [loaded] = await loadScenarios(path, { cwd: folder });
        const [emit] = loaded!.scenario.steps;
        expect(emit).toMatchObject({ emit: event_type, faults: FAULTS });
        const sent = "emit" in emit! ? emit.body : undefined;
        expect(textOf(unescaped(sent))).toBe(textOf(body));
      }
    }
  });
});

describe("a delivery kept as a test", () => {
  it("is TypeScript", () => {
    for (const body of BODIES) {
      const text = testText({ delivery: aDelivery({ lead_email: 'o"brien@x.test' }), body, faults: FAULTS });
      const { diagnostics } = ts.transpileModule(text!, { reportDiagnostics: true });
      expect(diagnostics, text!).toEqual([]);
    }
  });

  it("is none for an event that only the real SmartLead sends", () => {
    const delivery = aDelivery({ event_type: "UNKNOWN" });
    expect([testText, scenarioText].map((keep) => keep({ delivery, body: "{}", faults: [] }))).toEqual([null, null]);
  });
});

describe("a body kept as a fixture", () => {
  it("is as it was sent", () => {
    for (const body of ['{"a":[1]}', '{"id":12345678901234567890}', '{"a":1,"a":2}', "{", "", '{"a": 1}'])
      expect(fixtureText(body)).toBe(body);
  });
});

describe("a body for an editor", () => {
  it("is laid out where that changes nothing", () => {
    expect(editableText('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}\n');
    for (const body of ['{"id":12345678901234567890}', '{"a":1,"a":2}', "{", "", '{"a": 1}'])
      expect(editableText(body)).toBe(body);
  });
});

describe("a request kept as a curl script", () => {
  it("says which secrets it needs", () => {
    const request = { url: "http://x/?token=abc", headers: { "X-Api-Key": "def" }, body: "{}" };
    expect(curlScript(request).split("\n").slice(0, 2)).toEqual([
      "# WEBHOOK_X_API_KEY: a secret of this request, to be set in the environment",
      "# WEBHOOK_TOKEN: a secret of this request, to be set in the environment",
    ]);
    expect(curlScript(request)).not.toMatch(/abc|def/);
  });
});

describe("the clipboard", () => {
  it("takes any text up to what terminals take, and nothing of it drives the terminal", () => {
    const evil = "\u0007\u001b]0;owned\u0007";
    expect(clipboardSequence(evil)).toMatch(/^\u001b\]52;c;[A-Za-z0-9+/=]+\u0007$/);
    expect(clipboardSequence("x".repeat(100_000))).toBeNull();
  });
});

/** What a scenario sends of a body: a text as it is, anything else as JSON. */
function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** What a scenario makes of its texts when it is performed: `$${` is no expression. */
function unescaped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("$$".concat("{"), () => "$".concat("{")));
}
