/** `npm run audit`: asks npm for advisories on exactly what is bundled, in exactly the versions that are bundled. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { npmOnBundled, packagesOfBill } from "./bundled-project.mjs";

const root = resolve(import.meta.dirname, "..");
const bill = resolve(root, "dist/sbom.cdx.json");

if (!existsSync(bill)) {
  console.error("There is no dist/sbom.cdx.json; run `npm run build` first.");
  process.exit(2);
}
const { name, version, license } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const packages = packagesOfBill(bill);
console.log(`Auditing ${packages.length} bundled packages.`);
try {
  npmOnBundled({ name, version, license, packages }, ["audit", "--package-lock-only"], { stdio: "inherit" });
} catch (error) {
  // npm has said why.
  process.exitCode = typeof error.status === "number" ? error.status : 1;
}
