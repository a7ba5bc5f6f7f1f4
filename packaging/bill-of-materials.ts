import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npmOnBundled } from "./bundled-project.mjs";
import type { BundledPackage } from "./notices.ts";

/** The bill of what is bundled, as CycloneDX: npm writes it. */
export function billOfMaterials(packages: readonly BundledPackage[], root: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const project = { name, version, license, packages: packages.map(({ text: _text, ...one }) => one) };
  const bill = JSON.parse(npmOnBundled(project, ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"]));
  // npm calls a package as its folder is called, which two versions of one cannot share.
  for (const component of bill.components) component.name = component["bom-ref"].replace(/@[^@]+$/, "");
  return `${JSON.stringify(bill)}\n`;
}
