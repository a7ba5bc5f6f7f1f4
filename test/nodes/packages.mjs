import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Real ms that npm may take to bring one package with what it needs. */
const INSTALLING_MS = 300_000;

/** A folder that nobody commits; it holds at most one version of each package below, some 120 MB for a Node. */
const CACHE = join(import.meta.dirname, "../../node_modules/.cache/nodes");

/** The program of the newest Node of that major version; the one that runs this, where it is of that version. */
export function bringNode(major) {
  if (Number(process.versions.node.split(".")[0]) === major) return process.execPath;
  const isWindows = process.platform === "win32";
  // The npm package `node` fetches one of these by a script; here no script of a package runs.
  const name = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
  return join(bringPackage(name, major), "bin", isWindows ? "node.exe" : "node");
}

/** The folder of the newest version of that major version, in a `node_modules` with all it needs. */
export function bringPackage(name, major) {
  const home = join(CACHE, `${name}-${major}`);
  const folder = join(home, "node_modules", name);
  mkdirSync(home, { recursive: true });
  const flags = [
    "--prefix",
    home,
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  try {
    execFileSync("npm", ["install", ...flags, `${name}@${major}`], { timeout: INSTALLING_MS, stdio: "pipe" });
  } catch (error) {
    if (!existsSync(folder)) throw new Error(`npm did not bring ${name}@${major}: ${error.stderr ?? error.message}`);
    console.log(`npm did not bring ${name}@${major} anew; ${versionOf(folder)} from the last time is taken.`);
  }
  return folder;
}

export function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
