import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, expect, it } from "vitest";

const BIN = resolve(import.meta.dirname, "../../dist/bin.js");
const cwd = mkdtempSync(join(tmpdir(), "smartlead-mcp-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it("serves an agent over stdio, from an empty folder, with the documentation that it brings", async () => {
  const transport = new StdioClientTransport({ command: process.execPath, args: [BIN, "mcp"], cwd, stderr: "pipe" });
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
