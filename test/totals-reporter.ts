import type { Reporter, TestModule } from "vitest/node";

/** Prints `N passed, N failed` as the last line, for machines that read only that. */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      let failedInside = 0;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === "passed") passed += 1;
        else if (state === "failed") failedInside += 1;
        else skipped += 1;
      }
      // A file that does not even load has no failed test inside, yet must not count as good.
      failed += failedInside === 0 && module.state() === "failed" ? 1 : failedInside;
    }
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    // After the default reporter's own totals, which are printed in the same phase.
    process.once("exit", () => process.stdout.write(`\n${line}\n`));
  }
}
