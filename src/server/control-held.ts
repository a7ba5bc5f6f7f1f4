import { z } from "zod";
import type { AnswerEdit, RequestEdit } from "../delivery/faults/hold/held-attempts.ts";
import { BY_ID, EMPTY_BODY, HELD_BODY, NO_INPUT } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";

/** Attempts that a fault `hold` keeps from going on. The id is that of the delivery. */
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
