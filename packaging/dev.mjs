// Runs the mock from its sources and starts it again after each change: `npm run dev`, or `npm run dev -- start --target URL`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const command = process.argv.slice(2);
const pathOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
// By path: what is imported through a compiler is not seen by --watch alone.
const watched = ["src", "ui"].map((name) => `--watch-path=${pathOf(name)}`);
const node = [...watched, "--watch-preserve-output", "--import", "jiti/register"];
const child = spawn(
  process.execPath,
  [...node, pathOf("src/cli/bin.ts"), ...(command.length === 0 ? ["start"] : command)],
  {
    stdio: "inherit",
    // The console is written in JSX.
    env: { ...process.env, JITI_JSX: "1" },
  },
);
child.on("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
// Ctrl-C reaches both; the mock says its last words before this ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
