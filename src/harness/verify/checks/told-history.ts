/** The history of one lead, sent to the receiver in one order, and the receiver's resulting state. */
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

/** Minutes on the mock's clock between two arrivals: nothing else arrives before the first retry is over. */
const APART_MIN = 30;
const MEETING: BodyCategory = { id: 2, name: "Meeting Request", sentimentType: "positive" };

/** One event of the history. */
export interface Step {
  /** The name in findings. */
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

/** The history of one lead, sent in one order. */
export interface Told {
  /** Names in order of arrival. */
  readonly order: readonly string[];
  readonly isRough: boolean;
  /** `null` = the receiver has nothing about the lead. */
  readonly state: string | null;
  /** Whether the state consists of PATCH requests: the resulting record is unknown. */
  readonly isChange: boolean;
  readonly areAllDelivered: boolean;
  /** The fields that effects report as set, if no other source shows the state. */
  readonly fields: FieldValues;
}

interface Telling {
  readonly steps: readonly Step[];
  /** Indexes in `steps`, in order of arrival. */
  readonly order: readonly number[];
  /** Each is delivered twice, and the first answer is lost. */
  readonly isRough?: boolean;
}

/** Events happen in the order of the steps and arrive in the given order, half an hour apart. */
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
  // Work that is reported after the answer may have been done in another order.
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

/** The state after the chronological order, and its differences to this one; `null` if there are none, or they prove nothing. */
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
