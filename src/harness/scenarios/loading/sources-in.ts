import { type PlacedSource, placedError, placedSource, type SourceParts } from "../places.ts";
import { plainSource } from "./plain-source.ts";

/** What a file holds is a scenario, or a list of them. Throws `config` for a list of none. */
export function sourcesIn(parts: SourceParts): readonly PlacedSource[] {
  const { data, root } = parts;
  if (!Array.isArray(data)) return [plainSource(placedSource(parts))];
  if (data.length === 0) throw placedError(placedSource(parts).valueAt([]), "the list has no scenario");
  return data.map((item: unknown, index) => {
    // Where a list is made by code, its items have the place of the whole.
    const node = root?.entries.get(String(index))?.node ?? root;
    return plainSource(placedSource({ ...parts, data: item, root: node }));
  });
}
