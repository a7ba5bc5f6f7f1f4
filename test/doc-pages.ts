import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

/** The pages that users read, from the repository's root, the README first. */
export const PAGES: readonly string[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].filter((name) => existsSync(join(ROOT, name))),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
    .sort(),
];

export function pageText(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The one page that has a part between `<!-- name -->` and `<!-- /name -->`. */
export function pageWith(name: string): string {
  const [page, ...others] = PAGES.filter((one) => pageText(one).includes(`<!-- ${name} -->`));
  if (page === undefined) throw new Error(`No page has a part named ${name}.`);
  if (others.length > 0) throw new Error(`Several pages have a part named ${name}: ${[page, ...others].join(", ")}.`);
  return page;
}

/** What stands between the marks. */
export function partOf(name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\\n\\n?([\\s\\S]*?)\\n\\n?<!-- /${name} -->`).exec(pageText(pageWith(name)))?.[1];
}

/** Writes the part anew where `UPDATE_README=1` asks for it. */
export function updatePart(name: string, content: string): void {
  if (process.env.UPDATE_README !== "1") return;
  const page = pageWith(name);
  const marked = new RegExp(`<!-- ${name} -->(?:[\\s\\S]*?<!-- /${name} -->)?`);
  const text = pageText(page).replace(marked, () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`);
  writeFileSync(join(ROOT, page), text);
}

/** The section of a page under a heading, up to the next heading. */
export function sectionOf(page: string, heading: string): string {
  const [, after] = pageText(page).split(new RegExp(`^#+ ${heading}$`, "m"));
  if (after === undefined) throw new Error(`${page} has no heading "${heading}".`);
  return after.split(/^#+ /m)[0] ?? "";
}

export interface CodeBlock {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Why no test runs it, as the mark before it says; `null` without a mark. */
  readonly notRun: string | null;
}

const BLOCK = /(?:^<!-- not run by the tests: ([^>]+) -->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm;

/** Every block of code of every page. */
export function codeBlocks(): readonly CodeBlock[] {
  return PAGES.flatMap((page) =>
    [...pageText(page).matchAll(BLOCK)].map(([, notRun = null, language = "", text = ""]) => {
      return { page, language, text, notRun };
    }),
  );
}
