import { z } from "zod";
import { SmartLeadMockError } from "../../base/errors.ts";
import { EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import { answerOf, callCommand, flags } from "./call-command.ts";
import { mustBeInside } from "./judging-tools.ts";
import { defineTool, positional, type Tool } from "./tool.ts";

/** Maximum characters of captured text in one call. */
const MAX_CAPTURED_CHARACTERS = 2_000_000;

const payload = defineTool({
  name: "payload",
  title: "Sample body of an event",
  description:
    "The body that a receiver gets for an event, or its JSON Schema. Needs no running mock; the same seed gives the same body.",
  input: z.strictObject({
    event: positional(100).describe(`the event type: ${EVENT_TYPES.join(", ")}, or one that your own dialect adds`),
    dialect: z
      .string()
      .regex(/^[a-z\d][\w-]{0,60}$/i, "must be the name of a dialect")
      .optional()
      .describe(`${DIALECTS.join(", ")} (live: as captured), or the name of your own dialect`),
    seed: z.number().int().min(0).optional(),
    schema: z.boolean().optional().describe("the JSON Schema instead of a sample"),
  }),
  readOnly: true,
  run: async ({ event, dialect, seed, schema }, tool) => {
    const given = [...flags({ dialect, seed }), ...(schema === true ? ["--schema"] : [])];
    return answerOf(
      await callCommand(["payload", event, ...given], tool),
      schema === true ? "The JSON Schema." : "A sample body.",
    );
  },
});

const drift = defineTool({
  name: "drift",
  title: "Compare real bodies with the mock's",
  description:
    "Compares captured SmartLead bodies (JSON, NDJSON, HAR, logs, curl lines) with the mock's dialects, field by field. Give the text itself, or " +
    "a file in the working directory.",
  input: z.strictObject({
    text: z.string().max(MAX_CAPTURED_CHARACTERS).optional(),
    file: positional(400).optional(),
  }),
  readOnly: true,
  run: async ({ text, file }, tool) => {
    if ((text === undefined) === (file === undefined))
      throw new SmartLeadMockError("usage", "Give either text or file.");
    if (file !== undefined) mustBeInside(file, tool.context.io.cwd);
    const answer = await callCommand(["drift", file ?? "-"], tool, text ?? "");
    return answerOf(answer, answer.code === 0 ? "Every body fits a dialect." : "Not every body fits a dialect.");
  },
});

export const BODY_TOOLS: readonly Tool[] = [payload, drift];
