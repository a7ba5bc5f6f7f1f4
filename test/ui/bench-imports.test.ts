import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const FOLDER = resolve(import.meta.dirname, "../bench");
const IMPORTS = /const \{ ([^}]+) \} = await jiti\.import\("([^"]+)"\)/g;

/** What the benchmarks take from the sources while they run, where no compiler looks. */
const taken = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".mjs"))
  .flatMap((name) => [...readFileSync(resolve(FOLDER, name), "utf8").matchAll(IMPORTS)])
  .map(([, names = "", path = ""]) => ({ names: names.split(", "), path: resolve(FOLDER, path) }));

it("the benchmarks import only what the sources export", async () => {
  expect(taken.length).toBeGreaterThan(3);
  for (const { names, path } of taken)
    expect(Object.keys(await import(path)), path).toEqual(expect.arrayContaining(names));
});
