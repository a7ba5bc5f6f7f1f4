import { definedOnly } from "../base/defined-only.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { Faults } from "../delivery/faults/fault.ts";
import type { Held } from "../delivery/faults/hold/held-attempts.ts";
import { createFunctionSender } from "../delivery/function-sender.ts";
import { createMock } from "../mock/create-mock.ts";
import type { FetchHandler, FetchHandlerOptions } from "../mock/fetch-handler.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import type { Snapshot } from "../mock/snapshots/mock-snapshot.ts";
import type { AnyEventType } from "../smartlead/events/event-types.ts";
import { apiOf, effectsOf } from "./api-handle.ts";
import { clockOf, durationMs } from "./clock-handle.ts";
import { deliveriesOf } from "./deliveries-handle.ts";
import { checkedType, emittedEvent } from "./event-payload.ts";
import { keepFetchHandler } from "./fetch-handlers.ts";
import { type LibrarySettings, librarySettings } from "./library-options.ts";
import { openData } from "./open-data.ts";
import { openPort } from "./open-port.ts";
import type {
  Duration,
  EmitMany,
  EmitOptions,
  Listening,
  ListenOptions,
  Overrides,
  SmartLead,
  SmartLeadClock,
  SmartLeadDeliveries,
  SmartLeadEffects,
  SmartLeadEvent,
  SmartLeadOptions,
  SmartLeadWebhooks,
} from "./smart-lead.ts";
import { checkOwner, webhooksOf } from "./webhooks-handle.ts";
import { type WorldView, worldView } from "./world-view.ts";

/**
 * SmartLead in this process, with no port open. Throws `config` when an option is not what it should be.
 * @example
 * const smartlead = await createSmartLead({ target: handler, clock: "virtual", seed: 1 });
 * const event = await smartlead.emit("EMAIL_REPLY", { preview_text: "yes" });
 * await smartlead.settle();
 * event.deliveries[0].attempts.length; // 1
 * await smartlead.close();
 */
export async function createSmartLead(options: SmartLeadOptions = {}): Promise<SmartLead> {
  const settings = librarySettings(options);
  const { data: asked, handler, mock: mockOptions } = settings;
  const data = asked === null ? null : await openData(asked);
  const sender = handler === null ? undefined : createFunctionSender(handler);
  let mock: SmartLeadMock | null = null;
  try {
    mock = createMock(definedOnly({ ...mockOptions, data: data ?? undefined }), sender);
    for (const webhook of mockOptions.webhooks ?? []) checkOwner(webhook, mock);
    return new Library(mock, settings);
  } catch (error) {
    if (mock === null) data?.close();
    else await mock.close(0);
    throw error;
  }
}

class Library implements SmartLead {
  readonly seed: number;
  readonly run: string;
  readonly world: WorldView;
  readonly webhooks: SmartLeadWebhooks;
  readonly deliveries: SmartLeadDeliveries;
  readonly faults: Faults;
  readonly held: Held;
  readonly clock: SmartLeadClock;
  readonly effects: SmartLeadEffects;
  readonly api: SmartLead["api"];
  readonly #mock: SmartLeadMock;
  readonly #settings: LibrarySettings;
  readonly #open = new Set<Listening>();
  #closing: Promise<void> | null = null;

  constructor(mock: SmartLeadMock, settings: LibrarySettings) {
    const { apiKey, rateLimit, allowTargets, targetUrl } = settings;
    this.#mock = mock;
    this.#settings = settings;
    this.seed = mock.seed;
    this.run = mock.run;
    this.world = worldView(() => mock.world);
    this.webhooks = webhooksOf(mock, targetUrl);
    this.deliveries = deliveriesOf(mock);
    this.faults = mock.faults;
    this.held = mock.held;
    this.clock = clockOf(mock.clock);
    this.effects = effectsOf(mock.effects);
    const restHandler = handlerOf(() => openFetchHandler(mock, { apiKey, rateLimit, allowTargets }));
    this.api = apiOf(restHandler, apiKey);
    keepFetchHandler(this, restHandler);
  }

  emit(type: AnyEventType, overrides: Overrides | undefined, options: EmitMany): Promise<readonly SmartLeadEvent[]>;
  emit(type: AnyEventType, overrides?: Overrides, options?: EmitOptions): Promise<SmartLeadEvent>;
  async emit(
    type: AnyEventType,
    overrides?: Overrides,
    { campaign, lead, body, like, ownEvent, count, faults = [] }: EmitOptions & Partial<EmitMany> = {},
  ): Promise<SmartLeadEvent | readonly SmartLeadEvent[]> {
    const emitted = this.#mock.emit(
      definedOnly({
        eventType: checkedType(type),
        cause: "library",
        campaignId: campaign === undefined ? undefined : this.#campaignId(campaign),
        leadEmail: lead,
        overrides: overrides === undefined || Object.keys(overrides).length === 0 ? undefined : overrides,
        body,
        like,
        ownEvent,
        count,
        faults: faults.length === 0 ? undefined : faults,
      }),
    );
    const events = emitted.map((one) => emittedEvent(this.#mock, one));
    const [first] = events;
    return count === undefined && first !== undefined ? first : events;
  }

  async settle(): Promise<void> {
    let isSettled = false;
    const settled = this.#mock.settled().then(() => {
      isSettled = true;
    });
    // A clock that is moved by hand stands still, so nobody but the one who waits can move it.
    while (this.clock.mode === "manual" && !(await hasEnded(settled, () => isSettled))) await this.#mock.clock.next();
    await settled;
  }

  async advance(duration: Duration): Promise<void> {
    await this.#mock.clock.advance(durationMs(duration));
  }

  explain(type: AnyEventType, campaign?: number | string) {
    return this.#mock.explain(checkedType(type), campaign === undefined ? undefined : this.#campaignId(campaign));
  }

  state() {
    return this.#mock.state();
  }

  async listen(options: ListenOptions = {}): Promise<Listening> {
    if (this.#closing !== null) throw new SmartLeadMockError("closed", "The mock is closed; create a new one.");
    const { apiKey, rateLimit, allowTargets } = this.#settings;
    const server = await openPort(this.#mock, { ...options, apiKey, rateLimit, allowTargets });
    const { url, streamUrl, port } = server;
    const listening = { url, apiBase: `${url}/api/v1`, streamUrl, port, close: () => server.close() };
    this.#open.add(listening);
    return listening;
  }

  snapshot(name?: string): Snapshot {
    return this.#mock.snapshots.take(name);
  }

  restore(snapshot: object, options: { readonly ids?: "same" | "new" } = {}): void {
    this.#mock.snapshots.restore(snapshot, options);
  }

  reset(): void {
    this.#mock.reset();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#mock.close(0);
    await Promise.all([...this.#open].map((listening) => listening.close()));
  }

  #campaignId(asked: number | string): number {
    const found = this.world.campaign(asked)?.id;
    if (found !== undefined) return found;
    // The mock says itself that an id is unknown.
    if (typeof asked === "number") return asked;
    const names = this.world.campaigns.map(({ name }) => name);
    const meant = didYouMean(asked, names);
    const hint = meant === null ? `there are ${names.join(", ")}.` : `did you mean ${meant}?`;
    throw new SmartLeadMockError("not_found", `There is no campaign ${JSON.stringify(asked)}; ${hint}`);
  }
}

/** SmartLead's API is loaded with its first call. */
async function openFetchHandler(mock: SmartLeadMock, options: FetchHandlerOptions): Promise<FetchHandler> {
  const { fetchHandler } = await import("../mock/fetch-handler.ts");
  return fetchHandler(mock, options);
}

function handlerOf(open: () => Promise<FetchHandler>): FetchHandler {
  let restHandler: Promise<FetchHandler> | null = null;
  return async (request, basePath) => {
    restHandler ??= open();
    return (await restHandler)(request, basePath);
  };
}

/** Lets what is settled say so. */
async function hasEnded(settled: Promise<void>, isSettled: () => boolean): Promise<boolean> {
  await Promise.race([settled, Promise.resolve()]);
  return isSettled();
}
