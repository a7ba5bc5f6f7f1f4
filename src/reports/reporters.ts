import type { ReporterName } from "./report.ts";
import type { CreateReporter } from "./reporter.ts";

/** How each reporter is loaded: only the ones that were asked for, since the XML writer is large. */
export const REPORTERS = {
  pretty: async () => (await import("./pretty.ts")).prettyReporter,
  json: async () => (await import("./json.ts")).jsonReporter,
  junit: async () => (await import("./junit.ts")).junitReporter,
  tap: async () => (await import("./tap.ts")).tapReporter,
  ctrf: async () => (await import("./ctrf.ts")).ctrfReporter,
  html: async () => (await import("./html.ts")).htmlReporter,
  github: async () => (await import("./github.ts")).githubReporter,
  markdown: async () => (await import("./markdown.ts")).markdownReporter,
} as const satisfies Record<ReporterName, () => Promise<CreateReporter>>;
