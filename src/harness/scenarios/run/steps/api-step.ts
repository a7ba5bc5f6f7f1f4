import type { ApiStep } from "../../step.ts";
import { describeExpected, isMatch, readPath, shownValue } from "../../value-matchers.ts";
import { compare } from "../expect/verdict.ts";
import type { Diagnostic } from "../run-context.ts";
import type { ApiAnswer, ApiCall, StepPath } from "../run-options.ts";
import { observed } from "./emit.ts";
import type { TakeStep } from "./take-step.ts";

/** Calls SmartLead's API as its user would, in-process; it is not a call of the receiver, so faults of the API do not apply. */
export const api: TakeStep<ApiStep> = async (step, { context, path }) => {
  const call = callOf(step);
  if (call === null) {
    const message = `${JSON.stringify(step.api)} is not a call; write method and path, such as GET /campaigns.`;
    return [{ message, path: [...path, "api"] }];
  }
  const { result: answer, caused } = observed(context, () => context.stage.call(call));
  if (step.as !== undefined)
    context.names.bind(step.as, { kind: "events", events: caused, isMany: caused.length > 1, answer });
  const diagnostics = compareAll(step, { answer, path });
  if (diagnostics.length > 0) return diagnostics;
  return captured(step, { context, path, body: answer.body });
};

function callOf({ api: text, query = {}, body }: ApiStep): ApiCall | null {
  const match = /^\s*([A-Za-z]+)\s+(\S+)\s*$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const url = new URL(match[2].replace(/^\/*/, "/").replace(/^\/api\/v1(?=\/)/, ""), "http://smartlead.test");
  const inPath = [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key)] as const);
  const given = Object.entries(query).map(([key, value]) => [key, textsOf(value)] as const);
  const texts = [...inPath, ...given].map(([key, all]) => [key, all.length === 1 ? (all[0] ?? "") : all] as const);
  return { method: match[1].toUpperCase(), path: url.pathname, query: Object.fromEntries(texts), body };
}

/** Query values are texts. */
function textsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => (typeof one === "object" && one !== null ? JSON.stringify(one) : String(one)));
}

interface CapturePlace {
  readonly body: unknown;
}

function captured(
  { capture = {} }: ApiStep,
  { context, path, body }: Parameters<TakeStep<ApiStep>>[1] & CapturePlace,
): ReturnType<typeof compareAll> {
  return Object.entries(capture).flatMap(([name, place]) => {
    const value = readPath(body, place);
    context.names.bindValue(name, value);
    if (value !== undefined) return [];
    const message = `The answer has nothing at ${place}, so ${name} cannot be captured.`;
    return [{ message, actual: JSON.stringify(body) ?? "nothing", path: [...path, "capture", name] }];
  });
}

/** Compares an answer of SmartLead's API with the step's expectations. */
function compareAll(
  { api, status: expected = 200, answer: wanted = {} }: ApiStep,
  { answer, path }: { readonly answer: ApiAnswer; readonly path: StepPath },
): readonly Diagnostic[] {
  if (!isMatch(expected, answer.status)) {
    const [expectedText, actualText] = [describeExpected(expected), `${answer.status} ${shownValue(answer.body)}`];
    const message = `${api} was answered ${actualText}; expected ${expectedText}.`;
    return [{ message, expected: expectedText, actual: actualText, path: [...path, "api"] }];
  }
  return Object.entries(wanted)
    .flatMap(([place, value]) =>
      compare({
        what: `${place} in the answer to ${api}`,
        expected: value,
        actual: readPath(answer.body, place),
        path: [...path, "answer", place],
      }),
    )
    .map(({ diagnostic }) => diagnostic);
}
