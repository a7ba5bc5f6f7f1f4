import type { Frame } from "../../journal/entry.ts";
import type { EmitRequest } from "../../mock/mock.ts";
import type { ControlCalls } from "../../server/client/control-calls.ts";
import { type Connection, type ControlClient, controlClient, unreachable } from "../../server/client/control-client.ts";
import { openFrames } from "../../server/client/frame-stream.ts";
import { DeliveryWatch, type WaitFor } from "../deliveries/delivery-watch.ts";
import type { FrameOutput } from "../deliveries/frame-output.ts";
import type { Triggered } from "./triggered.ts";

export interface RemoteTrigger {
  readonly connection: Connection;
  readonly request: EmitRequest;
  readonly waitFor: WaitFor;
  readonly show: FrameOutput;
}

/**
 * Triggers the event in a running mock, and follows its stream until the deliveries have reached the state. Throws `unreachable` if the
 * mock disconnects meanwhile.
 */
export async function triggerRemotely({ connection, request, waitFor, show }: RemoteTrigger): Promise<Triggered> {
  const client = controlClient(connection);
  const watch = new DeliveryWatch(waitFor, show);
  let failRefresh: (cause: unknown) => void = () => {};
  const refreshFailed = new Promise<never>((_resolve, reject) => {
    failRefresh = reject;
  });
  const stream = await openFrames(connection, (frames) => {
    watch.take(frames);
    if (hasGap(frames)) refresh(client, watch).catch(failRefresh);
  });
  try {
    const { events } = await client.call("POST /events", { body: bodyOf(request) });
    const gone = stream.closed.then(() => Promise.reject(unreachable(connection.url)));
    await Promise.race([watch.follow(events.flatMap(({ deliveries }) => deliveries)), gone, refreshFailed]);
    return {
      events: await Promise.all(events.map((event) => explained(client, event))),
      delivery: (id) => watch.delivery(id),
    };
  } finally {
    stream.close();
  }
}

/** The stream had a gap: each delivery that is still awaited is fetched individually. */
async function refresh(client: ControlClient, watch: DeliveryWatch): Promise<void> {
  for (const id of watch.open()) {
    const { data } = await client.call("GET /deliveries/:id", { params: { id } });
    watch.replace(data);
  }
}

async function explained(
  client: ControlClient,
  event: Triggered["events"][number],
): Promise<Triggered["events"][number]> {
  if (event.deliveries.length > 0) return event;
  const { explanation } = await client.call("GET /events/:id", { params: { id: event.event_id } });
  return { ...event, explanation };
}

function hasGap(frames: readonly Frame[]): boolean {
  return frames.some(({ type }) => type === "gap");
}

function bodyOf({
  eventType,
  ownEvent,
  campaignId,
  leadEmail,
  overrides,
  body,
  like,
  count,
  faults,
}: EmitRequest): ControlCalls["POST /events"]["body"] {
  // JSON omits undefined values.
  return {
    event_type: ownEvent ?? eventType,
    campaign_id: campaignId,
    lead_email: leadEmail,
    overrides,
    body,
    like,
    count,
    faults,
  };
}
