import type { FastifyInstance } from "fastify";
import type { Journal } from "../journal/journal.ts";

const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * No answer shows or acknowledges what is not written. A call that changes something is refused before it does when the journal
 * cannot be written any more (`journal_unwritable`); reading goes on.
 */
export function answerWhatIsWritten(
  app: FastifyInstance,
  journal: Pick<Journal, "commit" | "flush" | "failure">,
): void {
  app.addHook("preHandler", async ({ method }) => {
    if (journal.failure !== null && !READING_METHODS.has(method)) journal.commit();
  });
  app.addHook("onSend", async ({ method }, reply) => {
    if (READING_METHODS.has(method) || reply.statusCode >= 400) journal.flush();
    else journal.commit();
  });
}
