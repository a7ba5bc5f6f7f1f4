import { z } from "zod";
import { answer, refusalAnswer } from "./declared-answers.ts";
import type { OperationAnswer } from "./operation.ts";
import { refusal } from "./responses.ts";

export const INBOX_SOURCES = ["A5", "B4", "E6"];
export const NO_MAPPING = refusalAnswer(404, "There is no such mapping.");

/** What most calls of the master inbox answer with: both documented envelopes in one (B4, A5). */
export function done(data: z.ZodType): OperationAnswer {
  return answer("Done.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string(), data }));
}

export function mappingNotFound() {
  return refusal(404, "Lead mapping not found");
}
