import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import type { ControlCalls } from "../../server/client/control-calls.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { EXIT } from "../exit-codes.ts";
import { heldDetails, heldLine } from "../faults/hold-text.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";

interface Asked {
  readonly context: CommandContext;
  readonly client: ControlClient;
  /** The delivery; `null` if none was named. */
  readonly id: string | null;
}

const ACTIONS = { list, show, release, answer, drop } as const satisfies Record<
  string,
  (asked: Asked) => Promise<void>
>;
const ACTION_NAMES = Object.keys(ACTIONS);

/** Lists held deliveries, and releases, changes, answers or drops them. */
export async function hold(context: CommandContext): Promise<number> {
  const [name = "list", id = null, more] = context.args;
  if (!isAction(name)) throw unknownAction(name);
  if (more !== undefined) throw usage(`hold ${name} takes one delivery; leave out ${more}.`);
  await ACTIONS[name]({ context, client: controlClient(connectionOf(context.settings)), id });
  return EXIT.good;
}

async function list({ context: { io, settings }, client, id }: Asked): Promise<void> {
  if (id !== null) throw usage(`list takes no delivery; to look at one, use hold show ${id}.`);
  const answer = await client.call("GET /held");
  if (settings.values.json === true) return say(io.stdout, jsonText(answer));
  if (answer.data.length === 0)
    return say(io.stdout, "Nothing is held. To hold a delivery: smartlead-mock faults arm hold:limit=1");
  for (const held of answer.data) say(io.stdout, heldLine(held));
}

async function show({ context: { io, settings }, client, id }: Asked): Promise<void> {
  const held = await client.call("GET /held/:id", named("show", id));
  if (settings.values.json === true) return say(io.stdout, jsonText(held));
  for (const line of heldDetails(held)) say(io.stdout, line);
}

async function release({ context, client, id }: Asked): Promise<void> {
  if (id !== "all") return decide({ context, client, id }, "release", "Released");
  const answer = await client.call("DELETE /held");
  const { io, settings } = context;
  if (settings.values.json === true) return say(io.stdout, jsonText(answer));
  say(io.stdout, answer.released === 0 ? "Nothing is held." : `Released ${answer.released}.`);
}

function answer(asked: Asked): Promise<void> {
  return decide(asked, "answer", "Answered");
}

function drop(asked: Asked): Promise<void> {
  return decide(asked, "drop", "Dropped");
}

async function decide(
  { context, client, id }: Asked,
  action: "release" | "answer" | "drop",
  done: string,
): Promise<void> {
  const { io, settings } = context;
  const edit = action === "drop" ? {} : editOf(context);
  const held = await client.call(`POST /held/:id/${action}`, { ...named(action, id), body: edit });
  if (settings.values.json === true) return say(io.stdout, jsonText(held));
  say(io.stdout, `${done} ${heldLine(held).replace(/; continues in .*$/, ".")}`);
}

/** Converts `--status`, `--header` and `--body` to the call's form. */
function editOf({ settings: { values, layerOf }, io }: CommandContext): ControlCalls["POST /held/:id/answer"]["body"] {
  const { status, header, body } = values;
  return {
    status,
    headers: layerOf("header") === "flag" ? header : undefined,
    body: body === undefined ? undefined : bodyOf(resolve(io.cwd, body), body),
  };
}

/** The text of a file is sent unchanged, even if it is JSON. */
function bodyOf(path: string, name: string): string {
  // A name that looks like JSON was meant to be the body itself.
  if (parsedJson(name) !== undefined && /^[[{"]/.test(name.trim())) return name;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SmartLeadMockError("usage", `--body ${name} cannot be read; name a file, or give the JSON itself.`, {
      cause,
    });
  }
}

function named(action: string, id: string | null): { readonly params: { readonly id: string } } {
  if (id === null) throw usage(`hold ${action} needs the id of a delivery; hold list shows those that are held.`);
  return { params: { id } };
}

function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}

function unknownAction(name: string): SmartLeadMockError {
  const meant = didYouMean(name, ACTION_NAMES);
  const hint = meant === null ? `; the actions are ${ACTION_NAMES.join(", ")}.` : `; did you mean ${meant}?`;
  return usage(`hold has no action ${JSON.stringify(name)}${hint}`);
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
