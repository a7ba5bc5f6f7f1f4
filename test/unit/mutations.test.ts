import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Mutation {
  readonly rule: number;
  readonly name: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  readonly tests: readonly string[];
}
interface Mutations {
  readonly MUTATIONS: readonly Mutation[];
  readonly RULE_NAMES: ReadonlyMap<number, string>;
}

const ROOT = join(import.meta.dirname, "../..");
const { MUTATIONS, RULE_NAMES }: Mutations = await import(join(ROOT, "test/mutations/mutations.mjs"));

describe("the mutations of `npm run mutate`", () => {
  it("each change a text that occurs exactly once, and name tests that are there", () => {
    for (const { name, file, search, replace, tests } of MUTATIONS) {
      const count = readFileSync(join(ROOT, file), "utf8").split(search).length - 1;
      expect([name, count, search === replace]).toEqual([name, 1, false]);
      expect(tests.filter((test) => !existsSync(join(ROOT, test)))).toEqual([]);
    }
  });

  it("are of every rule of evidence, and told apart by their names", () => {
    expect([...new Set(MUTATIONS.map(({ rule }) => rule))]).toEqual([...RULE_NAMES.keys()]);
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });
});
