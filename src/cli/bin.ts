#!/usr/bin/env node
import nodeModule from "node:module";
import { nodeProblem } from "./process/node-version.ts";

// Everything else is loaded only after this: what it uses an older Node may not even be able to read.
const problem = nodeProblem(process.versions.node);
// From 22.8 on Node keeps what it has compiled for the next start; NODE_DISABLE_COMPILE_CACHE=1 forbids it.
if ("enableCompileCache" in nodeModule && typeof nodeModule.enableCompileCache === "function") {
  nodeModule.enableCompileCache();
}
if (problem === null) void import("./process/run-process.ts").then(({ runProcess }) => runProcess());
else {
  process.stderr.write(`smartlead-mock: ${problem}\n`);
  process.exitCode = 2;
}
