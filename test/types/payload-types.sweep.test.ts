import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { payloadTypesText } from "../../packaging/payload-types.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "payload-types-"));
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS = {
  module: "esnext",
  moduleResolution: "bundler",
  target: "es2023",
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

it("writes into the package the types that the schemas infer", () => {
  const names = ["GuidePayloads", "LivePayloads", "CorePayloads"];
  const sources = JSON.stringify(join(ROOT, "src/smartlead/payloads/payload-types.ts"));
  const text = names.map(
    (name) => `
const ${name}1: inferred.${name} = {} as written.${name};
const ${name}2: written.${name} = {} as inferred.${name};
// @ts-expect-error a body of another type
const ${name}3: written.${name}["EMAIL_REPLY"] = {} as inferred.${name}["EMAIL_BOUNCE"];
`,
  );
  const imports = `import type * as inferred from ${sources};\nimport type * as written from "./written.ts";\n`;
  writeFileSync(join(folder, "written.ts"), payloadTypesText());
  writeFileSync(join(folder, "same.ts"), imports + text.join(""));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, files: ["same.ts"] }));
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder],
    {
      encoding: "utf8",
    },
  );
  expect([status, stdout]).toEqual([0, ""]);
});
