import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isThere, lifelines } from "../http/stage/lifelines.ts";

/** A whole stop, signal to end (PRODUCT §10). */
const STOPS_WITHIN_MS = 5_000;

describe.skipIf(process.platform === "win32")("the process itself", () => {
  const BIN = resolve(import.meta.dirname, "../../dist/bin.js");

  it("is gone after a signal though an attempt is still in flight, and at once after a second one", async () => {
    const hang = `console.log("up"); require("node:http").createServer(() => console.log("hit")).listen(process.env.PORT, "127.0.0.1")`;
    for (const signals of [1, 2]) {
      const lines = await lifelines();
      const words = [BIN, "verify", "--", process.execPath, "-e", lines.code("it") + hang];
      const child = spawn(process.execPath, words, {
        cwd: mkdtempSync(join(tmpdir(), "smartlead-stop-")),
        stdio: ["ignore", "pipe", "pipe"],
      });
      const ended = new Promise<number | null>((done) => child.once("exit", done));
      const pid = await lines.started("it");
      const at = performance.now();
      for (let count = 0; count < signals; count += 1) child.kill("SIGINT");
      expect(await ended).toBe(130);
      expect(performance.now() - at).toBeLessThan(STOPS_WITHIN_MS);
      await lines.ended("it");
      // Its connections close a moment before the system calls it ended.
      await expect.poll(() => isThere(pid)).toBe(false);
    }
  });
});
