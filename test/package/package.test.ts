import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { npmOnBundled, packagesOfBill } from "../../packaging/bundled-project.mjs";
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
    expect(paths).toEqual(
      expect.arrayContaining([
        "README.md",
        "LICENSE",
        "package.json",
        "dist/sbom.cdx.json",
        "dist/bin.js",
        "dist/index.js",
        "dist/web/index.html",
        "dist/web/page.css",
        "dist/web/page.js",
      ]),
    );
    expect(paths).toEqual(expect.arrayContaining(["dist/third-party-notices.txt", "dist/config.schema.json"]));
    expect(paths).toEqual(expect.arrayContaining(["dist/man/smartlead-mock.1.gz", "llms.txt"]));
    // The manual's links lead to these.
    expect(paths).toEqual(expect.arrayContaining([...PAGES]));
    expect(paths.filter((path) => /^(src|ui|test|fixtures|node_modules|packaging)\//.test(path))).toEqual([]);
    // Pages, notices with their texts and the bill of materials are part of it, and half a megabyte of the console for browsers.
    expect(packed?.unpackedSize).toBeLessThan(8_250_000);
  });

  it("brings no dependency along, because everything is bundled", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest.dependencies).toBeUndefined();
    const found = scripts().flatMap(staticImports);
    // Chunks import each other, so a search that finds nothing would be blind.
    expect(found.filter((name) => name.startsWith("./")).length).toBeGreaterThan(20);
    // The console for browsers is read as it is asked for, and no part of any program.
    expect(found.filter((name) => name.includes("web/"))).toEqual([]);
    // The peers, each from the door that is for it.
    expect([...new Set(found.filter(isOutside))].sort()).toEqual(["msw", "vitest"]);
  });

  it("says one sentence on a Node that is too old, before anything else is loaded", () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { engines: { node: string } };
    const oldest = engines.node.replace(">=", "");
    // Any Node has that one.
    expect(staticImports("bin.js")).toEqual(["node:module"]);
    const folder = mkdtempSync(join(tmpdir(), "smartlead-node-"));
    const onNode = (version: string) => {
      const preload = join(folder, `${version}.cjs`);
      const versions = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
      writeFileSync(preload, versions);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["-r", preload, join(DIST, "bin.js"), "--version"],
        {
          encoding: "utf8",
        },
      );
      return [status, stdout === "", stderr];
    };
    const sentence = (version: string) =>
      `smartlead-mock: It needs Node 20.19 or newer, and this is Node ${version}; install a newer one, such as from https://nodejs.org.\n`;
    for (const version of ["16.20.2", "18.20.8", "20.9.0", "20.18.3"]) {
      expect(onNode(version)).toEqual([2, true, sentence(version)]);
    }
    for (const version of [oldest, "22.0.0", "26.1.0"]) expect(onNode(version)).toEqual([0, false, ""]);
    rmSync(folder, { recursive: true });
  });

  it("has the text of the licence of everything that it bundles, what others have bundled included", () => {
    const notices = readFileSync(join(DIST, "third-party-notices.txt"), "utf8");
    const browser = readFileSync(join(DIST, "browser/third-party-notices.txt"), "utf8");
    const web = readFileSync(join(DIST, "web/third-party-notices.txt"), "utf8");
    const parts = [notices, browser, web].flatMap((text) => text.split("\n\n---\n\n"));
    const named = /^Name: (.*)\nVersion: (.*)\nLicense: .+$/gm;
    const names = parts.flatMap((part) =>
      Array.from(part.matchAll(named), ([, name, version]) => `${name}@${version}`),
    );
    expect(new Set(names)).toEqual(new Set(components().map(({ name, version }) => `${name}@${version}`)));
    const silent = parts.filter((part) => !/copyright/i.test(part) || part.replace(named, "").length < 500);
    expect(silent.map((part) => part.slice(0, 60))).toEqual([]);
    for (const name of [
      "fastify",
      "ink",
      "zod",
      "@babel/core",
      "yoga-layout",
      "abstract-logging",
      "@jridgewell/gen-mapping",
    ])
      expect(notices).toContain(`Name: ${name}\n`);
    expect(notices).toContain("It contains llhttp:\n\nCopyright Fedor Indutny");
  });

  it("has a bill of what it bundles, each as a registry knows it", () => {
    const bill: unknown = JSON.parse(readFileSync(join(DIST, "sbom.cdx.json"), "utf8"));
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { name: "smartlead-mock" } } });
    const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version: string }>;
    };
    const purls = components().map(({ purl }) => purl);
    for (const name of ["undici", "ws", "react", "@noble/hashes", "yaml"]) {
      const { version } = lock.packages[`node_modules/${name}`] ?? { version: "none" };
      expect(purls).toContain(`pkg:npm/${name.replace("@", "%40")}@${version}`);
    }
    expect(new Set(purls).size).toBe(purls.length);
    // Two versions of one package are both in it: the console and Ink have each their own.
    for (const path of ["node_modules/string-width", "node_modules/wrap-ansi/node_modules/string-width"])
      expect(purls).toContain(`pkg:npm/string-width@${lock.packages[path]?.version}`);
    // What a package carries inside its own bundle is in no lock file: jiti's semver. Fastify's is left out by the build.
    expect(purls.filter((purl) => purl.startsWith("pkg:npm/semver@"))).toEqual(["pkg:npm/semver@6.3.1"]);
  });

  it("is audited for exactly what is on the bill", () => {
    const asked = packagesOfBill(join(DIST, "sbom.cdx.json"));
    const project = { name: "smartlead-mock", version: "1.0.0", license: "MIT", packages: asked };
    const listed: unknown = JSON.parse(npmOnBundled(project, ["ls", "--package-lock-only", "--all", "--json"]));
    const { dependencies } = listed as { dependencies: Record<string, { version: string }> };
    const places = Object.entries(dependencies);
    const named = places.map(([place, { version }]) => `${place.replace(`-${version}`, "")}@${version}`);
    expect(named.sort()).toEqual(asked.map(({ name, version }) => `${name}@${version}`).sort());
  });

  it("is published without a script that an installation would run, and a clone still builds itself", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(manifest.scripts.prepare).toMatch(/^tsdown/);
    const { prepack, postpack } = manifest.scripts;
    const strip = prepack?.split(" && ").at(-1) ?? "";
    const folder = mkdtempSync(join(tmpdir(), "smartlead-packed-"));
    mkdirSync(join(folder, "packaging"));
    cpSync(join(ROOT, "packaging/published-manifest.mjs"), join(folder, "packaging/published-manifest.mjs"));
    const written = JSON.stringify({
      ...manifest,
      scripts: { ...manifest.scripts, prepare: "", prepack: strip, postpack },
    });
    writeFileSync(join(folder, "package.json"), written);
    execFileSync("npm", ["pack", "--silent"], { cwd: folder, stdio: "pipe" });
    const [archive = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    const packed = execFileSync("tar", ["xzOf", archive, "package/package.json"], { cwd: folder, encoding: "utf8" });
    expect(JSON.parse(packed)).toMatchObject({ bin: { "smartlead-mock": "./dist/bin.js" } });
    expect(JSON.parse(packed)).not.toHaveProperty("scripts");
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(written);
    expect(readdirSync(folder)).not.toContain("package.json.kept");
    rmSync(folder, { recursive: true });
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
      ["guide", 14],
      ["live", 14],
      ["core", 9],
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

function components(): readonly { readonly name: string; readonly version: string; readonly purl: string }[] {
  return JSON.parse(readFileSync(join(DIST, "sbom.cdx.json"), "utf8")).components;
}

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
