// What short commands and the library cost, in processor time: they do so little that other programs would decide about their wall time.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ms, times } from "./figures.mjs";
import { MS_PER_TICK, startMock, startProgram } from "./processes.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ROUNDS = 11;

export async function benchCommands(row) {
  const receiver = await startProgram("receiver.mjs");
  const mock = await startMock(["--target", `http://127.0.0.1:${receiver.first.port}/hook`]);
  const bin = here("../../dist/bin.js");
  const connect = ["--connect", mock.url];
  const commands = new Map([
    ["node -e 0", ["-e", "0"]],
    ["trigger", [bin, "trigger", "EMAIL_OPEN", ...connect]],
    ["deliveries", [bin, "deliveries", ...connect]],
    ["payload", [bin, "payload", "EMAIL_OPEN"]],
    ["--help", [bin, "--help"]],
    ["the library's import", [here("library.mjs"), "import"]],
    ["the library's import and a createSmartLead", [here("library.mjs"), "create"]],
  ]);
  const took = new Map([...commands.keys()].map((name) => [name, 0]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, args] of commands) took.set(name, took.get(name) + (await processorMs(args)));
  const bare = took.get("node -e 0") / ROUNDS;
  for (const [name, total] of took) {
    if (name === "node -e 0") continue;
    const cost = total / ROUNDS;
    const aim = name.startsWith("the") ? "-" : "at most 2.5×";
    row(`${name}, processor time`, ms(cost), `node -e 0: ${ms(bare)}`, times(cost / bare), aim);
  }
  await mock.stop();
  await receiver.stop();
}

/** Processor time of a program from its start to its end. */
async function processorMs(args) {
  const before = ofEndedChildren();
  const [code] = await once(spawn(process.execPath, args, { stdio: "ignore" }), "exit");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}.`);
  return (ofEndedChildren() - before) * MS_PER_TICK;
}

/** Of all children that have ended, in Linux's hundredths of a second, which a mean over many runs evens out. */
function ofEndedChildren() {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return Number(fields[13]) + Number(fields[14]);
}
