import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** In the name of a file and of a cache's key. */
const NAME = /^[\w.-]{1,60}$/;
/** As npm writes versions and tags; no path, no URL. */
const VERSION = /^[\w.+-]{1,60}$/;

/** @param {string | undefined} text several words, separated by blanks or commas */
const wordsOf = (text) => (text ?? "").split(/[\s,]+/).filter((word) => word !== "");

/**
 * What the action's inputs ask of `verify`. Every input becomes a word of its own: none is read by a shell but the command that the
 * user means for one. Throws a sentence for an input that is not usable.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {{ platform: string, cwd: string }} place
 */
export function verifyArguments(env, { platform, cwd }) {
  const name = env.INPUT_NAME || "verify";
  if (!NAME.test(name)) throw new Error("name may hold letters, digits, dots, dashes and underscores only.");
  const version = env.INPUT_VERSION || "";
  if (version !== "" && !VERSION.test(version)) throw new Error("version must be a version or a tag, such as 1.2.3.");
  const command = env.INPUT_COMMAND || "";
  const target = env.INPUT_TARGET || "";
  if (command === "" && target === "")
    throw new Error("Give a command that starts your receiver, or the target where it runs.");
  const folder = join(env.RUNNER_TEMP || cwd, `smartlead-mock-${name}`);
  const report = join(folder, "verify.json");
  const kept = join(folder, "baseline.json");
  const isDefault = (env.INPUT_DEFAULT_BRANCH || "") !== "" && env.GITHUB_REF_NAME === env.INPUT_DEFAULT_BRANCH;
  const baseline = baselineOf(env.INPUT_BASELINE || "", { kept: isDefault ? null : kept, cwd });
  const shell = platform === "win32" ? ["cmd", "/d", "/s", "/c"] : ["sh", "-c"];
  const reports = `github,json=${report},junit=${join(folder, "verify.xml")},html=${join(folder, "verify.html")},markdown=${join(folder, "verify.md")}`;
  const argv = [
    "verify",
    ...(target === "" ? [] : ["--target", target]),
    ...wordsOf(env.INPUT_ONLY).flatMap((one) => ["--only", one]),
    ...wordsOf(env.INPUT_SKIP).flatMap((one) => ["--skip", one]),
    ...(env.INPUT_STRICT === "true" ? ["--strict"] : []),
    ...(baseline === null ? [] : ["--baseline", baseline]),
    "--report",
    reports,
    "--force",
    ...(command === "" ? [] : ["--", ...shell, command]),
  ];
  return { argv, folder, report, kept, version, keepsBaseline: isDefault && env.INPUT_BASELINE === "default-branch" };
}

/** The default branch has none, so that it stays red; nor has one that was never verified. */
function baselineOf(asked, { kept, cwd }) {
  if (asked === "") return null;
  if (asked === "default-branch") return kept !== null && existsSync(kept) ? kept : null;
  const path = resolve(cwd, asked);
  if (!existsSync(path)) throw new Error(`baseline: the file ${asked} does not exist; name an earlier json report.`);
  return path;
}
