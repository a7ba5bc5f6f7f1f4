import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import { codeBlocks } from "../../doc-pages.ts";
import { eventsOf } from "./events-of.ts";

const folder = mkdtempSync(join(tmpdir(), "explored-python-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function blockOf(name: string): string {
  const block = codeBlocks().find(({ page, text }) => page === "docs/explore.md" && text.startsWith(`# ${name}`));
  if (block === undefined) throw new Error(`docs/explore.md has no block named ${name}.`);
  return block.text;
}

/** The example as it is, and with the part that is replaced. */
function sources(): { readonly faulty: string; readonly fixed: string } {
  const faulty = blockOf("receiver.py");
  const from = faulty.indexOf("@app.post");
  const to = faulty.indexOf("app.run");
  return { faulty, fixed: `${faulty.slice(0, from)}${blockOf("fixed.py")}\n\n${faulty.slice(to)}` };
}

function hasFlask(): boolean {
  try {
    execFileSync("python3", ["-c", "import flask"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function explored(file: string, options: { readonly budget: "2m"; readonly runs?: number }): Promise<ExploredReceiver> {
  const url = "http://127.0.0.1:0/webhooks/smartlead";
  return explore({ target: { command: ["python3", join(folder, file)], url }, cwd: folder, ...options });
}

describe.skipIf(!hasFlask())("explore, with the receivers in Python of its page", { timeout: 290_000 }, () => {
  const { faulty, fixed } = sources();
  writeFileSync(join(folder, "receiver.py"), faulty);
  writeFileSync(join(folder, "fixed.py"), fixed);

  it("finds that ids are forgotten after 50 others", async () => {
    const result = await explored("receiver.py", { budget: "2m" });
    const once = result.items.find(({ id }) => id === "once");
    expect(once?.grade, result.text).toBe("fail");
    expect(once?.reason).toMatch(/was processed 2 times: it was sent 2 times with one X-Request-Id/);
    expect(once?.evidence.join(" ")).toContain("Played by run, the scenario fails for the same reason");
    expect(eventsOf(result)).toBeGreaterThan(50);
    expect(eventsOf(result)).toBeLessThanOrEqual(102);
  });

  it("blames nobody once they are kept", async () => {
    const result = await explored("fixed.py", { budget: "2m", runs: 6 });
    expect(result.grade, result.text).toBe("ok");
    expect(result.coverage.faults).toContain("restart");
  });
});
