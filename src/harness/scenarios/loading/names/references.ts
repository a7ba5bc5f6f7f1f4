import type { Expectation } from "../../expectation.ts";
import type { KeyPath } from "../../places.ts";
import type { Step } from "../../step.ts";
import type { Reference } from "../../written-value.ts";
import type { Wanted, WrittenReference } from "./check-reference.ts";

/** The references that a step writes, and what each must stand for. */
export function referencesOf(step: Step, path: KeyPath): readonly WrittenReference[] {
  if ("settle" in step) return each(step.settle, [...path, "settle"]).filter(isNoWord);
  if ("disarm" in step) return [written(step.disarm, [...path, "disarm"], "faults")].filter(isNoWord);
  if ("resend" in step) return [written(step.resend, [...path, "resend"])];
  if ("wait" in step) return typeof step.wait === "string" ? [] : ofExpectation(step.wait, [...path, "wait"]);
  return "expect" in step ? ofExpectations(step.expect, [...path, "expect"]) : [];
}

function ofExpectations(expectations: Expectation | readonly Expectation[], path: KeyPath) {
  if (!isList(expectations)) return ofExpectation(expectations, path);
  return expectations.flatMap((one, index) => ofExpectation(one, [...path, index]));
}

function ofExpectation(expectation: Expectation, path: KeyPath): readonly WrittenReference[] {
  if ("delivery" in expectation) return [written(expectation.delivery, [...path, "delivery"])];
  if ("event" in expectation) return [written(expectation.event, [...path, "event"], "events")];
  if ("order" in expectation) return each(expectation.order, [...path, "order"]);
  return "of" in expectation && expectation.of !== undefined ? [written(expectation.of, [...path, "of"])] : [];
}

function each(references: Reference | readonly Reference[], path: KeyPath): readonly WrittenReference[] {
  if (typeof references === "string") return [written(references, path)];
  return references.map((reference, index) => written(reference, [...path, index]));
}

function written(reference: Reference, path: KeyPath, wanted: Wanted = "deliveries"): WrittenReference {
  return { reference, path, wanted };
}

/** `all` stands for everything that there is. */
function isNoWord({ reference }: WrittenReference): boolean {
  return reference !== "all";
}

function isList(expectations: Expectation | readonly Expectation[]): expectations is readonly Expectation[] {
  return Array.isArray(expectations);
}
