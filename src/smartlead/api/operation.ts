import type { z } from "zod";
import type { EditArgs, EditName, EditValue } from "../account/edits/index.ts";
import type { World } from "../account/world.ts";
import type { WebhookRegistry } from "../webhooks/registry.ts";
import { checkSegment, knownQuery } from "./check-like-joi.ts";

/**
 * One call of SmartLead's REST API. The table of operations is the only source of routes and validation: Fastify and msw each loop over it.
 */
export interface Operation {
  /** A stable name: `webhook.create`. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with parameters as `:name`. */
  readonly path: string;
  /** One sentence. */
  readonly summary: string;
  /** Labels of smartlead.md "Source labels". */
  readonly sources: readonly string[];
  readonly params: z.ZodType;
  /** Other keys are ignored, with a notice (`check-like-joi.ts`). */
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Added to the notice about an ignored query key, if there is a better call. */
  readonly queryHint?: string;
  /** Query keys that SmartLead was seen refusing here, though it ignores others. */
  readonly refusedQuery?: readonly string[];
  /** Every answer that the handler can give; those of all operations (401, Joi's 400, 429) are left out. */
  readonly answers: readonly OperationAnswer[];
  /** Checks the three segments as celebrate does, and answers. Throws only `SmartLeadMockError`. */
  perform(input: RawInput, context: OperationContext): OperationResponse;
}

/** One answer that an operation documents, for OpenAPI and for the test that checks operations against it. */
export interface OperationAnswer {
  readonly status: number;
  /** One sentence. */
  readonly description: string;
  /** Schema of the JSON body; left out for text answers (`contentType`). */
  readonly schema?: z.ZodType;
  readonly contentType?: string;
}

/** The request before validation. Query values are strings. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface OperationResponse {
  readonly status: number;
  /** Sent as JSON, unless `contentType` is set: then it is text and sent unchanged. */
  readonly body: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Work that is still running, over several turns of the event loop: the answer is sent once it is done. */
  readonly done?: Promise<void>;
}

/** The part of the world that the operations use. */
export type OperationWorld = Pick<
  World,
  | "clients"
  | "campaigns"
  | "mailboxes"
  | "leads"
  | "untrackedReplies"
  | "queuedAnswers"
  | "apiKeys"
  | "enrolmentByMapId"
  | "categories"
  | "campaign"
  | "client"
  | "lead"
  | "leadByEmail"
  | "mailbox"
  | "enrolmentsOf"
  | "enrolmentsOfLead"
  | "enrolment"
  | "crm"
  | "revision"
  | "pastMails"
>;

/** The parts of the mock that operations need. Times are epoch milliseconds on the mock's clock. */
export interface OperationContext {
  readonly world: OperationWorld;
  readonly webhooks: WebhookRegistry;
  /** Seeds values that operations make up; the same for the same mock. */
  readonly seed: number;
  /** Whether campaigns run by their schedules (`--world-time`). */
  readonly isWorldTime: boolean;
  now(): number;
  /** Changes the account and publishes the events that this causes. Throws the edit's errors, before anything is changed. */
  change<Name extends EditName>(name: Name, args: EditArgs<Name>): EditValue<Name>;
  /** Counts of the campaign's deliveries that were created from `from` to `to`. */
  summary(campaignId: number, from: number, to: number): DeliverySummary;
  /** Resends the failed ones among them. */
  retrigger(campaignId: number, from: number, to: number): Retriggered;
  /** Refuses a query key that the operation does not have, instead of ignoring it (`strict_query`). */
  readonly isStrictQuery: boolean;
  /** Shows the user a notice that does not fit into the answer: once in console, stream and log, even if the same sentence is repeated. */
  notice(sentence: string): void;
  /** A sentence if the mock may not send to the address, else `null`. */
  checkTarget(url: string): string | null;
}

/** Failed deliveries that are resent. */
export interface Retriggered {
  readonly count: number;
  /** Resolves when all of them are scheduled, rejects with the mock's error; `null` = they are already. */
  readonly done: Promise<void> | null;
}

export interface DeliveryCounts {
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  /** Queued, in flight or waiting for the next try. */
  readonly pending: number;
}

export interface DeliverySummary extends DeliveryCounts {
  /** Failed, and resent since. */
  readonly retriedFailures: number;
  readonly byEventType: Readonly<Record<string, DeliveryCounts>>;
}

interface OperationSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>
  extends Pick<Operation, "id" | "method" | "path" | "summary" | "sources" | "answers" | "queryHint" | "refusedQuery"> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  handle(
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    context: OperationContext,
  ): OperationResponse;
}

/**
 * Connects an operation's schemas to its handler: the handler gets only validated values. Segments are checked in celebrate's order and the
 * first that fails answers.
 */
export function defineOperation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  spec: OperationSpec<P, Q, B>,
): Operation {
  const { handle, ...described } = spec;
  return {
    ...described,
    perform: (input, context) => {
      const params = checkSegment("params", spec.params, input.params);
      if (!params.isValid) return { status: 400, body: params.failure };
      const known = knownQuery(spec, input.query, context);
      if (!known.isValid) return { status: 400, body: known.failure };
      const query = checkSegment("query", spec.query, known.value);
      if (!query.isValid) return { status: 400, body: query.failure };
      const body = checkSegment("body", spec.body, input.body);
      if (!body.isValid) return { status: 400, body: body.failure };
      return handle({ params: params.value, query: query.value, body: body.value }, context);
    },
  };
}
