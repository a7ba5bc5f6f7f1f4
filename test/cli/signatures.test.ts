import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyDirectory, runCli } from "./run-cli.ts";

const SECRET = "s3cret-never-shown";
const BODY = '{"a":1}';
const hmac = (key: string, body = BODY) => createHmac("sha256", key).update(body).digest("hex");

function aFolder(): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "body.json"), BODY);
  return cwd;
}

describe("sign", () => {
  it("prints the value for a file's bytes, with the secret of the environment", async () => {
    const env = { SMARTLEAD_MOCK_SECRET: SECRET };
    const { code, stdout, stderr } = await runCli(["sign", "body.json"], { cwd: aFolder(), env });
    expect([code, stdout, stderr]).toEqual([0, `sha256=${hmac(SECRET)}\n`, ""]);
  });

  it("reads standard input, and knows the other form and JSON", async () => {
    const argv = ["sign", "-", "--secret", SECRET, "--signature", "hex", "--json"];
    const { stdout } = await runCli(argv, { stdin: BODY });
    expect(JSON.parse(stdout)).toEqual({ header: "X-Smartlead-Signature", value: hmac(SECRET), bytes: 7 });
  });

  it.each([
    ["a secret", ["sign", "body.json"], "needs a secret"],
    ["a form", ["sign", "body.json", "--secret", SECRET, "--signature", "none"], "signs nothing"],
    ["a body", ["sign", "-", "--secret", SECRET], "nothing to sign"],
    ["a file", ["sign", "nowhere.json", "--secret", SECRET], "does not exist"],
  ])("asks for %s in a sentence that has no secret", async (_, argv, says) => {
    const { code, stdout, stderr } = await runCli(argv, { cwd: aFolder() });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain(SECRET);
  });
});

describe("check-signature", () => {
  it.each([
    ["valid", hmac(SECRET), 0, null],
    ["not valid", hmac(SECRET, `${BODY}\n`), 1, "missing_newline"],
    ["missing", "", 1, "missing"],
  ])("says that it is %s, and why", async (_, value, code, reason) => {
    const argv = ["check-signature", "body.json", "--signature", value, "--secret", SECRET];
    const cwd = aFolder();
    const [plain, json] = await Promise.all([runCli(argv, { cwd }), runCli([...argv, "--json"], { cwd })]);
    expect([plain.code, json.code]).toEqual([code, code]);
    expect(JSON.parse(json.stdout)).toMatchObject({ valid: code === 0, reason, bytes: 7 });
    expect(plain.stdout).toContain(JSON.parse(json.stdout).explanation[0]);
    expect(plain.stdout + json.stdout).not.toContain(SECRET);
  });

  it("is not confused by the environment's form of signatures, and asks for a value", async () => {
    const env = { SMARTLEAD_MOCK_SIGNATURE: "hex", SMARTLEAD_MOCK_SECRET: SECRET };
    const { code, stderr } = await runCli(["check-signature", "body.json"], { cwd: aFolder(), env });
    expect(code).toBe(2);
    expect(stderr).toContain("needs --signature");
  });
});

describe("a rotation", () => {
  it("needs a secret to go over to", async () => {
    const { code, stderr } = await runCli(["start", "--target", "none", "--previous-secret", "old", "--ephemeral"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--previous-secret is the old secret of a rotation; add --secret");
  });
});
