// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios write their expressions so.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { libraryFile, libraryNames } from "../../../../src/harness/scenarios/library.ts";
import { checkShape } from "../../../../src/harness/scenarios/loading/check-shape.ts";
import { yamlScenarios } from "../../../../src/harness/scenarios/loading/yaml-scenarios.ts";
import { scenarioSchema } from "../../../../src/harness/scenarios/scenario-schema.ts";
import { runs } from "../../../depth.ts";

const LIBRARY = libraryNames().flatMap((name) => {
  const file = libraryFile(name);
  return yamlScenarios({ file, text: readFileSync(file, "utf8") }).map(({ data }) => data);
});

/** Everything that the language knows, in one scenario. */
const RICH = yamlScenarios({
  file: "rich.yaml",
  text: `
name: everything
needs: [secret]
policy: { tries: 4, waits: [1s], timeout: none }
receiver: { answers: [{ event: EMAIL_REPLY, times: always, status: 500, after: 1s, works: false }] }
world: { campaigns: [{ name: A }] }
webhooks: [{ level: user, events: [EMAIL_REPLY], url: "http://localhost/x" }]
vars: { a: 1 }
faults: [{ kind: reset, at: before, attempt: [1, 2], until: 3m }]
steps:
  - { emit: EMAIL_REPLY, as: one, table: [{ lead: a@example.com }, { emit: EMAIL_OPEN, set: { a: 1 } }] }
  - { api: GET /campaigns, query: { a: 1 }, status: { one_of: [200, 201] }, answer: { "[0].id": 1 }, as: two, capture: { x: y } }
  - { arm: [{ kind: timeout }], as: outage }
  - disarm: outage
  - receiver: [{ status: 200 }]
  - wait: { requests: { at_least: 1 }, of: one, within: 2s }
  - advance: 2026-01-05T12:00:00Z
  - mock: reset
  - { resend: one, request_id: new, body: { a: 1 }, as: again }
  - set_vars: { a: 2 }
  - repeat: 2
    index: i
    steps:
      - choose: [{ weight: 2, name: a, steps: [{ settle: [one, again] }] }]
  - expect:
      - { delivery: one, reason: null, outcomes: [success], statuses: [null, 200], waits: [1m], headers: { A: b }, level: user }
      - { event: one, deliveries: 1, shadowed: 0, explanation: user }
      - { effects: { between: [1, 2] }, of: one, named: x, source: sink }
      - { duplicates: { acknowledged: 1 }, of: one }
      - { order: [one, two], by: settled }
      - { summary: { a: 1 }, campaign: A }
      - { counters: { deliveries: 1 } }
      - { calls: 1, of: one, operation: x, source: api }
      - { value: 1, is: { not: 2 } }
`,
}).map(({ data }) => data);

interface Change {
  readonly pick: number;
  readonly how: "remove" | "rename" | "replace" | "add";
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  pick: fc.nat(),
  how: fc.constantFrom("remove", "rename", "replace", "add"),
  value: fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, "", "reply", "5m", "EMAIL_REPLY", "${x}", [], {}, [{}], ["reply"]),
    fc.constantFrom<unknown>(
      { at_least: 1 },
      { atleast: 1 },
      { kind: "timeout" },
      { delivery: "one" },
      { settle: "all" },
    ),
  ),
});

/** All lists and mappings within, the outermost first. */
function holders(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(holders)];
}

function changed(data: unknown, { pick, how, value }: Change): unknown {
  const copy: unknown = structuredClone(data);
  const places = holders(copy).flatMap((holder) => Object.keys(holder).map((key) => ({ holder, key })));
  const { holder, key } = places[pick % places.length]!;
  const before: unknown = Reflect.get(holder, key);
  if (how === "replace") Reflect.set(holder, key, value);
  else if (how === "add") Reflect.set(holder, Array.isArray(holder) ? holder.length : "extra", value);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  if (how === "rename" && !Array.isArray(holder)) Reflect.set(holder, `${key}s`, before);
  return copy;
}

/** What the check refuses beyond the schema: a mapping that expects nothing, and a world's own schema. */
const STRICTER = /is empty, so nothing is expected|^world\./;

describe("the check of words and the schema", () => {
  it("accept what is right", () => {
    for (const data of [...LIBRARY, ...RICH]) {
      expect(checkShape(data)).toEqual([]);
      expect(scenarioSchema.safeParse(data).success).toBe(true);
    }
  });

  it("agree on what is changed at random", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LIBRARY, ...RICH, ...RICH),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        (data, changes) => {
          const candidate = changes.reduce(changed, data);
          const diagnostics = checkShape(candidate);
          const isAccepted = scenarioSchema.safeParse(candidate).success;
          const isRefusedByBoth = diagnostics.some(({ sentence }) => !STRICTER.test(sentence));
          expect({ isRefusedByBoth, diagnostics: isRefusedByBoth === isAccepted ? diagnostics : [] }).toEqual({
            isRefusedByBoth: !isAccepted,
            diagnostics: [],
          });
          for (const { sentence } of diagnostics)
            expect(sentence).not.toMatch(/undefined|\[object|Invalid|is not right/);
        },
      ),
      { numRuns: runs(1_500) },
    );
  });
});
