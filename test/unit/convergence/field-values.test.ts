import { describe, expect, it } from "vitest";
import {
  areSameFields,
  type FieldEffect,
  fieldsDifference,
  fieldValues,
  isAnyFieldKept,
} from "../../../src/harness/convergence/field-values.ts";

const EVENTS = ["mail", "open", "reply"].map((name) => ({ name, requestId: name.toUpperCase() }));
const order = EVENTS.map(({ name }) => name);

/** `status=replied by reply`. */
function fieldsOf(...texts: readonly string[]) {
  const effects = texts.map((text): FieldEffect => {
    const [, name = "", value, key = ""] = /^(\w+)(?:=(\w+))? by (\w+)$/.exec(text) ?? [];
    return { key, name, value };
  });
  return fieldValues(effects, EVENTS);
}

const inOrder = fieldsOf("status=contacted by mail", "status=opened by open", "status=replied by reply");
const against = (...texts: readonly string[]) =>
  fieldsDifference({ control: inOrder, subject: fieldsOf(...texts), order });

describe("fields that effects set", () => {
  it("an older event that overwrites a newer one differs, and the diff names both", () => {
    expect(against("status=replied by reply", "status=contacted by mail")).toEqual({
      expected: "status: replied (by reply)",
      actual: "- status: replied (by reply)\n+ status: contacted (by mail)",
    });
  });

  it.each([
    ["leaves alone what is older", ["status=replied by reply"]],
    [
      "leaves alone what is older than an event that sets something else",
      ["status=contacted by mail", "seen=yes by reply"],
    ],
    [
      "reports an effect of an earlier event again",
      ["status=contacted by mail", "status=replied by reply", "status=contacted by mail"],
    ],
    ["sets the newest again for an older one", ["status=replied by reply", "status=replied by mail"]],
    ["adds a line for each event", ["log by reply", "log by mail"]],
    ["sets another value that only it knows", ["status=answered by reply", "status=contacted by mail"]],
  ])("a receiver that %s does not", (_what, texts) => {
    expect(against(...texts)).toBeNull();
  });

  it("shows that nothing was overwritten only where two events set a field to different values", () => {
    const kept = (...texts: readonly string[]) => isAnyFieldKept({ control: inOrder, subject: fieldsOf(...texts) });
    expect(kept("status=contacted by mail", "status=replied by reply")).toBe(true);
    expect(kept("status=replied by reply")).toBe(true);
    expect(kept("status=contacted by mail")).toBe(false);
    const once = fieldsOf("status=replied by reply");
    expect(isAnyFieldKept({ control: once, subject: once })).toBe(false);
    expect(areSameFields(inOrder, once)).toBe(true);
    expect(areSameFields(inOrder, fieldsOf("seen=yes by reply"))).toBe(false);
  });
});
