import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../errors.ts";
import type { ReportFile } from "../reports/reporter.ts";

/** Opens files of reports, below the folder `cwd` unless their paths are absolute, and creates the folders they need. */
export function reportFiles(cwd: string): (path: string, mode: "write" | "append") => ReportFile {
  return (path, mode) => {
    const file = attempted(path, () => {
      const whole = resolve(cwd, path);
      mkdirSync(dirname(whole), { recursive: true });
      return openSync(whole, mode === "write" ? "w" : "a");
    });
    return {
      write: (text) => attempted(path, () => writeFileSync(file, text)),
      close: () => closeSync(file),
    };
  };
}

function attempted<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SmartLeadMockError("usage", `The report ${path} cannot be written (${why}); name another file.`, {
      cause,
    });
  }
}
