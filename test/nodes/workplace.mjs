import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What npm keeps there is no package. */
const NO_PACKAGES = [".bin", ".cache", ".package-lock.json", ".vite", ".vite-temp", ".vitest"];

/**
 * A copy of the work tree, whose packages are those of this one except for those given (their folders by name). A copy, since several
 * versions of a package cannot lie in one `node_modules`, and since whoever works here is not to be disturbed.
 */
export function copyWorkplace(packages) {
  const home = mkdtempSync(join(tmpdir(), "smartlead-mock-nodes-"));
  for (const file of workFiles()) cpSync(join(ROOT, file), join(home, file), { preserveTimestamps: true });
  if (existsSync(join(ROOT, "dist"))) {
    cpSync(join(ROOT, "dist"), join(home, "dist"), { recursive: true, preserveTimestamps: true });
  }
  linkPackages(join(ROOT, "node_modules"), join(home, "node_modules"), packages);
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

function workFiles() {
  const flags = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = execFileSync("git", flags, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split("\0");
  return names.filter((name) => name !== "" && existsSync(join(ROOT, name)));
}

function linkPackages(from, to, packages) {
  mkdirSync(join(to, ".bin"), { recursive: true });
  for (const name of readdirSync(from)) {
    if (!NO_PACKAGES.includes(name)) symlinkSync(packages[name] ?? join(from, name), join(to, name));
  }
  // They point to `../vitest/vitest.mjs`: here to the version that is here.
  for (const name of readdirSync(join(from, ".bin"))) {
    symlinkSync(readlinkSync(join(from, ".bin", name)), join(to, ".bin", name));
  }
}

/** The environment of a terminal in which that Node is the installed one. */
export function environmentOf(node) {
  return {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: process.env.HOME ?? tmpdir(),
    NO_COLOR: "1",
    CI: "true",
  };
}
