import { printable } from "../../base/printable.ts";
import { doubt, type Finding, fine, problem } from "../../harness/doctor/finding.ts";
import type { MockState } from "../../mock/mock.ts";
import { type Connection, type ControlClient, controlClient } from "../../server/client/control-client.ts";
import type { WebhookScope } from "../../server/client/world-answers.ts";
import { adviceForDelivery } from "../deliveries/delivery-advice.ts";

/** Real ms that a mock may take to answer: another program on its port may never answer. */
const PATIENCE_MS = 3_000;
/** Maximum webhooks, faults and failures that are listed individually. */
const MOST_TOLD = 5;

/** The facts that a running mock reports. */
export interface SeenMock {
  readonly findings: readonly Finding[];
  /** URLs of its webhooks, each once. */
  readonly targets: readonly string[];
  /** The mock's address; `null` = no mock is running. */
  readonly url: string | null;
}

/** Throws `unreachable` if no mock answers, and `forbidden` if it requires another token. */
export async function lookAtMock(connection: Connection): Promise<SeenMock> {
  const client = controlClient(connection, PATIENCE_MS);
  const state = await client.call("GET /state");
  const { webhooks } = await client.call("GET /world");
  const findings = [
    fine(
      "mock",
      `A mock runs at ${connection.url} (run ${printable(state.run)}, policy ${state.policy.name}, dialect ${state.dialect}).`,
    ),
    clockFinding(state),
    trafficFinding(state),
    ...webhooks.slice(0, MOST_TOLD).map(webhookFinding),
    ...(webhooks.length === 0 ? [noWebhook()] : []),
    ...(await faultFindings(client)),
    ...(await failureFindings(client)),
  ];
  const urls = webhooks.filter(({ disabled }) => !disabled).map(({ url }) => url);
  return { findings, targets: [...new Set(urls)].slice(0, MOST_TOLD), url: connection.url };
}

function clockFinding({ clock }: MockState): Finding {
  if (clock.mode !== "manual") return fine("clock", `The clock is ${clock.mode}, at ${clock.now}.`);
  const text = `The clock is manual and stopped at ${clock.now}: retries and other due events wait until you move it.`;
  return doubt("clock", text, "Press n in the console, call POST /_mock/clock, or start with --clock real.");
}

function trafficFinding({ rate, counters, world_time: worldTime }: MockState): Finding {
  const sent = `${counters.deliveries} deliveries so far, ${counters.failed} failed`;
  if (rate > 0 || worldTime !== null) return fine("traffic", `The account generates events; ${sent}.`);
  if (counters.events > 0) return fine("traffic", `The account generates no events (rate 0); ${sent}.`);
  const text = "Nothing was sent yet, because the account generates no events (rate 0).";
  return doubt("traffic", text, "Send an event: `smartlead-mock trigger EMAIL_REPLY`, or start with --rate 1.");
}

function noWebhook(): Finding {
  const fix = "Start with --target URL, or register one over the REST API.";
  return problem("webhook", "The mock has no webhook, so its events are not sent.", fix);
}

function webhookFinding(webhook: WebhookScope): Finding {
  const { id, level, events, disabled } = webhook;
  const name = `Webhook ${id} ${printable(webhook.name)} (${level} level)`;
  if (disabled) return problem("webhook", `${name} is disabled.`, "Enable it with the REST API.");
  const missed = events.filter(({ receives }) => !receives);
  if (missed.length === 0) return fine("webhook", `${name} gets all ${events.length} events it subscribes to.`);
  const types = missed.map(({ event_type }) => event_type).join(", ");
  const text = `${name} does not get ${types}: ${printable(missed[0]?.reason ?? "it is shadowed")}`;
  const fix = `\`smartlead-mock explain ${missed[0]?.event_type ?? "EMAIL_REPLY"}\` shows which webhook takes precedence.`;
  return missed.length === events.length ? problem("webhook", text, fix) : doubt("webhook", text, fix);
}

async function faultFindings(client: ControlClient): Promise<readonly Finding[]> {
  const { data } = await client.call("GET /faults");
  const active = data.filter(({ ended }) => !ended);
  return active.slice(0, MOST_TOLD).map(({ id, kind, explain }) => {
    const text = `A fault is active (${kind}): ${printable(explain)}`;
    return doubt("fault", text, `\`smartlead-mock faults disarm ${id}\` ends it.`);
  });
}

/** Shows the newest failure; the others usually have the same cause. */
async function failureFindings(client: ControlClient): Promise<readonly Finding[]> {
  const { data } = await client.call("GET /deliveries", { query: { state: "failed", limit: 1 } });
  return data.map((delivery) => {
    const { what, fix } = adviceForDelivery(delivery);
    return doubt("failure", `The newest failure: ${what}`, fix);
  });
}
