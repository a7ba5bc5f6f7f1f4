import type { OperationWorld } from "../operation.ts";

/** Answers kept for one account; dashboards ask the same few again and again. */
const MAX_KEPT = 200;

interface Kept {
  revision: number;
  readonly byAsked: Map<string, unknown>;
}

const KEPT = new WeakMap<OperationWorld, Kept>();

/** What was worked out before for the same question, as long as nothing has changed in the account. */
export function keptFigures<Data>(world: OperationWorld, asked: string, workOut: () => Data): Data {
  const kept = KEPT.get(world) ?? { revision: world.revision, byAsked: new Map() };
  KEPT.set(world, kept);
  if (kept.revision !== world.revision || kept.byAsked.size >= MAX_KEPT) kept.byAsked.clear();
  kept.revision = world.revision;
  // A figure is always an object.
  const known = kept.byAsked.get(asked) as Data | undefined;
  if (known !== undefined) return known;
  const data = workOut();
  kept.byAsked.set(asked, data);
  return data;
}
