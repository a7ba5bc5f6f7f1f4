/**
 * Looks up a key that comes from outside. Inherited properties (`constructor`, `toString`) are not found. A test refuses any other way to
 * look up outside text in an object.
 */
export function ownValue<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
