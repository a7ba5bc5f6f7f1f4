import { z } from "zod";
import { FAULT_KINDS } from "../../delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../delivery/faults/fault-sentence.ts";
import { answerOf, callCommand, connectFlags } from "./call-command.ts";
import { clientOf } from "./delivery-tools.ts";
import { defineTool, positional, type Tool } from "./tool.ts";

/** Maximum faults in one call. */
const MAX_RULES = 20;

const state = defineTool({
  name: "mock_state",
  title: "State of the mock",
  description: "Run, clock, retry policy, dialect, target, rate, counters and webhooks of the running mock.",
  input: z.strictObject({}),
  readOnly: true,
  run: async (_input, tool) => ({ text: "The running mock.", data: await clientOf(tool).call("GET /state") }),
});

const clock = defineTool({
  name: "clock",
  title: "Move the mock's clock",
  description:
    "Moves the clock of the running mock, so that a retry need not be waited for. Give one of them: advance by a duration such as 90s, " +
    "next (to what is due next), a mode, or a speed of the real clock.",
  input: z.strictObject({
    advance: z.string().max(40).optional().describe("a duration with its unit: 90s, 5m, 2h"),
    next: z.literal(true).optional(),
    mode: z.enum(["real", "virtual", "manual"]).optional(),
    speed: z.number().positive().optional(),
  }),
  readOnly: false,
  // The mock reports what is wrong with the call.
  run: async (input, tool) => ({
    text: "The clock was moved.",
    data: await clientOf(tool).call("POST /clock", { body: input }),
  }),
});

const listFaults = defineTool({
  name: "list_faults",
  title: "List faults",
  description: "The faults of the running mock, how often each was applied, and the kinds that you can arm.",
  input: z.strictObject({}),
  readOnly: true,
  run: async (_input, tool) => {
    const answer = await callCommand(["faults", "list", ...connectFlags(tool)], tool);
    const kinds = FAULT_KINDS.map((kind) => `${kind}: ${FAULT_DESCRIPTIONS[kind]}`).join("\n");
    return answerOf(answer, `The kinds of faults:\n${kinds}`);
  },
});

const armFaults = defineTool({
  name: "arm_faults",
  title: "Arm faults",
  description:
    "Breaks deliveries or API calls of the running mock on purpose. A rule is KIND[:field=value,…], such as lost-response:attempt=1 or " +
    "duplicate:copies=2,event_type=EMAIL_REPLY,limit=5; list_faults lists the kinds.",
  input: z.strictObject({ rules: z.array(positional(1_000)).min(1).max(MAX_RULES) }),
  readOnly: false,
  run: async ({ rules }, tool) =>
    answerOf(
      await callCommand(["faults", "arm", ...connectFlags(tool), ...rules], tool),
      "Armed; `clear_faults` ends them.",
    ),
});

const clearFaults = defineTool({
  name: "clear_faults",
  title: "Disarm faults",
  description: "Ends faults of the running mock: those of the ids, or all of them.",
  input: z.strictObject({ ids: z.array(positional(200)).max(MAX_RULES).optional() }),
  readOnly: false,
  run: async ({ ids = ["all"] }, tool) =>
    answerOf(await callCommand(["faults", "disarm", ...connectFlags(tool), ...ids], tool), "Disarmed."),
});

const doctor = defineTool({
  name: "doctor",
  title: "What keeps deliveries from arriving",
  description:
    "Looks at Node, port, data directory, the running mock and the receiver (name, TLS, redirect, path), each ok, warn or problem with what " +
    "to do. The receiver gets only OPTIONS and HEAD; with send it gets a few plain events.",
  input: z.strictObject({ target: z.url().optional(), send: z.boolean().optional() }),
  readOnly: false,
  run: async ({ target, send }, tool) => {
    const flags = [...(target === undefined ? [] : ["--target", target]), ...(send === true ? ["--send"] : [])];
    const answer = await callCommand(["doctor", ...connectFlags(tool), ...flags], tool);
    return answerOf(
      answer,
      answer.code === 0 ? "No problem was found; read the warnings." : "There are problems; each says what to do.",
    );
  },
});

export const MOCK_TOOLS: readonly Tool[] = [state, clock, listFaults, armFaults, clearFaults, doctor];
