import type { DialectShapes } from "../capture/drift/shapes.ts";
import type { Settings } from "../config/settings.ts";

/**
 * The dialects that the configuration names. Throws `config` with file and key of one that does not exist, and with file, line and key
 * of what is wrong in it.
 */
export async function ownDialects({ config, placeOf }: Settings, cwd: string): Promise<readonly DialectShapes[]> {
  const { dialects = [] } = config;
  if (dialects.length === 0) return [];
  const { loadDialects } = await import("../capture/drift/own-dialect.ts");
  return loadDialects(dialects, cwd, (index) => placeOf(["dialects", index]));
}
