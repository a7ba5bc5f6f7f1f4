import { describe, expect, it } from "vitest";
import { builtInShapes, shapesOf } from "../../../src/capture/drift/shapes.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";

/** What `FieldSchema` knows, and what says nothing of its own: a format always stands beside a pattern, a maximum is that of whole numbers. */
const KNOWN = new Set([
  ..."type properties required additionalProperties items anyOf const enum pattern minimum exclusiveMinimum description".split(
    " ",
  ),
  ..."$schema title format maximum propertyNames".split(" "),
]);

function wordsIn(schema: unknown, isNames = false): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => wordsIn(one));
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(isNames ? [] : [key]),
    ...wordsIn(value, key === "properties" && !isNames),
  ]);
}

describe("builtInShapes", () => {
  it("describes bodies in words that differences are found by", () => {
    const shapes = shapesOf(builtInShapes(), null);
    expect(shapes.length).toBeGreaterThan(30);
    const words = new Set(shapes.flatMap(({ schema }) => wordsIn(schema)));
    expect([...words].filter((word) => !KNOWN.has(word))).toEqual([]);
  });

  it("has all events in live, and shapes of one or of all", () => {
    const [live] = builtInShapes();
    expect([live?.name, [...(live?.events.keys() ?? [])]]).toEqual(["live", [...ALL_EVENT_TYPES]]);
    expect(shapesOf(builtInShapes(), "EMAIL_OPEN").map(({ dialect }) => dialect)).toEqual(["live", "guide", "core"]);
  });
});
