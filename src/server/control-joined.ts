import { z } from "zod";
import { NO_INPUT } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";
import { exactly } from "./input.ts";

/** Events, or answers, of one call: some 200 KB. */
const MAX_OF_CALL = 2_000;
/** Characters of a request id or an event type. */
const MAX_ID_CHARACTERS = 200;

const id = z.string().min(1).max(MAX_ID_CHARACTERS);

const EVENTS_BODY = exactly("body", {
  events: z
    .array(z.strictObject({ request_id: id, event_type: id, campaign_id: z.int().nullable().default(null) }))
    .min(1)
    .max(MAX_OF_CALL),
});

const ANSWERS_BODY = exactly("body", {
  answers: z
    .array(z.strictObject({ request_id: id, status: z.int().min(0).max(999).nullable() }))
    .min(1)
    .max(MAX_OF_CALL),
});

/** Events that load generators send from other machines (`export`, `load --join`). */
export const JOINED_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "POST",
    path: "/joined",
    summary: "Makes events known that load generators send, so that what the receiver does for them is counted.",
    status: 201,
    input: z.object({ body: EVENTS_BODY }),
    handle: ({ body }, { mock }) => ({ joined: mock.joined.add(body.events) }),
  }),
  controlRoute({
    method: "POST",
    path: "/joined/answers",
    summary: "Takes note of how the receiver answered a load generator; `status` is null where no answer came.",
    input: z.object({ body: ANSWERS_BODY }),
    handle: ({ body }, { mock }) => {
      mock.joined.answered(body.answers);
      return { answers: body.answers.length };
    },
  }),
  controlRoute({
    method: "GET",
    path: "/joined",
    summary: "What came of the joined events, by event type: sent, acknowledged, done, doubled, and without a sign.",
    input: NO_INPUT,
    handle: (_input, { mock }) => mock.joined.summary(),
  }),
];
