import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { ProjectSequencer } from "./test/project-sequencer.ts";
import { TotalsReporter } from "./test/totals-reporter.ts";

/** Long tests, each beside the short ones of the same matter: `npm run test:sweep`. */
const SWEEPS = "test/**/*.sweep.test.ts";
/** These try a part of their cases in `npm test`, and all of them in the sweep (test/depth.ts). */
const DEEPER = [
  "test/cli/harness-trouble.test.ts",
  "test/http/curl/curl-line.test.ts",
  "test/http/delivery/own-event-doors.test.ts",
  "test/http/persistence/durable-calls.test.ts",
  "test/unit/data-directory/archive-damage.test.ts",
  "test/unit/data-directory/archive.test.ts",
  "test/unit/mock/hostile-words.test.ts",
  "test/unit/recordings/anonymous-text.test.ts",
  "test/unit/reports/html.test.ts",
  "test/unit/scenarios/loading/agreement.test.ts",
  "test/unit/world/saved-world.test.ts",
];
/** Where every project runs (`npm run test:all`), the sweep's whole pass of such a file makes the short one needless. */
const IN_SWEEP_ALONE = process.argv.some((word) => word.startsWith("--project")) ? [] : DEEPER;
const BUILD = ["test/package/build.ts"];

interface Settings {
  readonly testTimeout?: number;
  readonly exclude?: string[];
  readonly env?: Record<string, string>;
  readonly globalSetup?: string[];
  readonly isolate?: boolean;
}

/** One project for each kind of proof; `npx vitest run --project unit` runs one of them. */
const project = (name: string, include: string[], settings: Settings = {}) => ({
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, SWEEPS, ...IN_SWEEP_ALONE],
    environment: "node" as const,
    testTimeout: 60_000,
    restoreMocks: true,
    ...settings,
  },
});

export default defineConfig({
  test: {
    // Much of the time is spent waiting for sockets and programs: two cores bear four.
    maxWorkers: Math.max(2, availableParallelism() + 2),
    reporters: ["default", new TotalsReporter()],
    sequence: { sequencer: ProjectSequencer },
    projects: [
      project("sweep", [SWEEPS, "test/crash/**/*.test.ts", ...DEEPER], {
        testTimeout: 300_000,
        exclude: configDefaults.exclude,
        env: { TEST_SWEEP: "1" },
        globalSetup: BUILD,
      }),
      // A part of the sweep (package.json), by itself because its tests share a browser.
      project("browser", ["test/browser/**/*.test.ts"], { isolate: false, globalSetup: ["test/browser/setup.ts"] }),
      project("package", ["test/package/**/*.test.ts"], { testTimeout: 120_000, globalSetup: BUILD }),
      // Modules are loaded once for all files of a worker: no test keeps anything in them.
      project("http", ["test/http/**/*.test.ts"], { isolate: false }),
      project("cli", ["test/cli/**/*.test.ts"], { isolate: false }),
      project("ui", ["test/ui/**/*.test.{ts,tsx}"]),
      project("types", ["test/types/**/*.test.ts"]),
      project("unit", ["test/unit/**/*.test.ts", "test/architecture.test.ts"], { isolate: false }),
    ],
  },
});
