import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

/** The built program under its own name, as a shell finds it. */
const BIN = resolve(import.meta.dirname, "../../dist/bin.js");
const folder = mkdtempSync(join(tmpdir(), "smartlead-shells-"));
writeFileSync(join(folder, "smartlead-mock"), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shell(name: string, args: readonly string[], input = ""): string {
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ""}`, TERM: "dumb" };
  return spawnSync(name, args, { encoding: "utf8", cwd: folder, env, input }).stdout ?? "";
}
const has = (name: string) => spawnSync(name, ["--version"]).error === undefined;

describe("the Tab key", () => {
  it.skipIf(!has("bash"))("completes in bash", () => {
    const line = "smartlead-mock trigger EMAIL_RE";
    const script = `eval "$(smartlead-mock completion bash)"
COMP_LINE='${line}'; COMP_POINT=${line.length}; COMP_WORDS=(smartlead-mock trigger EMAIL_RE)
_smartlead_mock_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(shell("bash", ["-c", script])).toBe("EMAIL_REPLY\n");
  });

  it.skipIf(!has("fish"))("completes in fish, with descriptions", () => {
    const script = `smartlead-mock completion fish | source; complete -C "smartlead-mock start --dialect "; complete -C "smartlead-mock trigger EMAIL_RE"`;
    expect(shell("fish", ["-c", script]).split("\n")).toEqual(
      expect.arrayContaining(["guide", "live", "core", "EMAIL_REPLY\ta lead replied"]),
    );
  });

  it.skipIf(!has("zsh"))("completes in zsh", () => {
    const script = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -Uz compinit; compinit -u -D; source <(smartlead-mock completion zsh); print are"-"ready'
zpty -r -m z out '*are-ready*'
zpty -w -n z $'smartlead-mock trigger EMAIL_RE\\t'
zpty -r -m z out '*PLY*' && print found`;
    expect(shell("zsh", ["-f", "-c", script])).toContain("found");
  });
});
