import { z } from "zod";
import type { UntrackedRepliesEvent } from "../../events/event.ts";
import { untrackedReplyFields, untrackedReplyOf } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { eventType } from "./guide-fields.ts";

const untrackedRepliesSchema = z
  .strictObject({
    event_type: eventType("UNTRACKED_REPLIES"),
    event_timestamp: z.iso.datetime({ precision: 3 }).describe("When the mail came. ISO 8601, UTC, milliseconds."),
    ...untrackedReplyFields,
  })
  .meta({
    title: "UNTRACKED_REPLIES",
    description: "A mail came that matches no lead and no sent mail. It belongs to no campaign.",
  });

/** The guide shows no sample: the keys of PRODUCT §2, their forms from smartlead.md §2 UNTRACKED_REPLIES (C1), whose time is in milliseconds. */
export const untrackedReplies = {
  schema: untrackedRepliesSchema,
  build: (event: UntrackedRepliesEvent): z.output<typeof untrackedRepliesSchema> => ({
    event_type: "UNTRACKED_REPLIES",
    event_timestamp: javascriptTimestamp(event.at),
    ...untrackedReplyOf(event),
  }),
};
