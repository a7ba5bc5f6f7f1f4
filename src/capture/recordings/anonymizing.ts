import { randomBytes } from "node:crypto";
import type { Frame } from "../../journal/entry.ts";
import { Anonymizer } from "./anonymizing/anonymous-frame.ts";
import { Substitutes } from "./anonymizing/substitutes.ts";

/** Bytes of the secret that substitutes are drawn by. Nobody keeps it. */
const SECRET_BYTES = 32;

/** Takes people out of the frames of one recording, with the same substitutes throughout. `secret` makes them the same again. */
export function createAnonymizer(secret: Uint8Array = randomBytes(SECRET_BYTES)): (frame: Frame) => Frame {
  const anonymizer = new Anonymizer(new Substitutes(secret));
  return (frame) => anonymizer.frame(frame);
}
