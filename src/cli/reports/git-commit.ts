import { execFile } from "node:child_process";

/** Real ms that git may take to name the commit; a report is not worth more. */
const GIT_WITHIN_MS = 1_000;

/** The commit that is checked out in this folder; `null` where git knows none. Never rejects. */
export function gitCommit(cwd: string): Promise<string | null> {
  return new Promise((resolve) => {
    const args = ["rev-parse", "--short=12", "HEAD"];
    const options = { cwd, timeout: GIT_WITHIN_MS, windowsHide: true } as const;
    execFile("git", args, options, (error, stdout) => {
      const commit = stdout.trim();
      resolve(error === null && /^[\da-f]{7,64}$/.test(commit) ? commit : null);
    });
  });
}
