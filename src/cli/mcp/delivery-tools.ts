import { z } from "zod";
import { DELIVERY_STATES, type Delivery } from "../../delivery/delivery.ts";
import { answerText } from "../../harness/verify/judging/findings.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import { EVENT_TYPES } from "../../smartlead/events/event-types.ts";
import { connectionOf } from "../connection.ts";
import { adviceForDelivery } from "../deliveries/delivery-advice.ts";
import { answerOf, callCommand, connectFlags, flags } from "./call-command.ts";
import { defineTool, positional, type Tool, type ToolContext } from "./tool.ts";

/** Maximum deliveries in a list, and events in a call, so that an answer stays readable. */
const MAX_LISTED = 50;
const MAX_EVENTS = 100;
/** Maximum characters of a receiver's answer that are shown. */
const ANSWER_CHARACTERS = 500;

const event = positional(100).describe(`the event type: ${EVENT_TYPES.join(", ")}, or one that your own dialect adds`);
const campaign = z.number().int().min(1).optional().describe("id of the campaign it happens in");
const id = positional(200).describe("id of the delivery, such as dlv_0123456789abcdef0123");

const trigger = defineTool({
  name: "trigger",
  title: "Trigger an event",
  description:
    "Triggers an event in the running mock, which sends it to its webhooks, and reports how each delivery was answered. " +
    "With target no running mock is needed: the event goes to that URL.",
  input: z.strictObject({
    event,
    campaign,
    lead: z.string().max(320).optional().describe("address of the lead"),
    set: z.record(z.string().max(200), z.unknown()).optional().describe("fields of the body to replace, by path"),
    count: z.number().int().min(1).max(MAX_EVENTS).optional().describe("number of events"),
    wait: z.boolean().optional().describe("wait until each has settled, retries included; else for the first attempt"),
    target: z.url().optional().describe("send here, without a running mock"),
  }),
  readOnly: false,
  run: async ({ event: type, campaign: campaignId, lead, set = {}, count, wait, target }, tool) => {
    const overrides = Object.entries(set).flatMap(([path, value]) => ["--set", `${path}=${JSON.stringify(value)}`]);
    const where = target === undefined ? connectFlags(tool) : ["--target", target];
    const given = [...flags({ campaign: campaignId, lead, count }), ...overrides, ...(wait === true ? ["--wait"] : [])];
    const answer = await callCommand(["trigger", type, ...where, ...given], tool);
    const said =
      answer.code === 0 ? "Every delivery was answered 2xx." : `Not every delivery was answered 2xx. ${answer.errors}`;
    return answerOf(answer, `${said} \`explain_failure\` says why one failed.`, rowsOfEvents(answer.json));
  },
});

const list = defineTool({
  name: "list_deliveries",
  title: "List deliveries",
  description:
    "Deliveries of the running mock, newest first, with the last answer of each. query is as in the console: " +
    "'status:5xx lead:ann@* -type:EMAIL_OPEN attempt:>1'.",
  input: z.strictObject({
    state: z.enum(DELIVERY_STATES).optional(),
    query: z.string().max(1_000).optional(),
    limit: z.number().int().min(1).max(MAX_LISTED).default(20),
    cursor: z.string().max(200).optional().describe("next_cursor of an earlier list"),
  }),
  readOnly: true,
  run: async ({ state, query, limit, cursor }, tool) => {
    const answer = await callCommand(
      ["deliveries", ...connectFlags(tool), ...flags({ state, query, limit, cursor })],
      tool,
    );
    const page = answer.json as { data?: readonly Delivery[]; next_cursor?: string | null } | undefined; // as `deliveries --json` prints it
    const rows = page?.data?.map(rowOf) ?? [];
    return answerOf(answer, `${rows.length} deliveries.`, { deliveries: rows, next_cursor: page?.next_cursor ?? null });
  },
});

const show = defineTool({
  name: "show_delivery",
  title: "Show a delivery",
  description: "One delivery with what was sent and every attempt with its answer. Secrets are masked.",
  input: z.strictObject({ id }),
  readOnly: true,
  run: async ({ id: delivery }, tool) =>
    answerOf(await callCommand(["deliveries", "show", delivery, ...connectFlags(tool)], tool), "The delivery."),
});

const explainFailure = defineTool({
  name: "explain_failure",
  title: "Explain a failed delivery",
  description:
    "Explains why a delivery failed, or is in its state, and what to do about it. Without an id: the newest failed one.",
  input: z.strictObject({ id: id.optional() }),
  readOnly: true,
  run: async ({ id: asked }, tool) => {
    const client = controlClient(connectionOf(tool.context.settings));
    const delivery = asked === undefined ? await newestFailure(client) : await oneDelivery(client, asked);
    if (delivery === null) return { text: "No delivery has failed." };
    const { what, fix } = adviceForDelivery(delivery);
    const todo = fix === null || fix === "" ? "Nothing needs to be done." : fix;
    // The outcome quotes the receiver, so it is data; the advice is our own text.
    return { text: todo, data: { what, delivery: rowOf(delivery), attempts: delivery.attempts.map(attemptRow) } };
  },
});

const resend = defineTool({
  name: "resend_delivery",
  title: "Resend a delivery",
  description:
    "Sends the event of a delivery again, with the same request id, as SmartLead does when it retries: your receiver must recognize it.",
  input: z.strictObject({ id }),
  readOnly: false,
  run: async ({ id: delivery }, tool) =>
    answerOf(
      await callCommand(["deliveries", "resend", delivery, ...connectFlags(tool)], tool),
      "Sent again; `show_delivery` shows the new one.",
    ),
});

const explainEvent = defineTool({
  name: "explain_event",
  title: "Explain which webhooks get an event",
  description: "Which webhooks of the running mock get an event, which are shadowed, and why.",
  input: z.strictObject({ event, campaign }),
  readOnly: true,
  run: async ({ event: type, campaign: campaignId }, tool) =>
    answerOf(
      await callCommand(["explain", type, ...connectFlags(tool), ...flags({ campaign: campaignId })], tool),
      "By SmartLead's scope priority:",
    ),
});

export const DELIVERY_TOOLS: readonly Tool[] = [trigger, list, show, explainFailure, resend, explainEvent];

async function newestFailure(client: ControlClient): Promise<Delivery | null> {
  const { data } = await client.call("GET /deliveries", { query: { state: "failed", limit: 1 } });
  return data[0] ?? null;
}

async function oneDelivery(client: ControlClient, delivery: string): Promise<Delivery> {
  return (await client.call("GET /deliveries/:id", { params: { id: delivery } })).data;
}

function rowOf(delivery: Delivery) {
  const { id: name, event_type, lead_email, campaign_id, webhook, state, attempts, max_attempts, duplicate } = delivery;
  const last = attempts.findLast(({ outcome }) => outcome !== null);
  const answer = last === undefined ? null : `${last.outcome} ${answerText(last).slice(0, ANSWER_CHARACTERS)}`;
  return {
    ...{ id: name, event_type, lead_email, campaign_id, url: webhook.url, state, duplicate },
    tries: `${attempts.length}/${max_attempts}`,
    last_answer: answer,
  };
}

function attemptRow(attempt: Delivery["attempts"][number]) {
  const { number, started_at, duration_ms, outcome, faults, next_attempt_at } = attempt;
  const answer = answerText(attempt).slice(0, ANSWER_CHARACTERS);
  return { number, started_at, duration_ms, outcome, answer, faults, next_attempt_at };
}

/** The rows that `trigger --json` prints. */
function rowsOfEvents(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("events" in json) || !Array.isArray(json.events)) return json;
  return {
    events: json.events.map(({ event_id, event_type, deliveries, shadowed, explanation, warnings }) => {
      const rows = Array.isArray(deliveries) ? deliveries.map(rowOf) : [];
      return { event_id, event_type, deliveries: rows, shadowed, explanation, warnings };
    }),
  };
}

/** The client for tools that act on the mock as a whole. */
export function clientOf({ context }: ToolContext): ControlClient {
  return controlClient(connectionOf(context.settings));
}
