import license from "rollup-plugin-license";
import { defineConfig } from "tsdown";

/** Ink looks for React's devtools only when DEV is set; they are no part of the package. */
const withoutDevtools = {
  name: "without-devtools",
  resolveId: (id: string) => (id === "react-devtools-core" ? "\0devtools" : null),
  load: (id: string) => (id === "\0devtools" ? "export default {};" : null),
};

/** Everything is bundled and code-split: installing the package brings no dependency tree, and heavy chunks (Ink) load only when used. */
export default defineConfig({
  entry: { bin: "src/cli/bin.ts", index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  fixedExtension: false,
  dts: { entry: "src/index.ts" },
  minify: true,
  clean: true,
  // React without its development checks.
  define: { "process.env.NODE_ENV": '"production"' },
  deps: { alwaysBundle: [/.*/] },
  plugins: [withoutDevtools, license({ thirdParty: { output: "dist/third-party-notices.txt" } })],
});
