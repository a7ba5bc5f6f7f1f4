import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { keysOfSample, keysOfSchema, pathsOf } from "./schema-keys.ts";

/** The reference's operations (more-endpoints.json): their keys, and the first documented answer of each. */
interface Row {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: unknown;
  readonly answer: unknown;
  readonly errors: readonly { readonly status: number; readonly shape: unknown }[];
}

const rows: readonly Row[] = JSON.parse(readFileSync(join(import.meta.dirname, "more-endpoints.json"), "utf8"));
const known = rows.flatMap((row) => {
  const operation = operationOf(row);
  return operation === undefined ? [] : [[`${row.method} ${row.path}`, { row, operation }] as const];
});

/** Maps whose keys belong to the user. */
const FREE_MAPS = ["custom_fields", "email_history", "click_details", "customFields", "emailFieldsAdded"];

/** Keys that the first reference has besides. */
const MORE_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["client-keys.list", ["ok"]],
  ["client-keys.delete", ["message"]],
]);

describe("each operation that the first reference lacked", () => {
  it("is in the table", () => {
    expect(rows.filter((row) => operationOf(row) === undefined).map(({ method, path }) => `${method} ${path}`)).toEqual(
      [],
    );
  });

  it.each(known)("%s takes every documented key", (_name, { row, operation }) => {
    expect(pathsOf(keysOfSchema(operation.query)).filter((key) => key !== "offset")).toEqual(
      [...row.query].sort().filter((key) => key !== "offset"),
    );
    const documented = pathsOf(keysOfSample(row.body));
    expect(withoutFree(pathsOf(keysOfSchema(operation.body)))).toEqual(expect.arrayContaining(withoutFree(documented)));
  });

  it.each(known)("%s answers with the documented keys and no others", (_name, { row, operation }) => {
    const success = operation.answers.find(({ status, schema }) => status === 200 && schema !== undefined)?.schema;
    const declared = success === undefined ? null : keysOfSchema(success);
    const more = MORE_KEYS.get(operation.id) ?? [];
    expect(withoutFree(pathsOf(declared)).filter((key) => !more.includes(key))).toEqual(
      withoutFree(allKeys(row.answer)),
    );
  });
});

/** Every key of a sample, rows of a list taken together. */
function allKeys(sample: unknown, prefix = ""): string[] {
  if (Array.isArray(sample)) return [...new Set(sample.flatMap((one) => allKeys(one, prefix)))].sort();
  if (typeof sample !== "object" || sample === null) return [];
  return Object.entries(sample)
    .flatMap(([key, part]) => [`${prefix}${key}`, ...allKeys(part, `${prefix}${key}.`)])
    .sort();
}

function withoutFree(paths: readonly string[]): string[] {
  return paths.filter((path) => !FREE_MAPS.some((map) => path.includes(`${map}.`)));
}

function operationOf({ method, path }: Row): Operation | undefined {
  const written = (text: string) => text.replace(/:\w+|\{\w+\}/g, "{}").replace(/\/$/, "");
  return OPERATIONS.find((one) => one.method === method && written(one.path) === written(path));
}

/** Answers are held to their schemas elsewhere; a schema that lets anything through would hold nothing. */
it("no answer is left open", () => {
  const open = known.filter(([, { operation }]) =>
    operation.answers.some(({ schema }) => schema instanceof z.ZodUnknown || schema instanceof z.ZodAny),
  );
  expect(open.map(([name]) => name)).toEqual([]);
});
