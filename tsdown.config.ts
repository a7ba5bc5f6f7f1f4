import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { faker } from "@faker-js/faker/locale/en";
import { createJiti } from "jiti";
import license from "rollup-plugin-license";
import { defineConfig, type Rolldown } from "tsdown";
import { z } from "zod";
import manifest from "./package.json" with { type: "json" };
import { apiTypes } from "./packaging/api-types.ts";
import { billOfMaterials } from "./packaging/bill-of-materials.ts";
import { type BundledPackage, bundledPackages, noticesText } from "./packaging/notices.ts";
import { withSharedDefinitions } from "./packaging/shared-definitions.ts";

/** Ink looks for React's devtools only when DEV is set; they are no part of the package. */
const withoutDevtools = {
  name: "without-devtools",
  resolveId: (id: string) => (id === "react-devtools-core" ? "\0devtools" : null),
  load: (id: string) => (id === "\0devtools" ? "export default {};" : null),
};

/** Editors complete the configuration by the one, readers of recordings go by the other; each is made from the schema in the sources. */
async function publishSchemas(outDir: string): Promise<void> {
  const jiti = createJiti(import.meta.url);
  const { configJsonSchema } = await jiti.import<typeof import("./src/config/config-schema.ts")>(
    "./src/config/config-schema.ts",
  );
  const { entryJsonSchema } = await jiti.import<typeof import("./src/journal/entry-schema.ts")>(
    "./src/journal/entry-schema.ts",
  );
  const { worldFileJsonSchema } =
    await jiti.import<typeof import("./src/config/world-file.ts")>("./src/config/world-file.ts");
  const { reportJsonSchema } = await jiti.import<typeof import("./src/reports/report-schema.ts")>(
    "./src/reports/report-schema.ts",
  );
  const { scenarioJsonSchema } = await jiti.import<typeof import("./src/harness/scenarios/scenario-schema.ts")>(
    "./src/harness/scenarios/scenario-schema.ts",
  );
  const { dialectJsonSchema } = await jiti.import<typeof import("./src/capture/drift/proposed-dialect.ts")>(
    "./src/capture/drift/proposed-dialect.ts",
  );
  await writeFile(`${outDir}/dialect.schema.json`, `${JSON.stringify(dialectJsonSchema())}\n`);
  await writeFile(`${outDir}/scenario.schema.json`, `${JSON.stringify(withSharedDefinitions(scenarioJsonSchema()))}\n`);
  await writeFile(`${outDir}/report.schema.json`, `${JSON.stringify(reportJsonSchema())}\n`);
  await writeFile(`${outDir}/world.schema.json`, `${JSON.stringify(worldFileJsonSchema())}\n`);
  await writeFile(`${outDir}/config.schema.json`, `${JSON.stringify(withSharedDefinitions(configJsonSchema()))}\n`);
  await writeFile(`${outDir}/entry.schema.json`, `${JSON.stringify(withSharedDefinitions(entryJsonSchema()))}\n`);
}

/** `schemas/guide/EMAIL_REPLY.json`: a receiver validates by it what it gets, in any language. */
async function publishPayloadSchemas(outDir: string): Promise<void> {
  const jiti = createJiti(import.meta.url);
  const { DIALECT_TABLES } = await jiti.import<typeof import("./src/smartlead/payloads/dialect-tables.ts")>(
    "./src/smartlead/payloads/dialect-tables.ts",
  );
  const { payloadSchema } = await jiti.import<typeof import("./src/smartlead/payloads/published.ts")>(
    "./src/smartlead/payloads/published.ts",
  );
  const { ALL_EVENT_TYPES } = await jiti.import<typeof import("./src/smartlead/events/event-types.ts")>(
    "./src/smartlead/events/event-types.ts",
  );
  for (const dialect of ["guide", "live", "core"] as const) {
    await mkdir(`${outDir}/schemas/${dialect}`, { recursive: true });
    for (const type of ALL_EVENT_TYPES.filter((one) => DIALECT_TABLES[dialect][one] !== null)) {
      const text = JSON.stringify(payloadSchema(type, dialect));
      await writeFile(`${outDir}/schemas/${dialect}/${type}.json`, `${text}\n`);
    }
  }
}

/** In the package's declarations the types of bodies are written out, in the place of those that zod infers in the sources. */
const writtenPayloadTypes: Rolldown.Plugin = {
  name: "written-payload-types",
  load: {
    order: "pre",
    filter: { id: /[\\/]payloads[\\/]payload-types\.d\.ts$/ },
    async handler() {
      const { payloadTypesText } = await createJiti(import.meta.url).import<
        typeof import("./packaging/payload-types.ts")
      >("./packaging/payload-types.ts");
      return payloadTypesText();
    },
  },
};

/** Schemas of the program are made when they are first used (`packaging/deferred-zod.ts`). */
const deferredSchemas: Rolldown.Plugin = {
  name: "deferred-schemas",
  resolveId: (id, importer) =>
    id === "zod" && importer !== undefined && /[\\/]src[\\/].*(?<!\.d)\.ts$/.test(importer) ? "\0deferred-zod" : null,
  load: (id) =>
    id === "\0deferred-zod"
      ? `import { deferredZod } from ${JSON.stringify(join(import.meta.dirname, "packaging/deferred-zod.ts"))};
import * as zod from "zod";
const used = { ${usedOfZod()
          .map((name) => `${name}: zod.${name}`)
          .join(", ")} };
export const z = deferredZod(() => used);`
      : null,
};

/** Only what our sources name, so that the rest of zod, with the languages of the world, stays out. */
function usedOfZod(): readonly string[] {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const named = files.flatMap((file) => readFileSync(join("src", file), "utf8").match(/(?<=\bz\s*\.\s*)\w+/g) ?? []);
  return [...new Set(named)].filter((name) => name in z && name !== "core").sort();
}

/** Of faker only two lists of names are used (`lead-drawing.ts`); all its others are half a megabyte that each start would read. */
const namesOnly: Rolldown.Plugin = {
  name: "names-only",
  // Within faker's folder, so that its licence is told of.
  resolveId: (id) => (id === FAKER ? join(import.meta.dirname, "node_modules/@faker-js/faker/names-only.js") : null),
  load: (id) => {
    if (!id.endsWith("names-only.js")) return null;
    const { first_name: first, last_name: last } = faker.definitions.person;
    const list = (names: readonly string[] | null | undefined) =>
      `{ generic: ${JSON.stringify((names ?? []).join("|"))}.split("|") }`;
    const person = `{ first_name: ${list(first.generic)}, last_name: ${list(last.generic)} }`;
    return `export const faker = { definitions: { person: ${person} } };`;
  },
};
const FAKER = "@faker-js/faker/locale/en";

/**
 * What Fastify would load for features that are not used here: compilers of schemas (no route has one, see `server.ts`), a log, calls
 * without a socket, HTTP/2, TLS, and the versions that plugins of others ask for.
 */
const UNUSED = new Map([
  ["@fastify/ajv-compiler", "module.exports = null;"],
  ["@fastify/fast-json-stringify-compiler", "module.exports = null;"],
  ["pino", "module.exports = { symbols: {}, stdSerializers: {} };"],
  ["light-my-request", "module.exports = null;"],
  ["semver", "module.exports = { satisfies: () => true };"],
  ["node:http2", "module.exports = null;"],
  ["node:https", "module.exports = null;"],
]);
const withoutUnused: Rolldown.Plugin = {
  name: "without-unused",
  resolveId: (id, importer) => (UNUSED.has(id) && importer?.includes("fastify") ? `\0unused ${id}` : null),
  load: (id) => UNUSED.get(id.replace("\0unused ", "")) ?? null,
};

/** What undici would load for connections that are never made here (`allowH2: false`), and for bodies that are neither text nor bytes. */
const UNUSED_OF_UNDICI = new Map([
  ["./client-h2.js", "module.exports = () => { throw new Error('HTTP/2 is not part of this build.'); };"],
  ["../web/fetch/body.js", "exports.extractBody = () => { throw new Error('Bodies are texts or bytes.'); };"],
]);
const withoutUnusedOfUndici: Rolldown.Plugin = {
  name: "without-unused-of-undici",
  resolveId: (id, importer) =>
    UNUSED_OF_UNDICI.has(id) && /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]/.test(importer ?? "")
      ? `\0unused-of-undici ${id}`
      : null,
  load: (id) => UNUSED_OF_UNDICI.get(id.replace("\0unused-of-undici ", "")) ?? null,
};

/** Parts of Node that packages load for what is rarely or never asked of them: loaded when it is. */
const DEFERRED_BUILTINS: readonly { readonly of: RegExp; readonly names: readonly string[] }[] = [
  // Connections over TLS, and compression.
  { of: /[\\/]ws[\\/]lib[\\/]/, names: ["https", "tls", "zlib"] },
  // Commands that are programs of their own.
  { of: /[\\/]commander[\\/]/, names: ["node:child_process"] },
];
const deferredBuiltins: Rolldown.Plugin = {
  name: "deferred-builtins",
  resolveId: (id, importer = "") =>
    DEFERRED_BUILTINS.some(({ of, names }) => names.includes(id) && of.test(importer)) ? `\0deferred ${id}` : null,
  load: (id) =>
    id.startsWith("\0deferred ")
      ? `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule(${JSON.stringify(id.slice(10))})[name] });`
      : null,
};

/**
 * What the SDK of `mcp` would load for features that are not used here: the check of answers to questions to the client, and schemas
 * of older zods in the place of its own.
 */
const UNUSED_OF_MCP = new Map([
  ["../validation/ajv-provider.js", "export const AjvJsonSchemaValidator = null;"],
  ["zod/v3", "export {};"],
]);
const withoutUnusedOfMcp: Rolldown.Plugin = {
  name: "without-unused-of-mcp",
  resolveId: (id, importer) =>
    UNUSED_OF_MCP.has(id) && importer?.includes("modelcontextprotocol") ? `\0unused-of-mcp ${id}` : null,
  load: (id) => UNUSED_OF_MCP.get(id.replace("\0unused-of-mcp ", "")) ?? null,
};

/**
 * A single letter beyond Latin-1 makes V8 hold a whole file with two bytes a letter: twice the memory, and slower to read. Escaped, all of
 * them are ASCII. A backslash before one that means nothing goes.
 */
const onlyAscii: Rolldown.Plugin = {
  name: "only-ascii",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      file.code = file.code.replace(/(\\*)([^\x00-\x7f])/g, (_all, slashes: string, letter: string) => {
        const before = slashes.length % 2 === 1 ? slashes.slice(1) : slashes;
        return `${before}\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
      });
    }
  },
};

/** OpenTelemetry's packages name their CommonJS files first, of which nothing can be left out; their modules lie beside them. */
const telemetryModules: Rolldown.Plugin = {
  name: "telemetry-modules",
  async resolveId(id, importer, options) {
    if (!id.startsWith("@opentelemetry/")) return null;
    const found = await this.resolve(id, importer, { ...options, skipSelf: true });
    const module = found?.id
      .replace(/([\\/]build[\\/])src(?=[\\/])/, "$1esm")
      .replace(/(?<=[\\/]dist[\\/]index)\.cjs$/, ".mjs");
    return module !== undefined && existsSync(module) ? module : found;
  },
};

/**
 * Files cost a start more than bytes: what every command needs is one file, what a mock needs another. `modules` are those that it is for,
 * below src; with them goes all that they import.
 */
function chunk(name: string, priority: number, modules: readonly string[]) {
  const paths = new Set(modules.map((module) => join(import.meta.dirname, "src", module)));
  const gone = [...paths].find((path) => !existsSync(path));
  // Nothing else would notice: the file would only be split in another way, and every command would read all of the mock.
  if (gone !== undefined) throw new Error(`${gone}, which the chunk ${name} is for, is not there.`);
  return { name, priority, test: (id: string) => paths.has(resolve(id)) };
}

const CHUNKS = [
  { name: "base", test: /[\\/]src[\\/]base[\\/].*(?<!\.d)\.ts$/, priority: 30 },
  // What commands that only talk to a mock share with the mock and the library, so that these need neither each other.
  chunk("shared", 25, [
    "../package.json",
    "config/settings.ts",
    "delivery/address-rules.ts",
    "delivery/faults/fault-sentence.ts",
    "delivery/loopback-names.ts",
    "delivery/outgoing-request.ts",
    "journal/delivery-reducer.ts",
    "journal/entry.ts",
    "journal/query/query.ts",
    "journal/query/parse-query.ts",
    "mock/options.ts",
    "smartlead/payloads/dialect.ts",
    "smartlead/webhooks/webhook.ts",
  ]),
  chunk("cli", 20, [
    "cli/process/run-process.ts",
    "cli/commands/trigger.ts",
    "cli/commands/deliveries.ts",
    "cli/commands/explain.ts",
    "cli/commands/payload.ts",
  ]),
  // The stream of a running mock, for commands that follow it; the server shares `ws` with them.
  chunk("stream", 15, ["cli/trigger/trigger-remotely.ts", "server/client/node-socket.ts"]),
  // What bodies are made of, for commands that need no mock.
  chunk("world", 12, [
    "smartlead/account/world.ts",
    "smartlead/payloads/build-payload.ts",
    "smartlead/payloads/overrides.ts",
  ]),
  chunk("mock", 10, [
    "mock/create-mock.ts",
    "library/create-smart-lead.ts",
    "library/open-port.ts",
    // What a server shares with the operations, so that these come without a server.
    "smartlead/api/call-operation.ts",
    "smartlead/api/declared-answers.ts",
    "smartlead/api/json-body.ts",
    "smartlead/api/api-rate-limit.ts",
    "delivery/faults/api-fault.ts",
  ]),
  chunk("start", 8, ["cli/commands/start.ts"]),
  // The library opens a port only when asked to.
  chunk("server", 5, ["server/server.ts", "server/rest-routes.ts"]),
];

/** SmartLead's API and webhooks as OpenAPI, AsyncAPI and types, all from the table of operations and the schemas of the bodies. */
async function publishApiDescriptions(outDir: string): Promise<void> {
  const jiti = createJiti(import.meta.url);
  const { publishedOpenApi } = await jiti.import<typeof import("./src/server/openapi.ts")>("./src/server/openapi.ts");
  const { asyncApiDocument } = await jiti.import<typeof import("./src/server/asyncapi.ts")>("./src/server/asyncapi.ts");
  const { OPERATIONS } =
    await jiti.import<typeof import("./src/smartlead/api/index.ts")>("./src/smartlead/api/index.ts");
  const { version } = manifest;
  const url = "http://127.0.0.1:7627";
  const document = publishedOpenApi({ operations: OPERATIONS, control: [], controlPrefix: "/_mock", version, url });
  await writeFile(`${outDir}/openapi.json`, `${JSON.stringify(document)}\n`);
  await writeFile(`${outDir}/asyncapi.json`, `${JSON.stringify(asyncApiDocument(version))}\n`);
  await writeFile(`${outDir}/api.d.ts`, await apiTypes(document));
}

/** `man smartlead-mock`, from the table of commands. */
async function publishManPage(outDir: string): Promise<void> {
  const jiti = createJiti(import.meta.url);
  const { COMMANDS } = await jiti.import<typeof import("./src/cli/command-table.ts")>("./src/cli/command-table.ts");
  const { describeProgram } = await jiti.import<typeof import("./src/cli/manual/command-description.ts")>(
    "./src/cli/manual/command-description.ts",
  );
  const { manPage } = await jiti.import<typeof import("./src/cli/manual/man-page.ts")>("./src/cli/manual/man-page.ts");
  await mkdir(`${outDir}/man`, { recursive: true });
  const page = gzipSync(manPage(describeProgram(COMMANDS)), { level: 9 });
  await writeFile(`${outDir}/man/smartlead-mock.1.gz`, page);
}

/** In the build for browsers a module that has a `.browser.ts` beside it is replaced by that. */
export const browserModules: Rolldown.Plugin = {
  name: "browser-modules",
  async resolveId(id, importer, options) {
    if (importer === undefined || !id.startsWith(".") || !id.endsWith(".ts")) return null;
    const found = await this.resolve(id, importer, { ...options, skipSelf: true });
    const forBrowsers = found?.id.replace(/\.ts$/, ".browser.ts");
    return forBrowsers !== undefined && existsSync(forBrowsers) ? forBrowsers : found;
  },
};

/** What is bundled so far, in this build and the other. */
const bundled = new Map<string, BundledPackage>();

/** Writes whose packages are in a bundle, and remembers them for the bill. */
function notices(file: string) {
  return license({
    thirdParty: {
      multipleVersions: true,
      output: {
        file,
        template: (dependencies) => {
          const packages = bundledPackages(dependencies, import.meta.dirname);
          for (const one of packages) bundled.set(`${one.name}@${one.version}`, one);
          return noticesText(packages);
        },
      },
    },
  });
}

/** Each build writes it, so that the last one has all; a build of one part (`--filter web`) leaves the bill of the whole alone. */
async function publishBillOfMaterials(): Promise<void> {
  if (process.argv.includes("--filter")) return;
  await writeFile("dist/sbom.cdx.json", billOfMaterials([...bundled.values()], import.meta.dirname));
}

/** The page's own styles behind those of its plots, and the document that loads both. */
async function publishPage(outDir: string): Promise<void> {
  const styles = [
    "node_modules/uplot/dist/uPlot.min.css",
    ...["base", "list", "detail", "views"].map((name) => `ui/web/styles/${name}.css`),
  ];
  const texts = await Promise.all(styles.map((file) => readFile(file, "utf8")));
  await writeFile(`${outDir}/page.css`, texts.join("\n"));
  await cp("ui/web/index.html", `${outDir}/index.html`);
}

/** They belong to the user's own project, and are imported from there. */
const PEERS = [/^msw(\/|$)/, /^vitest(\/|$)/];

/** Everything is bundled and code-split: installing the package brings no dependency tree, and heavy chunks (Ink) load only when used. */
export default defineConfig([
  {
    entry: {
      bin: "src/cli/bin.ts",
      index: "src/index.ts",
      msw: "src/library/msw/index.ts",
      vitest: "src/library/vitest/index.ts",
    },
    format: "esm",
    platform: "node",
    target: "node20.19",
    fixedExtension: false,
    dts: { entry: ["src/index.ts", "src/library/msw/index.ts", "src/library/vitest/index.ts"] },
    minify: true,
    outputOptions: { codeSplitting: { groups: CHUNKS } },
    clean: true,
    // React without its development checks.
    define: { "process.env.NODE_ENV": '"production"' },
    deps: { neverBundle: PEERS, alwaysBundle: [/.*/] },
    hooks: {
      "build:done": async ({ options }) => {
        await publishSchemas(options.outDir);
        await publishPayloadSchemas(options.outDir);
        await publishApiDescriptions(options.outDir);
        await publishManPage(options.outDir);
        // The library of `run` (src/harness/scenarios/library.ts).
        await cp("fixtures/scenarios", `${options.outDir}/scenarios`, { recursive: true });
        // Single files for tests in other languages (docs/other-languages.md).
        await cp("fixtures/clients", `${options.outDir}/clients`, { recursive: true });
        await publishBillOfMaterials();
      },
    },
    plugins: [
      withoutDevtools,
      writtenPayloadTypes,
      deferredSchemas,
      namesOnly,
      withoutUnused,
      withoutUnusedOfUndici,
      deferredBuiltins,
      telemetryModules,
      withoutUnusedOfMcp,
      onlyAscii,
      notices("dist/third-party-notices.txt"),
    ],
  },
  {
    // `--require` of a receiver's Node: CommonJS, and nothing but itself.
    entry: { "receiver-clock": "src/harness/receiver/clock/preload.ts" },
    format: "cjs",
    platform: "node",
    target: "node20.19",
    fixedExtension: true,
    dts: false,
    minify: true,
    clean: false,
  },
  {
    entry: { index: "src/index.ts", msw: "src/library/msw/index.ts" },
    outDir: "dist/browser",
    format: "esm",
    platform: "browser",
    target: "es2022",
    dts: false,
    minify: true,
    deps: { neverBundle: PEERS, alwaysBundle: [/.*/] },
    hooks: { "build:done": publishBillOfMaterials },
    plugins: [browserModules, namesOnly, notices("dist/browser/third-party-notices.txt")],
  },
  {
    // The console for browsers, which the mock serves at `/`. Nothing else loads it.
    name: "web",
    entry: { page: "ui/web/main.tsx" },
    outDir: "dist/web",
    format: "esm",
    platform: "browser",
    target: "es2022",
    dts: false,
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    deps: { alwaysBundle: [/.*/] },
    hooks: {
      "build:done": async ({ options }) => {
        await publishPage(options.outDir);
        await publishBillOfMaterials();
      },
    },
    plugins: [browserModules, namesOnly, notices("dist/web/third-party-notices.txt")],
  },
]);
