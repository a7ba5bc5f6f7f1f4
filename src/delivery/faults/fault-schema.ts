/** Checks rules against their schema, and describes the problem in a sentence. */
import { z } from "zod";
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { isObject } from "../../base/json-text.ts";
import { FAULT_KINDS, type FaultKind, type FaultRule } from "./fault.ts";
import { type FaultEffect, faultRuleSchema, HOW_OFTEN, OF_ATTEMPTS, OF_CALLS } from "./rule-kinds.ts";
import { isApiEffect } from "./selecting.ts";

export type { FaultEffect } from "./rule-kinds.ts";

/** A valid rule: as written, and its meaning. */
export interface CheckedFault {
  readonly rule: FaultRule;
  readonly effect: FaultEffect;
}

/** A problem of a rule: its path, and a sentence without subject, such as `must be a text`. */
export interface FaultProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Checks a rule against its schema. Throws `bad_request` with one sentence that begins with `where`.
 * @example checkedFault({ kind: "lost-response", attempt: 1 }, "faults[0]")
 */
export function checkedFault(rule: unknown, where: string): CheckedFault {
  return checkedBy(readFault, rule, where);
}

/** The same for a rule of an event, which applies to its deliveries only. */
export function checkedEventFault(rule: unknown, where: string): CheckedFault {
  return checkedBy(readEventFault, rule, where);
}

function checkedBy(read: typeof readFault, rule: unknown, where: string): CheckedFault {
  const checked = read(rule);
  if ("effect" in checked) return checked;
  const { path, message } = checked;
  const place = path.length === 0 ? where : `${where}.${path.map(String).join(".")}`;
  throw new SmartLeadMockError("bad_request", `${place} ${message}${message.endsWith("?") ? "" : "."}`);
}

/** The same as a value: the rule with its meaning, or the first problem. */
export function readFault(rule: unknown): CheckedFault | FaultProblem {
  if (!isObject(rule)) return { path: [], message: "must be a rule such as {kind: lost-response, attempt: 1}" };
  const kind = FAULT_KINDS.find((known) => known === rule.kind);
  if (kind === undefined) return { path: ["kind"], message: kindDiagnostic(rule.kind) };
  const written = withoutAbsent(kind, rule);
  const result = faultRuleSchema.safeParse(written, { reportInput: true });
  if (!result.success) return problemOf(kind, result.error.issues);
  const backwards = windowProblem(result.data) ?? spacingProblem(result.data) ?? bodyProblem(result.data);
  return backwards ?? { rule: written, effect: result.data };
}

/** The same for a rule of an event, which excludes `api-*` kinds: API calls are not deliveries. */
export function readEventFault(rule: unknown): CheckedFault | FaultProblem {
  const read = readFault(rule);
  if (!("effect" in read) || !isApiEffect(read.effect)) return read;
  const { kind } = read.effect;
  return {
    path: ["kind"],
    message: `"${kind}" acts on calls of SmartLead's API, not on the deliveries of an event; arm it separately`,
  };
}

/** The fields of this kind, its own first. */
export function fieldsOf(kind: FaultKind): readonly string[] {
  return Object.keys(shapeOf(kind));
}

/** The fields that only this kind has, with their descriptions. */
export function ownFieldsOf(kind: FaultKind): readonly { readonly name: string; readonly description: string }[] {
  const shared = new Set(["kind", ...Object.keys({ ...OF_ATTEMPTS, ...OF_CALLS, ...HOW_OFTEN })]);
  return Object.entries<z.core.$ZodType>(shapeOf(kind))
    .filter(([name]) => !shared.has(name))
    .map(([name, schema]) => ({ name, description: z.globalRegistry.get(schema)?.description ?? "" }));
}

/** The JSON Schema (draft 2020-12) of a rule as it is written. */
export function faultRuleJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(faultRuleSchema, { io: "input" }), title: "smartlead-mock fault" };
}

function withoutAbsent(kind: FaultKind, rule: Readonly<Record<string, unknown>>): FaultRule {
  return { ...Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)), kind };
}

/** Created on first use: most processes never need it. */
let shapes: ReadonlyMap<string, Readonly<Record<string, z.core.$ZodType>>> | undefined;

function shapeOf(kind: FaultKind): Readonly<Record<string, z.core.$ZodType>> {
  shapes ??= new Map(faultRuleSchema.options.map(({ shape }) => [shape.kind.value, shape]));
  return shapes.get(kind) ?? {};
}

/** Characters of foreign text that an error repeats. */
const MAX_QUOTED_LENGTH = 64;

function kindDiagnostic(kind: unknown): string {
  if (kind === undefined) return `is missing; the kinds are ${FAULT_KINDS.join(", ")}`;
  if (typeof kind !== "string") return `must be one of ${FAULT_KINDS.join(", ")}`;
  const word = kind.slice(0, MAX_QUOTED_LENGTH);
  const meant = didYouMean(word, FAULT_KINDS);
  const hint = meant === null ? `the kinds are ${FAULT_KINDS.join(", ")}` : `did you mean ${meant}?`;
  return `${JSON.stringify(word)} is not a fault; ${hint}`;
}

function problemOf(kind: FaultKind, issues: readonly z.core.$ZodIssue[]): FaultProblem {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown?.code === "unrecognized_keys") return unknownField(kind, unknown.keys[0] ?? "");
  const [issue] = issues;
  if (issue === undefined) return { path: [], message: "is invalid" };
  return { path: issue.path, message: diagnosticOf(issue) };
}

function diagnosticOf(issue: z.core.$ZodIssue, input = issue.input): string {
  if (issue.message.startsWith("must ")) return issue.message;
  if (issue.code === "invalid_value") return oneOf(issue.values.map(String), input);
  const inner = issue.code === "invalid_union" ? issue.errors.flat().find(isTelling) : undefined;
  if (inner !== undefined) return diagnosticOf(inner, input);
  return "has an invalid value";
}

/** Of the alternatives "one" and "a list", the first gives the more helpful message. */
function isTelling(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_value" || issue.message.startsWith("must ");
}

function oneOf(values: readonly string[], input: unknown): string {
  const words = (Array.isArray(input) ? input : [input]).filter((word) => typeof word === "string");
  const wrong = words.find((word) => !values.includes(word));
  const meant = wrong === undefined ? null : didYouMean(wrong.slice(0, MAX_QUOTED_LENGTH), values);
  return `must be one of ${values.join(", ")}${meant === null ? "" : `; did you mean ${meant}?`}`;
}

const NOT_FOR_DELIVERIES = "it acts on a delivery as a whole";
const NOT_FOR_CALLS = "it is for calls of SmartLead's API, which operation selects";
const NOT_FOR_ATTEMPTS = "it is for deliveries; only the api- kinds are for calls";

function unknownField(kind: FaultKind, key: string): FaultProblem {
  const known = fieldsOf(kind);
  const isApi = Object.hasOwn(shapeOf(kind), "operation");
  if (key === "operation") return { path: [key], message: `does not apply to ${kind}: ${NOT_FOR_ATTEMPTS}` };
  if (Object.hasOwn(OF_ATTEMPTS, key)) {
    return { path: [key], message: `does not apply to ${kind}: ${isApi ? NOT_FOR_CALLS : NOT_FOR_DELIVERIES}` };
  }
  const meant = didYouMean(key.slice(0, MAX_QUOTED_LENGTH), known);
  const hint = meant === null ? `its fields are ${known.join(", ")}` : `did you mean ${meant}?`;
  return { path: [key.slice(0, MAX_QUOTED_LENGTH)], message: `is not a field of ${kind}; ${hint}` };
}

/** If one is a time and the other a duration, only arming can compare them (`FaultRegistry`). */
function windowProblem({ from, until }: FaultEffect): FaultProblem | null {
  if (until === undefined) return null;
  const start = from ?? { isAfterArming: true, ms: 0 };
  if (start.isAfterArming !== until.isAfterArming || start.ms < until.ms) return null;
  return { path: ["until"], message: from === undefined ? "must be later than arming" : "must be later than from" };
}

function spacingProblem(effect: FaultEffect): FaultProblem | null {
  if (effect.kind !== "duplicate" || effect.concurrent !== true || effect.spacing === 0) return null;
  return { path: ["concurrent"], message: "cannot be combined with spacing: concurrent copies have no spacing" };
}

function bodyProblem(effect: FaultEffect): FaultProblem | null {
  if (effect.kind !== "api-status" || !effect.empty || effect.body === undefined) return null;
  return { path: ["body"], message: "cannot be combined with empty, which makes the body {}" };
}
