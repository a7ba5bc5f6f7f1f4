import { randomBytes } from "node:crypto";
import type { Frame } from "../../journal/entry.ts";
import { Anonymizer } from "./anonymizing/anonymous-frame.ts";
import { Substitutes } from "./anonymizing/substitutes.ts";

/** Bytes of the secret from which substitutes are derived. It is never stored. */
const SECRET_BYTES = 32;

/** Removes personal data from the frames of one recording, with the same substitutes throughout. The same `secret` gives the same substitutes. */
export function createAnonymizer(secret: Uint8Array = randomBytes(SECRET_BYTES)): (frame: Frame) => Frame {
  const anonymizer = new Anonymizer(new Substitutes(secret));
  return (frame) => anonymizer.frame(frame);
}
