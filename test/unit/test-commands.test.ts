import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const text = (name: string) => readFileSync(join(ROOT, name), "utf8");

describe("the command that passes the tests", () => {
  const scripts: Record<string, string> = JSON.parse(text("package.json")).scripts;

  it("is in the README what CI runs", () => {
    const lines = text(".ci/run").split("\n");
    const run = lines.filter((line) => line.startsWith("npm ")).join(" && ");
    expect(run).toBe("npm install && npm run test:all");
    expect(text("README.md")).toContain(`\n${run} `);
  });

  it("runs every project: what npm test leaves out is what the sweep takes", () => {
    const all = "npm run lint && npm run typecheck && vitest run";
    const long = ["sweep", "browser"];
    const projects = [...text("vitest.config.ts").matchAll(/\bproject\("(\w+)"/g)].map(([, name = ""]) => name);
    const named = [...(scripts.test ?? "").matchAll(/--project (\w+)/g)].map(([, name = ""]) => name);
    // Two exclusions would leave nothing out: each lets the other's project in, so the others are named.
    expect([...named, ...long].sort()).toEqual(projects.sort());
    expect(scripts).toMatchObject({
      "test:all": all,
      test: [all, ...named.map((name) => `--project ${name}`)].join(" "),
      "test:sweep": ["vitest run", ...long.map((name) => `--project ${name}`)].join(" "),
    });
  });
});
