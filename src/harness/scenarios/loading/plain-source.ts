import { plainData } from "../../../config/plain-data.ts";
import { type PlacedSource, placedError } from "../places.ts";
import { subjectOf } from "./diagnostic.ts";

/** The same, with JSON values only: no class, no function, no NaN or Infinity. Throws `config` with the place of anything else. */
export function plainSource(source: PlacedSource): PlacedSource {
  const plain = plainData(source.data);
  if ("data" in plain) return { ...source, data: plain.data };
  throw placedError(source.valueAt(plain.path), `${subjectOf(plain.path)} ${plain.diagnostic}`);
}
