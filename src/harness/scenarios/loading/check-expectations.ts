import type { z } from "zod";
import { isObject } from "../../../base/json-text.ts";
import { EXPECTATION_SCHEMAS, type Subject } from "../expectation-schemas.ts";
import type { KeyPath } from "../places.ts";
import { type Diagnostic, hintOf, type Mapping, ofKey, ofLack, ofValue } from "./diagnostic.ts";
import { diagnosticsBy, unknownKey } from "./schema-diagnostics.ts";

const SUBJECTS: readonly string[] = Object.keys(EXPECTATION_SCHEMAS);

function isSubject(word: string): word is Subject {
  return SUBJECTS.includes(word);
}

/** Checks an `expect`: one expectation, or a list of them. */
export function checkExpectations(written: unknown, path: KeyPath): readonly Diagnostic[] {
  if (!Array.isArray(written)) return checkExpectation(written, { path, extra: {} });
  if (written.length === 0) return [ofValue(path, "must not be empty: it would expect nothing")];
  return written.flatMap((one, index) => checkExpectation(one, { path: [...path, index], extra: {} }));
}

/** Checks a `wait` for a condition: an expectation with an optional duration. */
export function checkWaitFor(written: Mapping, path: KeyPath): readonly Diagnostic[] {
  return checkExpectation(written, { path, extra: { within: EXPECTATION_SCHEMAS.delivery.shape.settled_within } });
}

interface Where {
  readonly path: KeyPath;
  /** Keys that any expectation may have here. */
  readonly extra: Readonly<Record<string, z.ZodType>>;
}

function checkExpectation(written: unknown, { path, extra }: Where): readonly Diagnostic[] {
  if (!isObject(written)) return [ofValue(path, "must be an expectation such as {delivery: reply, state: delivered}")];
  const [subject, second] = Object.keys(written).filter(isSubject);
  if (subject === undefined) return [noSubject(written, path)];
  if (second !== undefined) {
    return [ofKey([...path, second], `cannot be in one expectation with ${subject}; write two, in a list`)];
  }
  const shape: Readonly<Record<string, z.ZodType>> = { ...EXPECTATION_SCHEMAS[subject].shape, ...extra };
  return [...checkFields(written, { shape, path }), ...emptiness(written, { subject, path })];
}

function noSubject(written: Mapping, path: KeyPath): Diagnostic {
  const [word] = Object.keys(written);
  if (word === undefined) return ofValue(path, `has no subject; begin with one of ${SUBJECTS.join(", ")}`);
  const owners = SUBJECTS.filter(isSubject).filter((one) => Object.hasOwn(EXPECTATION_SCHEMAS[one].shape, word));
  const hint =
    owners.length === 0
      ? hintOf(word, SUBJECTS, "there are")
      : `it belongs to one, as in {${owners[0]}: …, ${word}: …}`;
  return ofKey([...path, word], `is not a subject of an expectation; ${hint}`);
}

function checkFields(
  written: Mapping,
  { shape, path }: { readonly shape: Readonly<Record<string, z.ZodType>>; readonly path: KeyPath },
): readonly Diagnostic[] {
  return Object.entries(written).flatMap(([key, value]) => {
    const at = [...path, key];
    const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (schema !== undefined) return diagnosticsBy(schema, value, at);
    if (key !== "within") return [unknownKey(at, Object.keys(shape))];
    return [ofKey(at, `belongs to a wait; an expectation must hold at once, or write \`${WAIT_EXAMPLE}\``)];
  });
}

const WAIT_EXAMPLE = "- wait: { delivery: reply, state: delivered, within: 10s }";

/** An expectation that can never fail is an error. */
function emptiness(
  written: Mapping,
  { subject, path }: { readonly subject: Subject; readonly path: KeyPath },
): readonly Diagnostic[] {
  const value = written[subject];
  const at = [...path, subject];
  if (isObject(value) && Object.keys(value).length === 0) return [ofValue(at, "is empty, so nothing is expected")];
  if (subject === "lead" && !Object.hasOwn(written, "same_state_as"))
    return [ofLack(path, "same_state_as", "has no `same_state_as`: name the lead to compare with")];
  if (subject !== "value" || Object.hasOwn(written, "is")) return [];
  return [ofLack(path, "is", "has no `is`: say what the value must be")];
}
