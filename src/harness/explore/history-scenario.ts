/** Turns a history into a scenario: the search plays the same steps that `run` plays later. */
import { definedOnly } from "../../base/defined-only.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Expectation } from "../scenarios/expectation.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Step } from "../scenarios/step.ts";
import { type History, type HistoryItem, isCrowd, lawful, type PlannedEvent, plainEvent } from "./history.ts";

/** Settings that all histories of one search share. */
export interface ScenarioSetting {
  readonly dialect: DialectName;
  /** Minimum real ms that an answer may take. */
  readonly minTimeoutMs: number;
  /** Event types that the receiver accepts; others are not sent to it. */
  readonly types: readonly EventType[];
  /** Minimum real ms that trouble lasts after all answers: work that the receiver has begun by then may still be affected by it (PRODUCT §8, rule 4). */
  readonly troubleMs: number;
}

/** The parts of a scenario other than its steps, and its final expectations. */
export interface ScenarioWords {
  readonly name: string;
  readonly description?: string;
  /** Steps after all deliveries have settled, before the expectations. */
  readonly after?: readonly Step[];
  readonly expect?: readonly Expectation[];
  /** Additional leads; by default that of the plain events, if there are steps after the history. */
  readonly others?: readonly Person[];
}

/** The default minimum timeout of a scenario. */
const USUAL_MIN_TIMEOUT_MS = 2_000;

const PEOPLE = [
  { local: "ada", first_name: "Ada", last_name: "Lovelace" },
  { local: "grace", first_name: "Grace", last_name: "Hopper" },
  { local: "alan", first_name: "Alan", last_name: "Turing" },
] as const;
/** The lead of the plain events, which show whether the receiver works at all. */
const CONTROL = { local: "barbara", first_name: "Barbara", last_name: "Liskov" } as const;
const CAMPAIGN = "Explored";
/** The campaign of all leads without a name in the history. */
export const CROWD_CAMPAIGN = "Everybody else";
/** Leads in the campaign that crowds are drawn from. */
const CROWD_LEADS = 400;

const NAMES: Readonly<Record<EventType, string>> = {
  EMAIL_SENT: "mail",
  FIRST_EMAIL_SENT: "first_mail",
  EMAIL_OPEN: "open",
  EMAIL_LINK_CLICK: "click",
  EMAIL_REPLY: "reply",
  EMAIL_BOUNCE: "bounce",
  LEAD_UNSUBSCRIBED: "unsubscribe",
  LEAD_CATEGORY_UPDATED: "category",
  CAMPAIGN_STATUS_CHANGED: "status",
  UNTRACKED_REPLIES: "untracked",
  MANUAL_STEP_REACHED: "manual_step",
};

/** Item → the name of its deliveries; `null` for an item without one. */
export function namesOf({ items }: History): readonly (string | null)[] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const word = wordOf(item);
    if (word === null) return null;
    const number = (counts.get(word) ?? 0) + 1;
    counts.set(word, number);
    return number === 1 ? word : `${word}${number}`;
  });
}

function wordOf(item: HistoryItem): string | null {
  if (item.kind === "event") return NAMES[item.type];
  if (isCrowd(item)) return item.kind;
  return item.kind === "resend" ? "again" : null;
}

/** The scenario of a history. Every address contains `${run}`, so that a receiver that remembers an earlier play detects no duplicates. */
export function scenarioOf(history: History, setting: ScenarioSetting, words: ScenarioWords): Scenario {
  const { name, description, after = [], expect = [] } = words;
  const { others = after.length > 0 ? [CONTROL] : [] } = words;
  const sent = typesIn([...stepsOf(history, setting), ...after]);
  for (const item of history.items) if (item.kind === "event") sent.add(item.type);
  const needsCommand = history.items.some(({ kind }) => kind === "restart");
  return {
    name,
    ...definedOnly({ description, needs: needsCommand ? (["command"] as const) : undefined }),
    seed: history.seed,
    dialect: setting.dialect,
    ...definedOnly({ min_timeout: minTimeoutOf(setting) }),
    world: worldOf(history, others),
    webhooks: [{ level: "user", events: setting.types.filter((type) => sent.has(type)) }],
    steps: [
      ...stepsOf(history, setting),
      { settle: "all" },
      ...after,
      ...(expect.length === 0 ? [] : [{ expect: [...expect] }]),
    ],
  };
}

function typesIn(steps: readonly Step[]): Set<unknown> {
  const types = steps.flatMap((step): readonly unknown[] => {
    if ("repeat" in step) return [...typesIn(step.steps)];
    return "emit" in step ? [step.emit] : [];
  });
  return new Set(types);
}

/** A world with only the leads that occur in the history. */
function worldOf({ items }: History, others: readonly Person[]): NonNullable<Scenario["world"]> {
  const leads = new Set(items.flatMap((item) => (item.kind === "event" && item.lead !== null ? [item.lead] : [])));
  const people = [...PEOPLE.filter((_, index) => leads.has(index)), ...others];
  const hasCrowd = items.some(isCrowd);
  return {
    clients: [{ name: "Northwind", email: "ops@northwind.example" }],
    mailboxes: [{ email: "sam@northwind.example", name: "Sam Carter", client: "Northwind" }],
    campaigns: [
      { name: CAMPAIGN, client: "Northwind", leads: people.map(leadOf) },
      ...(hasCrowd ? [{ name: CROWD_CAMPAIGN, client: "Northwind", leads: CROWD_LEADS }] : []),
    ],
  };
}

/** A lead of the world; `local` is the part of the address before the @. */
export interface Person {
  readonly local: string;
  readonly first_name: string;
  readonly last_name: string;
}

function leadOf({ local, ...names }: Person): Readonly<Record<string, string>> {
  return { email: emailOf(local), ...names };
}

/** The address contains `${run}`. */
export function emailOf(local: string): string {
  return `${local}@\${run}.example`;
}

/** Minimum real ms before a restart, so that the receiver can finish its work for an interrupted request. */
const REST_BEFORE_RESTART_MS = 250;

/** Its items as steps, without the final wait. */
export function stepsOf(history: History, { troubleMs }: Pick<ScenarioSetting, "troubleMs">): readonly Step[] {
  const names = namesOf(history);
  return history.items.flatMap((item, index): readonly Step[] => {
    const step = stepOf(item, { name: names[index] ?? "", names: names.slice(0, index), items: history.items });
    if (step === null) return [];
    // No receiver can be stopped between its work and recording the work without losing one of them.
    if (item.kind === "restart")
      return [{ advance: item.gap }, { wait: `${Math.max(REST_BEFORE_RESTART_MS, troubleMs)}ms` }, step];
    return item.gap === "0s" || index === 0 ? [step] : [{ advance: item.gap }, step];
  });
}

interface StepPlace {
  readonly name: string;
  /** Names of the earlier items. */
  readonly names: readonly (string | null)[];
  readonly items: readonly HistoryItem[];
}

function stepOf(item: HistoryItem, { name, names, items }: StepPlace): Step | null {
  switch (item.kind) {
    case "event":
      return emitStep(item, { name, email: item.lead === null ? null : emailOf(localOf(item.lead)) });
    case "crowd":
      return { emit: item.type, campaign: CROWD_CAMPAIGN, count: item.count, as: name };
    case "stream":
      return { repeat: item.count, steps: [{ emit: item.type, campaign: CROWD_CAMPAIGN }, { settle: "all" }] };
    case "trouble":
      return { arm: item.rule };
    case "restart":
      return { receiver: "restart" };
    case "resend": {
      const events = names.filter((_, index) => items[index]?.kind === "event");
      const original = events.at(-Math.min(item.back, events.length));
      return typeof original === "string" ? { resend: original, as: name } : null;
    }
  }
}

function minTimeoutOf({ minTimeoutMs }: ScenarioSetting): string | undefined {
  return minTimeoutMs <= USUAL_MIN_TIMEOUT_MS ? undefined : `${Math.ceil(minTimeoutMs / 1_000)}s`;
}

interface EmitPlace {
  readonly name: string;
  /** The address of the event's lead. */
  readonly email: string | null;
}

function emitStep({ type, ownEvent, faults, set }: PlannedEvent, { name, email }: EmitPlace): Step {
  return {
    emit: ownEvent ?? type,
    as: name,
    // An untracked reply belongs to no campaign.
    ...definedOnly({
      campaign: type === "UNTRACKED_REPLIES" ? undefined : CAMPAIGN,
      lead: email ?? undefined,
      set: Object.keys(set).length === 0 ? undefined : set,
      faults: faults.length === 0 ? undefined : [...faults],
    }),
  };
}

function localOf(lead: number): string {
  return personOf(lead).local;
}

/** The lead with this number. */
export function personOf(lead: number): Person {
  return PEOPLE[lead % PEOPLE.length] ?? PEOPLE[0];
}

/** The name of the plain event that shows whether the receiver works. */
export const CONTROL_NAME = "control";

/** Steps that end all trouble, send one plain event, with the email that it requires, to its own lead, and wait for it. */
export function controlSteps(
  history: History,
  type: EventType,
  { troubleMs }: Pick<ScenarioSetting, "troubleMs">,
): readonly Step[] {
  const { items } = lawful({ seed: 1, items: [plainEvent(type, 0)] });
  const heal: readonly Step[] = history.items.some(({ kind }) => kind === "trouble")
    ? [{ wait: `${troubleMs}ms` }, { disarm: "all" }]
    : [];
  return [...heal, ...plainSteps(items)];
}

function plainSteps(items: readonly HistoryItem[]): readonly Step[] {
  return items.flatMap((item, index): readonly Step[] => {
    if (item.kind !== "event") return [];
    const name = index === items.length - 1 ? CONTROL_NAME : `${CONTROL_NAME}_${NAMES[item.type]}`;
    return [emitStep(item, { name, email: item.lead === null ? null : emailOf(CONTROL.local) }), { settle: name }];
  });
}
