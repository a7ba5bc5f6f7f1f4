import { openPort } from "../../library/listening.ts";
import type { SmartLeadMock } from "../../mock.ts";
import { following } from "./following.ts";

export interface FrontOptions {
  /** Of SMARTLEAD_MOCK_URL; 0 takes a free one. */
  readonly port: number;
  /** The only key that SmartLead's API takes; `null` = any. */
  readonly apiKey: string | null;
  readonly allowTargets: readonly string[];
  /** Answers before any check has begun, and after the last. */
  readonly idle: SmartLeadMock;
}

/** What the sink answers while nothing is broken. */
const SINK_WORKS = { status: 200, body: {} };
/** Mocks of earlier checks that still hear what a slow receiver reports about their deliveries. */
const REMEMBERED_MOCKS = 12;

/**
 * The one address that the receiver knows for the whole run, though each check has a mock of its own: effects and calls go to the
 * mock whose delivery they are about, all else to the one of the present check.
 */
export class Front {
  readonly url: string;
  readonly #close: () => Promise<void>;
  readonly #switch: Switch;

  private constructor(url: string, close: () => Promise<void>, owner: Switch) {
    this.url = url;
    this.#close = close;
    this.#switch = owner;
  }

  /** Throws `port_in_use`, or `usage` for a port that may not be opened. */
  static async open({ port, apiKey, allowTargets, idle }: FrontOptions): Promise<Front> {
    const owner = new Switch(idle);
    const server = await openPort(owner.mock, { port, apiKey, rateLimit: null, allowTargets });
    return new Front(server.url, () => server.close(), owner);
  }

  /** From now on this mock is the account that the receiver calls. */
  enter(mock: SmartLeadMock): void {
    this.#switch.enter(mock);
  }

  /** What the sink answers: 503 stands for a CRM that is down. */
  setSink(status: number): void {
    this.#switch.sink = status === SINK_WORKS.status ? SINK_WORKS : { status, body: { error: "The sink is down." } };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

class Switch {
  readonly mock: SmartLeadMock;
  sink: SmartLeadMock["sink"] = SINK_WORKS;
  readonly #mocks: SmartLeadMock[];

  constructor(idle: SmartLeadMock) {
    this.#mocks = [idle];
    const current = () => this.#mocks.at(-1) ?? idle;
    // What the server holds on to from its start.
    const parts = {
      effects: following(() => current().effects, {
        add:
          () =>
          (key: string, ...rest: AddRest) =>
            this.#add(key, rest),
      }),
      reactions: following(() => current().reactions, { see: () => (call: Call) => this.#see(call) }),
      faults: following(() => current().faults),
      webhooks: following(() => current().webhooks),
      journal: following(() => current().journal),
    };
    this.mock = following(current, {
      sink: () => this.sink,
      effects: () => parts.effects,
      reactions: () => parts.reactions,
      faults: () => parts.faults,
      webhooks: () => parts.webhooks,
      journal: () => parts.journal,
    });
  }

  enter(mock: SmartLeadMock): void {
    this.#mocks.push(mock);
    if (this.#mocks.length > REMEMBERED_MOCKS) this.#mocks.shift();
  }

  #add(key: string, rest: AddRest): void {
    this.#ownerOf([key.trim()]).effects.add(key, ...rest);
  }

  #see(call: Call): ReturnType<SmartLeadMock["reactions"]["see"]> {
    const text = [call.url, call.bodyText, ...Object.values(call.headers).flat()].join("\n");
    return this.#ownerOf(text.match(REQUEST_ID) ?? []).reactions.see(call);
  }

  /** The newest mock that sent one of these request ids, else the present one. */
  #ownerOf(requestIds: readonly string[]): SmartLeadMock {
    const newestFirst = [...this.#mocks].reverse();
    const owner = newestFirst.find((mock) =>
      requestIds.some((id) => mock.deliveries.withRequestId(id.toLowerCase()).length > 0),
    );
    return owner ?? newestFirst[0] ?? this.mock;
  }
}

type AddRest = readonly [name: string | null, source?: Parameters<SmartLeadMock["effects"]["add"]>[2]];
type Call = Parameters<SmartLeadMock["reactions"]["see"]>[0];

const REQUEST_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
