import { expect, it } from "vitest";
import { pageWith, partOf, updatePart } from "../doc-pages.ts";

/** A test for each part of a page that comes from the code; `UPDATE_README=1` writes it anew. */
export function testBlocks(blocks: Readonly<Record<string, string>>): void {
  for (const [name, expected] of Object.entries(blocks)) {
    it(`says of ${name} what the code does`, () => {
      updatePart(name, expected);
      expect(partOf(name), pageWith(name)).toBe(expected);
    });
  }
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
