import { describe } from "vitest";
import { FIELD_NAMES, FIELDS } from "../../src/journal/query/query-fields.ts";
import { keyGroups, signLines } from "../../ui/help/help-lines.ts";
import { KEY_BINDINGS } from "../../ui/keys/key-bindings.ts";
import { themeFor } from "../../ui/theme.ts";
import { table, testBlocks } from "./readme-blocks.ts";

/** The pages' tables about the console come from the code. `UPDATE_README=1 npx vitest run test/unit/readme-console.test.ts` writes them anew. */
const TABLES = {
  signs: table(
    ["sign", "meaning"],
    signLines(themeFor({}).glyphs).map(([sign, meaning]) => [`\`${sign?.text.trim()}\``, meaning?.text ?? ""]),
  ),
  query: table(
    ["term", "asks for", "examples"],
    FIELD_NAMES.map((name) => {
      const { aliases, meaning, examples } = FIELDS[name];
      const also = aliases.length === 0 ? "" : ` (also ${aliases.join(", ")})`;
      return [`\`${name}:\`${also}`, meaning, examples.map((one) => `\`${one.replaceAll("|", "\\|")}\``).join(" ")];
    }),
  ),
  keys: table(
    ["where", "key", "what it does"],
    keyGroups().flatMap(({ title, commands }) =>
      commands.map((command, index) => {
        const { shown, meaning } = KEY_BINDINGS[command];
        return [
          index === 0 ? title : "",
          shown
            .split(" ")
            .map((key) => `\`${key}\``)
            .join(" "),
          meaning,
        ];
      }),
    ),
  ),
} as const;

describe("the pages on the console", () => {
  testBlocks(TABLES);
});
