// The terminal UI in a pseudo-terminal, with its process to be measured.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const script = fileURLToPath(new URL("../ui/pty/run-in-pty.py", import.meta.url));
const FRAME_END = "\u001b[?2026l";

/** Linux counts a process's time in hundredths of a second. */
const MS_PER_TICK = 10;

/** Opens `smartlead-mock ui` on a mock; `startedAt` is when the command was given. */
export async function openUi(url, { columns = 120, rows = 40 } = {}) {
  const startedAt = performance.now();
  const env = { ...process.env, TERM: "xterm-256color" };
  const child = spawn(
    "python3",
    [script, String(columns), String(rows), process.execPath, bin, "ui", "--connect", url],
    { env },
  );
  child.stdout.setEncoding("utf8");
  let frames = 0;
  let bytes = 0;
  let recent = "";
  const watchers = new Set();
  child.stdout.on("data", (text) => {
    bytes += text.length;
    frames += text.split(FRAME_END).length - 1;
    recent = (recent + text).slice(-40_000);
    for (const watch of watchers) watch();
  });
  const pid = await new Promise((resolve) => child.stderr.once("data", (line) => resolve(JSON.parse(line).pid)));
  const ended = new Promise((resolve) => child.on("close", resolve));
  /** Resolves when something is written from now on that holds the text; throws when the UI ends without it. */
  const shows = async (text, isFresh = true) => {
    if (isFresh) recent = "";
    const isSeen = new Promise((resolve) => {
      const watch = () => {
        if (!recent.includes(text)) return;
        watchers.delete(watch);
        resolve(performance.now());
      };
      watchers.add(watch);
      watch();
    });
    const isGone = ended.then(() => {
      throw new Error(`The UI ended before it showed "${text}". It wrote: ${recent.slice(-2_000)}`);
    });
    return Promise.race([isSeen, isGone]);
  };
  const tell = (asked) => child.stdin.write(`${JSON.stringify(asked)}\n`);
  return {
    startedAt,
    shows,
    type: (keys) => tell({ type: keys }),
    counts: () => ({ frames, bytes }),
    cpuMs: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    },
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024,
    quit: () => {
      tell({ type: "\u0003" });
      return ended;
    },
  };
}
