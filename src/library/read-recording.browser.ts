import { SmartLeadMockError } from "../base/errors.ts";
import type { readRecording as readInNode } from "./read-recording.ts";

/** A browser has no files. */
export const readRecording: typeof readInNode = async (file) => {
  throw new SmartLeadMockError("usage", `A browser has no files, so ${JSON.stringify(file)} cannot be read.`);
};
