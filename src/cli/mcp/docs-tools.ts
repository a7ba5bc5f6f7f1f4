import MiniSearch from "minisearch";
import { z } from "zod";
import { type DocsSection, docsPage, docsPages, docsSections } from "./docs-pages.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Characters of a page in one answer. */
const PAGE_CHARACTERS = 7_000;
/** Parts of pages in one answer, and characters of each. */
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

/** Parts that have the words, or words near to them; a hit in a title counts most. */
export function searchDocs(query: string): readonly DocsSection[] {
  const sections = docsSections();
  const index = new MiniSearch<DocsSection & { readonly key: number }>({ idField: "key", fields: ["title", "text"] });
  index.addAll(sections.map((section, key) => ({ ...section, key })));
  const hits = index.search(query, { boost: { title: 3 }, prefix: true, fuzzy: 0.2 });
  return hits.flatMap(({ id }) => sections[Number(id)] ?? []);
}
