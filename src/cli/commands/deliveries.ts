import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { OptionValues } from "../../config/option-table.ts";
import { DELIVERY_STATES, type Delivery } from "../../delivery/delivery.ts";
import { parseQuery } from "../../journal/query/parse-query.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { deliveryDetail, deliveryTable } from "../deliveries/delivery-text.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";

/** Default number of deliveries in a list. */
export const DEFAULT_LIMIT = 50;
/** Maximum deliveries on one page of the control API. */
const MAX_PAGE = 500;
/** Concurrent calls for single deliveries. */
const ASKED_AT_ONCE = 8;

interface Page {
  readonly data: readonly Delivery[];
  readonly next_cursor: string | null;
}

type Action = (client: ControlClient, context: CommandContext) => Promise<void>;

const ACTIONS = { list, show, resend } as const satisfies Record<string, Action>;
const ACTION_NAMES = Object.keys(ACTIONS);

/** Lists deliveries, shows one, or resends one. */
export async function deliveries(context: CommandContext): Promise<number> {
  const name = context.args[0] ?? "list";
  if (!isAction(name)) throw unknownAction(name);
  const { recording } = context.settings.values;
  if (recording !== undefined) {
    const { recordedDeliveries } = await import("../deliveries/recorded-deliveries.ts");
    await recordedDeliveries(name, recording, context);
    return EXIT.good;
  }
  await ACTIONS[name](controlClient(connectionOf(context.settings)), context);
  return EXIT.good;
}

async function list(client: ControlClient, context: CommandContext): Promise<void> {
  const { args, settings, io } = context;
  if (args[1] !== undefined)
    throw new SmartLeadMockError("usage", `list takes no id; to see one delivery, use deliveries show ${args[1]}.`);
  const page = await readPages(client, settings.values);
  if (settings.values.har !== undefined) return archive(client, page, context);
  if (settings.values.json === true) return say(io.stdout, jsonText(page));
  for (const line of deliveryTable(page.data, paintFor(io.stdout, io.env))) say(io.stdout, line);
  if (page.next_cursor !== null)
    say(io.stdout, `There are more: add --cursor ${page.next_cursor}, or filter with --state or --query.`);
}

/** Lists leave out request bodies, so each delivery is fetched. */
async function archive(client: ControlClient, { data }: Page, context: CommandContext): Promise<void> {
  const whole: Delivery[] = [];
  for (let from = 0; from < data.length; from += ASKED_AT_ONCE) {
    const asked = data
      .slice(from, from + ASKED_AT_ONCE)
      .map(({ id }) => client.call("GET /deliveries/:id", { params: { id } }));
    whole.push(...(await Promise.all(asked)).map((answer) => answer.data));
  }
  (await import("../deliveries/har-file.ts")).writeHar(whole.reverse(), context);
}

/** Reads page after page until there are enough: a page of a query may be short. */
async function readPages(client: ControlClient, { state, query, limit, cursor }: OptionValues): Promise<Page> {
  // The query is parsed before any call: a mistyped query is an error whether or not a mock is running.
  if (query !== undefined) parseQuery(query);
  const wantedState = state === undefined ? undefined : knownState(state);
  const wanted = limit ?? DEFAULT_LIMIT;
  const data: Delivery[] = [];
  let next: string | null | undefined = cursor;
  do {
    const asked = Math.min(MAX_PAGE, wanted - data.length);
    const page: Page = await client.call("GET /deliveries", {
      query: { state: wantedState, q: query, cursor: next ?? undefined, limit: asked },
    });
    data.push(...page.data);
    next = page.next_cursor;
  } while (next !== null && data.length < wanted);
  return { data, next_cursor: next };
}

function knownState(name: string): Delivery["state"] {
  const state = DELIVERY_STATES.find((one) => one === name);
  if (state !== undefined) return state;
  const meant = didYouMean(name, DELIVERY_STATES);
  const hint = meant === null ? "" : ` (did you mean ${meant}?)`;
  throw new SmartLeadMockError("usage", `--state must be one of ${DELIVERY_STATES.join(", ")}${hint}.`);
}

async function show(client: ControlClient, context: CommandContext): Promise<void> {
  const { args, settings, io } = context;
  const answer = await client.call("GET /deliveries/:id", { params: { id: idOf(args, "show") } });
  if (settings.values.har !== undefined)
    return (await import("../deliveries/har-file.ts")).writeHar([answer.data], context);
  if (settings.values.json === true) return say(io.stdout, jsonText(answer));
  for (const line of deliveryDetail(answer.data, paintFor(io.stdout, io.env))) say(io.stdout, line);
}

async function resend(client: ControlClient, { args, settings, io }: CommandContext): Promise<void> {
  const id = idOf(args, "resend");
  const answer = await client.call("POST /deliveries/:id/resend", { params: { id }, body: { request_id: "same" } });
  if (settings.values.json === true) return say(io.stdout, jsonText(answer));
  say(
    io.stdout,
    `Resent with the same request id, as ${answer.delivery_id}; see deliveries show ${answer.delivery_id}.`,
  );
}

/** The id that an action needs. Throws `usage` if none exists. */
export function idOf(args: readonly string[], action: string): string {
  const id = args[1];
  if (id === undefined)
    throw new SmartLeadMockError(
      "usage",
      `deliveries ${action} needs the id of a delivery; deliveries list shows them.`,
    );
  return id;
}

function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}

function unknownAction(name: string): SmartLeadMockError {
  const meant = didYouMean(name, ACTION_NAMES);
  const hint = meant === null ? `; the actions are ${ACTION_NAMES.join(", ")}.` : `; did you mean ${meant}?`;
  return new SmartLeadMockError("usage", `deliveries has no action ${JSON.stringify(name)}${hint}`);
}
