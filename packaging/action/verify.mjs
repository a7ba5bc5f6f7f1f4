/** The action's main step: runs `verify`, and tells what came of it. */
import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { verifyArguments } from "./verify-arguments.mjs";

const { env } = process;
const cwd = process.cwd();

/** The project's own, unless a version is asked for; else the one from npm, in a folder beside the project. */
function binOf(version, folder) {
  if (version === "") {
    try {
      return createRequire(resolve(cwd, "package.json"))
        .resolve("smartlead-mock/package.json")
        .replace("package.json", "dist/bin.js");
    } catch {
      // The project does not depend on it.
    }
  }
  const home = join(folder, "..", "smartlead-mock-package");
  mkdirSync(home, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const wanted = `smartlead-mock@${version || "latest"}`;
  const words = ["install", "--no-audit", "--no-fund", "--prefix", home, wanted];
  // npm is a script on Windows, which only a shell can run; every word is checked or our own.
  const { status } = spawnSync(npm, words, { stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`${wanted} could not be installed from npm.`);
  return join(home, "node_modules/smartlead-mock/dist/bin.js");
}

/** A value of several lines, or with a secret in it, has no place in an output. */
function output(name, value) {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${String(value).replace(/[\r\n]+/g, " ")}\n`);
}

try {
  const asked = verifyArguments(env, { platform: process.platform, cwd });
  mkdirSync(asked.folder, { recursive: true });
  const child = { ...env };
  // An empty secret is none.
  if (child.SMARTLEAD_MOCK_SECRET === "") delete child.SMARTLEAD_MOCK_SECRET;
  const { status, error } = spawnSync(process.execPath, [binOf(asked.version, asked.folder), ...asked.argv], {
    stdio: ["ignore", "inherit", "inherit"],
    env: child,
  });
  if (error !== undefined) throw error;
  const code = status ?? 130;
  if (existsSync(asked.report)) {
    output("report", asked.report);
    output("verdict", JSON.parse(readFileSync(asked.report, "utf8")).verdict ?? "");
    if (asked.keepsBaseline && (code === 0 || code === 1)) copyFileSync(asked.report, asked.kept);
  }
  output("exit-code", code);
  process.exitCode = code;
} catch (error) {
  console.log(`::error title=smartlead-mock::${String(error.message).replace(/%/g, "%25").replace(/\r?\n/g, "%0A")}`);
  output("exit-code", 2);
  process.exitCode = 2;
}
