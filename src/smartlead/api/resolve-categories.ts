import type { OperationWorld } from "./operation.ts";

/** Categories as a webhook keeps them, or the first name that the account does not have. Ids are taken as they are: an account's own categories have ids the mock cannot know. */
export type ResolvedCategories =
  | { readonly isKnown: true; readonly categoryIdMap: Readonly<Record<string, boolean>> }
  | { readonly isKnown: false; readonly name: string };

export function resolveCategories(world: OperationWorld, asked: readonly (string | number)[]): ResolvedCategories {
  const ids = new Set<string>();
  for (const item of asked) {
    const id = typeof item === "number" || /^\d+$/.test(item) ? item : idOfCategory(world, item);
    if (id === undefined) return { isKnown: false, name: String(item) };
    ids.add(String(id));
  }
  return { isKnown: true, categoryIdMap: Object.fromEntries([...ids].map((id) => [id, true])) };
}

function idOfCategory(world: OperationWorld, name: string): number | undefined {
  return world.categories.find((category) => category.name === name)?.id;
}
