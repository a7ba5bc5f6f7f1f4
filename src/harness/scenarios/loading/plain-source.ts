import { plainData } from "../../../config/plain-data.ts";
import { type PlacedSource, placedError } from "../places.ts";
import { subjectOf } from "./diagnostic.ts";

/** The same, with only what JSON knows: no class, no function, no number without a value. Throws `config` with the place of what is more. */
export function plainSource(source: PlacedSource): PlacedSource {
  const plain = plainData(source.data);
  if ("data" in plain) return { ...source, data: plain.data };
  throw placedError(source.valueAt(plain.path), `${subjectOf(plain.path)} ${plain.diagnostic}`);
}
