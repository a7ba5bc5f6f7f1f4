import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { TotalsReporter } from "./test/totals-reporter.ts";

/** One project for each kind of proof; `npx vitest run --project unit` runs one of them. */
const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: "node" as const, ...extra },
});

export default defineConfig({
  test: {
    // Much of the time is spent waiting for sockets and programs, so two share even the smallest machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", new TotalsReporter()],
    projects: [
      project("unit", ["test/unit/**/*.test.ts", "test/architecture.test.ts"], { testTimeout: 60_000 }),
      project("http", ["test/http/**/*.test.ts"], { testTimeout: 60_000 }),
      project("cli", ["test/cli/**/*.test.ts"], { testTimeout: 60_000 }),
      project("ui", ["test/ui/**/*.test.{ts,tsx}"], { testTimeout: 60_000 }),
      project("crash", ["test/crash/**/*.test.ts"], { testTimeout: 300_000 }),
      project("types", ["test/types/**/*.test.ts"], { testTimeout: 60_000 }),
      project("browser", ["test/browser/**/*.test.ts"], {
        testTimeout: 60_000,
        globalSetup: ["test/browser/setup.ts"],
      }),
      project("package", ["test/package/**/*.test.ts"], {
        testTimeout: 120_000,
        globalSetup: ["test/package/build.ts"],
      }),
    ],
  },
});
