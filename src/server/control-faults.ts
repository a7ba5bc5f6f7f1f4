import { z } from "zod";
import type { FaultRule, FaultView } from "../delivery/faults/fault.ts";
import { describedFaultRules } from "../delivery/faults/fault-input.ts";
import { checkedFault } from "../delivery/faults/fault-schema.ts";
import type { AnswerEdit, RequestEdit } from "../delivery/faults/hold/held-attempts.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { BY_ID, EMPTY_BODY, HELD_BODY, NO_INPUT } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";
import { checkedInput, exactly } from "./input.ts";

/** Limit of rules that one call may arm, close to the mock's own limit. */
const MAX_RULES_OF_CALL = 100;

/** One rule, or several under `faults`; the rules themselves are checked kind by kind. */
const FAULTS_BODY = z.unknown().meta(describedFaultRules());
const SEVERAL = z.object({
  body: exactly("body", { faults: z.array(z.unknown()).min(1).max(MAX_RULES_OF_CALL) }),
});

/** The routes of faults: arm, list, disarm (PRODUCT §9). */
export const FAULT_ROUTES: readonly ControlRoute[] = [
  controlRoute("GET /faults", {
    summary: "The active faults, newest last, and how often each was applied.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({ data: mock.faults.list() }),
  }),
  controlRoute("POST /faults", {
    summary: "Arms a fault, or several under `faults`; each is returned with a sentence on what it does.",
    status: 201,
    input: z.object({ body: FAULTS_BODY }),
    handle: ({ body }, { mock }) => armed(mock, body),
  }),
  controlRoute("DELETE /faults/:id", {
    summary: "Disarms one fault.",
    input: z.object({ params: BY_ID }),
    handle: ({ params }, { mock }) => mock.faults.disarm(params.id),
  }),
  controlRoute("DELETE /faults", {
    summary: "Disarms all faults, and returns how many were still active.",
    input: NO_INPUT,
    handle: (_input, { mock }) => {
      const disarmed = mock.faults.list().filter(({ ended }) => !ended).length;
      mock.faults.clear();
      return { disarmed };
    },
  }),
];

function armed(mock: SmartLeadMock, body: unknown): FaultView | { readonly data: readonly FaultView[] } {
  if (typeof body !== "object" || body === null || !("faults" in body)) {
    return mock.faults.arm(checkedFault(body, "The body").rule);
  }
  const {
    body: { faults },
  } = checkedInput(SEVERAL, { body });
  // All rules are checked before the first is armed.
  return { data: armAll(mock, checkedFaults(faults)) };
}

/** The rules under `faults`. Throws `bad_request` with one sentence on the first that is invalid. */
export function checkedFaults(faults: readonly unknown[]): FaultRule[] {
  return faults.map((rule, index) => checkedFault(rule, `faults[${index}]`).rule);
}

/** Arms all rules or none: when the limit is reached, those already armed are disarmed again. */
function armAll({ faults }: SmartLeadMock, rules: readonly FaultRule[]): readonly FaultView[] {
  const views: FaultView[] = [];
  try {
    for (const rule of rules) views.push(faults.arm(rule));
  } catch (error) {
    for (const { id } of views) faults.disarm(id);
    throw error;
  }
  return views;
}

/** Attempts that a `hold` fault pauses. The id is the delivery's. */
export const HELD_ROUTES: readonly ControlRoute[] = [
  controlRoute("GET /held", {
    summary: "The held attempts, oldest first: a request before it is sent, or an answer before it counts.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({ data: mock.held.list() }),
  }),
  controlRoute("GET /held/:id", {
    summary: "The held attempt of one delivery, with its request and, if there is one, its answer.",
    input: z.object({ params: BY_ID }),
    handle: ({ params }, { mock }) => mock.held.get(params.id),
  }),
  controlRoute("POST /held/:id/release", {
    summary:
      "Releases a held attempt, with other `headers`, `body` or `status` if given; a header that is null is removed.",
    input: z.object({ params: BY_ID, body: HELD_BODY }),
    handle: ({ params, body: edit }, { mock }) => mock.held.release(params.id, editOf(edit)),
  }),
  controlRoute("POST /held/:id/answer", {
    summary: "Uses `status`, `headers` and `body` as the answer (default 200 and {}); a held request is never sent.",
    input: z.object({ params: BY_ID, body: HELD_BODY }),
    handle: ({ params, body: answer }, { mock }) => mock.held.answer(params.id, editOf(answer)),
  }),
  controlRoute("POST /held/:id/drop", {
    summary: "Ends a held attempt as if the connection had been reset; a held request is never sent.",
    input: z.object({ params: BY_ID, body: EMPTY_BODY }),
    handle: ({ params }, { mock }) => mock.held.drop(params.id),
  }),
  controlRoute("DELETE /held", {
    summary: "Releases all held attempts unchanged, and returns how many there were.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({ released: mock.held.releaseAll() }),
  }),
];

/** A text is sent as it is, anything else as JSON. */
function editOf({ body, ...rest }: z.output<typeof HELD_BODY>): RequestEdit & AnswerEdit {
  if (body === undefined) return rest;
  return { ...rest, body: typeof body === "string" ? body : JSON.stringify(body) };
}
