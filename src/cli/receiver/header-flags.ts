import { quoted } from "../../base/shell-words.ts";
import type { Settings } from "../../config/settings.ts";

/** The `--header` flags of a line that repeats a run. Their values may be secrets, so `typedLine` has to go over the line. */
export function headerFlags({ values, layerOf }: Pick<Settings, "values" | "layerOf">): readonly string[] {
  if (layerOf("header") !== "flag") return [];
  return Object.entries(values.header ?? {}).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`);
}
