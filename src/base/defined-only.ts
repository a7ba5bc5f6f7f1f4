/** The result of `definedOnly`: a key whose value may be `undefined` becomes optional, every other key stays the same. */
export type DefinedOnly<T extends object> = { [Key in RequiredKey<T>]: T[Key] } & {
  [Key in Exclude<keyof T, RequiredKey<T>>]?: Exclude<T[Key], undefined>;
};

type RequiredKey<T extends object> = { [Key in keyof T]-?: undefined extends T[Key] ? never : Key }[keyof T];

/** Keys without a value are left out, as `exactOptionalPropertyTypes` wants it; `Object.fromEntries` cannot say so by itself. */
export function definedOnly<const T extends object>(object: T): DefinedOnly<T> {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as DefinedOnly<T>;
}
