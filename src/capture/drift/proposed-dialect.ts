import { checkedBy } from "../../config/checked-config.ts";
import { configError, readDataFile } from "../../config/config-file.ts";
import { dialectFileSchema, dialectKeysAt } from "../../smartlead/payloads/own/dialect-file.ts";
import { type OwnDialect, ownDialectOf } from "../../smartlead/payloads/own/own-dialect.ts";
import type { DialectShapes } from "./shapes.ts";

export { dialectJsonSchema } from "../../smartlead/payloads/own/dialect-file.ts";

/** Reads the dialects that a configuration names. Throws `config` with file, line and key of the first error; `placeOf` returns where a file is named. */
export async function loadDialects(
  files: readonly string[],
  cwd: string,
  placeOf: (index: number) => string,
): Promise<readonly OwnDialect[]> {
  const loaded: OwnDialect[] = [];
  for (const [index, file] of files.entries()) {
    const source = await readDataFile(file, cwd, placeOf(index));
    const checked = checkedBy(source, dialectFileSchema, { name: "a dialect", keysAt: dialectKeysAt });
    if (loaded.some(({ name }) => name === checked.name)) {
      throw configError(
        source,
        source.lineOf(["name"]),
        `the name ${checked.name} is already used by another dialect.`,
      );
    }
    const own = ownDialectOf(checked);
    if ("message" in own) {
      throw configError(source, source.lineOf(["events", own.word]), `events.${own.word} ${own.message}.`);
    }
    loaded.push(own);
  }
  return loaded;
}

/** A custom dialect in the form that drift compares with: each custom event type has a shape in addition to that of the type it is like. */
export function shapesOfOwn(dialect: OwnDialect): readonly DialectShapes[] {
  const { name, names, own } = dialect;
  return [dialect, ...[...own.values()].map(({ like, shape }) => ({ name, names, events: new Map([[like, shape]]) }))];
}
