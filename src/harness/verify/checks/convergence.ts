import { areSameFields, isAnyFieldKept } from "../../convergence/field-values.ts";
import { differences } from "../../convergence/state-text.ts";
import { HOW_TO_SHOW_STATE, ONLY_CHANGES, ORDER_HINT } from "../../convergence/state-words.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { bareFinding, fail, inconclusive, ok, skip, warn } from "../judging/findings.ts";

import {
  CATEGORY,
  differenceOf,
  isShown,
  isTaken,
  MAIL,
  NEXT_CATEGORY,
  OPEN,
  orderText,
  REPLY,
  type Step,
  shownText,
  type Told,
  tell,
} from "./told-history.ts";

const SOURCE = "smartlead.md §1 Order: not guaranteed, sort by timestamp (B1)";
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

/** Excuses: no state is visible; or the same order ends in two different states. */
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

interface Overwriting {
  readonly before: Told;
  readonly control: Told;
  readonly subject: Told;
}

/** Pairs of an older event and a newer one; the first pair that the state distinguishes is used. */
const PAIRS: readonly (readonly [Step, Step])[] = [
  [CATEGORY, NEXT_CATEGORY],
  [REPLY, CATEGORY],
  [OPEN, REPLY],
  [MAIL, REPLY],
];

/** Runs in which a whole history left no visible state: parts of it leave none either. */
const WITHOUT_STATE = new WeakSet<object>();

async function overwriting(context: CheckContext): Promise<Overwriting | null | "no state"> {
  let last: Overwriting | null = null;
  for (const [older, newer] of PAIRS) {
    // The whole history may be sent at the same time.
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

/** Whether the newer event is visible in the state. */
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
