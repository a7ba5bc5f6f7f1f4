// What users have: each Node that is supported, with each msw and vitest that may stand beside the package.

/** All that a Node could break. Killing processes (`crash`) has nothing to do with its version. */
const EVERYTHING = ["--project", "unit", "--project", "http", "--project", "cli", "--project", "ui"].concat([
  "--project",
  "types",
  "--project",
  "package",
]);

/** What meets msw and vitest, the examples of the README included. */
const DOORS = ["test/unit/msw", "test/http/msw", "test/unit/vitest", "test/package/examples", "test/package/types"];

/** `msw` and `vitest` are major versions; null is what the lock file has. msw 3 and vitest 5 need Node 22. */
export const COMBINATIONS = [
  { node: 20, msw: 2, vitest: null, tests: EVERYTHING },
  { node: 22, msw: 3, vitest: null, tests: EVERYTHING },
  { node: 24, msw: 3, vitest: null, tests: EVERYTHING },
  { node: 20, msw: 2, vitest: 3, tests: DOORS },
  { node: 22, msw: 2, vitest: 3, tests: DOORS },
  { node: 22, msw: 3, vitest: 5, tests: DOORS },
  { node: 24, msw: 2, vitest: null, tests: DOORS },
  { node: 24, msw: 3, vitest: 5, tests: DOORS },
];

export function nameOf({ node, msw, vitest, tests }) {
  const what = tests === EVERYTHING ? "everything" : "msw, vitest, examples";
  return `node ${node}, msw ${msw}, vitest ${vitest ?? "of the lock"}: ${what}`;
}
