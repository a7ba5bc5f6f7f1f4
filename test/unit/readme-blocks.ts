import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

export const README = resolve(import.meta.dirname, "../../README.md");

/** A test for each part of the README that comes from the code; `UPDATE_README=1` writes it anew. */
export function testBlocks(blocks: Readonly<Record<string, string>>): void {
  for (const [name, expected] of Object.entries(blocks)) {
    it(`says of ${name} what the code does`, () => {
      const before = readFileSync(README, "utf8");
      if (process.env.UPDATE_README === "1") writeFileSync(README, withBlock(before, name, expected));
      expect(blockOf(readFileSync(README, "utf8"), name)).toBe(expected);
    });
  }
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function blockOf(text: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\\n\\n?([\\s\\S]*?)\\n\\n?<!-- /${name} -->`).exec(text)?.[1];
}

function withBlock(text: string, name: string, content: string): string {
  const marked = new RegExp(`<!-- ${name} -->(?:[\\s\\S]*?<!-- /${name} -->)?`);
  return text.replace(marked, () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`);
}
