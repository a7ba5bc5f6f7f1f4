/** Keys without a value are left out, as `exactOptionalPropertyTypes` wants it; `Object.fromEntries` cannot say so by itself. */
export function definedOnly<T extends object>(object: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
