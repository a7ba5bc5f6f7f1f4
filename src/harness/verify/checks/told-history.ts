/** The history of one lead as it is told to the receiver in one order, and what the receiver keeps of it. */
import { definedOnly } from "../../../base/defined-only.ts";
import { parsedJson } from "../../../base/json-text.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import { type FieldValues, fieldsDifference, fieldsText } from "../../convergence/field-values.ts";
import { leadFields, leadState, type ToldLead } from "../../convergence/lead-state.ts";
import { differences } from "../../convergence/state-text.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { CheckLead } from "../context/check-leads.ts";
import { type Body, type BodyCategory, categorised, INTERESTED } from "../context/plain-body.ts";
import { typeProfile } from "../receiver-profile.ts";

/** Minutes on the mock's clock between two arrivals: before the first retry is over, nothing else comes. */
const APART_MIN = 30;
const MEETING: BodyCategory = { id: 2, name: "Meeting Request", sentimentType: "positive" };

/** One event of the history. */
export interface Step {
  /** As findings call it. */
  readonly name: string;
  readonly type: EventType;
  readonly reshape?: (body: Body) => unknown;
}

export const MAIL: Step = { name: "mail", type: "EMAIL_SENT" };
export const OPEN: Step = { name: "open", type: "EMAIL_OPEN" };
export const REPLY: Step = { name: "reply", type: "EMAIL_REPLY" };
export const CATEGORY: Step = {
  name: "Interested",
  type: "LEAD_CATEGORY_UPDATED",
  reshape: (body) => categorised(body, INTERESTED),
};
export const NEXT_CATEGORY: Step = {
  name: "Meeting Request",
  type: "LEAD_CATEGORY_UPDATED",
  reshape: (body) => categorised(body, MEETING),
};

/** The history of one lead, told in one order. */
export interface Told {
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
export async function tell(context: CheckContext, { steps, order, isRough = false }: Telling): Promise<Told> {
  const account = context.account();
  const lead = account.newLead();
  const deliveries = steps.map(({ type, reshape }, index) => {
    const faults = faultsAt(order.indexOf(index), isRough);
    return account.begin(definedOnly({ type, lead, faults, reshape }));
  });
  await account.mock.settled();
  const bodies = deliveries.map(({ id, request }, index) => ({
    name: steps[index]?.name ?? "",
    body: parsedJson(account.mock.deliveries.get(id)?.request?.body ?? request?.body ?? "{}") ?? {},
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

function stateOf(
  { known, state, front, rest }: CheckContext,
  { email }: CheckLead,
  bodies: ToldLead["bodies"],
): Promise<string | null> {
  const lastWritesOf = (one: string) => front.lastWritesOf(one);
  const parts = { source: state, lastWritesOf, lingerMs: known.lags.lingerMs(), rest };
  return leadState(parts, { email, bodies });
}

export function isTaken({ known }: CheckContext, type: EventType): boolean {
  const { kind } = typeProfile(known, type);
  return kind === "works" || kind === "unmeasured";
}

/** What was kept in order of time, and what differs here; `null` where nothing does, or what differs proves nothing. */
export function differenceOf(
  control: Told,
  subject: Told,
): { readonly expected: string; readonly actual: string } | null {
  if (control.state !== null)
    return subject.state === control.state
      ? null
      : { expected: control.state, actual: differences(control.state, subject.state ?? "").join("\n") };
  return fieldsDifference({ control: control.fields, subject: subject.fields, order: control.order });
}

export function isShown({ state, fields }: Told): boolean {
  return state !== null || fields.size > 0;
}

export function shownText({ state, fields }: Told): string {
  return state ?? fieldsText(fields);
}

export function orderText({ order, isRough }: Told): string {
  return `${order.join(", ")}${isRough ? " (each sent twice, the first answer lost)" : ""}`;
}
