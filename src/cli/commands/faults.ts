import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { FaultView } from "../../delivery/faults/fault.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { EXIT } from "../exit-codes.ts";
import { faultRulesOf } from "../faults/fault-flags.ts";
import { faultLine, faultTable } from "../faults/fault-text.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";

interface Asked {
  readonly client: ControlClient;
  /** The words after the action. */
  readonly args: readonly string[];
  readonly isJson: boolean;
  readonly io: Io;
}

const ACTIONS = { list, arm, disarm } as const satisfies Record<string, (asked: Asked) => Promise<void>>;
const ACTION_NAMES = Object.keys(ACTIONS);

/** Lists the faults of a running mock, arms some, or disarms them. */
export async function faults({ args: [name = "list", ...args], settings, io }: CommandContext): Promise<number> {
  if (!isAction(name)) throw unknownAction(name);
  const client = controlClient(connectionOf(settings));
  await ACTIONS[name]({ client, args, isJson: settings.values.json === true, io });
  return EXIT.good;
}

async function list({ client, args, isJson, io }: Asked): Promise<void> {
  if (args[0] !== undefined) {
    throw new SmartLeadMockError("usage", `list takes no argument; to arm a fault, use faults arm ${args[0]}.`);
  }
  const answer = await client.call("GET /faults");
  if (isJson) return say(io.stdout, jsonText(answer));
  for (const line of faultTable(answer.data, paintFor(io.stdout, io.env))) say(io.stdout, line);
}

async function arm({ client, args, isJson, io }: Asked): Promise<void> {
  if (args.length === 0) {
    throw new SmartLeadMockError(
      "usage",
      "faults arm needs a fault, such as lost-response:attempt=1; smartlead-mock faults --help lists the kinds.",
    );
  }
  const rules = await faultRulesOf(args, "faults arm");
  const answer = await client.call("POST /faults", { body: { faults: rules } });
  if (isJson) return say(io.stdout, jsonText(answer));
  for (const fault of "data" in answer ? answer.data : [answer]) say(io.stdout, `Armed ${faultLine(fault)}`);
}

async function disarm({ client, args, isJson, io }: Asked): Promise<void> {
  if (args.length === 0) {
    throw new SmartLeadMockError("usage", "faults disarm needs the id of a fault, or all; faults list shows them.");
  }
  if (args.includes("all")) {
    const answer = await client.call("DELETE /faults");
    if (isJson) return say(io.stdout, jsonText(answer));
    return say(io.stdout, answer.disarmed === 0 ? "No fault was armed." : `Disarmed ${answer.disarmed}.`);
  }
  const data: FaultView[] = [];
  for (const id of args) data.push(await client.call("DELETE /faults/:id", { params: { id } }));
  if (isJson) return say(io.stdout, jsonText({ data }));
  for (const fault of data) say(io.stdout, `Disarmed ${faultLine(fault)}`);
}

function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}

function unknownAction(name: string): SmartLeadMockError {
  const meant = didYouMean(name, ACTION_NAMES);
  const hint = meant === null ? `; the actions are ${ACTION_NAMES.join(", ")}.` : `; did you mean ${meant}?`;
  return new SmartLeadMockError("usage", `faults has no action ${JSON.stringify(name)}${hint}`);
}
