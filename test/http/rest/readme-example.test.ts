import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { registerRestRoutes } from "../../../src/server/rest-routes.ts";
import { type RunningServer, startServer } from "../../../src/server/server.ts";
import { pageText } from "../../doc-pages.ts";

/** Node prints its totals in one way here, whichever version it is. */
const TEST = ["--test", "--test-reporter", "tap"];

let mock: SmartLeadMock;
let server: RunningServer;
let folder: string;

beforeEach(async () => {
  mock = createMock({ seed: 1 });
  const context = operationContext(mock);
  server = await startServer({
    mock,
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    apiKey: null,
    token: null,
    allowNames: [],
    restRoutes: (app, apiKey) => registerRestRoutes(app, { context, apiKey }),
  });
  folder = mkdtempSync(join(tmpdir(), "readme-example-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
  await mock.close();
});

/** The code block of the page that begins with the file's name. */
function exampleOf(file: string): string {
  const block = pageText("docs/rest-api.md")
    .split("```js\n")
    .find((text) => text.startsWith(`// ${file}\n`));
  return block?.split("\n```")[0] ?? "";
}

function run(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: folder, env: env() }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

/** The block of code that follows these words on the page. */
function blockAfter(words: string, language: string): string {
  const [, after = ""] = pageText("docs/rest-api.md").split(`\n${words}\n`);
  const [, block = ""] = after.split(`\`\`\`${language}\n`);
  return block.split("\n```")[0] ?? "";
}

const env = () => ({
  PATH: process.env.PATH ?? "",
  SMARTLEAD_API_BASE: `${server.url}/api/v1`,
  SMARTLEAD_API_KEY: "test",
});

/** What a program prints, a JSON list of campaigns; `null` where the machine does not have it. */
function printed(program: string, args: readonly string[]): Promise<{ id: number }[] | null> {
  return new Promise((done, fail) => {
    execFile(program, [...args], { cwd: folder, env: env() }, (error, stdout, stderr) => {
      const isMissing = error !== null && (error.code === "ENOENT" || /No module named 'requests'/.test(stderr));
      if (isMissing) done(null);
      else if (error !== null) fail(new Error(stderr));
      else done(JSON.parse(stdout));
    });
  });
}

it.each([
  ["curl", "curl:", "sh", (code: string) => printed("sh", ["-c", code.replace("curl ", "curl -s ")])],
  [
    "axios",
    "axios:",
    "js",
    (code: string) => {
      symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"), "junction");
      writeFileSync(join(folder, "axios.mjs"), `${code}\nconsole.log(JSON.stringify(campaigns));`);
      return printed(process.execPath, ["axios.mjs"]);
    },
  ],
  [
    "requests",
    "Python's requests:",
    "python",
    (code: string) => printed("python3", ["-c", `${code}\nimport json\nprint(json.dumps(campaigns))`]),
  ],
] as const)("the page's recipe for %s lists the campaigns", async (name, words, language, runIt) => {
  const campaigns = await runIt(blockAfter(words, language));
  if (campaigns === null && name !== "axios") return;
  const newestFirst = mock.world.campaigns.map(({ id }) => id).sort((one, other) => other - one);
  expect(campaigns?.map(({ id }) => id).sort((one, other) => other - one)).toEqual(newestFirst);
});

it("The page's client and its test pass against the mock as they stand there", async () => {
  for (const file of ["outreach.mjs", "outreach.test.mjs"]) writeFileSync(join(folder, file), exampleOf(file));
  const { code, output } = await run(...TEST, "outreach.test.mjs");
  expect(output).toMatch(/^# pass 1$/m);
  expect(code, output).toBe(0);
});

it("a program with SmartLead's address built in is sent to the mock by the page's module, whichever way it calls", async () => {
  symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "to-mock.mjs"), exampleOf("to-mock.mjs"));
  const program = `import https from "node:https";
    const url = "https://server.smartlead.ai/api/v1/campaigns/?api_key=test";
    const byFetch = await (await fetch(url)).json();
    const made = await (await fetch(url.replace("campaigns/", "campaigns/create"), {
      method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"Sent on"}',
    })).json();
    https.get(url, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const byHttps = JSON.parse(Buffer.concat(chunks).toString());
      console.log("counts", byFetch.length, byHttps.length, made.name);
    });`;
  writeFileSync(join(folder, "program.mjs"), program);
  const { output } = await run("--import", "./to-mock.mjs", "program.mjs");
  const count = mock.world.campaigns.length;
  expect(output).toContain(`counts ${count - 1} ${count} Sent on`);
});
