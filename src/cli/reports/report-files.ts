import { closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { isOwnReport, REPORT_HEAD_CHARACTERS, type ReportFile } from "../../reports/reporters.ts";

/**
 * Opens files of reports, below the folder `cwd` unless their paths are absolute, and creates the folders they need. A file that holds
 * something else than an earlier report is replaced only by `force`. Throws `usage`.
 */
export function reportFiles(cwd: string, force: boolean): (path: string, mode: "write" | "append") => ReportFile {
  return (path, mode) => {
    const whole = resolve(cwd, path);
    if (mode === "write" && !force) attempted(path, () => refuseForeign(whole, path));
    const file = attempted(path, () => {
      mkdirSync(dirname(whole), { recursive: true });
      return openSync(whole, mode === "write" ? "w" : "a");
    });
    return {
      write: (text) => attempted(path, () => writeFileSync(file, text)),
      close: () => closeSync(file),
    };
  };
}

/** A device or a pipe is written to, not replaced. */
function refuseForeign(whole: string, path: string): void {
  const found = statSync(whole, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size === 0 || isOwnReport(headOf(whole))) return;
  throw new SmartLeadMockError(
    "usage",
    `The report would replace ${path}, which is not a report; name another file, or use --force.`,
  );
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(REPORT_HEAD_CHARACTERS);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

function attempted<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof SmartLeadMockError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SmartLeadMockError("usage", `The report ${path} cannot be written (${why}); name another file.`, {
      cause,
    });
  }
}
