import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/cli/command-table.ts";
import { completeLine } from "../../../src/cli/completion/complete-line.ts";
import { shellScript } from "../../../src/cli/completion/shell-scripts.ts";
import { resolveSettings } from "../../../src/config/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "smartlead-completion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = { settings: await resolveSettings({ flags: {}, env: {}, cwd: folder }), cwd: folder };
const values = async (line: string) => (await completeLine(line, COMMANDS, place)).values.map(({ value }) => value);

describe("a line that is being typed", () => {
  it("is completed by commands, flags and arguments", async () => {
    expect(await values("smartlead-mock tr")).toEqual(["trigger"]);
    expect(await values("smartlead-mock help expl")).toEqual(["explain", "explore"]);
    expect(await values("smartlead-mock trigger EMAIL_RE")).toEqual(["EMAIL_REPLY"]);
    expect(await values("smartlead-mock trigger EMAIL_REPLY --wa")).toEqual(["--wait"]);
    expect(await values("smartlead-mock deliveries sh")).toEqual(["show"]);
    expect(await values("smartlead-mock completion ")).toEqual(["bash", "zsh", "fish"]);
  });

  it("is completed by the values of a flag, behind a blank or an equals sign", async () => {
    expect(await values("smartlead-mock start --dialect ")).toEqual(["guide", "live", "core"]);
    expect(await values("smartlead-mock start --dialect=l")).toEqual(["--dialect=live"]);
    expect(await values("smartlead-mock start --policy guide-")).toEqual(["guide-retries"]);
    expect(await values("smartlead-mock verify --only SL-4")).toContain("SL-4.3");
    expect(await values("smartlead-mock verify --report ju")).toEqual(["junit"]);
    expect(await values("smartlead-mock faults arm lost")).toEqual(["lost-response"]);
    expect(await values("smartlead-mock deliveries --state fa")).toEqual(["failed"]);
  });

  it("takes an argument for an argument wherever the flags stand", async () => {
    expect(await values("smartlead-mock trigger --lead ann@example.com LEAD_UN")).toEqual(["LEAD_UNSUBSCRIBED"]);
    expect(await values("smartlead-mock trigger EMAIL_REPLY EMAIL_")).toEqual([]);
  });

  it("is completed by scenarios and by files", async () => {
    const found = await completeLine("smartlead-mock run late-", COMMANDS, place);
    expect(found.values).toContainEqual({ value: "late-third-try", description: expect.stringMatching(/./) });
    expect(found.files).toBe(true);
    expect((await completeLine("smartlead-mock start --config ", COMMANDS, place)).files).toBe(true);
    expect((await completeLine("smartlead-mock verify -- node se", COMMANDS, place)).files).toBe(true);
  });

  it("may have a quote open, and evaluates nothing", async () => {
    expect(await values("smartlead-mock trigger 'EMAIL_RE")).toEqual(["EMAIL_REPLY"]);
    expect(await values('smartlead-mock trigger "$(touch /tmp/never)" --wa')).toEqual(["--wait"]);
    expect(await values("smartlead-mock nothing --")).toEqual([]);
  });
});

describe("bash", () => {
  /** What bash offers for a line, with a program that answers as `completion words` does. */
  function offered(line: string, answer: string): string[] {
    const program = join(folder, "smartlead-mock");
    writeFileSync(program, `#!/bin/sh\nprintf '%s' "$4" > '${join(folder, "asked")}'\nprintf '%b' '${answer}'\n`, {
      mode: 0o755,
    });
    const script = `${shellScript("bash")}
COMP_LINE=$1; COMP_POINT=\${#1}; COMP_WORDS=("${program}")
_smartlead_mock_completion 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = execFileSync("bash", ["-c", script, "bash", line], { encoding: "utf8", cwd: folder });
    return printed.split("\n").filter(Boolean);
  }

  it("offers what the program answers, without descriptions", () => {
    expect(offered("smartlead-mock tr", "trigger\\tmake it\\n:\\n")).toEqual(["trigger"]);
  });

  it("takes off what stands before a colon or an equals sign in the word", () => {
    expect(offered("smartlead-mock ui --connect http://1", "http://127.0.0.1:7627\\t\\n:\\n")).toEqual([
      "//127.0.0.1:7627",
    ]);
    expect(offered("smartlead-mock start --dialect=l", "--dialect=live\\t\\n:\\n")).toEqual(["live"]);
  });

  it("evaluates nothing of the line and of the answer", () => {
    expect(offered("smartlead-mock run $(touch pwned)", "$(touch pwned)\\t\\n:files\\n")).toEqual(["$(touch pwned)"]);
    expect(() => execFileSync("ls", [join(folder, "pwned")], { stdio: "pipe" })).toThrow();
  });
});

it("has scripts that the shells can read", () => {
  for (const [shell, file] of [["bash", "complete.sh"]] as const) {
    writeFileSync(join(folder, file), shellScript(shell));
    expect(() => execFileSync(shell, ["-n", resolve(folder, file)])).not.toThrow();
  }
});
