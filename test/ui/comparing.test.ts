import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { jsonDiff, textDiff } from "../../ui/diff/body-diff.ts";
import { attemptComparison } from "../../ui/diff/comparisons.ts";
import { diffDocument } from "../../ui/diff/diff-document.ts";
import { lineWidth } from "../../ui/frame/line.ts";
import { runUi } from "../../ui/index.tsx";
import type { Document } from "../../ui/pager/document.ts";
import { textOf } from "../../ui/pager/lines-part.ts";
import { AT, aDelivery, anAttempt, emitted, oneEvent } from "./build.ts";
import { FakeMock } from "./fake-mock.ts";
import { FakeTerminal } from "./terminal.ts";

const SIGN = { same: " ", removed: "-", added: "+" };

function shownDiff(left: unknown, right: unknown): string {
  return jsonDiff(left, right)
    .map(({ mark, depth, spans }) => `${SIGN[mark]} ${"  ".repeat(depth)}${textOf(spans)}`)
    .join("\n");
}

function shown(document: Document): string {
  return Array.from({ length: document.length }, (_, row) => textOf(document.lineAt(row, 0)).trimEnd()).join("\n");
}

describe("a comparison of JSON", () => {
  it("shows what is gone, what has come, and folds up what is alike", () => {
    const left = {
      id: 1,
      lead: { name: "Ann", tags: ["a", "b"] },
      old: { x: [1] },
      same: { a: 1, b: 2 },
      list: [1, 2, 3],
    };
    const right = { id: 1, lead: { name: "Bob", tags: ["a", "b"] }, same: { b: 2, a: 1 }, list: [1, 3, 4], new: null };
    expect(shownDiff(left, right)).toMatchInlineSnapshot(`
      "  {
          "id": 1
          "lead": {
      -     "name": "Ann"
      +     "name": "Bob"
            "tags": [ 2 alike ]
          }
      -   "old": {
      -     "x": [
      -       1
      -     ]
      -   }
          "same": { 2 alike }
          "list": [
            1
      -     2
            3
      +     4
          ]
      +   "new": null
        }"
    `);
  });

  it("of kinds that differ shows both", () => {
    expect(shownDiff([1], { a: 1 })).toBe('- [\n-   1\n- ]\n+ {\n+   "a": 1\n+ }');
    expect(shownDiff(null, "x")).toBe('- null\n+ "x"');
  });

  it("finds no difference between a value and itself, and always one between two that differ", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        const [left, right] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))];
        expect(jsonDiff(left, left).filter(({ mark }) => mark !== "same")).toEqual([]);
        const differs = sorted(left) !== sorted(right);
        expect(jsonDiff(left, right).some(({ mark }) => mark !== "same")).toBe(differs);
      }),
    );
  });

  it("says nothing of secret keys but that they differ", () => {
    const text = shownDiff({ secret_key: "0d5b" }, { secret_key: "ffff" });
    expect(text).toBe('  {\n-   "secret_key": "***"\n+   "secret_key": "***"\n  }');
  });
});

it("a comparison of texts goes line by line", () => {
  const rows = textDiff(["a", "b", "c"], ["a", "x", "c", "d"]);
  expect(rows.map(({ mark, spans }) => SIGN[mark] + textOf(spans))).toEqual([" a", "-b", "+x", " c", "+d"]);
});

describe("a comparison on the screen", () => {
  const request = { url: "http://x", headers: { "X-Request-Id": "1" }, body: '{"a":1}' };
  const answer = (body: string) => ({
    headers: { "content-type": "text/plain" },
    body,
    bytes: body.length,
    truncated: false,
  });

  it("holds two attempts against each other", () => {
    const delivery = aDelivery({ request });
    const left = anAttempt({ outcome: "server_error", status: 500, response: answer("<h1>Oops</h1>") });
    const sent = {
      url: "http://x",
      headers: { "X-Request-Id": "1" },
      body: '{"a":null}',
      body_bytes: 10,
      truncated: false,
    };
    const right = anAttempt({ number: 2, response: answer('{"ok":true}'), faults: ["null-field"], sent });
    const comparison = attemptComparison(delivery, left, right);
    expect(shown(diffDocument(comparison, { width: 76, folds: new Set() }))).toMatchInlineSnapshot(`
      "EMAIL_REPLY: two attempts
        - attempt 1
        + attempt 2

      How it ended  5 rows differ
          {
        -   "outcome": "server_error"
        +   "outcome": "success"
        -   "status": 500
        +   "status": 200
            "error": null
            "took": "87ms"
            "faults": [
        +     "null-field"
            ]
            "duplicate": null
            "started_at": "2026-01-05T09:00:00.000Z"
          }

      Headers of the answer  alike
          { 1 alike }

      Answer  2 rows differ
        - <h1>Oops</h1>
        + {"ok":true}

      Headers sent  alike
          { 1 alike }

      Payload sent  2 rows differ
          {
        -   "a": 1
        +   "a": null
          }"
    `);
  });

  it("never writes over the margin, and cannot be driven by what it compares", () => {
    const evil = "\u001b[2J\u202e".repeat(20) + "日本".repeat(60);
    const parts = [
      { key: "a", title: "A", left: JSON.stringify({ [evil]: evil }), right: evil },
      { key: "b", title: "B", left: JSON.stringify([evil]), right: JSON.stringify([[evil]]) },
      { key: "c", title: "C", left: "[".repeat(5_000), right: "[".repeat(2_000) + "]".repeat(2_000) },
    ];
    for (const width of [10, 40, 80]) {
      const document = diffDocument({ title: "t", left: "l", right: "r", parts }, { width, folds: new Set() });
      for (let row = 0; row < document.length; row += 1) {
        const line = document.lineAt(row, 0);
        expect(textOf(line)).not.toMatch(/[\u0000-\u001f\u202e]/);
        if (!textOf(line).includes("differ")) expect(lineWidth(line)).toBeLessThanOrEqual(Math.max(width, 21));
      }
    }
  });
});

describe("from the details", () => {
  let mock: FakeMock;
  let terminal: FakeTerminal;
  let end: Promise<void>;

  beforeEach(async () => {
    mock = new FakeMock();
    await mock.start();
    terminal = new FakeTerminal(100, 40);
  });
  afterEach(async () => {
    terminal.type("\u0003");
    await Promise.allSettled([end]);
    await mock.stop();
  });

  async function openDetails(deliveries: readonly Delivery[]): Promise<void> {
    deliveries.forEach((delivery, index) => {
      mock.entries.push(...oneEvent(1 + index * 2, { ...delivery }));
      mock.deliveries.set(delivery.id, delivery);
      mock.events.set(delivery.event_id, { ...emitted(delivery.event_id), deliveries: [delivery.id], at: AT });
    });
    end = runUi({ url: mock.url, token: null, tip: null, ...terminal });
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("\r");
    await terminal.until(/Payload/);
  }

  const request = (body: object) => ({ url: "http://x", headers: {}, body: JSON.stringify(body) });

  it("v offers what can be compared, and Escape leads back", async () => {
    await openDetails([
      aDelivery({ id: "dlv_1", event_id: "evt_1", request: request({ n: 1 }) }),
      aDelivery({
        id: "dlv_3",
        event_id: "evt_3",
        request: request({ n: 2 }),
        attempts: [anAttempt(), anAttempt({ number: 2 })],
      }),
    ]);
    mock.payloads.set("dlv_3 guide", { event_type: "EMAIL_REPLY", dialect: "guide", body: '{"a":1}', withheld: null });
    mock.payloads.set("dlv_3 core", {
      event_type: "EMAIL_REPLY",
      dialect: "core",
      body: null,
      withheld: "core has none.",
    });
    terminal.type("v");
    const offered = await terminal.until(/Compare/);
    expect(offered.split("\n").slice(4, 11).join("\n")).toMatchInlineSnapshot(`
      " 1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
      Compare (type to search)
      › attempts 1 and 2                   how they ended, what was sent and what was answered
        dialects guide and live            the body of this event in both dialects
        dialects guide and core            the body of this event in both dialects
        dialects live and core             the body of this event in both dialects
        this and the previous EMAIL_REPLY  dlv_1, to the same webhook"
    `);
    terminal.type("previous\r");
    await terminal.until(/dlv_1, .*\n.*dlv_3, .*- +"n": 1\n.*\+ +"n": 2/s);
    terminal.type("\u001b");
    await terminal.until(/Payload\n/);
    terminal.type("vguide core\r");
    await terminal.until(/two dialects.*- +\{"a":1\}\n.*\+ +core has none\./s);
    terminal.type("\u001b");
    await terminal.until(/Payload\n/);
    terminal.type("vattempts\r");
    await terminal.until(/two attempts.*How it ended {2}alike/s);
  });

  it("v says when there is no delivery before", async () => {
    await openDetails([aDelivery({ id: "dlv_1", event_id: "evt_1", request: request({}) })]);
    terminal.type("vprevious\r");
    await terminal.until(/There is no EMAIL_REPLY to this webhook before it in the list/);
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );
}
