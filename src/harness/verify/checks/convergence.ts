/** SL-7: what a receiver keeps depends on what happened, not on the order in which it was told (PRODUCT §10). */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import {
  areSameFields,
  type FieldValues,
  fieldsDifference,
  fieldsText,
  isAnyFieldKept,
} from "../../convergence/field-values.ts";
import { leadFields, leadState, type ToldLead } from "../../convergence/lead-state.ts";
import { differences } from "../../convergence/state-text.ts";
import { HOW_TO_SHOW_STATE, ONLY_CHANGES, ORDER_HINT } from "../../convergence/state-words.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { CheckLead } from "../context/check-leads.ts";
import { type Body, type BodyCategory, categorised, INTERESTED } from "../context/plain-body.ts";
import { bareFinding, fail, inconclusive, ok, skip, warn } from "../judging/findings.ts";
import { typeProfile } from "../receiver-profile.ts";

const SOURCE = "smartlead.md §1 Order: not guaranteed, sort by timestamp (B1)";
/** Minutes on the mock's clock between two arrivals: before the first retry is over, nothing else comes. */
const APART_MIN = 30;
const MEETING: BodyCategory = { id: 2, name: "Meeting Request", sentimentType: "positive" };

/** One event of the history. */
interface Step {
  /** As findings call it. */
  readonly name: string;
  readonly type: EventType;
  readonly reshape?: (body: Body) => unknown;
}

const MAIL: Step = { name: "mail", type: "EMAIL_SENT" };
const OPEN: Step = { name: "open", type: "EMAIL_OPEN" };
const REPLY: Step = { name: "reply", type: "EMAIL_REPLY" };
const CATEGORY: Step = {
  name: "Interested",
  type: "LEAD_CATEGORY_UPDATED",
  reshape: (body) => categorised(body, INTERESTED),
};
const NEXT_CATEGORY: Step = {
  name: "Meeting Request",
  type: "LEAD_CATEGORY_UPDATED",
  reshape: (body) => categorised(body, MEETING),
};

/** The history of one lead, told in one order. */
interface Told {
  /** Names in the order of arrival. */
  readonly order: readonly string[];
  readonly isRough: boolean;
  /** `null` = nothing says anything about the lead. */
  readonly state: string | null;
  /** The state is what was written by PATCH: what the record made of it is not seen. */
  readonly isChange: boolean;
  readonly areAllDelivered: boolean;
  /** What its effects say was set, where nothing else shows the state. */
  readonly fields: FieldValues;
}

interface Telling {
  readonly steps: readonly Step[];
  /** Places in `steps`, in the order of arrival. */
  readonly order: readonly number[];
  /** Each comes twice, and the first answer is lost. */
  readonly isRough?: boolean;
}

/** Events happen in the order of the steps and arrive in the given one, half an hour apart. */
async function tell(context: CheckContext, { steps, order, isRough = false }: Telling): Promise<Told> {
  const account = context.account();
  const lead = account.newLead();
  const deliveries = steps.map(({ type, reshape }, index) => {
    const faults = faultsAt(order.indexOf(index), isRough);
    return account.begin({ type, lead, faults, ...(reshape === undefined ? {} : { reshape }) });
  });
  await account.mock.settled();
  const bodies = deliveries.map(({ id, request }, index) => ({
    name: steps[index]?.name ?? "",
    body: parsed(account.mock.deliveries.get(id)?.request?.body ?? request?.body ?? "{}"),
  }));
  const settled = deliveries.map(({ id }) => account.mock.deliveries.get(id));
  const state = await stateOf(context, lead, bodies);
  const events = deliveries.map(({ request_id }, index) => ({ name: steps[index]?.name ?? "", requestId: request_id }));
  // What is reported after the answer may have been done in another order.
  const areFieldsTold = context.state === null && state === null && !context.known.lags.areLate;
  return {
    order: order.map((place) => steps[place]?.name ?? ""),
    isRough,
    state,
    fields: areFieldsTold ? leadFields(account.mock.effects.list(), { email: lead.email, bodies, events }) : new Map(),
    isChange: context.state === null && context.front.isChangeOf(lead.email),
    areAllDelivered: settled.every((one) => one?.state === ("delivered" satisfies Delivery["state"])),
  };
}

function faultsAt(place: number, isRough: boolean): readonly FaultRule[] {
  const delay: FaultRule = { kind: "delay", by: `${(place + 1) * APART_MIN}m` };
  if (!isRough) return [delay];
  const twice: FaultRule = { kind: "duplicate", copies: 1, spacing: "10m" };
  return place === 0 ? [delay, twice, { kind: "lost-response", attempt: 1 }] : [delay, twice];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

function stateOf(
  { known, state, front, rest }: CheckContext,
  { email }: CheckLead,
  bodies: ToldLead["bodies"],
): Promise<string | null> {
  const lastWritesOf = (one: string) => front.lastWritesOf(one);
  const parts = { source: state, lastWritesOf, lingerMs: known.lags.lingerMs(), rest };
  return leadState(parts, { email, bodies });
}

function isTaken({ known }: CheckContext, type: EventType): boolean {
  const { kind } = typeProfile(known, type);
  return kind === "works" || kind === "unmeasured";
}

interface Orders {
  readonly control: Told;
  readonly again: Told;
  readonly others: readonly Told[];
}

async function inOrders(context: CheckContext): Promise<Orders | null> {
  const steps = [MAIL, OPEN, REPLY, CATEGORY].filter(({ type }) => isTaken(context, type));
  if (steps.length < 2) return null;
  const inOrder = steps.map((_, index) => index);
  const control = await tell(context, { steps, order: inOrder });
  if (!isShown(control)) {
    WITHOUT_STATE.add(context.run);
    return { control, again: control, others: [] };
  }
  const again = await tell(context, { steps, order: inOrder });
  const newestFirst = inOrder.toReversed();
  const others = [
    await tell(context, { steps, order: newestFirst }),
    await tell(context, { steps, order: [...inOrder.slice(1), 0] }),
    await tell(context, { steps, order: inOrder, isRough: true }),
    await tell(context, { steps, order: newestFirst, isRough: true }),
  ];
  return { control, again, others };
}

function judgeOrders(seen: Orders | null): Judgement {
  if (seen === null)
    return skip("The receiver has an effect for fewer than two of the event types that this check sends.");
  const { control, again, others } = seen;
  const trouble = whyNoControl(control, again);
  if (trouble !== null) return trouble;
  return judgeAgainst(
    control,
    others,
    others.some(({ areAllDelivered }) => !areAllDelivered),
  );
}

/** Excuses: no state is shown; the same order twice ends in two states. */
function whyNoControl(control: Told, again: Told): Judgement | null {
  if (!isShown(control))
    return skip(`Nothing shows the state that the receiver keeps of a lead. ${HOW_TO_SHOW_STATE}`, "--state");
  if (!control.areAllDelivered) return skip("The receiver does not accept these events even in order; see SL-1.");
  if (control.state === again.state && areSameFields(control.fields, again.fields)) return null;
  return inconclusive({
    reason: "Two leads with the same history in the same order have different states, so there is nothing to compare.",
    settle:
      "Leave out of the state everything that does not come from the lead's events, such as counters over all leads.",
    evidence: differences(shownText(control), shownText(again)),
  });
}

function judgeAgainst(control: Told, others: readonly Told[], isPartly: boolean): Judgement {
  const bad = others.flatMap((one) => {
    const difference = one.areAllDelivered ? differenceOf(control, one) : null;
    return difference === null ? [] : [{ ...one, difference }];
  });
  const [first] = bad;
  if (first !== undefined) {
    const findings = bad.map((one) =>
      bareFinding(`${orderText(one)} ends in a different state than the order in which the events happened.`, {
        expected: `${orderText(control)}:\n${one.difference.expected}`,
        actual: `${orderText(one)}:\n${one.difference.actual}`,
      }),
    );
    const proof = { kind: "diverged", control: orderText(control), subject: orderText(first) } as const;
    if (!bad.some(({ isChange }) => isChange)) return fail({ findings, proof });
    return warn({ findings: [bareFinding(ONLY_CHANGES), ...findings], proof });
  }
  const isTelling = (one: Told) =>
    one.areAllDelivered && (control.state !== null || isAnyFieldKept({ control: control.fields, subject: one.fields }));
  const tried = others.filter(isTelling).map(orderText);
  if (tried.length === 0 && control.state === null && !isPartly)
    return inconclusive({
      reason:
        "No effect sets a field that another event of the lead sets as well, so nothing shows whether it is overwritten.",
      settle: HOW_TO_SHOW_STATE,
    });
  const [one, ...more] = tried;
  if (one === undefined || isPartly)
    return inconclusive({
      reason: "In one of the orders an event was not accepted, so its final state proves nothing; see SL-6.",
      evidence: tried,
    });
  return ok({ evidence: [`The same state as ${orderText(control)}: ${one}`, ...more] });
}

/** What was kept in order of time, and what differs here; `null` where nothing does, or what differs proves nothing. */
function differenceOf(control: Told, subject: Told): { readonly expected: string; readonly actual: string } | null {
  if (control.state !== null)
    return subject.state === control.state
      ? null
      : { expected: control.state, actual: differences(control.state, subject.state ?? "").join("\n") };
  return fieldsDifference({ control: control.fields, subject: subject.fields, order: control.order });
}

function isShown({ state, fields }: Told): boolean {
  return state !== null || fields.size > 0;
}

function shownText({ state, fields }: Told): string {
  return state ?? fieldsText(fields);
}

function orderText({ order, isRough }: Told): string {
  return `${order.join(", ")}${isRough ? " (each sent twice, the first answer lost)" : ""}`;
}

interface Overwriting {
  readonly before: Told;
  readonly control: Told;
  readonly subject: Told;
}

/** Pairs of an older event and a newer one; the first that the state distinguishes is asked about. */
const PAIRS: readonly (readonly [Step, Step])[] = [
  [CATEGORY, NEXT_CATEGORY],
  [REPLY, CATEGORY],
  [OPEN, REPLY],
  [MAIL, REPLY],
];

/** Runs in which a whole history left nothing that shows the state: parts of it leave no more. */
const WITHOUT_STATE = new WeakSet<object>();

async function overwriting(context: CheckContext): Promise<Overwriting | null | "no state"> {
  let last: Overwriting | null = null;
  for (const [older, newer] of PAIRS) {
    // The whole history may be told at the same time.
    if (WITHOUT_STATE.has(context.run)) return "no state";
    if (!isTaken(context, older.type) || !isTaken(context, newer.type)) continue;
    const before = await tell(context, { steps: [older], order: [0] });
    const control = await tell(context, { steps: [older, newer], order: [0, 1] });
    last = { before, control, subject: control };
    if (!isShown(before) || !isShown(control) || !isChanged({ before, control })) continue;
    return { before, control, subject: await tell(context, { steps: [older, newer], order: [1, 0] }) };
  }
  return last;
}

/** The newer event shows in what is kept. */
function isChanged({ before, control }: Pick<Overwriting, "before" | "control">): boolean {
  if (control.state !== null) return before.state !== control.state;
  return isAnyFieldKept({ control: control.fields, subject: control.fields });
}

function judgeOverwriting(seen: Overwriting | null | "no state"): Judgement {
  if (seen === "no state")
    return skip(`Nothing shows the state that the receiver keeps of a lead. ${HOW_TO_SHOW_STATE}`, "--state");
  if (seen === null) return skip("The receiver has an effect for none of the event types that this check sends.");
  const { before, control, subject } = seen;
  if (!isShown(control))
    return skip(`Nothing shows the state that the receiver keeps of a lead. ${HOW_TO_SHOW_STATE}`, "--state");
  if (!isChanged({ before, control }))
    return inconclusive({
      reason: "The newer event does not change the state, so nothing shows whether an older one overwrites it.",
      settle: HOW_TO_SHOW_STATE,
    });
  return judgeAgainst(control, [subject], false);
}

export const CONVERGENCE: readonly Check[] = [
  defineCheck({
    id: "SL-7.1",
    title: "the same history ends in the same state in any order",
    how: "A sent email, an open, a reply and a category change of one lead, in the order in which they happened and in other orders, with duplicates and a lost answer. A different final state: fail. A different last PATCH, if nothing shows the state: warn.",
    source: SOURCE,
    hint: ORDER_HINT,
    arrange: inOrders,
    judge: judgeOrders,
  }),
  defineCheck({
    id: "SL-7.2",
    title: "an older event does not overwrite a newer one",
    how: "Two events of one lead, the newer one first. A different state than in their order: fail. A different last PATCH, if nothing shows the state: warn.",
    source: SOURCE,
    hint: ORDER_HINT,
    arrange: overwriting,
    judge: judgeOverwriting,
  }),
];
