import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SmartLeadMockError } from "../../base/errors.ts";

/** A part of a page under one heading. */
export interface DocsSection {
  /** `docs/faults.md#kinds`. */
  readonly id: string;
  readonly page: string;
  /** Of the page and of the part. */
  readonly title: string;
  readonly text: string;
}

/** Parents of this file that are looked at for the package's root: from `dist`, or from the sources. */
const MOST_PARENTS = 5;

/** Every page that comes with the package, from its root. */
export function docsPages(): readonly string[] {
  const root = packageRoot();
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const names = pages.map((name) => `docs/${name.replaceAll("\\", "/")}`).filter((name) => name.endsWith(".md"));
  return ["README.md", ...names.sort()];
}

/** The text of a page. Throws `not_found` for one that there is not. */
export function docsPage(page: string): string {
  if (!docsPages().includes(page)) {
    throw new SmartLeadMockError(
      "not_found",
      `There is no page ${page}; search_docs finds pages, and docs_page without a page lists them.`,
    );
  }
  return readFileSync(join(packageRoot(), page), "utf8");
}

/** All pages in parts. */
export function docsSections(): readonly DocsSection[] {
  return docsPages().flatMap((page) => sectionsOf(page, docsPage(page)));
}

function sectionsOf(page: string, text: string): readonly DocsSection[] {
  const parts = text.split(/^(?=#{1,3} )/m).filter((part) => part.trim() !== "");
  const [, name = page] = /^# (.+)$/m.exec(text) ?? [];
  return parts.map((part, at) => {
    const [, heading = name] = /^#{1,3} (.+)$/m.exec(part) ?? [];
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    return {
      id: at === 0 ? page : `${page}#${anchor}`,
      page,
      title: heading === name ? name : `${name}: ${heading}`,
      text: part,
    };
  });
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let parent = 0; parent < MOST_PARENTS; parent += 1) {
    if (existsSync(join(folder, "docs", "troubleshooting.md"))) return folder;
    folder = dirname(folder);
  }
  throw new RangeError("The package's docs are missing; install smartlead-mock again.");
}
