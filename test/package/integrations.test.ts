import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { partOf } from "../doc-pages.ts";
import { createEmptyProject, type EmptyProject } from "./empty-project.ts";
import { copied } from "./readme.ts";

/** Packing and installing, in real ms. */
const INSTALLING_MS = 120_000;

let project: EmptyProject;

beforeAll(() => {
  project = createEmptyProject();
}, INSTALLING_MS);
afterAll(() => project.remove());

/** The lines of the one shell block of a part, with the installed command. */
function linesOf(part: string): string {
  const [, lines = ""] = /^```sh\n([\s\S]*?)^```$/m.exec(`${partOf(part)}\n`) ?? [];
  expect(lines).not.toBe("");
  return `PATH="$PWD/node_modules/.bin:$PATH"; set -e; ${lines}`;
}

describe("the tools of mcp", () => {
  it("serve an agent over stdio, from an empty folder, with the documentation that it brings", async () => {
    const { path: cwd } = project.folder({});
    const command = join(cwd, "node_modules/.bin/smartlead-mock");
    const transport = new StdioClientTransport({ command, args: ["mcp"], cwd, stderr: "pipe" });
    let errors = "";
    transport.stderr?.on("data", (chunk) => (errors += chunk));
    const client = new Client({ name: "test", version: "1" });
    await client.connect(transport);
    const call = async (name: string, args: Record<string, unknown>) =>
      JSON.stringify(await client.callTool({ name, arguments: args }));
    expect((await client.listTools()).tools.length).toBeGreaterThan(15);
    expect(await call("payload", { event: "EMAIL_REPLY", seed: 7 })).toContain("EMAIL_REPLY");
    expect(await call("search_docs", { query: "scope priority" })).toContain("docs/");
    expect(await call("list_scenarios", {})).toContain("lost-answer");
    expect(await call("mock_state", {})).toMatch(/policy|No mock answers/);
    await client.close();
    expect(errors).toBe("");
  });
});

describe("the pages' lines around a mock", () => {
  it("sign a body and check it", async () => {
    const { code, output } = await project.folder({}).run(linesOf("signing"));
    expect([code, output]).toEqual([0, "The signature is valid.\n"]);
  });

  it("scrape the metrics of a running mock", async () => {
    const folder = project.folder({});
    const mock = await folder.startMock("--target", "none", "--ephemeral");
    const { code, output } = await folder.run(linesOf("scraping").replace("http://127.0.0.1:7627", mock.url));
    expect(await mock.stop()).toBe(0);
    expect(output).toContain("smartlead_mock_events_total 0");
    expect(code).toBe(0);
  });

  it("run a command for each delivery", async () => {
    const [, command = ""] = /--exec '([^']+)'/.exec(linesOf("exec")) ?? [];
    const receiver = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const folder = project.folder({});
    const mock = await folder.startMock("--target", target, "--ephemeral", "--exec", command);
    const triggered = await folder.run(`npx smartlead-mock trigger EMAIL_REPLY --wait --connect ${mock.url}`);
    expect([triggered.code, await mock.stop()]).toEqual([0, 0]);
    receiver.close();
    expect(readFileSync(join(folder.path, "settled.log"), "utf8")).toBe("delivered EMAIL_REPLY\n");
  });
});

const ROOT = resolve(import.meta.dirname, "../..");

/** The scripts of the action's steps, each with its variables, where a workflow gave these inputs. */
function actionSteps(given: Readonly<Record<string, string>>) {
  const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
  const inputs: Record<string, string> = Object.fromEntries(
    Object.entries<{ default?: string }>(action.inputs).map(([name, input]) => [name, input.default ?? ""]),
  );
  const values = (env: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(env).map(([name, expression]) => {
        const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1];
        if (input !== undefined) return [name, { ...inputs, ...given }[input] ?? ""];
        return [name, expression.includes("action_path") ? ROOT : "main"];
      }),
    );
  const steps: { run?: string; env: Record<string, string> }[] = action.runs.steps;
  return steps.flatMap(({ run, env }) => (run === undefined ? [] : [{ run, env: values(env) }]));
}

it("The action verifies, annotates, writes the summary, and keeps one comment up to date", async () => {
  const comments: { id: number; body: string }[] = [];
  const github = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.method === "POST") comments.push({ id: comments.length + 1, body: JSON.parse(text).body });
    if (request.method === "PATCH") Object.assign(comments[0] ?? {}, { body: JSON.parse(text).body });
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(request.method === "GET" ? comments : {}));
  }).listen(0, "127.0.0.1");
  await once(github, "listening");
  const folder = project.folder({
    ...copied(["receiver.mjs"]),
    "event.json": JSON.stringify({ pull_request: { number: 7 } }),
  });
  const at = (file: string) => join(folder.path, file);
  const runner = {
    RUNNER_TEMP: folder.path,
    GITHUB_OUTPUT: at("output"),
    GITHUB_STEP_SUMMARY: at("summary.md"),
    GITHUB_EVENT_PATH: at("event.json"),
    GITHUB_REPOSITORY: "owner/shop",
    GITHUB_REF_NAME: "7/merge",
    GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
  };
  const play = async (given: Record<string, string>) => {
    const [verify, comment] = actionSteps(given);
    const verified = await folder.run(verify?.run ?? "", { ...runner, ...verify?.env });
    const commented = await folder.run(comment?.run ?? "", { ...runner, ...comment?.env });
    expect(commented).toEqual({ code: 0, output: "" });
    return verified;
  };
  const good = await play({ command: "node receiver.mjs", only: "SL-1.1" });
  expect(good.code, good.output).toBe(0);
  expect(readFileSync(at("output"), "utf8")).toMatch(/^report=.*verify\.json\nverdict=PASSED.*\nexit-code=0\n$/);
  expect(comments[0]?.body).toMatch(/^<!-- smartlead-mock: verify -->\n## smartlead-mock verify: /);
  const bad = await play({
    command: "node -e 'require(`http`).createServer((_, r) => r.writeHead(422).end()).listen(process.env.PORT)'",
    target: "http://localhost:0/hook",
    only: "SL-1",
  });
  expect([bad.code, bad.output]).toEqual([1, expect.stringMatching(/^::error /m)]);
  expect(comments.map(({ body }) => body.includes("FAILED"))).toEqual([true]);
  expect(readFileSync(at("summary.md"), "utf8").match(/^## smartlead-mock verify/gm)).toHaveLength(2);
  const mistaken = await play({ command: "", target: "" });
  expect([mistaken.code, mistaken.output]).toEqual([
    2,
    expect.stringContaining("::error title=smartlead-mock::Give a command"),
  ]);
  github.close();
});
