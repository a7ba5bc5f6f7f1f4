import { quoted } from "../base/shell-words.ts";
import type { Settings } from "../config/settings.ts";

/** The `--header` flags of a line that repeats a run: names only, because a value may be a secret. */
export function headerFlags({ values, layerOf }: Pick<Settings, "values" | "layerOf">): readonly string[] {
  if (layerOf("header") !== "flag") return [];
  return Object.keys(values.header ?? {}).map((name) => `--header ${quoted(`${name}: ***`)}`);
}
