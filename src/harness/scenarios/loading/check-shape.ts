import type { z } from "zod";
import { SmartLeadMockError } from "../../../base/errors.ts";
import { isObject } from "../../../base/json-text.ts";
import { checkedWorld, worldFileSchema } from "../../../config/world-file.ts";
import { piecesOf } from "../interpolate.ts";
import type { KeyPath } from "../places.ts";
import { SETTING_SCHEMAS } from "../scenario-schema.ts";
import { STEP_SCHEMAS } from "../step-schemas.ts";
import { checkSteps } from "./check-steps.ts";
import { type Diagnostic, hintOf, ofKey, ofLack, ofValue } from "./diagnostic.ts";
import { diagnosticsBy } from "./schema-diagnostics.ts";

const SETTINGS: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(SETTING_SCHEMAS));
const KEYS = [...SETTINGS.keys(), "steps"].filter((key) => key !== "$schema");

/** Errors in the form of a scenario: unknown words, values of the wrong kind, missing keys. */
export function checkShape(data: unknown): readonly Diagnostic[] {
  if (!isObject(data)) return [ofValue([], "must be a mapping with a name and steps")];
  const present = Object.entries(data).flatMap(([key, value]) => checkKey(key, value));
  return [...present, ...missing(data)];
}

function checkKey(key: string, value: unknown): readonly Diagnostic[] {
  if (key === "steps") return checkSteps(value, ["steps"]);
  const schema = SETTINGS.get(key);
  if (schema === undefined) return [unknownSetting(key)];
  const diagnostics = diagnosticsBy(schema, value, [key]);
  return key === "world" && diagnostics.length === 0 ? checkWorld(value) : diagnostics;
}

function unknownSetting(key: string): Diagnostic {
  if (Object.hasOwn(STEP_SCHEMAS, key)) {
    return ofKey([key], `is not a key of a scenario but a step; write it below steps, as \`- ${key}: …\``);
  }
  return ofKey([key], `is not a key of a scenario; ${hintOf(key, KEYS, "it has")}`);
}

function missing(data: Readonly<Record<string, unknown>>): readonly Diagnostic[] {
  const notReady: Diagnostic[] = [];
  if (!Object.hasOwn(data, "name"))
    notReady.push(ofLack([], "name", "has no name; describe in one sentence what happens"));
  if (!Object.hasOwn(data, "steps"))
    notReady.push(ofLack([], "steps", "has no steps; begin with `- emit: EMAIL_REPLY`"));
  return notReady;
}

/** Errors in a world that is part of the scenario. One with expressions is checked after interpolation. */
function checkWorld(world: unknown): readonly Diagnostic[] {
  if (!isObject(world) || hasExpression(world)) return [];
  const diagnostics = diagnosticsBy(worldFileSchema, world, ["world"]);
  return diagnostics.length > 0 ? diagnostics : relations(world);
}

/** Ids and names that do not match: the check of world files reports the first. */
function relations(world: unknown): readonly Diagnostic[] {
  let at: KeyPath = [];
  const lineOf = (path: KeyPath) => {
    at = path;
    return null;
  };
  try {
    checkedWorld({ file: "world", data: world, lineOf });
    return [];
  } catch (error) {
    if (!(error instanceof SmartLeadMockError)) throw error;
    const sentence = error.message.replace(/^world: /, "world.").replace(/\.$/, "");
    return [{ path: ["world", ...at], at: "value", sentence }];
  }
}

function hasExpression(value: unknown): boolean {
  if (typeof value === "string") return piecesOf(value).some((piece) => "expression" in piece);
  return typeof value === "object" && value !== null && Object.values(value).some(hasExpression);
}
