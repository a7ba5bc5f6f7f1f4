import type { Step } from "../step.ts";

/** Characters of a name that is made up here. */
const MAX_NAME = 80;

/** The step's own name, or its action as it is written: `emit EMAIL_REPLY as reply`. */
export function stepName(step: Step): string {
  if (step.name !== undefined) return step.name;
  const [action = "", what] = Object.entries(step)[0] ?? [];
  const as = "as" in step && step.as !== undefined ? ` as ${step.as}` : "";
  const text = `${action}${wordsOf(what)}${as}`;
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - 1)}…`;
}

function wordsOf(what: unknown): string {
  if (typeof what === "string" || typeof what === "number") return ` ${what}`;
  if (Array.isArray(what))
    return what.every((one) => typeof one === "string") ? ` ${what.join(", ")}` : ` ${what.length} things`;
  if (typeof what !== "object" || what === null) return "";
  const [key = "", value] = Object.entries(what)[0] ?? [];
  return typeof value === "string" ? ` ${key} ${value}` : ` ${key}`;
}
