import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES } from "../doc-pages.ts";

/** The build, looked at as the one who installs the package gets it. */
const ROOT = resolve(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

describe("the package", () => {
  it("ships the build, the manual and the notices, and nothing of the workshop", () => {
    const [packed] = JSON.parse(npm("pack", "--dry-run", "--json", "--ignore-scripts")) as Packed[];
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(expect.arrayContaining(["README.md", "package.json", "dist/bin.js", "dist/index.js"]));
    expect(paths).toEqual(expect.arrayContaining(["dist/third-party-notices.txt", "dist/config.schema.json"]));
    // The manual's links lead to these.
    expect(paths).toEqual(expect.arrayContaining([...PAGES]));
    expect(paths.filter((path) => /^(src|ui|test|fixtures|node_modules)\//.test(path))).toEqual([]);
    expect(packed?.unpackedSize).toBeLessThan(7_000_000);
  });

  it("brings no dependency along, because everything is bundled", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest.dependencies).toBeUndefined();
    const found = scripts().flatMap(staticImports);
    // Chunks import each other, so a search that finds nothing would be blind.
    expect(found.filter((name) => name.startsWith("./")).length).toBeGreaterThan(20);
    // The peers, each from the door that is for it.
    expect([...new Set(found.filter(isOutside))].sort()).toEqual(["msw", "vitest"]);
  });

  it("names the licences of what it bundles", () => {
    const notices = readFileSync(join(DIST, "third-party-notices.txt"), "utf8");
    for (const name of ["fastify", "undici", "ws", "ink", "react", "zod", "@faker-js/faker"]) {
      expect(notices).toContain(`Name: ${name}\n`);
    }
  });

  it("types its door without types of the libraries inside", () => {
    const files = readdirSync(DIST).filter((name) => name.endsWith(".d.ts"));
    const texts = new Map(files.map((name) => [name, readFileSync(join(DIST, name), "utf8")]));
    expect([...texts.values()].join("\n")).toMatch(/interface SmartLead extends/);
    const outside = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/from "([^"]+)"/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !name.startsWith("./"))
        .map((name) => `${file}: ${name}`),
    );
    // Peers: whoever imports that door has them.
    expect(outside.sort()).toEqual(["msw.d.ts: msw", "vitest.d.ts: vitest"]);
  });

  it("ships the JSON Schema of every payload", () => {
    for (const [dialect, count] of [
      ["guide", 13],
      ["live", 13],
      ["core", 8],
    ] as const) {
      const names = readdirSync(join(DIST, "schemas", dialect));
      expect(names).toHaveLength(count);
      const schema: unknown = JSON.parse(readFileSync(join(DIST, "schemas", dialect, "EMAIL_REPLY.json"), "utf8"));
      expect(schema).toMatchObject({ title: expect.stringContaining("EMAIL_REPL"), type: "object" });
    }
  });

  it("runs, and says which version it is", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(execFileSync(process.execPath, [join(DIST, "bin.js"), "--version"], { encoding: "utf8" }).trim()).toBe(
      version,
    );
  });
});

function npm(...args: string[]): string {
  return execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function scripts(): string[] {
  return readdirSync(DIST).filter((name) => name.endsWith(".js"));
}

function staticImports(file: string): string[] {
  const text = readFileSync(join(DIST, file), "utf8");
  return [...text.matchAll(/(?:^|;)(?:import|export)(?:[\w$*{},\s]+from)?\s*"([^"\n]+)"/g)].map(
    ([, name = ""]) => name,
  );
}

function isOutside(name: string): boolean {
  return !name.startsWith(".") && !name.startsWith("node:") && !builtinModules.includes(name);
}
