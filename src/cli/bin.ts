#!/usr/bin/env node
import nodeModule from "node:module";
import { nodeProblem } from "./process/node-version.ts";

// Everything else is loaded only after this check, because an older Node may not be able to parse it.
const problem = nodeProblem(process.versions.node);
// Since 22.8 Node can cache compiled code for the next start; NODE_DISABLE_COMPILE_CACHE=1 forbids it.
if ("enableCompileCache" in nodeModule && typeof nodeModule.enableCompileCache === "function") {
  nodeModule.enableCompileCache();
}
if (problem === null) void import("./process/run-process.ts").then(({ runProcess }) => runProcess());
else {
  process.stderr.write(`smartlead-mock: ${problem}\n`);
  process.exitCode = 2;
}
