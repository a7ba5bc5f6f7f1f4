import { describe, expect, it } from "vitest";
import { rowsOf } from "../../../src/delivery/idempotency/call-naming.ts";
import { ReactionsBench } from "./reactions-bench.ts";

const LEADS = ["ada@lead.example", "bob@lead.example", "eve@lead.example"];

function threeLeads() {
  const bench = new ReactionsBench();
  bench.reactions.expectLag(1_000);
  const begun = LEADS.map((lead) => bench.begin({ lead }));
  for (const one of begun) bench.end(one);
  return { bench, begun, counts: () => begun.map((one) => bench.countOf(one)) };
}

describe("a write of several rows", () => {
  it.each([
    ["a list", [{ lead: "a" }, { lead: "b" }], 2],
    ["an object with one list", { source: "hook", rows: [{ lead: "a" }, { lead: "b" }] }, 2],
    ["rows with other keys, such as blocks of a message", [{ type: "header", text: "a" }, { type: "divider" }], 0],
    [
      "rows of which some lack a key",
      [
        { event: "a", lead: "a", source: "hook" },
        { event: "b", source: "hook" },
      ],
      2,
    ],
    ["one row", [{ lead: "a" }], 0],
    ["no object", ["a", "b"], 0],
    ["one thing with two lists", { tags: [{ a: 1 }, { a: 2 }], links: [] }, 0],
  ])("is seen in %s", (_, body, rows) => {
    expect(rowsOf(JSON.stringify(body))).toHaveLength(rows);
  });

  it("is seen in JSON lines", () => {
    expect(rowsOf('{"lead":"a"}\n{"lead":"b"}\n')).toEqual(['{"lead":"a"}', '{"lead":"b"}']);
    expect(rowsOf('{"lead":"a"}\nthe end\n')).toEqual([]);
  });

  it("may be a second effect of an event that stands in it twice, and is one of parts that differ", () => {
    const { bench, counts } = threeLeads();
    const [lead = ""] = LEADS;
    bench.write({ rows: [{ lead }, { lead }] });
    expect(counts()[0]).toEqual([1, 1]);
    bench.write(
      {
        rows: [
          { lead, text: "a" },
          { lead, text: "b" },
        ],
      },
      { url: "/_mock/sink/other" },
    );
    expect(counts()[0]).toEqual([2, 1]);
  });

  it("is an effect of each event that a row names", () => {
    const { bench, begun, counts } = threeLeads();
    bench.write(begun.map(({ delivery }) => ({ id: delivery.request_id })));
    expect(counts()).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    bench.write({ rows: LEADS.map((lead) => ({ lead })) }, { url: "/_mock/sink/other" });
    expect(counts()).toEqual([
      [2, 0],
      [2, 0],
      [2, 0],
    ]);
  });

  it("is one effect where its parts are about the same event", () => {
    const { bench, counts } = threeLeads();
    const field = (title: string, value: string | undefined) => ({ title, value });
    bench.write({ fields: [field("Lead", LEADS[0]), field("From", LEADS[0]), field("Type", "EMAIL_REPLY")] });
    expect(counts()[0]).toEqual([1, 0]);
  });
});

describe("a line that a receiver printed", () => {
  it("is an effect of each event where two were glued together", () => {
    const { bench, counts } = threeLeads();
    const parts = [`worked on ${LEADS[0]}`, `worked on ${LEADS[1]}`];
    bench.reactions.seeLine(parts.join(""), parts);
    expect(counts()).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it("is one effect where the pattern merely matches twice", () => {
    const { bench, counts } = threeLeads();
    const parts = ["reply handled: ", `reply of ${LEADS[2]}`];
    bench.reactions.seeLine(parts.join(""), parts);
    expect(counts()[2]).toEqual([1, 0]);
    expect(bench.reactions.unattributed()).toBe(0);
  });
});
