import type { Frame } from "../../journal/entry.ts";

/** The frames of one message of the stream; whatever is not a frame is left out, since what listens there may be another program or version. */
export function framesOf(message: string): readonly Frame[] {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) ? parsed.filter(isFrame) : [];
  } catch {
    return [];
  }
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  if (value.type === "hello") return "run" in value && typeof value.run === "string";
  if (value.type === "gap") return "from" in value && "to" in value;
  return typeof value.type === "string" && "seq" in value && typeof value.seq === "number";
}
