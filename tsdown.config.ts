import { defineConfig } from "tsdown";

/** Everything is bundled and code-split: installing the package brings no dependency tree, and heavy chunks (Ink) load only when used. */
export default defineConfig({
  entry: { bin: "src/cli/bin.ts", index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  dts: { entry: "src/index.ts" },
  minify: true,
  clean: true,
  deps: { alwaysBundle: [/.*/] },
});
