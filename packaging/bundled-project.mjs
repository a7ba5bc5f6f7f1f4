import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs npm in a project whose dependencies are exactly these packages in exactly these versions, and gives its standard output: what
 * npm says of it, it says of what is bundled, and of nothing else.
 *
 * @param {{ name: string, version: string, license: string, packages: readonly { name: string, version: string, license?: string }[] }} project
 * @param {readonly string[]} args
 * @param {{ stdio?: "pipe" | "inherit" }} [options]
 */
export function npmOnBundled({ name, version, license, packages }, args, { stdio = "pipe" } = {}) {
  const root = mkdtempSync(join(tmpdir(), "smartlead-bundled-"));
  try {
    // npm calls a project as its folder is called.
    const folder = join(root, name);
    mkdirSync(folder);
    const placed = placedPackages(packages);
    const manifest = {
      name,
      version,
      license,
      dependencies: Object.fromEntries(placed.map((one) => [one.place, one.wanted])),
    };
    const entries = placed.map(({ place, of }) => [
      `node_modules/${place}`,
      { name: of.name, version: of.version, license: of.license },
    ]);
    const lock = {
      name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { "": manifest, ...Object.fromEntries(entries) },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
    const options = {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", stdio, "inherit"],
      shell: process.platform === "win32",
    };
    return execFileSync("npm", [...args], options);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What `sbom.cdx.json` says is bundled. */
export function packagesOfBill(path) {
  const { components } = JSON.parse(readFileSync(path, "utf8"));
  return components.map(({ name, version }) => ({ name, version }));
}

/** Of two versions of a package, the second has another place. */
function placedPackages(packages) {
  const taken = new Set();
  return packages.map((of) => {
    const place = taken.has(of.name) ? `${of.name}-${of.version}` : of.name;
    taken.add(place);
    return { of, place, wanted: place === of.name ? of.version : `npm:${of.name}@${of.version}` };
  });
}
