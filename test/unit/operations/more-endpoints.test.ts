import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSegment, type JoiFailure, knownQuery } from "../../../src/smartlead/api/check-like-joi.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { keysOfSample, keysOfSchema, partOfSchema, pathsOf } from "./schema-keys.ts";

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

  it.each(known)("%s refuses what the reference shows as refused, in its words", (_name, { row, operation }) => {
    const shown = row.errors.flatMap(({ shape }) => (isJoiFailure(shape) ? [shape] : []));
    expect(shown.map((failure) => provoked(operation, failure))).toEqual(shown);
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

function isJoiFailure(shape: unknown): shape is JoiFailure {
  return typeof shape === "object" && shape !== null && "validation" in shape && "statusCode" in shape;
}

/** The answer to a call that is wrong in the one way that the failure tells of. */
function provoked(operation: Operation, { message, validation }: JoiFailure): unknown {
  const { source, keys } = validation;
  const [key = ""] = keys;
  const refused = operation.refusedQuery?.includes(key);
  const whole = { params: operation.params, query: operation.query, body: operation.body }[source];
  const part = key === "value" || refused || /is not allowed/.test(message) ? undefined : partOfSchema(whole, key);
  const schema = part === undefined ? whole : z.strictObject({ [key]: part });
  const checked = refused
    ? knownQuery(operation, { [key]: "1" }, { isStrictQuery: false, notice: () => {} })
    : checkSegment(source, schema, wrongInput(key, message));
  return checked.isValid ? `${key} is accepted` : checked.failure;
}

const WRONG: readonly (readonly [RegExp, (number: number) => unknown])[] = [
  [/is required/, () => undefined],
  [/less than or equal to (\d+) items/, (most) => Array.from({ length: most + 1 }, () => 1)],
  [/less than or equal to (\d+)/, (most) => most + 1],
  [/at least (\d+) items/, () => []],
  [/greater than or equal to (\d+)/, (least) => least - 1],
  [/with value "red"/, () => "red"],
];

function wrongInput(key: string, message: string): unknown {
  // Rules about several keys together.
  if (/\[leadIds, fromListId\]/.test(message)) return { action: "copy", toListId: 1 };
  if (/\[campaignId, campaignName\]/.test(message)) return { action: "copy" };
  if (/"leadIds" is not allowed/.test(message)) return { listId: 1, leadIds: [1], allLeads: true };
  for (const [words, make] of WRONG) {
    const found = words.exec(message);
    if (found === null) continue;
    const value = make(Number(found[1]));
    return key === "value" ? (value as number[]).map(() => ({ account_id: 1 })) : { [key]: value };
  }
  return { [key]: "no such value" };
}

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
