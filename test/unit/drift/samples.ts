import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordingSource } from "../../../src/capture/recordings/recorded-frames.ts";

const PAYLOADS = join(import.meta.dirname, "../../../fixtures/payloads");

/** A sample body of an event in a dialect, to be changed at will. */
export function sample(dialect: string, event: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(PAYLOADS, dialect, `${event}.json`), "utf8"));
}

/** Every sample there is: dialect and event. */
export const SAMPLES = ["guide", "live", "core"].flatMap((dialect) =>
  readdirSync(join(PAYLOADS, dialect)).map((file) => [dialect, file.replace(".json", "")] as const),
);

export function sourceOf(text: string, name = "captured"): RecordingSource {
  return {
    name,
    chunks: async function* () {
      for (let at = 0; at < text.length; at += 1_000) yield text.slice(at, at + 1_000);
    },
  };
}
