import { describe, expect, it } from "vitest";
import { z } from "zod";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import reference from "./reference.json" with { type: "json" };
import { keysOfSample, keysOfSchema, partOfSchema, pathsOf } from "./schema-keys.ts";

type Documented = Pick<(typeof reference)["operations"][number], "method" | "path"> & {
  readonly query: object;
  readonly body: unknown;
  readonly answer: unknown;
};

const nameOf = ({ method, path }: { method: string; path: string }) =>
  `${method} ${path.replace(/\{\w+\}|:\w+/g, "{}").replace(/(?<=.)\/$/, "")}`;
/** `…/leads/{lead_id}/` and `…/leads/{lead_id}` are one path. */
const documented = new Map<string, Documented>(reference.operations.map((one) => [nameOf(one), one]));

const held = OPERATIONS.flatMap((operation) => {
  const facts = documented.get(nameOf(operation));
  return facts === undefined ? [] : [{ name: nameOf(operation), operation, facts }];
});

/** One row of the reference names two keys: `offset or skip`. */
function spelledOut(paths: readonly string[]): string[] {
  return paths.flatMap((path) => path.split(" or ")).sort();
}

function isRequired(text: unknown): boolean | null {
  if (typeof text !== "string" || /required (by|when|for|inside)|or \w+ is required/.test(text)) return null;
  if (/\boptional\b|\bdefault\b/.test(text)) return false;
  return /\brequired\b/.test(text) ? true : null;
}

function valueAt(sample: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((part, key) => {
    const one: unknown = Array.isArray(part) ? part[0] : part;
    return typeof one === "object" && one !== null ? Reflect.get(one, key) : undefined;
  }, sample);
}

/** The reference gives the keys of some objects by naming another call: `object, optional, as GET /leads/all`. */
function isInReferredObject(sample: unknown, path: string): boolean {
  const parents = path.split(".").map((_key, index, keys) => keys.slice(0, index).join("."));
  return parents.some((parent) => parent !== "" && /\bas (in )?(GET|POST) \//.test(String(valueAt(sample, parent))));
}

/** Keys whose need is read off the reference in the same way as a person would, against what the schema says. */
function wronglyNeeded(schema: z.ZodType, sample: unknown): string[] {
  return pathsOf(keysOfSample(sample)).filter((path) => {
    const needed = isRequired(valueAt(sample, path));
    const part = partOfSchema(schema, path);
    return needed !== null && part !== undefined && needed === z.safeParse(part, undefined).success;
  });
}

/** The values that a row of the reference lists: `string, optional: is_opened|is_clicked` has two. Types and numbers are not among them. */
function listedValues(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return text
    .split(/[,;:()]/)
    .map((part) => part.replace(/^.*\b(of|than) /, "").split("|"))
    .filter(
      (values) => values.length > 1 && values.every((value) => /^\s*[A-Z]*[a-z_A-Z]+( [A-Z]\w+)?\s*$/.test(value)),
    )
    .flat()
    .map((value) => value.trim())
    .filter((value) => !/^(string|number|null|int|boolean|object|true|false)$/.test(value));
}

/** A value is accepted by itself, as the entry of a list, or as the key of a map. */
function accepts(part: z.core.$ZodType, value: string): boolean {
  return [value, [value], { [value]: true }].some((form) => z.safeParse(part, form).success);
}

function refusedValues(schema: z.ZodType, sample: unknown): string[] {
  return pathsOf(keysOfSample(sample)).flatMap((path) => {
    const part = partOfSchema(schema, path);
    const values = part === undefined ? [] : listedValues(valueAt(sample, path));
    return values.filter((value) => part !== undefined && !accepts(part, value)).map((value) => `${path}: ${value}`);
  });
}

describe("Each operation", () => {
  it("of the reference is in the table, and the table has no other", () => {
    const first = reference.operations.findIndex(({ path }) => path.startsWith("/analytics/"));
    const names = OPERATIONS.map(nameOf);
    expect(
      reference.operations
        .slice(0, first)
        .map(nameOf)
        .filter((name) => !names.includes(name)),
    ).toEqual([]);
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(held)("takes the documented query keys, and no other: $name", ({ operation, facts }) => {
    expect(pathsOf(keysOfSchema(operation.query))).toEqual(spelledOut(pathsOf(keysOfSample(facts.query))));
    expect(wronglyNeeded(operation.query, facts.query)).toEqual([]);
  });

  it.each(held)("takes the documented body keys, and no other: $name", ({ operation, facts }) => {
    const taken = pathsOf(keysOfSchema(operation.body)).filter((path) => !isInReferredObject(facts.body, path));
    expect(taken).toEqual(pathsOf(keysOfSample(facts.body)));
    expect(wronglyNeeded(operation.body, facts.body)).toEqual([]);
  });

  it.each(held)("accepts each value that the reference lists: $name", ({ operation, facts }) => {
    expect(refusedValues(operation.query, facts.query)).toEqual([]);
    expect(refusedValues(operation.body, facts.body)).toEqual([]);
  });

  it("has values to accept", () => {
    const listed = held.flatMap(({ facts }) =>
      [facts.query, facts.body].flatMap((sample) =>
        pathsOf(keysOfSample(sample)).flatMap((path) => listedValues(valueAt(sample, path))),
      ),
    );
    expect(listed.length).toBeGreaterThan(150);
    expect(listed).toEqual(expect.arrayContaining(["is_sender_bounced", "complaint", "Not Replied", "AI_EQUAL"]));
  });

  it.each(held)("declares every key of the answer that the reference shows first: $name", ({ operation, facts }) => {
    const schemas = operation.answers.flatMap(({ status, schema }) => (status === 200 && schema ? [schema] : []));
    const shown = pathsOf(keysOfSample(facts.answer));
    expect(shown.filter((path) => schemas.every((schema) => partOfSchema(schema, path) === undefined))).toEqual([]);
  });
});
