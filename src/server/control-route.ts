import type { z } from "zod";
import type { SmartLeadMock } from "../mock/mock.ts";
import type { AnswerOf, ControlCallName } from "./client/control-calls.ts";
import { checkedInput, parsedBody } from "./input.ts";

/** The objects that a call of the control API works on. */
export interface ControlContext {
  readonly mock: SmartLeadMock;
  readonly version: string;
  /** Real milliseconds since the server began. */
  uptimeMs(): number;
}

/** A call as it arrived, unchecked. */
export interface ControlCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly bodyText: string;
}

/** One row of the control API's table: the source of route, check and published description. */
export interface ControlRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/_mock`, with `:name` for a variable part. */
  readonly path: string;
  readonly summary: string;
  /** Status of a successful answer. */
  readonly status: number;
  /** Limit of the body in bytes; the server's own limit by default. */
  readonly bodyLimit?: number;
  /** Content type of a text answer; JSON by default. */
  readonly contentType?: string;
  /** Schema of `{ params, query, body }`; parts that it leaves out are not read. */
  readonly input: z.ZodType;
  /** Throws `bad_request` when the call does not fit `input`, and whatever the mock throws. */
  answer(call: ControlCall, context: ControlContext): unknown;
}

interface RouteDefinition<Name extends ControlCallName, Input extends z.ZodType>
  extends Omit<ControlRoute, "method" | "path" | "input" | "answer" | "status"> {
  /** 200 by default. */
  readonly status?: number;
  readonly input: Input;
  /** A body that is not JSON counts as none: for callers that do not read the answer. */
  readonly toleratesAnyBody?: boolean;
  handle(input: z.output<Input>, context: ControlContext): AnswerOf<Name> | Promise<AnswerOf<Name>>;
}

/** Builds a route from its name in `ControlCalls`, which types its answer. */
export function controlRoute<Name extends ControlCallName, Input extends z.ZodType>(
  name: Name,
  definition: RouteDefinition<Name, Input>,
): ControlRoute {
  const { toleratesAnyBody = false, handle, status = 200, ...described } = definition;
  const [method, path] = name.split(" ") as [ControlRoute["method"], string]; // every name in ControlCalls has this form
  return {
    method,
    path,
    ...described,
    status,
    answer: ({ params, query, bodyText }, context) => {
      const body = toleratesAnyBody ? jsonOrNothing(bodyText) : parsedBody(bodyText);
      return handle(checkedInput(definition.input, { params, query, body }), context);
    },
  };
}

function jsonOrNothing(text: string): unknown {
  try {
    return parsedBody(text);
  } catch {
    return undefined;
  }
}
