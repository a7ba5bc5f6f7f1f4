import { type NotSimulated, notSimulatedAt } from "./not-simulated.ts";
import type { Operation } from "./operation.ts";

/** The prefix of SmartLead's API (smartlead.md §3). */
export const REST_BASE_PATH = "/api/v1";

/** The meaning of a method and path. Fastify, msw and the library all use it, so that a path means the same everywhere. */
export type Route =
  | { readonly kind: "operation"; readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "not-simulated"; readonly call: NotSimulated }
  | { readonly kind: "unknown" };

/** `path` is the whole path, with the base and without the query. */
export function routeOf(operations: readonly Operation[], method: string, path: string): Route {
  const match = matchOperation(operations, method, path);
  if (match !== null) return { kind: "operation", ...match };
  const call = path.startsWith(`${REST_BASE_PATH}/`)
    ? notSimulatedAt(askedMethod(method), segmentsOf(path.slice(REST_BASE_PATH.length)))
    : null;
  return call === null ? { kind: "unknown" } : { kind: "not-simulated", call };
}

/**
 * The operation of a method and path, with its parameters decoded. A trailing slash makes no difference, HEAD is answered as GET, and
 * a literal segment takes precedence over a parameter, from the left: `/leads/all` is never the lead with the id "all".
 */
export function matchOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): { readonly operation: Operation; readonly params: Readonly<Record<string, string>> } | null {
  if (!path.startsWith(`${REST_BASE_PATH}/`)) return null;
  const given = segmentsOf(path.slice(REST_BASE_PATH.length));
  const candidates = indexOf(operations).get(`${askedMethod(method)} ${given.length}`) ?? [];
  for (const { operation, template } of candidates) {
    const params = paramsOf(template, given);
    if (params !== null) return { operation, params };
  }
  return null;
}

interface Candidate {
  readonly operation: Operation;
  readonly template: readonly string[];
}

type Index = ReadonlyMap<string, readonly Candidate[]>;

/** A table never changes, so it is sorted once: by method and number of segments, literals before parameters. */
const indexes = new WeakMap<readonly Operation[], Index>();

function indexOf(operations: readonly Operation[]): Index {
  const known = indexes.get(operations);
  if (known !== undefined) return known;
  const index = new Map<string, Candidate[]>();
  for (const operation of operations) {
    const template = segmentsOf(operation.path);
    const key = `${operation.method} ${template.length}`;
    index.set(key, [...(index.get(key) ?? []), { operation, template }]);
  }
  for (const candidates of index.values()) candidates.sort(literalsFirst);
  indexes.set(operations, index);
  return index;
}

function literalsFirst(one: Candidate, other: Candidate): number {
  const place = one.template.findIndex((part, at) => isParam(part) !== isParam(other.template[at] ?? ""));
  if (place === -1) return 0;
  return isParam(one.template[place] ?? "") ? 1 : -1;
}

export function isParam(part: string): boolean {
  return part.startsWith(":");
}

function askedMethod(method: string): string {
  return method === "HEAD" ? "GET" : method;
}

/** One trailing slash makes no difference, in the table or in the call. */
export function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, "").split("/");
}

/** `null` if the path does not match. An empty segment is not a parameter, as in Express. */
function paramsOf(template: readonly string[], given: readonly string[]): Record<string, string> | null {
  const params = new Map<string, string>();
  for (const [index, part] of template.entries()) {
    const text = given[index] ?? "";
    if (isParam(part) && text !== "") params.set(part.slice(1), decoded(text));
    else if (part !== text) return null;
  }
  return Object.fromEntries(params);
}

/** A segment with an invalid escape is kept as it is, and then fails its schema. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
