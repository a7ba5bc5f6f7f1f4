import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { followFile } from "../../../src/harness/session/followed-file.ts";

function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "receiver.log");
}

/** Follows it, and waits for lines one after the other. */
async function followed(path: string) {
  const file = await followFile(path);
  onTestFinished(() => file.close());
  const lines: string[] = [];
  let wake = () => {};
  file.subscribe((line) => {
    lines.push(line);
    wake();
  });
  const next = async (): Promise<string> => {
    while (lines.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return lines.shift() ?? "";
  };
  return { file, next };
}

describe("a log file that is followed", () => {
  it("is read from its present end, as it grows, in whole lines", async () => {
    const path = logFile();
    writeFileSync(path, "old\n");
    const { file, next } = await followed(path);
    expect(file.wasThere).toBe(true);
    appendFileSync(path, "first\nsec");
    expect(await next()).toBe("first");
    appendFileSync(path, "ond é\n");
    expect(await next()).toBe("second é");
  });

  it("may appear later, and is then read from its beginning", async () => {
    const path = logFile();
    const { file, next } = await followed(path);
    expect(file.wasThere).toBe(false);
    writeFileSync(path, "born\n");
    expect(await next()).toBe("born");
  });

  it("goes on after it was emptied", async () => {
    const path = logFile();
    writeFileSync(path, "a long line that was there before\n");
    const { next } = await followed(path);
    truncateSync(path);
    appendFileSync(path, "new\n");
    expect(await next()).toBe("new");
  });

  it("goes on in the next file after a rotation, and loses no line of the old one", async () => {
    const path = logFile();
    writeFileSync(path, "");
    const { next } = await followed(path);
    appendFileSync(path, "last of the old\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "first of the new\n");
    expect([await next(), await next()]).toEqual(["last of the old", "first of the new"]);
    appendFileSync(path, "second of the new\n");
    expect(await next()).toBe("second of the new");
  });

  it("tells a last line without an end when another file takes its place", async () => {
    const path = logFile();
    writeFileSync(path, "");
    const { next } = await followed(path);
    appendFileSync(path, "no end");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "new\n");
    expect([await next(), await next()]).toEqual(["no end", "new"]);
  });
});
