#!/usr/bin/env node
import { nodeProblem } from "./node-version.ts";

// Everything else is loaded only after this: what it uses an older Node may not even be able to read.
const problem = nodeProblem(process.versions.node);
if (problem === null) void import("./run-process.ts").then(({ runProcess }) => runProcess());
else {
  process.stderr.write(`smartlead-mock: ${problem}\n`);
  process.exitCode = 2;
}
