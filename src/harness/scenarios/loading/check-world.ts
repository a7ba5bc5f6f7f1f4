import { SmartLeadMockError } from "../../../base/errors.ts";
import { checkedWorld, worldFileSchema } from "../../../config/world-file.ts";
import { piecesOf } from "../expression.ts";
import type { KeyPath } from "../places.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isMapping } from "./mapping.ts";
import { diagnosticsBy } from "./schema-diagnostics.ts";

/** What is wrong with a world that stands in the scenario itself. One with expressions is checked when they are filled in. */
export function checkWorld(world: unknown): readonly Diagnostic[] {
  if (!isMapping(world) || hasExpression(world)) return [];
  const diagnostics = diagnosticsBy(worldFileSchema, world, ["world"]);
  return diagnostics.length > 0 ? diagnostics : relations(world);
}

/** Ids and names that do not fit together: the check of world files tells the first. */
function relations(world: unknown): readonly Diagnostic[] {
  let at: KeyPath = [];
  const lineOf = (path: KeyPath) => {
    at = path;
    return null;
  };
  try {
    checkedWorld({ file: "world", data: world, lineOf });
    return [];
  } catch (error) {
    if (!(error instanceof SmartLeadMockError)) throw error;
    const sentence = error.message.replace(/^world: /, "world.").replace(/\.$/, "");
    return [{ path: ["world", ...at], at: "value", sentence }];
  }
}

function hasExpression(value: unknown): boolean {
  if (typeof value === "string") return piecesOf(value).some((piece) => "expression" in piece);
  return typeof value === "object" && value !== null && Object.values(value).some(hasExpression);
}
