import { resolve } from "node:path";
import { DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { isAccepting } from "../../harness/session/port.ts";
import { holderOf } from "../../journal/storage/lock-holder.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import { connectionOf } from "../connection.ts";
import { type Candidate, type Candidates, NOTHING, plainCandidates } from "./candidates.ts";

/** Real ms that a key press may wait for a mock. */
const PATIENCE_MS = 500;
/** Deliveries offered, the newest. */
const MOST_DELIVERIES = 20;

/** Where a completion is made. */
export interface Place {
  readonly settings: Settings;
  readonly cwd: string;
}

/** The addresses of mocks that run: that of this folder's data directory, and the one at the usual port. */
export async function runningMocks({ settings, cwd }: Place): Promise<Candidates> {
  const own = holderOf(resolve(cwd, settings.values.data ?? DEFAULT_DATA))?.url ?? null;
  const usual = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
  const isUsualThere = own !== usual && (await isAccepting(new URL(usual), PATIENCE_MS));
  return plainCandidates([...(own === null ? [] : [own]), ...(isUsualThere ? [usual] : [])]);
}

/** The newest deliveries of the running mock. */
export function newestDeliveries(place: Place): Promise<Candidates> {
  return asked(place, async (client) => {
    const { data } = await client.call("GET /deliveries", { query: { limit: MOST_DELIVERIES } });
    return data.map(({ id, event_type, state }) => ({ value: id, description: `${event_type} ${state}` }));
  });
}

/** What can be disarmed in the running mock. */
export function armedFaults(place: Place): Promise<Candidates> {
  return asked(place, async (client) => {
    const { data } = await client.call("GET /faults");
    const active = data.filter(({ ended }) => !ended).map(({ id, explain }) => ({ value: id, description: explain }));
    return [...active, { value: "all", description: "every fault" }];
  });
}

/** A mock that does not answer has nothing to offer. */
async function asked(
  { settings, cwd }: Place,
  ask: (client: ControlClient) => Promise<readonly Candidate[]>,
): Promise<Candidates> {
  const own =
    settings.values.connect === undefined ? holderOf(resolve(cwd, settings.values.data ?? DEFAULT_DATA)) : null;
  const usual = connectionOf(settings);
  try {
    return { values: await ask(controlClient({ ...usual, url: own?.url ?? usual.url }, PATIENCE_MS)), files: false };
  } catch {
    return NOTHING;
  }
}
