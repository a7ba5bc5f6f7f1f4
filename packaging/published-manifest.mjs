/**
 * `prepack` takes the scripts out of package.json, which are for the workshop alone, and `postpack` puts them back: whoever installs the
 * package gets a manifest that runs nothing.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const manifest = resolve(import.meta.dirname, "../package.json");
const kept = resolve(import.meta.dirname, "../package.json.kept");

const [action] = process.argv.slice(2);
if (action === "strip") {
  const text = readFileSync(manifest, "utf8");
  // Left by a pack that was killed: that is the whole manifest, and this one is stripped already.
  if (!existsSync(kept)) writeFileSync(kept, text);
  const { scripts: _scripts, overrides: _overrides, ...published } = JSON.parse(readFileSync(kept, "utf8"));
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
} else if (action === "restore") {
  if (existsSync(kept)) renameSync(kept, manifest);
} else {
  console.error("Say strip or restore.");
  process.exit(2);
}
