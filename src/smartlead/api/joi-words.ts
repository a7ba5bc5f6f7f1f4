import type { z } from "zod";

/** Says zod's problems in Joi's words, without the name of the place (smartlead.md §4 "Conventions"; E1, E4, E5, G3). */
export const joiWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return TYPE_WORDS[issue.expected] ?? "is not allowed";
    case "invalid_value":
      return `must be one of [${issue.values.map(String).join(", ")}]`;
    case "too_small":
      return issue.inclusive === false
        ? "must be a positive number"
        : tooSmall(issue.origin, Number(issue.minimum), issue.input);
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum));
    case "invalid_union":
      return `must be one of [${issue.errors.flatMap(expectedTypes).join(", ")}]`;
    default:
      return "is not allowed";
  }
};

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "must be a string",
  number: "must be a number",
  int: "must be an integer",
  boolean: "must be a boolean",
  array: "must be an array",
  object: "must be of type object",
  record: "must be of type object",
};

function tooSmall(origin: string, minimum: number, input: unknown): string {
  if (origin === "int") return "must be a safe number";
  if (origin === "string" && input === "") return "is not allowed to be empty";
  if (origin === "array") return `must contain at least ${minimum} items`;
  return `must be greater than or equal to ${minimum}`;
}

function tooBig(origin: string, maximum: number): string {
  if (origin === "int") return "must be a safe number";
  if (origin === "string") return `length must be less than or equal to ${maximum} characters long`;
  if (origin === "array") return `must contain less than or equal to ${maximum} items`;
  return `must be less than or equal to ${maximum}`;
}

function expectedTypes(issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => (issue.code === "invalid_type" ? [issue.expected] : []));
}
