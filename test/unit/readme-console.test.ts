import { describe } from "vitest";
import { FIELD_NAMES, FIELDS } from "../../src/query/fields.ts";
import { table, testBlocks } from "./readme-blocks.ts";

/** The README's tables about the console come from the code. `UPDATE_README=1 npx vitest run test/unit/readme-console.test.ts` writes them anew. */
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
  testBlocks(TABLES);
});
