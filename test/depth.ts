/**
 * How far a test goes. `npm test` tries a part of what is many, `npm run test:sweep` all of it. `TEST_RUNS=10` before either of them
 * makes ten times as many random cases.
 */
const IS_SWEEP = process.env.TEST_SWEEP === "1";
const FACTOR = Number(process.env.TEST_RUNS ?? "1");
/** What part of the random cases `npm test` tries. */
const PART = 5;

/** Runs of a property that has `all` of them in the sweep. */
export function runs(all: number): number {
  return Math.ceil((IS_SWEEP ? all : all / PART) * FACTOR);
}

/** Every place in the sweep, every `usual`-th one in `npm test`. */
export function stride(usual: number): number {
  return IS_SWEEP ? 1 : usual;
}
