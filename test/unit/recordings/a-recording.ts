import type { RecordingSource } from "../../../src/capture/recordings/recorded-frames.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";

export const AT = "2026-01-05T09:00:00.000Z";
const REQUEST_ID = "0d5b0a4e-6f0c-4b2f-8a50-2f1f6c7e9a11";

export const HELLO: Frame = {
  type: "hello",
  version: "1.0.0",
  format: 1,
  run: "5f3c09ab",
  first_seq: 1,
  last_seq: 0,
};

/** The frames of a recording: `hello`, and these facts from 1 on. */
export function recorded(...facts: readonly Fact[]): Frame[] {
  return [HELLO, ...facts.map((fact, index): Frame => ({ seq: index + 1, at: AT, ...fact }))];
}

/** One delivery from its creation to its end, with one attempt. */
export function lifeOf(delivery: Delivery, status = 200): Fact[] {
  const delivery_id = delivery.id;
  const outcome = status < 300 ? "success" : status < 500 ? "rejected" : "server_error";
  return [
    { type: "delivery.created", delivery },
    { type: "attempt.started", delivery_id, attempt: anAttempt(1) },
    { type: "attempt.finished", delivery_id, attempt: anAttempt(1, outcome, { status }) },
    {
      type: "delivery.settled",
      delivery_id,
      state: status < 300 ? "delivered" : "failed",
      reason: status < 300 ? null : "exhausted",
    },
  ];
}

export const DELIVERY = aDelivery({ request_id: REQUEST_ID });

export function linesOfFrames(frames: readonly Frame[]): string {
  return frames.map((frame) => `${JSON.stringify(frame)}\n`).join("");
}

/** A recording of this text, handed over in pieces of so many bytes. */
export function sourceOf(text: string | Uint8Array, pieceBytes = 7): RecordingSource {
  const bytes = Buffer.from(text);
  return {
    name: "session.ndjson",
    chunks: async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}
