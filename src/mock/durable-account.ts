import { SmartLeadMockError } from "../base/errors.ts";
import type { EventPace } from "../smartlead/account/event-pace.ts";
import { World, type WorldState } from "../smartlead/account/world.ts";
import type { WorldCall } from "../smartlead/account/world-call.ts";
import type { WorldPlan } from "../smartlead/account/world-plan.ts";
import { type RegistryState, type WebhookChangeKind, WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { Webhook } from "../smartlead/webhooks/webhook.ts";

/** What changed the account, as data: with the state before it, enough to make the same account again. */
export type AccountCommand =
  | { readonly kind: "world"; readonly call: WorldCall }
  | { readonly kind: "webhook"; readonly change: WebhookChangeKind; readonly webhook: Webhook }
  | { readonly kind: "reset"; readonly at: number };

export interface AccountState {
  readonly world: WorldState;
  readonly webhooks: RegistryState;
  /** What a reset makes the account from. */
  readonly plan: WorldPlan | null;
  /** By which the account was made, where a snapshot brought it; else they are those of the mock. */
  readonly origin?: AccountOrigin;
}

/** What an account was made with: it draws and salts by them as long as it lives. */
export interface AccountOrigin {
  readonly seed: number;
  readonly run: string;
}

export interface AccountOptions {
  readonly seed: number;
  readonly run: string;
  /** Epoch ms on the mock's clock. */
  readonly now: () => number;
  /** When events happen. */
  readonly pace: EventPace;
  /** What a fresh account is made from; `null` = the seed alone. What was saved goes before it. */
  readonly plan: WorldPlan | null;
  /** `false`: an account of the seed has no leads yet. */
  readonly hasLeads?: boolean;
  /** Whose draws they are; `null` = of the seed alone. */
  readonly drawnFor?: string | null;
  /** When the seeded past ends, epoch ms on the mock's clock. */
  readonly madeAt: number;
  /** Called for every command before its consequences can be seen. */
  readonly note: (command: AccountCommand) => void;
  /** Called for an error in what happens in the account by itself. */
  readonly onDefect: (error: unknown) => void;
  readonly announce: (change: WebhookChangeKind, webhook: Webhook) => void;
}

/** Different notices of one start at most, and characters of an error that each repeats. */
const MAX_NOTICES = 5;
const MAX_SHOWN = 200;

/** The simulated account: the world and its webhooks, which are saved, restored and made again as one. */
export class Account {
  readonly webhooks: WebhookRegistry;
  readonly #options: AccountOptions;
  #world: World;
  readonly #notices = new Set<string>();
  #origin: AccountOrigin;
  #plan: WorldPlan | null;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#plan = options.plan;
    this.#origin = options;
    this.#world = this.#seededWorld(options.madeAt);
    this.webhooks = new WebhookRegistry(options.now, (change, webhook) => {
      options.note({ kind: "webhook", change, webhook });
      options.announce(change, webhook);
    });
  }

  get world(): World {
    return this.#world;
  }

  /** What a reset makes the account from; `null` = the seed alone. */
  get plan(): WorldPlan | null {
    return this.#plan;
  }

  /** The world as the seed makes it, and no webhook. */
  reset(): void {
    const at = this.#options.now();
    this.#options.note({ kind: "reset", at });
    this.#begin(at);
  }

  save(): AccountState {
    const { seed, run } = this.#origin;
    return { world: this.#world.save(), webhooks: this.webhooks.save(), plan: this.#plan, origin: { seed, run } };
  }

  /** By which this account was made. */
  get origin(): AccountOrigin {
    return this.#origin;
  }

  /** Throws `data_unusable` for an invalid state, and changes nothing then. */
  restore(state: AccountState): void {
    const { seed, run } = state?.origin ?? this.#options;
    const { now, pace } = this.#options;
    // A world without a state would be a seeded one.
    if (state?.world === undefined || state.webhooks === undefined) throw unusable("The saved account is incomplete");
    const { onDefect } = this.#options;
    const world = new World({
      seed,
      run,
      clock: { now },
      pace,
      onCall: this.#noteCall,
      onDefect,
      state: state.world,
    });
    this.webhooks.restore(state.webhooks);
    this.#world = world;
    this.#origin = { seed, run };
    this.#plan = state.plan ?? null;
  }

  /** What could not be carried out again, a sentence each. */
  get notices(): readonly string[] {
    return [...this.#notices];
  }

  /** Carries out again what an earlier process noted. Throws `data_unusable` if it is not a command. */
  replay(command: AccountCommand): void {
    if (command.kind === "world") this.#noteDefect(this.#world.replay(command.call));
    else if (command.kind === "reset") this.#begin(command.at);
    else if (command.kind !== "webhook") throw unusable("A saved command is unknown to this version");
    else if (command.change === "deleted") this.webhooks.remove(command.webhook.id);
    else this.webhooks.put(command.webhook);
  }

  /** It failed in the same way when it was asked for, and changed as much: that is no reason not to start. */
  #noteDefect(defect: unknown): void {
    if (defect === null || this.#notices.size >= MAX_NOTICES) return;
    const text = defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect);
    this.#notices.add(
      `A saved change of the account could not be applied again (${text.slice(0, MAX_SHOWN)}); this is a bug in smartlead-mock, which continues without the change.`,
    );
  }

  #begin(at: number): void {
    this.#origin = this.#options;
    this.#world = this.#seededWorld(at);
    this.webhooks.clear();
  }

  readonly #noteCall = (call: WorldCall): void => this.#options.note({ kind: "world", call });

  #seededWorld(at: number): World {
    const { seed, run, now, pace, hasLeads = true, drawnFor = null, onDefect } = this.#options;
    let begunAt: number | null = at;
    const clock = { now: () => begunAt ?? now() };
    const made = { plan: this.#plan, hasLeads, drawnFor };
    const world = new World({ seed, run, clock, pace, ...made, onCall: this.#noteCall, onDefect });
    begunAt = null;
    return world;
  }
}

function unusable(what: string): SmartLeadMockError {
  return new SmartLeadMockError("data_unusable", `${what}; choose another --data, or use --ephemeral.`);
}
