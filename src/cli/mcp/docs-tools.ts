import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import MiniSearch from "minisearch";
import { z } from "zod";
import { SmartLeadMockError } from "../../base/errors.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Maximum characters of a page in one answer. */
const PAGE_CHARACTERS = 7_000;
/** Maximum sections in one answer, and characters of each. */
const MAX_FOUND = 5;
const PART_CHARACTERS = 1_500;

const search = defineTool({
  name: "search_docs",
  title: "Search the documentation",
  description:
    "Finds parts of smartlead-mock's documentation by words, offline: commands, options, faults, checks, SmartLead's facts.",
  input: z.strictObject({
    query: z.string().min(1).max(400),
    limit: z.number().int().min(1).max(MAX_FOUND).default(4),
  }),
  readOnly: true,
  run: async ({ query, limit }) => {
    const found = searchDocs(query).slice(0, limit);
    const parts = found.map(({ id, title, text }) => `## ${title} (${id})\n${text.slice(0, PART_CHARACTERS)}`);
    return { text: parts.length === 0 ? "Nothing found; try other words." : parts.join("\n\n") };
  },
});

const page = defineTool({
  name: "docs_page",
  title: "Read a page of the documentation",
  description: "A page of smartlead-mock's documentation from an offset on. Without a page: the list of pages.",
  input: z.strictObject({ page: z.string().max(200).optional(), offset: z.number().int().min(0).default(0) }),
  readOnly: true,
  run: async ({ page: name, offset }) => ({
    text: name === undefined ? docsPages().join("\n") : pieceOf(name, offset),
  }),
});

export const DOCS_TOOLS: readonly Tool[] = [search, page];

function pieceOf(name: string, offset: number): string {
  const text = docsPage(name);
  const end = offset + PAGE_CHARACTERS;
  const rest = end < text.length ? `\n\n(${text.length - end} characters more: offset ${end}.)` : "";
  return text.slice(offset, end) + rest;
}

/** Finds sections with the words or similar words; a match in a title counts most. */
function searchDocs(query: string): readonly DocsSection[] {
  const sections = docsSections();
  const index = new MiniSearch<DocsSection & { readonly key: number }>({ idField: "key", fields: ["title", "text"] });
  index.addAll(sections.map((section, key) => ({ ...section, key })));
  const hits = index.search(query, { boost: { title: 3 }, prefix: true, fuzzy: 0.2 });
  return hits.flatMap(({ id }) => sections[Number(id)] ?? []);
}

/** The part of a page under one heading. */
interface DocsSection {
  /** For example `docs/faults.md#kinds`. */
  readonly id: string;
  readonly page: string;
  /** The titles of the page and of the section. */
  readonly title: string;
  readonly text: string;
}

/** Maximum parent folders that are searched for the package's root: from `dist`, or from the sources. */
const MOST_PARENTS = 5;

/** Every page of the package's documentation, relative to its root. */
function docsPages(): readonly string[] {
  const root = packageRoot();
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const names = pages.map((name) => `docs/${name.replaceAll("\\", "/")}`).filter((name) => name.endsWith(".md"));
  return ["README.md", ...names.sort()];
}

/** Returns the text of a page. Throws `not_found` if it does not exist. */
function docsPage(page: string): string {
  if (!docsPages().includes(page)) {
    throw new SmartLeadMockError(
      "not_found",
      `There is no page ${page}; search_docs finds pages, and docs_page without a page lists them.`,
    );
  }
  return readFileSync(join(packageRoot(), page), "utf8");
}

/** All pages, split into sections. */
function docsSections(): readonly DocsSection[] {
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
