import { z } from "zod";
import { JOINED_ANSWERS_BODY, JOINED_EVENTS_BODY, NO_INPUT } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";

/** Events that load generators send from other machines (`export`, `load --join`). */
export const JOINED_ROUTES: readonly ControlRoute[] = [
  controlRoute("POST /joined", {
    summary: "Registers events that load generators send, so that the mock counts what the receiver does for them.",
    status: 201,
    input: z.object({ body: JOINED_EVENTS_BODY }),
    handle: ({ body }, { mock }) => ({ joined: mock.joined.add(body.events) }),
  }),
  controlRoute("POST /joined/answers", {
    summary: "Records how the receiver answered a load generator; `status` is null if there was no answer.",
    input: z.object({ body: JOINED_ANSWERS_BODY }),
    handle: ({ body }, { mock }) => {
      mock.joined.answered(body.answers);
      return { answers: body.answers.length };
    },
  }),
  controlRoute("GET /joined", {
    summary: "Results of the joined events, by event type: sent, acknowledged, done, doubled, and without an effect.",
    input: NO_INPUT,
    handle: (_input, { mock }) => mock.joined.summary(),
  }),
];
