import { z } from "zod";
import { answer, refusalAnswer } from "../declared-answers.ts";
import { UNCHECKED } from "../key-schemas.ts";
import {
  defineOperation,
  type Operation,
  type OperationAnswer,
  type OperationContext,
  type OperationResponse,
  type OperationWorld,
} from "../operation.ts";
import { ok, refusal } from "../responses.ts";
import { type DatesQuery, type Scope, scopeOf } from "./analytics-scope.ts";

interface Figures<Query extends z.ZodObject, Data extends z.ZodType> {
  /** Path below `/analytics/`. */
  readonly path: string;
  readonly summary: string;
  readonly sources: readonly string[];
  readonly query: Query;
  readonly data: Data;
  /** SmartLead's message in the answer. */
  readonly message: string;
  figure(context: OperationContext, query: z.output<Query>): z.output<Data>;
}

/** A call below `/analytics`: all answers differ only in `data` (more-endpoints.json, analytics). */
export function defineFigures<Query extends z.ZodObject, Data extends z.ZodType>(
  figures: Figures<Query, Data>,
): Operation {
  const { message, figure } = figures;
  return defineCall(figures, [], (query, context) => ok(enveloped(message, figure(context, query))));
}

interface DatedFigures<Query extends z.ZodObject, Data extends z.ZodType> extends Omit<Figures<Query, Data>, "figure"> {
  figure(context: OperationContext, scope: Scope, query: z.output<Query>): z.output<Data>;
}

/** The same for days and campaigns; the dates of `query` are checked before `figure` is called. */
export function defineDatedFigures<Query extends z.ZodObject, Data extends z.ZodType>(
  figures: DatedFigures<Query, Data>,
): Operation {
  const { path, message, figure } = figures;
  return defineCall(figures, [BAD_DATES], (query, context) => {
    const scope = scopeOf(query as unknown as DatesQuery, context.world);
    if (scope === null) return refusal(422, "Invalid parameters provided");
    const question = `${path} ${JSON.stringify(query)}`;
    return ok(
      enveloped(
        message,
        keptFigures(context.world, question, () => figure(context, scope, query)),
      ),
    );
  });
}

const BAD_DATES = refusalAnswer(
  422,
  "The dates are invalid, in the wrong order or too far apart, or the time zone is invalid.",
);

function defineCall<Query extends z.ZodObject>(
  { path, summary, sources, query, data }: Omit<Figures<Query, z.ZodType>, "message" | "figure">,
  refusals: readonly OperationAnswer[],
  handle: (query: z.output<Query>, context: OperationContext) => OperationResponse,
): Operation {
  return defineOperation({
    id: `analytics.${path.replaceAll("/", ".")}`,
    method: "GET",
    path: `/analytics/${path}`,
    summary,
    sources,
    answers: [answer("The figures.", envelopeOf(data)), ...refusals],
    params: UNCHECKED,
    query,
    body: UNCHECKED,
    handle: (input, context) => handle(input.query as z.output<Query>, context),
  });
}

function envelopeOf(data: z.ZodType) {
  return z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string(), data });
}

function enveloped(message: string, data: unknown) {
  return { ok: true, success: true, message, data };
}

/** Maximum cached answers per account; dashboards repeat the same few calls. */
const MAX_KEPT = 200;

interface Kept {
  revision: number;
  readonly byAsked: Map<string, unknown>;
}

const KEPT = new WeakMap<OperationWorld, Kept>();

/** Caches results by call, as long as the account has not changed. */
function keptFigures<Data>(world: OperationWorld, asked: string, workOut: () => Data): Data {
  const kept = KEPT.get(world) ?? { revision: world.revision, byAsked: new Map() };
  KEPT.set(world, kept);
  if (kept.revision !== world.revision || kept.byAsked.size >= MAX_KEPT) kept.byAsked.clear();
  kept.revision = world.revision;
  // Every figure is an object.
  const known = kept.byAsked.get(asked) as Data | undefined;
  if (known !== undefined) return known;
  const data = workOut();
  kept.byAsked.set(asked, data);
  return data;
}
