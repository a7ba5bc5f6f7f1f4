import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { CATEGORIES } from "../smartlead/account/categories.ts";

/** Category id → true, for names or ids. Throws `bad_request` for one that no account has. */
export function categoryMap(asked: readonly (string | number)[]): Record<string, boolean> {
  return Object.fromEntries(asked.map((category) => [categoryId(category), true]));
}

function categoryId(asked: string | number): string {
  const wanted = String(asked).toLowerCase();
  const found = CATEGORIES.find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted);
  if (found !== undefined) return String(found.id);
  const names = CATEGORIES.map(({ name }) => name);
  const meant = didYouMean(wanted, names);
  const hint = meant === null ? `there are ${names.join(", ")}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(asked)} is not a category; ${hint}`);
}
