import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { flagOf } from "../../config/option-table.ts";
import type { EmitRequest } from "../../mock/mock.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { summarySentence, totalsOf } from "../deliveries/delivery-summary.ts";
import { frameOutput } from "../deliveries/frame-output.ts";
import { knownDialects } from "../dialects/own-dialects.ts";
import { say } from "../io.ts";
import { OWN_MOCK_OPTIONS } from "../option-groups.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { askedOfMock, eventNamed } from "../trigger/event-name.ts";
import { eventRequestOf } from "../trigger/event-request.ts";
import {
  exitCodeOf,
  type JudgedEvent,
  judgedEvents,
  shadowedLines,
  type Triggered,
  unservedSentence,
} from "../trigger/triggered.ts";

/** Triggers the event, waits for its deliveries and reports how they went. */
export async function trigger(context: CommandContext): Promise<number> {
  const { args, settings, io } = context;
  const isForMock = settings.layerOf("target") !== "flag";
  const named = eventNamed(args[0] ?? "", await knownDialects(settings, io.cwd), isForMock);
  const request = await eventRequestOf(named, settings.values, io);
  const triggered = await askedOfMock(args[0] ?? "", isForMock ? named : {}, () => perform(context, request));
  const events = judgedEvents(triggered);
  if (settings.values.json === true) say(io.stdout, jsonText({ events }));
  else
    for (const line of [...shadowedLines(events), ...answerLines(events, pageOf(context))])
      say(io.stdout, printable(line));
  for (const warning of new Set(events.flatMap(({ warnings = [] }) => warnings))) {
    say(io.stderr, `smartlead-mock: ${printable(warning)}`);
  }
  const unserved = unservedSentence(request.ownEvent ?? request.eventType, events);
  if (unserved !== null) say(io.stderr, `smartlead-mock: ${printable(unserved)}`);
  return exitCodeOf(events);
}

/** Maximum deliveries that are listed individually; beyond that only the counts are shown. */
const MOST_NAMED = 10;

/** Lists the deliveries by id, with their place on the page of the mock that keeps running; for many deliveries only the counts. */
function answerLines(events: readonly JudgedEvent[], page: string | null): readonly string[] {
  const deliveries = events.flatMap((event) => event.deliveries);
  const isNamed = page !== null && deliveries.length <= MOST_NAMED;
  const named = isNamed ? deliveries.map(({ id, state }) => `${id}  ${state}  ${page}#${id}`) : [];
  return events.length > 1 ? [...named, summarySentence(totalsOf(deliveries))] : named;
}

/** A mock of this call ends with it, and so does its page. */
function pageOf({ settings }: CommandContext): string | null {
  return settings.layerOf("target") === "flag" ? null : `${connectionOf(settings).url.replace(/\/+$/, "")}/`;
}

/** With `--target` on the command line it needs no running mock; a target in the configuration is meant for `start`. */
async function perform(context: CommandContext, request: EmitRequest): Promise<Triggered> {
  const { settings, io } = context;
  const { values } = settings;
  const waitFor = values.wait === true ? "settled" : "first-attempt";
  const show = values.json === true ? () => {} : frameOutput("plain", io.stdout, paintFor(io.stdout, io.env));
  if (settings.layerOf("target") !== "flag") {
    refuseWhatTheMockDecides(settings);
    const { triggerRemotely } = await import("../trigger/trigger-remotely.ts");
    return triggerRemotely({ connection: connectionOf(settings), request, waitFor, show });
  }
  if (settings.layerOf("connect") === "flag") {
    throw new SmartLeadMockError(
      "usage",
      "With --target no running mock is used, so --connect has no effect; use only one of them.",
    );
  }
  if (values.target === "none") {
    throw new SmartLeadMockError("usage", "trigger --target none would send nothing; give a URL, or leave it out.");
  }
  // This warns of a name that does not resolve, which makes the command below fail.
  await checkTargets({ ...settings, config: {} }, values.target ?? null);
  const { triggerLocally } = await import("../trigger/trigger-locally.ts");
  return triggerLocally({ settings, request, waitFor, show });
}

function refuseWhatTheMockDecides(settings: CommandContext["settings"]): void {
  const given = OWN_MOCK_OPTIONS.find((key) => settings.layerOf(key) === "flag");
  if (given === undefined) return;
  throw new SmartLeadMockError(
    "usage",
    `${flagOf(given)} is set by the running mock; pass it to smartlead-mock start, or use --target URL to send without a running mock.`,
  );
}
