import { z } from "zod";
import type { OperationAnswer } from "./operation.ts";

/** Declares an answer of an operation. */
export function answer(description: string, schema: z.ZodType, status = 200): OperationAnswer {
  return { status, description, schema };
}

export function textAnswer(description: string, contentType: string): OperationAnswer {
  return { status: 200, description, contentType };
}

const errorBody = z.strictObject({ error: z.string() });

/** A refusal in SmartLead's format, `{"error":"…"}` (smartlead.md §4 "Conventions", domain errors). */
export function refusalAnswer(status: number, description: string): OperationAnswer {
  return { status, description, schema: errorBody };
}

export const CAMPAIGN_NOT_FOUND = refusalAnswer(404, "There is no such campaign.");
export const LIMIT_REACHED = refusalAnswer(409, "A limit of the mock is reached.");

/** ISO 8601, UTC, milliseconds. */
export const isoMs = z.iso.datetime({ precision: 3 });

export const okBody = z.strictObject({ ok: z.literal(true) });
