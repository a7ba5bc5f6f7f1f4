import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FIELD_NAMES, FIELDS } from "../../src/query/fields.ts";

/** The README's tables about the console come from the code. `UPDATE_README=1 npx vitest run test/unit/readme-console.test.ts` writes them anew. */
const FILE = resolve(import.meta.dirname, "../../README.md");

const TABLES = {
  query: table(
    ["term", "asks for", "examples"],
    FIELD_NAMES.map((name) => {
      const { aliases, meaning, examples } = FIELDS[name];
      const also = aliases.length === 0 ? "" : ` (also ${aliases.join(", ")})`;
      return [`\`${name}:\`${also}`, meaning, examples.map((one) => `\`${one.replaceAll("|", "\\|")}\``).join(" ")];
    }),
  ),
} as const;

describe("the README", () => {
  for (const [name, expected] of Object.entries(TABLES)) {
    it(`has the table of ${name} as the code has it`, () => {
      if (process.env.UPDATE_README === "1") writeFileSync(FILE, withBlock(readFileSync(FILE, "utf8"), name, expected));
      expect(blockOf(readFileSync(FILE, "utf8"), name)).toBe(expected);
    });
  }
});

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function blockOf(text: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\\n\\n?([\\s\\S]*?)\\n\\n?<!-- /${name} -->`).exec(text)?.[1];
}

function withBlock(text: string, name: string, content: string): string {
  const marked = new RegExp(`<!-- ${name} -->(?:[\\s\\S]*?<!-- /${name} -->)?`);
  return text.replace(marked, () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`);
}
