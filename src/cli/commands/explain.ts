import { safeText } from "../../base/safe-text.ts";
import type { ScopeExplanation } from "../../mock/mock.ts";
import { controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { knownDialects } from "../dialects/own-dialects.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { type Paint, paintFor } from "../output/terminal-paint.ts";
import { askedOfMock, eventNamed } from "../trigger/event-name.ts";

/** Prints which webhooks would get an event, which would be shadowed, and why. */
export async function explain({ args, settings, io }: CommandContext): Promise<number> {
  const { campaign, json } = settings.values;
  const named = eventNamed(args[0] ?? "", await knownDialects(settings, io.cwd), true);
  const client = controlClient(connectionOf(settings));
  const asked = { event_type: named.ownEvent ?? named.eventType, campaign_id: campaign };
  const answer = await askedOfMock(args[0] ?? "", named, () => client.call("GET /explain", { query: asked }));
  if (json === true) say(io.stdout, jsonText(answer));
  else for (const line of explanationLines(answer, paintFor(io.stdout, io.env))) say(io.stdout, line);
  return EXIT.good;
}

function explanationLines({ receives, shadowed, explanation }: ScopeExplanation, paint: Paint): string[] {
  const gets = receives.map(
    ({ webhook_id, name, level, url }) =>
      `${paint("good", "gets it ")}  webhook ${webhook_id} ${safeText(name)}, ${level} level, ${safeText(url)}`,
  );
  const misses = shadowed.map(
    ({ webhook_id, level, reason }) =>
      `${paint("warn", "shadowed")}  webhook ${webhook_id}, ${level} level: ${safeText(reason)}`,
  );
  return [...gets, ...misses, safeText(explanation)];
}
