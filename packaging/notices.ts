/** What of other people is in the bundle, and under which licences. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of which something is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX calls it. */
  readonly license: string;
  readonly text: string;
}

/** As the plugin tells of it, read from the package itself. */
export interface FoundDependency {
  readonly name: string | null;
  readonly version: string | null;
  readonly license: string | null;
  readonly licenseText: string | null;
  readonly noticeText?: string | null | undefined;
}

/** Texts of packages that ship none, and of those that others have bundled without theirs; one for a whole scope. */
const LICENSES = join(import.meta.dirname, "licenses");
/** Where pnpm put a package, which jiti's own bundle names in its modules. */
const EMBEDDED = /node_modules\/\.pnpm\/((?:@[a-z\d.-]+\+)?[a-z\d._-]+?)@(\d+\.\d+\.\d+(?:-[a-z\d.]+)?)[_/]/gi;
const EMBEDDING = { jiti: ["dist/jiti.cjs", "dist/babel.cjs"] } as const;
/** What SPDX calls the licences of those, where it is not MIT. */
const OTHER_LICENSES: ReadonlyMap<string, string> = new Map([["semver", "ISC"]]);
/** undici carries the parser of Node as WebAssembly, which is no package. */
const CARRIED: ReadonlyMap<string, string> = new Map([["undici", "llhttp"]]);

/** Every package that is bundled, those inside of others too. Throws for one without the text of its licence. */
export function bundledPackages(found: readonly FoundDependency[], root: string): readonly BundledPackage[] {
  const own = found.map(({ name, version, license, licenseText, noticeText }) => ({
    name: name ?? "",
    version: version ?? "",
    license: license ?? "",
    text: textOf({ name: name ?? "", licenseText, noticeText }),
  }));
  const names = new Set(own.map(({ name }) => name));
  const inside = names.has("jiti") ? embeddedIn("jiti", root) : [];
  const all = new Map([...own, ...inside].map((one) => [`${one.name}@${one.version}`, one]));
  const silent = [...all.values()].filter(({ text, license }) => text.trim() === "" || license === "");
  if (silent.length > 0) {
    const list = silent.map(({ name }) => name).join(", ");
    throw new Error(`No licence text is known of ${list}; put it into packaging/licenses.`);
  }
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** All of them with their texts, as the package ships them; packages with the very same text stand together above it. */
export function noticesText(packages: readonly BundledPackage[]): string {
  const alike = new Map<string, BundledPackage[]>();
  for (const one of packages) alike.set(one.text.trim(), [...(alike.get(one.text.trim()) ?? []), one]);
  const parts = [...alike].map(([text, all]) => [...all.map(headOf), text].join("\n\n"));
  return `smartlead-mock contains these packages, in whole or in part.\n\n${parts.join("\n\n---\n\n")}\n`;
}

function headOf({ name, version, license }: BundledPackage): string {
  return [`Name: ${name}`, `Version: ${version}`, `License: ${license}`].join("\n");
}

function textOf({
  name,
  licenseText,
  noticeText,
}: Pick<FoundDependency, "licenseText" | "noticeText"> & { readonly name: string }): string {
  const carried = CARRIED.get(name);
  const parts = [
    licenseText ?? ownText(name),
    noticeText ?? "",
    carried === undefined ? "" : `It contains ${carried}:\n\n${ownText(carried)}`,
  ];
  return parts.filter((text) => text !== "").join("\n\n");
}

function embeddedIn(carrier: keyof typeof EMBEDDING, root: string): readonly BundledPackage[] {
  const sources = EMBEDDING[carrier].map((file) => readFileSync(join(root, "node_modules", carrier, file), "utf8"));
  const ids = sources.flatMap((text) =>
    Array.from(text.matchAll(EMBEDDED), ([, name, version]) => `${name}@${version}`),
  );
  return [...new Set(ids)].map((id) => {
    const at = id.lastIndexOf("@");
    return packageOf(id.slice(0, at).replace("+", "/"), id.slice(at + 1));
  });
}

function packageOf(name: string, version: string): BundledPackage {
  return { name, version, license: OTHER_LICENSES.get(name) ?? "MIT", text: ownText(name) };
}

function ownText(name: string): string {
  const [scope = ""] = name.split("/");
  const file = [`${name}.txt`, `${scope}.txt`].map((one) => join(LICENSES, one)).find(existsSync);
  return file === undefined ? "" : readFileSync(file, "utf8");
}
