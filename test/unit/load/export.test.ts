import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportFiles } from "../../../src/harness/load/export-files.ts";
import { type ExportedRow, exportRows, partsOf } from "../../../src/harness/load/export-rows.ts";

const STARTS_AT = Date.UTC(2026, 0, 5, 9);
const PLAN = {
  options: { seed: 1, run: "export", signingSecret: "s3cret" },
  target: "http://receiver.example:3000/hook?token=t",
  rate: 50,
  count: 400,
  seed: 1,
  startsAt: STARTS_AT,
};
const HEAD = { version: "0.0.0", target: PLAN.target, seed: 1, run: "export", rate: 50, forMs: 8_000 };

let rows: readonly ExportedRow[] = [];
beforeAll(async () => {
  rows = await exportRows(PLAN);
});

const folder = mkdtempSync(join(tmpdir(), "smartlead-export-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the rows of an export", () => {
  it("are as many as asked for, with duplicates of earlier rows and some that are a day old", () => {
    expect(rows).toHaveLength(400);
    const duplicates = rows.filter(({ is_duplicate }) => is_duplicate);
    expect(duplicates).toHaveLength(20);
    for (const one of duplicates) {
      const first = rows.findIndex(({ request_id }) => request_id === one.request_id);
      expect(first).toBeLessThan(rows.indexOf(one));
      expect(rows[first]?.body).toBe(one.body);
    }
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(380);
    const aged = rows.filter((row) => row.is_aged && !row.is_duplicate);
    expect(aged).toHaveLength(8);
    for (const { body } of aged) expect(body).not.toContain("2026-01-05T09");
    expect(aged.filter(({ body }) => body.includes("2026-01-04T")).length).toBeGreaterThan(4);
  });

  it("carry the headers of a delivery, signature included", () => {
    expect(rows[0]?.headers).toMatchObject({
      "X-Request-Id": rows[0]?.request_id,
      "X-Smartlead-Signature": expect.stringMatching(/^sha256=[\da-f]{64}$/),
    });
  });

  it("are the same for the same seed, run and start", async () => {
    expect(await exportRows(PLAN)).toEqual(rows);
  });

  it("are shared out so that no two generators send one id", () => {
    const parts = partsOf(rows, 3);
    const ids = parts.map((part) => new Set(part.map(({ request_id }) => request_id)));
    expect(ids.reduce((sum, { size }) => sum + size, 0)).toBe(380);
    expect(parts.map((part) => part.length).every((length) => Math.abs(length - 400 / 3) < 15)).toBe(true);
    expect(parts.flat()).toHaveLength(400);
  });
});

describe("the files of an export", () => {
  it("are a script and rows for each generator, and a manifest with each event once", () => {
    const files = exportFiles({ engine: "artillery", ...HEAD }, partsOf(rows, 2));
    expect(files.map(({ name }) => name)).toEqual([
      ...["manifest.json", "rows-1.json", "load-1.yml", "processor-1.mjs"],
      ...["rows-2.json", "load-2.yml", "processor-2.mjs"],
    ]);
    const manifest = JSON.parse(files[0]?.text ?? "");
    expect(manifest).toMatchObject({ format: 1, engine: "artillery", generators: 2, requests: 400, for_ms: 8_000 });
    expect(manifest.events).toHaveLength(380);
    expect(JSON.parse(files[1]?.text ?? "")[0]).toEqual({
      request_id: expect.any(String),
      headers: expect.any(Object),
      body: expect.any(String),
    });
    expect(files[2]?.text).toContain('url: "/hook?token=t"');
    expect(files[2]?.text).not.toContain("arrivalRate");
  });

  it("hold a k6 script that is right in its syntax and sends a row for each iteration", () => {
    const files = exportFiles({ engine: "k6", ...HEAD }, partsOf(rows, 1));
    const script = files.find(({ name }) => name === "load-1.js")?.text ?? "";
    expect(script).toMatch(/executor: "constant-arrival-rate",\n {6}rate: 400,\n {6}timeUnit: "8000ms"/);
    expect(script).toContain("rows[exec.scenario.iterationInTest]");
    const file = join(folder, "load-1.mjs");
    writeFileSync(file, script);
    const { status, stderr } = spawnSync(process.execPath, ["--check", file], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
