import { systemTime } from "../../../../base/time/system-clock.ts";
import type { Delivery } from "../../../../delivery/delivery.ts";
import type { UsualEffects } from "../../../../delivery/idempotency/usual-effects.ts";
import type { ReportItem } from "../../../../reports/report.ts";
import type { EventType } from "../../../../smartlead/events/event-types.ts";
import { openEnvironment } from "../open-environment.ts";
import { RunContext } from "../run-context.ts";
import { runSteps } from "../run-steps.ts";
import { pause, until } from "../waiting.ts";
import type { Asked, Need } from "./asked.ts";
import { type Circumstance, circumstancesOf, mailAfterReply, USUAL_EVENT } from "./circumstances.ts";

/** The receiver's reaction to an event that was sent alone. */
interface Usual {
  /** `broken`: its own error, which does not show whether it accepts the type. `unsent`: no webhook gets it in these circumstances. */
  readonly kind: "works" | "silent" | "refused" | "broken" | "unsent";
  readonly status: number | null;
  readonly callsApi: boolean;
  /** The number of effects by name, if each can be attributed with certainty. */
  readonly effects: ReadonlyMap<string, number>;
}

/** A type that a receiver does not process, and the missing part. */
interface Lack {
  readonly eventType: EventType;
  /** `change`: it works only if the lead's state advances. */
  readonly need: Need | "change";
  readonly status: number | null;
}

/** Statuses with which a receiver refuses an event itself: not its sender, its secret, or its rate. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 406, 409, 410, 415, 422, 501]);

/** Sends event types alone under normal circumstances, each in a fresh mock, until the question is answered. */
export class UsualEvents {
  readonly #context: RunContext;
  readonly #tried = new Map<EventType, Usual[]>();
  #afterReply: Usual | null = null;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Of these types, those that cause several effects per event; empty if each causes one, or it is unknown. */
  async severalOf(eventTypes: readonly EventType[]): Promise<UsualEffects> {
    const all = new Map<string, ReadonlyMap<string, number>>();
    for (const eventType of eventTypes) {
      await this.lackOf(eventType, EFFECTS);
      const effects = this.#tried.get(eventType)?.find(({ kind }) => kind === "works")?.effects ?? NO_EFFECTS;
      if ([...effects.values()].reduce((sum, count) => sum + count, 0) > 1) all.set(eventType, effects);
    }
    return all;
  }

  /** It processes an email, and a reply after its email, but not an email after a reply: its work is a change of the lead's state. */
  async worksOnlyForward(): Promise<boolean> {
    for (const eventType of ["EMAIL_SENT", "EMAIL_REPLY"] as const) {
      if ((await this.lackOf(eventType, EFFECTS)) !== null) return false;
      // The first circumstances are realistic: alone for an email, after its email for a reply.
      if (this.#tried.get(eventType)?.[0]?.kind !== "works") return false;
    }
    this.#afterReply ??= await sentAlone(this.#context, mailAfterReply(this.#context.loaded.scenario));
    return this.#afterReply.kind === "silent";
  }

  /** The first need that the receiver does not meet for this type in any circumstance; `null` = it meets them, or it is unknown. */
  async lackOf(eventType: EventType, needs: ReadonlySet<Need>): Promise<Lack | null> {
    const tried = this.#tried.get(eventType) ?? [];
    this.#tried.set(eventType, tried);
    const circumstances = circumstancesOf(this.#context.loaded.scenario, eventType);
    for (const circumstance of circumstances.slice(tried.length)) {
      if (missing(tried, needs) === null) return null;
      tried.push(await sentAlone(this.#context, circumstance));
      if (this.#context.isAborted) return null;
    }
    const need = missing(tried, needs);
    return need === null ? null : { eventType, need, status: tried[0]?.status ?? null };
  }
}

const MEETS: Readonly<Record<Need, (usual: Usual) => boolean>> = {
  accepted: ({ kind }) => kind === "works" || kind === "silent",
  effects: ({ kind }) => kind === "works",
  calls: ({ callsApi }) => callsApi,
};

/** A receiver that also fails under normal circumstances does not count as ignoring the type. */
function missing(tried: readonly Usual[], needs: ReadonlySet<Need>): Need | null {
  if (tried.some(({ kind }) => kind === "broken")) return null;
  return [...needs].find((need) => !tried.some(MEETS[need])) ?? null;
}

const NO_EFFECTS: ReadonlyMap<string, number> = new Map();
const EFFECTS: ReadonlySet<Need> = new Set(["effects"]);
const BROKEN: Usual = { kind: "broken", status: null, callsApi: false, effects: NO_EFFECTS };
const UNSENT: Usual = { kind: "unsent", status: null, callsApi: false, effects: NO_EFFECTS };
/** Real ms in which further effects of an event follow the first, if no longer lag is known. */
const FURTHER_MS = 100;

/** Never throws: if nothing can be learned the failure stays. */
async function sentAlone(story: RunContext, { scenario, steps }: Circumstance): Promise<Usual> {
  const { onProgress: _progress, watch: _watch, ...options } = story.options;
  const loaded = { scenario, file: story.loaded.file, placeOf: story.loaded.placeOf };
  const context = new RunContext({ loaded, options, seed: story.seed + SEED_DISTANCE });
  try {
    const stage = await openEnvironment(context);
    try {
      const diagnostics = await runSteps(context, steps, ["steps"]);
      if (diagnostics.length > 0) return BROKEN;
      const [named] = context.names.deliveriesOf(USUAL_EVENT);
      const delivery = named === undefined ? undefined : context.mock.deliveries.get(named.thing);
      return delivery === undefined ? UNSENT : await usualOf(context, delivery);
    } finally {
      await stage.close();
    }
  } catch {
    return BROKEN;
  }
}

/** A different account from the scenario's: leads and ids that the receiver has not seen. */
const SEED_DISTANCE = 100_003;

async function usualOf(context: RunContext, { request_id, attempts, state }: Delivery): Promise<Usual> {
  const { status = null } = attempts.at(-1) ?? {};
  const callsApi = () => context.mock.reactions.calls().some(({ source }) => source === "api");
  if (state !== "delivered") {
    const isRefusal = status !== null && REFUSALS.has(status);
    return { kind: isRefusal ? "refused" : "broken", status, callsApi: callsApi(), effects: NO_EFFECTS };
  }
  const { effects } = context.mock;
  await context.probed?.end();
  const tally = context.probed?.of(new Set([request_id])) ?? { certain: 0, possible: 0 };
  const isProbed = tally.certain > 0 || tally.possible !== 0;
  // A write that may be this event's is enough: uncertain evidence must not excuse a failure.
  const isSeen = () => [...effects.countsOf(request_id).values()].some((count) => count > 0);
  const holds = () => isProbed || isSeen() || effects.possibleOf(request_id) > 0;
  const begun = systemTime.monotonicMs();
  const patienceMs = () => Math.max(context.limits.patienceMs, context.mock.reactions.lagWindow() ?? 0);
  await until(context, { holds, isMoving: false, restMs: () => begun + patienceMs() - systemTime.monotonicMs() });
  if (isSeen()) await pause(context, Math.max(FURTHER_MS, context.mock.reactions.lagWindow() ?? 0));
  const areCertain = effects.possibleOf(request_id) === 0 && attempts.length === 1;
  const own = areCertain ? new Map(effects.countsOf(request_id)) : NO_EFFECTS;
  return { kind: holds() ? "works" : "silent", status, callsApi: callsApi(), effects: own };
}

/**
 * A scenario of the library requires only what the receiver does under normal circumstances (PRODUCT §9): its failures are compared with
 * how it processes the same event types alone. Work that the receiver never does is no failure; if nothing else failed, the scenario is
 * skipped.
 */
export async function withoutUnusual(
  context: RunContext,
  { item, asked, usual }: { readonly item: ReportItem; readonly asked: readonly Asked[]; readonly usual: UsualEvents },
): Promise<ReportItem> {
  const excused = new Map<string, Lack>();
  for (const one of asked) {
    const lack = await lackOf(usual, one);
    if (lack !== null) excused.set(one.message, lack);
  }
  const [first] = excused.values();
  if (first === undefined || context.isAborted) return item;
  const findings = item.findings.filter(({ message }) => !excused.has(message));
  const remaining = asked.find(({ message }) => !excused.has(message));
  if (remaining !== undefined) return { ...item, reason: remaining.message, findings };
  return { ...item, grade: "skip", reason: sentenceOf(first), findings: [], evidence: [], hint: null };
}

async function lackOf(usual: UsualEvents, { types, needs, mayChangeNothing }: Asked): Promise<Lack | null> {
  for (const eventType of types) {
    const lack = await usual.lackOf(eventType, needs);
    if (lack !== null) return lack;
  }
  const [eventType] = types;
  if (!mayChangeNothing || eventType === undefined || !(await usual.worksOnlyForward())) return null;
  return { eventType, need: "change", status: null };
}

function sentenceOf({ eventType, need, status }: Lack): string {
  if (need === "change") {
    return "The receiver works only when the state of a lead changes (an EMAIL_SENT after an EMAIL_REPLY has no effect), so this scenario expects too much of it.";
  }
  const what = {
    accepted: `answers ${eventType} with ${status ?? "nothing"}`,
    effects: `does nothing visible for ${eventType}`,
    calls: `does not call SmartLead's API for ${eventType}`,
  }[need];
  return `The receiver ${what} under normal circumstances, so this scenario expects too much of it.`;
}
